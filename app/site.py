"""What does a running site stand on? The workspace, its settings and look, and the day."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Engine

from app.accounts import Role
from app.database import ChangeMark, sqlite_path
from app.house import load_house_style
from app.oidc import client_secret
from app.passwords import PasswordHashing
from app.remembered import Remembered
from app.sessions import SessionTerms
from app.settings import Settings, find_wording, read_settings
from declarations.problems import InputRefusal
from exports.house_style import ACCORD_STYLE, HouseStyle

if TYPE_CHECKING:
    from app.oidc_exchange import Provider

PROVIDER_RETURN = "/sign-in/provider/back"
"""The page to which a provider of OpenID Connect sends browsers back; registered there."""

Days = Callable[[], date]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody whose account needs no password where the sample is served."""

    role: Role
    account: UUID


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that pages are made from; one for the whole run of the server.

    ``base_url`` is the site's own address without a slash at its end. ``today`` gives the day that
    pages are made for, ``now`` the instant in UTC. ``remembered`` keeps what many pages share,
    for as long as ``mark`` says that nothing has changed. ``people`` are those as whom anyone may
    look round the sample; a workspace of one's own has none. ``provider`` is the association's own
    sign-in, where the settings name one.
    """

    engine: Engine
    folder: Path
    settings: Settings
    base_url: str
    today: Days
    now: Clock
    remembered: Remembered
    hashing: PasswordHashing
    mark: ChangeMark
    style: HouseStyle = field(default=ACCORD_STYLE)
    people: tuple[SamplePerson, ...] = ()
    provider: "Provider | None" = None

    @property
    def name(self) -> str:
        """Return what the site is called."""
        return self.settings.association or "Accord"

    @property
    def is_secure(self) -> bool:
        """Return whether browsers reach the site by https."""
        return self.base_url.startswith("https:")

    @property
    def session_terms(self) -> SessionTerms:
        """Return how long a session lasts."""
        settings = self.settings
        return SessionTerms(
            timedelta(hours=settings.session_idle_hours), timedelta(days=settings.session_days)
        )

    @property
    def invitation_term(self) -> timedelta:
        """Return how long an invitation is good."""
        return timedelta(days=self.settings.invitation_days)

    @property
    def reset_term(self) -> timedelta:
        """Return how long a link for a new password is good."""
        return timedelta(minutes=self.settings.reset_minutes)

    @property
    def template_folder(self) -> Path | None:
        """Return the folder with the association's own wording, or None for Accord's.

        Raises StorageRefusal where the setting names a folder that is not there.
        """
        return find_wording(self.settings, self.folder)

    def close(self) -> None:
        """Let go of what the site holds open; the engine is its maker's."""
        self.mark.close()


def open_site(
    engine: Engine,
    *,
    base_url: str,
    today: Days,
    now: Clock,
    warn: Callable[[str], None] = lambda _message: None,
    patience: float = 20.0,
    people: tuple[SamplePerson, ...] = (),
    environment: Mapping[str, str] = os.environ,
) -> Site:
    """Return the site of a workspace, with the settings beside it.

    ``base_url`` stands where the settings name none; ``patience`` is that of what is
    remembered, see app.remembered; the provider's secret stands in ``environment``. Raises what
    reading the settings raises.
    """
    path = sqlite_path(engine)
    folder = path.parent if path else Path()
    settings = read_settings(folder)
    mark = ChangeMark(engine)
    return Site(
        engine=engine,
        folder=folder,
        settings=settings,
        base_url=settings.base_url or base_url,
        today=today,
        now=now,
        remembered=Remembered(mark.read, patience=patience),
        mark=mark,
        hashing=PasswordHashing(),
        people=people,
        style=load_house_style(settings, folder, warn),
        provider=open_provider(settings, settings.base_url or base_url, environment),
    )


def open_provider(
    settings: Settings, base_url: str, environment: Mapping[str, str]
) -> "Provider | None":
    """Return the provider of OpenID Connect, None where the settings name none.

    Raises InputRefusal where its secret is not set or its libraries are not installed.
    """
    if settings.web.oidc is None:
        return None
    secret = client_secret(environment)
    try:
        # An extra, and slow to load: no other site needs it.
        from app.oidc_exchange import Provider  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise InputRefusal(
            f"accord.toml names a provider of OpenID Connect, and {error.name} is not installed.",
            hint="pip install 'accord[oidc]'",
        ) from error
    return Provider(settings.web.oidc, secret, base_url + PROVIDER_RETURN)
