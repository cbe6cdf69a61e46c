import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.names import clean, imitates, skeleton

RLO, ZWSP, ZWJ, ZWNJ = "\u202e", "\u200b", "\u200d", "\u200c"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    "name",
    [
        "Anna",
        "Anne-Marie O’Neill",
        "محمد الأمين",
        "مُحَمَّد",
        "می\u200cخواهم",  # a Persian word that its non-joiner belongs to
        "שָׁלוֹם",
        "नमस्ते",
        "क्\u200dष",
        "Nguyễn Văn Ắ",
        "田中さくら",
        "김민준",
        "👩🏽‍💻 Maya",
        FAMILY,
        RAINBOW,
        SCOTLAND,
        "1️⃣",
    ],
)
def test_names_of_every_script_stay(name):
    assert clean(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna \t B.  ", "Anna B."),
        ("Anna\nB.\x00", "Anna B."),
        ("Ange\u0301lique", "Angélique"),
        (f"{RLO}annA", "annA"),
        (f"An{ZWSP}na", "Anna"),
        (f"An{ZWJ}na{ZWNJ}", "Anna"),
        (f"{ZWJ}{FAMILY}{ZWJ}", FAMILY),
        ("Anna\u2066\u2069\u200e\u200f\u061c", "Anna"),
        ("A\u00adnna", "Anna"),
        ("Anna\ue000", "Anna"),
        ("Anna\U000e0041", "Anna"),
        ("Z\u0316\u0317\u0318\u0319\u031c\u031d\u031ealgo", "Z\u0316\u0317\u0318\u0319algo"),
    ],
)
def test_what_no_eye_sees_is_taken_out(typed, kept):
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "\u00a0", "\u3000", ZWSP, ZWJ, RLO, "\u00ad", "\ufeff", "\u2060", "\x00", "\n"),
        *("\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u034f", "\ufe0f", "\u0301", "\U000e0041"),
    ],
)  # fmt: skip
def test_name_that_is_blank_to_the_eye_is_none(name):
    assert clean(name) == ""
    assert clean(name * 3) == ""


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert once == unicodedata.normalize("NFC", once)
    assert not set(once) & set(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0, 10]))


@pytest.mark.parametrize(
    "name",
    [
        "Jane Doe",
        "jane doe",
        "JANEDOE",
        "J a n e  D o e",
        "Jane-Doe.",
        "Jane Dоe",  # a Cyrillic о
        "Јаnе Dое",  # Cyrillic but for n and D
        "Jane Dοe",  # a Greek ο
        "Jané Dœ".replace("œ", "oe"),
        "Ｊａｎｅ Ｄｏｅ",
        "𝐉𝐚𝐧𝐞 𝐃𝐨𝐞",
        "Jane D0e",
        f"Jane{ZWSP} Doe",
        "Jane Doe (Editor)",
        "Editor Jane Doe",
        "Jane Doe, official",
        "Jane Doe, Managing Editor",
        "Jane Doe, Editor-in-Chief",
        "Doe, Jane",
        "The Jane Doe",
        "ᴊᴀɴᴇ ᴅᴏᴇ",
        "Ꭻane Ꭰoe",  # Cherokee
        "ꓙꓮꓠꓰ ꓓꓳꓰ",  # Lisu
        "Jaռe Ðoe",
    ],
)
def test_name_of_the_staff_in_any_guise_is_an_imitation(name):
    assert imitates(name, ["Jane Doe"])


@pytest.mark.parametrize("name", ["Bill Rill", "Bіll Rіll", "BiII RiII", "BI1I R|ll", "Вill Rill"])
def test_upright_strokes_look_alike(name):
    assert imitates(name, ["Bill Rill"])


def test_arabic_letters_of_several_countries_look_alike():
    assert imitates("على كريم", ["علي کریم"])


@pytest.mark.parametrize("name", ["Arnold", "Amold", "ARNOLD"])
def test_r_and_n_together_look_like_m(name):
    assert imitates(name, ["Amold"])


@pytest.mark.parametrize(
    "name",
    ["Editor", "The Editors", "MODERATOR", "Αdmin", "Staff.", "Managing Editor", "Editor #2"],
)
def test_bare_role_is_an_imitation(name):
    assert imitates(name, [])


@pytest.mark.parametrize(
    "name",
    [
        *("Jane", "Doe", "Jane Dorn", "Jane A. Doe", "John Doe", "Doe Doe", "Jane Jane"),
        *("محمد", "Thế", "The 1975", "👩🏽‍💻", "!", "7"),
        *("Teamer", "Chief", "Senior Citizen"),
    ],
)
def test_other_names_are_none(name):
    assert not imitates(name, ["Jane Doe", "🙂", ""])


def test_skeletons_of_other_scripts_differ():
    names = ["محمد", "שלום", "田中", "김민준", "नमस्ते", "Анна Жук"]
    assert len({skeleton(name) for name in names}) == len(names)
    assert "" not in {skeleton(name) for name in names}
