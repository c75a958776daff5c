"""While somebody types: the preview, what is pasted from a word processor, and what is kept."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.app.web.people import PASSWORD
from tests.browser.drafting import come_in, serve_drafting

EDIT = "/drafting/green/edit/air"
PROPOSE = "/drafting/green/propose/air-1"
PASTE = """([box, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  box.dispatchEvent(event);
}"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}
</style></head><body lang=EN><p class=MsoNormal>We commit to <b>measure</b> the air
every day<a style='mso-footnote-id:ftn1' href="#_ftn1">[1]</a>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;</span></span>We commit
to publish it<del>, perhaps</del>.</p><script>document.title = "taken"</script>
<p class=MsoNormal><img src=x onerror="document.title = 'taken'">We commit to &lt;b&gt;learn.</p>
<div style='mso-element:footnote-list'><p>[1] A note.</p></div></body></html>"""


@pytest.fixture
def address(sqlite_workspace: Engine) -> Iterator[str]:
    with serve_drafting(sqlite_workspace) as address:
        yield address


@pytest.fixture
def tab(chromium: Any, address: str) -> Iterator[Any]:
    tab = come_in(chromium, address, "drafter", base_url=address)
    yield tab
    tab.context.close()


def first_box(tab: Any) -> Any:
    return tab.locator("textarea[name=words]").first


def test_the_preview_comes_while_one_types(tab: Any) -> None:
    tab.goto(EDIT)
    first_box(tab).fill("We commit to measure the air every hour")
    tab.locator("[data-outcome] ins", has_text="hour").wait_for()
    assert tab.locator("[data-told]").text_content() == "1 remark"
    assert first_box(tab).input_value() == "We commit to measure the air every hour"
    first_box(tab).fill("We commit to measure the air every day.")
    tab.locator("[data-outcome] section").first.wait_for(state="detached")
    assert tab.locator("[data-told]").text_content() == ""
    assert tab.locator("[data-outcome]").inner_text().strip() == ""


def test_the_preview_comes_in_the_form_of_an_amendment(chromium: Any, address: str) -> None:
    tab = come_in(chromium, address, "seoul", base_url=address)
    tab.goto(PROPOSE)
    first_box(tab).fill("We commit to measure the air every hour.")
    tab.locator("[data-outcome] ins", has_text="hour").wait_for()
    tab.context.close()


def test_without_a_network_nothing_typed_is_lost(tab: Any) -> None:
    tab.goto(EDIT)
    tab.context.set_offline(True)
    with tab.expect_event("requestfailed"):
        first_box(tab).fill("We commit to measure the air every hour.")
    assert first_box(tab).input_value() == "We commit to measure the air every hour."
    tab.context.set_offline(False)
    first_box(tab).type(" We report.")
    tab.locator("[data-outcome] ins").first.wait_for()


def test_a_lost_session_leaves_what_was_typed_to_be_put_back(tab: Any) -> None:
    tab.goto(EDIT)
    first_box(tab).fill("We commit to measure the air every hour.\n\nWe commit to more.")
    tab.context.clear_cookies()
    tab.get_by_role("button", name="Save", exact=True).click()
    come_back(tab)
    tab.goto(EDIT)
    assert first_box(tab).input_value() == "We commit to measure the air every day."
    tab.get_by_role("button", name="Put them back").click()
    tab.get_by_role("textbox", name="Paragraph 3", exact=True).wait_for()
    boxes = tab.locator("textarea[name=words]")
    assert [boxes.nth(place).input_value() for place in range(3)] == [
        "We commit to measure the air every hour.",
        "We commit to more.",
        "We commit to publish what we measure.",
    ]
    assert tab.locator("[data-kept]").is_hidden()
    tab.get_by_role("button", name="Save", exact=True).click()
    tab.get_by_text("The text is saved as a new revision.").wait_for()
    tab.goto(EDIT)
    assert tab.locator("[data-kept]").is_hidden()
    assert tab.evaluate("localStorage.length") == 0


def come_back(tab: Any, name: str = "drafter") -> None:
    tab.goto("/sign-in?next=/drafting")
    tab.get_by_label("E-mail address").fill(f"{name}@people.example")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.locator("main button").click()


def test_what_was_looked_at_and_left_is_offered_again_and_gone_at_sign_out(tab: Any) -> None:
    tab.goto(EDIT)
    first_box(tab).fill("We commit to measure the air every hour.")
    tab.get_by_role("button", name="Look at it first").click()
    assert tab.locator("[data-kept]").is_hidden()
    tab.goto("/drafting")
    tab.goto(EDIT)
    assert tab.locator("[data-kept]").is_visible()
    tab.get_by_role("button", name="Sign out").click()
    assert tab.evaluate("localStorage.length") == 0


def test_another_account_is_not_offered_what_was_typed(tab: Any) -> None:
    tab.goto(PROPOSE)
    first_box(tab).fill("We commit to measure the air every hour.")
    tab.context.clear_cookies()
    come_back(tab, "seoul")
    tab.goto(PROPOSE)
    assert tab.locator("[data-kept]").is_hidden()
    tab.context.clear_cookies()
    come_back(tab, "drafter")
    tab.goto(PROPOSE)
    assert tab.locator("[data-kept]").is_visible()


def test_what_is_pasted_from_word_becomes_paragraphs_of_words_alone(tab: Any) -> None:
    tab.goto(EDIT)
    first_box(tab).fill("")
    first_box(tab).focus()
    tab.evaluate(PASTE, [first_box(tab).element_handle(), WORD])
    assert first_box(tab).input_value() == (
        "We commit to measure the air every day.\n\n"
        "We commit to publish it.\n\n"
        "We commit to <b>learn."
    )
    assert tab.get_by_text("Notes and comments were left out of what was pasted.").is_visible()
    assert tab.title() != "taken"
    tab.get_by_role("button", name="Look at it first").click()
    assert tab.locator("textarea[name=words]").count() == 4


def test_plain_text_is_pasted_as_the_browser_does(tab: Any) -> None:
    tab.goto(EDIT)
    first_box(tab).focus()
    prevented = tab.evaluate(
        """(box) => {
          const data = new DataTransfer();
          data.setData("text/plain", "plain");
          const event = new ClipboardEvent("paste",
            {clipboardData: data, bubbles: true, cancelable: true});
          return !box.dispatchEvent(event);
        }""",
        first_box(tab).element_handle(),
    )
    assert prevented is False
