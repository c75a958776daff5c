"""How does a page come about? One template, with who looks, in which language, and the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.acting import acting
from app.database import ReadingSession, WritingSession, reading
from app.permissions import Act, Target
from app.site import Site
from app.web import notices
from app.web.domain_words import choose_message
from app.web.interface_languages import (
    COOKIE,
    LANGUAGES,
    YEAR,
    choose_language,
    direction,
    load_catalogue,
    name_in_itself,
)
from app.web.navigation import is_current, list_entries
from app.web.printing import name_country, print_date, print_decimal, print_moment, print_percentage
from app.web.viewer import Viewer, find_viewer


def find_site(request: Request) -> Site:
    """Return the site that a request came to."""
    site: Site = request.app.state.site
    return site


def open_session(site: Annotated[Site, Depends(find_site)]) -> Iterator[ReadingSession]:
    """Yield the one session in which a page reads."""
    with reading(site.engine) as session:
        yield session


@dataclass(frozen=True, slots=True)
class Page:
    """One page in the making: the request, and what it is made for."""

    request: Request
    site: Site
    viewer: Viewer
    language: str

    @property
    def day(self) -> date:
        """Return the day that the page is made for."""
        return self.site.today()

    @property
    def moment(self) -> datetime:
        """Return the instant (UTC) that an act on this page is dated with, on the page's day."""
        now = self.site.now()
        return now if now.date() == self.day else datetime.combine(self.day, now.timetz())

    def translate(self, message: str) -> str:
        """Return a message of the interface in the page's language."""
        return load_catalogue(self.language).gettext(message) if message else ""

    def name(self, value: Any) -> str:
        """Return the word for a state, such as "accepted", in the page's language."""
        return self.translate(choose_message(value))

    @contextmanager
    def acting(
        self, act: Act, of: str, member: str = "", account: UUID | None = None
    ) -> Iterator[WritingSession]:
        """Yield the session in which the viewer does an act; RightRefusal when he or she may not.

        ``of`` names what is acted on, for a person who reads it later: "period 2018". ``member``
        is the code of the member, and ``account`` the account, that it belongs to, as it is stored.
        All of it is done, or none.
        """
        actor, target = self.viewer.actor, Target(member, account)
        with acting(self.site.engine, actor, act, of=of, target=target) as session:
            yield session

    def render(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return the answer that a template under ``templates/web`` makes of the values."""
        words = make_environment(self.language).get_template(template)
        response = HTMLResponse(words.render(**self._describe(), **values), status_code=status)
        response.headers["Content-Language"] = self.language
        response.headers["Vary"] = "Accept-Language, Cookie"
        if self.request.query_params.get("lang") == self.language:
            response.set_cookie(COOKIE, self.language, max_age=YEAR, httponly=True, samesite="lax")
        if notices.COOKIE in self.request.cookies:
            response.delete_cookie(notices.COOKIE)
        return response

    def address(self, **changes: str | int | None) -> str:
        """Return this page's address with some of its query changed; None takes a part away."""
        return self.with_query(self.request.url.path, **{**self.request.query_params, **changes})

    @property
    def said(self) -> str:
        """Return what the page before left to be said here, "" for nothing."""
        return self.translate(notices.find_notice(self.request))

    @staticmethod
    def with_query(path: str, **query: str | int | None) -> str:
        """Return an address of the site with those parts of a query that are not empty."""
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{path}?{urlencode(kept)}" if kept else path

    def _describe(self) -> dict[str, Any]:
        """Return what every template may ask for."""
        path = self.request.url.path
        return {
            "page": self,
            "site": self.site,
            "viewer": self.viewer,
            "language": self.language,
            "direction": direction(self.language),
            "assets": self.request.app.state.assets,
            "entries": [
                (entry.address, entry.words, is_current(entry, path))
                for entry in list_entries(self.viewer)
            ],
            "languages": [(tag, name_in_itself(tag)) for tag in LANGUAGES],
        }


def make_page(
    request: Request,
    site: Annotated[Site, Depends(find_site)],
    viewer: Annotated[Viewer, Depends(find_viewer)],
) -> Page:
    """Return the page that a request asks for, in the viewer's language."""
    return Page(request, site, viewer, choose_language(request, viewer.language))


AnyPage = Annotated[Page, Depends(make_page)]
Reading = Annotated[ReadingSession, Depends(open_session)]


@cache
def make_environment(language: str) -> Environment:
    """Return the templates of the site, which speak one language; all they print is escaped."""
    environment = Environment(
        loader=PackageLoader("templates", "web"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    catalogue = load_catalogue(language)
    install = environment.install_gettext_translations  # type: ignore[attr-defined] # of the extension
    install(catalogue, newstyle=True)
    environment.filters |= {
        "day": lambda day: print_date(day, language),
        "moment": lambda moment: print_moment(moment, language),
        "number": lambda number: print_decimal(number, language),
        "share": lambda share: print_percentage(share, language),
        "term": lambda value: catalogue.gettext(choose_message(value)),
        "language_name": name_in_itself,
        "country_name": lambda country: name_country(country, language),
    }
    environment.globals |= {
        "spoken": lambda other: write_language(other, language),
        "dir_of": direction,
    }
    return environment


def write_language(other: str, language: str) -> Markup:
    """Return the attributes of an element whose text is in a language, where it is another."""
    if not other or other == language:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(other, direction(other))
