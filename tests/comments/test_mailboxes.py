import pytest

from comments.mailboxes import is_mailed_to, usual


@pytest.mark.parametrize(
    "address",
    [
        *("ann@example.com", "ann+polls@mail.dept.example.ac.uk", "a.b-c_d@example.museum"),
        *("o'neil@example.ie", "ann@r3---sn.example.photography", "7@163.example"),
        *("ann@bücher.example", "ann@пример.рф", "ann@例え.テスト", "ann@उदाहरण.भारत"),
        *("ann@مثال.إختبار", "ann@i❤.example", "ann@xn--fa-hia.example"),
    ],
)
def test_ordinary_address_of_any_country_is_mailed_to_as_it_is(address):
    assert usual(address) == address
    assert is_mailed_to(address)


def test_too_long_an_address_is_not_looked_into():
    for most, kept in ((124, f"ann@{'e.' * 124}ee"), (125, f"ann@{'ｅ.' * 125}ｅｅ")):
        address = usual(f"ann@{'ｅ.' * most}ｅｅ")
        assert address == kept
        assert is_mailed_to(address)
    assert not is_mailed_to(f"ann@{'ｅ.' * 200}ｅｅ")
