"""The pictures of the README, of the sample as it is served: python -m tests.browser.pictures."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from benchmarks.site import serving
from tests.browser.conftest import CHROMIUM, FLAGS

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SIZE = {"width": 760, "height": 620}
ROLES = {"public": "", "member": "member", "secretariat": "secretariat"}


def take_pictures() -> None:
    """Write a picture of the page at which each role begins."""
    FOLDER.mkdir(exist_ok=True)
    program = str(Path(sys.executable).parent / "accord")
    with (
        TemporaryDirectory() as folder,
        serving([program, "demo", "--serve", "-o", folder, "--port", "0"]) as port,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        for name, role in ROLES.items():
            page = browser.new_context(viewport=SIZE).new_page()
            page.goto(f"http://127.0.0.1:{port}/")
            if role:
                page.click(f"form[action='/see-as/{role}'] button")
            page.screenshot(path=str(FOLDER / f"{name}.png"))
        browser.close()


if __name__ == "__main__":
    take_pictures()
