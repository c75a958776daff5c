"""What has the association set for itself? ``accord.toml`` beside the workspace, over defaults."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from app.oidc import OidcSettings
from declarations.adoption_checks import Majority
from declarations.problems import InputRefusal, Level, Place, Problem, StorageRefusal
from exports.report_sizes import MOST_PROFILES, MOST_TOGETHER
from tracker.commitments import DUE_SOON_DAYS
from tracker.reminders import ReminderRules

ReminderDay = Annotated[int, Field(ge=-400, le=400)]
SETTINGS_FILE = "accord.toml"
COLOR = r"^(#[0-9a-fA-F]{6})?$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
WANTED = {
    COLOR: 'is no colour written like "#1f4e79"',
    LANGUAGE: 'is no language written like "en" or "zh-Hans"',
}
"""What is said of a value that does not fit a pattern."""
LONGEST_SHOWN = 60  # characters of a value


class WebSettings(BaseModel):
    """The settings of the site that stand in tables of their own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    oidc: OidcSettings | None = Field(
        default=None, description="The provider of OpenID Connect; none: passwords only."
    )


class Settings(BaseModel):
    """The settings; each has a default, and its description is what the documentation says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    association: str = Field(
        default="", description="The association's name, printed on covers and running heads."
    )
    language: str = Field(default="en", pattern=LANGUAGE, description="Language of documents.")
    templates: str = Field(
        default="",
        description="Folder with the association's own wording; a file there replaces Accord's "
        "file of the same name. Relative to the settings file.",
    )
    majority: Majority = Field(
        default=Majority.ANY,
        description='The majority of those voting that an adoption by vote must show: "simple" '
        'or "two-thirds". None is asked for where it is left out.',
    )
    spelling: dict[str, str] = Field(
        default={},
        description="Words that draft checks are to find, each with what to write instead, added "
        "to the house spelling; a word given as itself is no longer found.",
    )
    reminder_days: tuple[ReminderDay, ...] = Field(
        default=ReminderRules().days,
        max_length=20,
        description="On which days members are reminded of a report that has not come, counted "
        "from the due date; before it they are negative. None: [].",
    )
    reminder_monthly: bool = Field(
        default=True,
        description="Whether reminding goes on every month after the last of these days, until "
        "the period closes.",
    )
    reminder_workbooks: bool = Field(
        default=True,
        description="Whether the prefilled workbook of each member is attached to its reminder; "
        "false makes small e-mails.",
    )
    mail_from: str = Field(default="", description="Address that reminders are sent from.")
    smtp_host: str = Field(
        default="", description="Mail server that sends reminders; none: write them with -o."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field(
        default="",
        description="Name to sign in to the mail server with; the password is read from the "
        "environment variable ACCORD_SMTP_PASSWORD, never from this file.",
    )
    smtp_starttls: bool = Field(
        default=True, description="Whether to encrypt the connection to the mail server."
    )
    due_soon_days: int = Field(
        default=DUE_SOON_DAYS,
        ge=0,
        le=3650,
        description="How many days before its date a commitment is said to be due soon.",
    )
    evidence_megabytes: int = Field(
        default=20,
        ge=1,
        le=1000,
        description="The largest file that is kept as evidence, in megabytes.",
    )
    annex_members: int = Field(
        default=MOST_TOGETHER,
        ge=0,
        description="With more members than this, the assembly report is a summary, and each of "
        "its annexes is a file beside it.",
    )
    profile_members: int = Field(
        default=MOST_PROFILES,
        ge=0,
        description="So many members, at most, have a page each in the assembly report; with more "
        "there are no such pages.",
    )
    symbol: str = Field(default="", description="Document symbol printed on the report's cover.")
    paper: Literal["A4", "Letter"] = Field(
        default="A4", description='Paper of all documents: "A4" or "Letter".'
    )
    accent: str = Field(
        default="",
        pattern=COLOR,
        description='Colour of headings, rules and table heads, written "#1f4e79"; dark enough to '
        "be read on white.",
    )
    second_accent: str = Field(
        default="", pattern=COLOR, description="Colour of ornaments on the cover, never of text."
    )
    logo: str = Field(
        default="",
        description="Picture for the cover: PNG, JPEG or SVG, at most 2 MB. Relative to the "
        "settings file.",
    )
    logo_description: str = Field(
        default="",
        description="What the logo shows, for those who cannot see it; default: the "
        "association's name.",
    )
    font: str | list[str] = Field(
        default="",
        description="Font of documents: its family name, or its files (regular, bold, italic, "
        "bold italic), relative to the settings file.",
    )
    heading_font: str | list[str] = Field(
        default="", description="Font of headings and titles, written like font; default: font."
    )
    base_url: str = Field(
        default="",
        pattern=r"^(https?://[^/?#\s]+)?$",
        description="Public address of the site, such as https://accord.example.org; forms sent "
        "from anywhere else are refused. Default: the address that accord serve prints.",
    )
    docx_template: str = Field(
        default="",
        description="Word file (.docx, .dotx) whose styles, letterhead, paper and margins Word "
        "documents take; its own text is left out. Relative to the settings file.",
    )
    invitation_days: int = Field(
        default=14, ge=1, le=90, description="How many days an invitation to an account is good."
    )
    reset_minutes: int = Field(
        default=120,
        ge=5,
        le=1440,
        description="How many minutes a link for a new password is good.",
    )
    session_idle_hours: int = Field(
        default=12,
        ge=1,
        le=336,
        description="After so many hours without use a person has to sign in again.",
    )
    session_days: int = Field(
        default=14,
        ge=1,
        le=90,
        description="After so many days a person has to sign in again in any case.",
    )
    web: WebSettings = Field(
        default=WebSettings(),
        description="The table [web.oidc]: signing in through the association's own accounts.",
    )


def read_settings(folder: Path) -> Settings:
    """Return the settings from ``accord.toml`` in ``folder``, or the defaults where there is none.

    Raises InputRefusal naming every unknown or wrong setting, StorageRefusal when the file cannot
    be read.
    """
    path = folder / SETTINGS_FILE
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise StorageRefusal(
            f"The settings file cannot be read: {path}: {error.strerror}.",
            hint="Check the rights of the file.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputRefusal(
            f"The settings file is not valid TOML: {path}: {error}.",
            hint='A setting is written like this: association = "Association of Cities"',
        ) from error
    try:
        return Settings(**values)
    except ValidationError as error:
        raise InputRefusal(
            f"The settings file has problems: {path}.",
            hint=f"The settings there are: {', '.join(Settings.model_fields)}.",
            problems=[
                Problem(
                    code="S001",
                    level=Level.ERROR,
                    place=Place(file=str(path), item=".".join(str(part) for part in fault["loc"])),
                    message=f"{'.'.join(str(part) for part in fault['loc'])}: {tell(fault)}.",
                    remedy="Mend or remove this line.",
                    value=str(fault.get("input", "")),
                )
                for fault in error.errors()
            ],
        ) from error


def tell(fault: ErrorDetails) -> str:
    """Return in plain words what is wrong with a setting, and the value found."""
    if fault["type"] == "extra_forbidden":
        return "there is no such setting"
    if fault["type"] == "string_pattern_mismatch":
        pattern = str(fault.get("ctx", {}).get("pattern", ""))
        wanted = WANTED.get(pattern, f"is not of the form {pattern}")
    else:
        wanted = fault["msg"].replace("Input should be", "must be")
    return f"{str(fault['input'])[:LONGEST_SHOWN]!r} {wanted}"


def find_wording(settings: Settings, folder: Path) -> Path | None:
    """Return the folder with the association's own wording, or None for Accord's.

    ``folder`` is that of the settings. Raises StorageRefusal where the wording is not there.
    """
    if not settings.templates:
        return None
    wording = folder / settings.templates
    if not wording.is_dir():
        raise StorageRefusal(
            f"There is no folder {settings.templates!r} with your own wording: {wording}.",
            hint=f"Correct the setting templates in {folder / SETTINGS_FILE}, or remove it for "
            "Accord's wording.",
        )
    return wording
