"""A person who uses nothing but the keyboard: Tab, Enter, Space, arrows and letters."""

from typing import Any

_WORDS = "(document.activeElement.innerText || '').trim()"
_MOST_STEPS = 400


class Keyboard:
    """What is pressed on a page; it fails where no key leads to what is wanted."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab

    def follow(self, words: str) -> None:
        """Come to the link or button with these words and press it."""
        self._come(f"{_WORDS} === {words!r}", words)
        with self.tab.expect_navigation():
            self.tab.keyboard.press("Enter")

    def write(self, name: str, words: str) -> None:
        """Come to a field and type into it instead of what is there."""
        self._come_to(name)
        self.tab.keyboard.press("Control+A")
        self.tab.keyboard.type(words)

    def choose(self, name: str, value: str) -> None:
        """Come to a list or a group of circles and move to one of its values."""
        self._come_to(name)
        self.tab.keyboard.press("Home")
        if self.tab.evaluate("document.activeElement.type") == "radio":
            self.tab.keyboard.press("Space")
        for _ in range(_MOST_STEPS):
            if self.tab.evaluate("document.activeElement.value") == value:
                return
            self.tab.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value} in {name}")

    def tick(self, name: str) -> None:
        """Come to a box and tick it."""
        self._come_to(name)
        self.tab.keyboard.press("Space")
        assert self.tab.evaluate("document.activeElement.checked")

    def _come_to(self, name: str) -> None:
        self._come(f"document.activeElement.name === {name!r}", name)

    def _come(self, is_there: str, what: str) -> None:
        for _ in range(_MOST_STEPS):
            if self.tab.evaluate(is_there):
                return
            self.tab.keyboard.press("Tab")
        told = self.tab.inner_text("main")[:1500]
        raise AssertionError(f"the Tab key never comes to {what} on {self.tab.url}: {told}")
