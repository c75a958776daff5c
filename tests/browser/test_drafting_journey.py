"""A text from its first draft to its adoption, by people at browsers, with scripts and without."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.database import reading
from declarations.adoption_records import load_adoption
from declarations.store import load_revision
from tests.app.web.test_amending import write_tracked
from tests.browser.drafting import come_in, serve_drafting
from tests.browser.keyboard import Keyboard

RUN_AXE = "axe.run(document, {rules: {'target-size': {enabled: true}}})"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAGES = (
    "/drafting", "/drafting/green", "/drafting/green/edit/air", "/drafting/green/outline",
    "/drafting/green/revisions", "/drafting/green/amendments", "/drafting/green/propose/air-1",
    "/drafting/green/propose-file", "/drafting/green/compilation", "/drafting/green/decide",
    "/drafting/green/adopt", "/drafting/new", "/drafting/upload", "/drafting/green/move/air-1",
    "/drafting/green/translations", "/drafting/green/translations/fr",
)  # fmt: skip
ADOPTED_PAGES = (
    "/drafting/green", "/drafting/green/record", "/drafting/green/correction/en",
    "/drafting/green/translations/fr", "/declarations/green",
)  # fmt: skip


@pytest.fixture
def address(sqlite_workspace: Engine) -> Iterator[str]:
    with serve_drafting(sqlite_workspace) as address:
        yield address


def press(tab: Any, words: str) -> None:
    tab.get_by_role("button", name=words, exact=True).click()


def follow(tab: Any, words: str) -> None:
    tab.get_by_role("link", name=words, exact=True).first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_text_goes_from_draft_to_adoption(
    chromium: Any, address: str, sqlite_workspace: Engine, tmp_path: Path, scripts: bool
) -> None:
    drafter = come_in(chromium, address, "drafter", java_script_enabled=scripts)
    edit_a_section(drafter)
    seoul = come_in(chromium, address, "seoul", java_script_enabled=scripts)
    propose_a_word_file(seoul, tmp_path)
    decide_on_it(drafter)
    adopt_it(drafter)
    with reading(sqlite_workspace) as session:
        text, record = load_revision(session, "green"), load_adoption(session, "green")
    assert record is not None
    assert (record.sha256, text.number) == (text.sha256, 3)
    assert [each.text.plain for each in text.declaration.operative_paragraphs()] == [
        "We commit to measure the air every hour.",
        "We commit to publish what we measure.",
        "We commit to explain it.",
        "We commit to keep the water clean.",
    ]
    for tab in (drafter, seoul):
        tab.context.close()


def edit_a_section(tab: Any) -> None:
    follow(tab, "Declaration on Green Cities")
    tab.goto(f"{tab.url}/edit/air")
    tab.get_by_role("textbox", name="Paragraph 2", exact=True).fill(
        "2. We commit to publish what we measure.\n3. We commit to explain it."
    )
    press(tab, "Look at it first")
    third = tab.get_by_role("textbox", name="Paragraph 3", exact=True)
    third.wait_for()
    assert third.input_value() == "We commit to explain it."
    press(tab, "Save")
    assert tab.get_by_text("The text is saved as a new revision.").is_visible()


def propose_a_word_file(tab: Any, folder: Path) -> None:
    file = folder / "seoul.docx"
    file.write_bytes(write_tracked("every hour"))
    tab.goto(f"{tab.url}/green/propose-file")
    tab.get_by_label("Word file").set_input_files(file)
    tab.get_by_label("Revision that it was made from").select_option("1")
    press(tab, "Read it")
    assert tab.get_by_text("Paragraph 1: other words").is_visible()
    tab.get_by_label("Reason").fill("Days are too long.")
    press(tab, "Propose it")
    assert tab.get_by_text("The amendment is proposed.").is_visible()


def decide_on_it(tab: Any) -> None:
    follow(tab, "Decide and merge")
    follow(tab, "All of them in the text")
    assert tab.locator("main ins").first.is_visible()
    tab.go_back()
    tab.get_by_label("Decision on A1").select_option("A1 accept")
    press(tab, "Look at it first")
    assert tab.get_by_text("A1: Accepted").is_visible()
    press(tab, "Decide and merge")
    assert tab.get_by_text("The amendments are decided").is_visible()


def adopt_it(tab: Any) -> None:
    tab.goto(tab.url.replace("/revisions", "/adopt"))
    tab.get_by_label("Words of the minutes").fill("by acclamation")
    press(tab, "Continue")
    assert tab.get_by_text("by acclamation").is_visible()
    press(tab, "Adopt it")
    assert tab.get_by_text("The adoption is recorded.").is_visible()


def test_a_paragraph_is_moved_by_keyboard_alone_and_without_scripts(
    chromium: Any, address: str, sqlite_workspace: Engine
) -> None:
    tab = come_in(chromium, address, "drafter", java_script_enabled=False)
    tab.goto(f"{address}/drafting/green")
    tab.get_by_role("link", name="Move paragraph 1").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/move/air-1")
    tab.get_by_label("Where it stands").focus()
    for key in ("Tab", "Tab", "Enter"):
        tab.keyboard.press(key)
    tab.get_by_text("Paragraph 1: moved to stand after: Paragraph 2").wait_for()
    tab.get_by_label("Where it stands").focus()
    for key in ("ArrowDown", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter"):
        tab.keyboard.press(key)
    tab.get_by_text("The text is saved as a new revision.").wait_for()
    with reading(sqlite_workspace) as session:
        sections = load_revision(session, "green").declaration.sections
    assert [[each.id for each in top.children] for top in sections] == [
        ["air-2"],
        ["air-1", "water-1"],
    ]
    tab.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_texts_are_drafted(
    chromium: Any, address: str, axe: str, scheme: str
) -> None:
    look_at_pages(chromium, address, axe, scheme, PAGES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_a_text_is_adopted(
    chromium: Any, address: str, axe: str, scheme: str
) -> None:
    tab = come_in(chromium, address, "drafter")
    tab.goto(f"{address}/drafting/green/adopt")
    tab.get_by_label("By a vote").check()
    roll = b"member,vote,air-1\nseoul,yes,yes\nquito,abstain,yes\n"
    file = {"name": "roll.csv", "mimeType": "text/csv", "buffer": roll}
    tab.get_by_label("Roll call: who voted how").set_input_files(file)
    tab.get_by_label("What was voted on").fill("air-1")
    press(tab, "Continue")
    tab.get_by_text("Who voted how: Paragraph 1").click()
    press(tab, "Adopt it")
    tab.get_by_text("The adoption is recorded.").wait_for()
    tab.context.close()
    look_at_pages(chromium, address, axe, scheme, ADOPTED_PAGES)


def look_at_pages(
    chromium: Any, address: str, axe: str, scheme: str, pages: tuple[str, ...]
) -> None:
    for width, language in ((360, "ar"), (1280, "en")):
        size = {"width": width, "height": 800}
        tab = come_in(
            chromium, address, "drafter", viewport=size, color_scheme=scheme, bypass_csp=True
        )
        for path in pages:
            tab.goto(f"{address}{path}?lang={language}")
            assert tab.evaluate(TOO_WIDE) <= 0, path
            tab.evaluate(axe)
            found = tab.evaluate(RUN_AXE)["violations"]
            told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
            assert told == [], path
        tab.context.close()


def test_a_text_is_drafted_and_adopted_by_keyboard_alone(
    chromium: Any, address: str, sqlite_workspace: Engine
) -> None:
    seoul = come_in(chromium, address, "seoul")
    seoul.goto(f"{address}/drafting/green/propose/air-1")
    keys = Keyboard(seoul)
    keys.write("words", "We commit to measure the air every hour.")
    keys.write("rationale", "Days are too long.")
    keys.follow("Propose it")
    assert seoul.get_by_text("The amendment is proposed.").is_visible()
    drafter = come_in(chromium, address, "drafter")
    keys = Keyboard(drafter)
    keys.follow("Declaration on Green Cities")
    keys.follow("Decide and merge")
    keys.choose("choice", "A1 accept")
    keys.follow("Look at it first")
    keys.follow("Decide and merge")
    assert drafter.get_by_text("The amendments are decided").is_visible()
    drafter.goto(f"{address}/drafting/green/adopt")
    keys.write("words", "by acclamation")
    keys.follow("Continue")
    keys.follow("Adopt it")
    assert drafter.get_by_text("The adoption is recorded.").is_visible()
    with reading(sqlite_workspace) as session:
        assert load_adoption(session, "green") is not None
    for tab in (seoul, drafter):
        tab.context.close()
