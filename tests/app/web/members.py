"""A city and its focal point on a day on which a period is open."""

from datetime import date

from lxml import html
from starlette.testclient import TestClient

from app.accounts import Role
from app.site import Site
from tests.app.web.people import PASSWORD, add_person, open_browser

DAY = date(2019, 2, 20)
CITY, OTHER, PERIOD, TEXT = "gasang", "examplestad", "2019", "sample-2017"
SILENT = "seoul"
"""A member that has accepted nothing."""


def hidden(text: str, action: str = "") -> dict[str, str]:
    """What the form of a page carries besides what is typed."""
    page = html.fromstring(text)
    forms = [f for f in page.forms if action in (f.action or "") and f.xpath(".//*[@name='token']")]
    return {f.name: f.value for f in forms[0].xpath(".//input[@type='hidden']")}


def enter(site: Site, role: Role, member: str = "") -> TestClient:
    """A browser in which a person is signed in, whatever page the role begins with."""
    browser, person = open_browser(site), add_person(site, role, member)
    typed = {"email": person.email, "password": PASSWORD, "next": "/account"}
    assert browser.post("/sign-in", data=typed).url.path == "/account"
    return browser
