"""Two editors in two browsers with the same poll: the second reads what the first saved, and decides."""

from playwright.sync_api import expect

from polls.models import Poll
from tests.browser.axe import violations_in_every_view
from tests.browser.desk import sign_in
from tests.factories import make_editor, make_poll


def test_second_editor_decides_by_keyboard_and_loses_nothing(
    page, new_context, base_url, complaints
):
    poll = make_poll(status="draft", question="First?", choices=["Tea", "Coffee"])
    address = f"/admin/polls/poll/{poll.pk}/change/"
    ada, graces = page, new_context()
    sign_in(ada.context, base_url, make_editor(username="Ada"))
    sign_in(graces, base_url, make_editor(username="Grace"))
    grace = graces.new_page()
    ada.goto(address)
    grace.goto(address)
    for window, name in ((grace, "Grace"), (ada, "Ada")):
        window.get_by_role("textbox", name="Question:").fill(f"{name}’s question?")
        window.locator("#id_choices-0-text").fill(f"{name}’s tea")
        window.locator("#id_choices-2-text").fill(f"{name}’s cocoa")
    grace.get_by_role("button", name="Save", exact=True).click()
    expect(grace.get_by_text("was changed successfully")).to_be_visible()

    ada.get_by_role("button", name="Save", exact=True).click()

    heading = "Grace saved this poll while you had it open"
    box = ada.get_by_role("region", name=heading)
    expect(box).to_be_focused()
    expect(box.get_by_role("group", name="Question")).to_contain_text("Ada’s question?")
    assert complaints == []
    assert violations_in_every_view(ada) == []
    # Her own question, the other’s tea, and the cocoa of both.
    ada.keyboard.press("Tab")
    ada.keyboard.press("Tab")
    ada.keyboard.press("ArrowDown")
    ada.get_by_role("button", name="Save", exact=True).focus()
    ada.keyboard.press("Enter")
    expect(ada.get_by_text("was changed successfully")).to_be_visible()
    poll.refresh_from_db()
    texts = list(poll.choices.order_by("position").values_list("text", flat=True))
    assert (poll.question, Poll.objects.count()) == ("Ada’s question?", 1)
    assert texts == ["Grace’s tea", "Coffee", "Grace’s cocoa", "Ada’s cocoa"]
