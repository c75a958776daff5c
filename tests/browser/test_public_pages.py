"""Public pages as people meet them: on a phone, in the dark, by keyboard, from right to left."""

from typing import Any

import pytest

PAGES = {
    "home": "/",
    "text": "/declarations/sample-2017",
    "redline": "/declarations/sample-2017/compare",
    "languages": "/declarations/sample-2017/languages",
    "paragraph": "/declarations/sample-2017/paragraphs/environment-2",
    "acceptance": "/declarations/sample-2017/acceptance",
    "members": "/members",
    "member": "/members/vymyshlensk",
    "downloads": "/downloads",
    "not found": "/nothing",
}
RUN_AXE = "axe.run(document, {rules: {'target-size': {enabled: true}}})"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(
    chromium: Any, sample_address: str, axe: str, page: str, language: str, scheme: str
) -> None:
    for width in (360, 1280):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale=language,
            bypass_csp=True,  # for the checker, which is put into the page
        )
        tab = context.new_page()
        tab.goto(sample_address + PAGES[page])
        tab.evaluate(axe)
        found = tab.evaluate(RUN_AXE)["violations"]
        told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
        context.close()
        assert told == []


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ko", "ar"])
def test_no_page_is_wider_than_a_phone(chromium: Any, sample_address: str, language: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale=language)
    tab = context.new_page()
    for name, path in PAGES.items():
        tab.goto(sample_address + path)
        assert tab.evaluate(TOO_WIDE) <= 0, name
    context.close()


def test_no_page_asks_for_what_its_policy_forbids(chromium: Any, sample_address: str) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    for name, path in PAGES.items():
        if name != "not found":
            tab.goto(sample_address + path)
    context.close()
    assert said == []


def test_the_keyboard_skips_to_the_main_content(chromium: Any, sample_address: str) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(sample_address)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "page:main"
    context.close()


def test_a_reader_without_scripts_finds_a_member(chromium: Any, sample_address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(sample_address)
    tab.get_by_role("link", name="Members", exact=True).click()
    tab.get_by_label("Name").fill("вымышленск")
    tab.get_by_role("button", name="Search").click()
    tab.get_by_role("link", name="Vymyshlensk").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Vymyshlensk"
    context.close()


def test_a_language_is_chosen_at_the_foot_and_stays(chromium: Any, sample_address: str) -> None:
    context = chromium.new_context(locale="en-GB")
    tab = context.new_page()
    tab.goto(f"{sample_address}/members?q=kaku")
    tab.get_by_role("link", name="français").click()
    assert "q=kaku" in tab.url
    tab.goto(sample_address)
    assert tab.get_by_role("heading", level=1).inner_text() == "Déclarations"
    context.close()
