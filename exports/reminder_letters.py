"""How does a reminder read? One e-mail for each digest, in the person's language."""

import hashlib
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from exports.phrasing import RUNNING_TEXT, print_day
from exports.wording import render_text
from tracker.periods import Period
from tracker.reminders import Digest, WaitedFor

LANGUAGES = ("en", "fr", "es")
"""The languages there is wording in; others are written to in English."""

WIDTH = 72
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_reminder(
    digest: Digest,
    period: Period,
    *,
    declaration: str,
    on: date,
    sender: str = "",
    association: str = "",
    workbooks: Mapping[str, bytes] | None = None,
    template_folder: Path | None = None,
) -> EmailMessage:
    """Return the e-mail for a digest; the same digest, day and workbooks give the same bytes.

    ``workbooks`` are those of the members waited for, by file name; they are attached.
    Raises InputRefusal when the association's own wording cannot be used.
    """
    language = digest.contact.language.partition("-")[0].lower()
    language = language if language in LANGUAGES else LANGUAGES[0]
    look = RUNNING_TEXT if language == "en" else "long"  # "31 de marzo de 2018"
    context = {
        "name": digest.contact.name,
        "association": association,
        "declaration": declaration,
        "period": period.name,
        "due_on": print_day(period.due_on, language, look),
        "closes_on": print_day(period.closes_on, language, look),
        "days": (period.due_on - on).days,
        "overdue": on > period.due_on,
        "waited_for": list_cities(digest.waited_for, language),
        "workbooks": len(workbooks or {}),
    }
    text = render_text(f"reminder.{language}.txt.j2", context, template_folder)
    subject, _, body = text.lstrip().partition("\n")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject.strip()
    if sender:
        message["From"] = sender
    name, _, domain = digest.contact.email.rpartition("@")
    message["To"] = Address(digest.contact.name, name, domain)
    message["Date"] = format_datetime(datetime.combine(on, time(), UTC))
    message["Message-ID"] = make_message_id(digest, period, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(wrap(body))
    attach_workbooks(message, workbooks or {})
    message["Content-Language"] = language
    return message


def attach_workbooks(message: EmailMessage, workbooks: Mapping[str, bytes]) -> None:
    """Attach workbooks in order of name; the line between the parts follows from the letter."""
    for name, content in sorted(workbooks.items()):
        message.add_attachment(content, maintype="application", subtype=XLSX, filename=name)
    if workbooks:
        message.set_boundary(f"=={hashlib.sha256(message['Message-ID'].encode()).hexdigest()[:32]}")


def list_cities(waited_for: Sequence[WaitedFor], language: str) -> list[tuple[str, str]]:
    """Return the names and states of the members whose reports are waited for."""
    return [(item.member.name(language), item.state.value) for item in waited_for]


def wrap(body: str) -> str:
    """Return the text in lines that fit a mail window, one empty line between paragraphs."""
    lines: list[str] = []
    for line in body.strip().splitlines():
        parts = textwrap.wrap(line, WIDTH, subsequent_indent="  " if line.startswith("-") else "")
        lines += parts or ([""] if lines[-1:] != [""] else [])
    return "\n".join(lines) + "\n"


def make_message_id(digest: Digest, period: Period, sender: str) -> str:
    """Return the same identifier for the same person, period and day of the rules."""
    key = f"{period.code}\n{digest.contact.email.lower()}\n{digest.scheduled_on}"
    domain = parseaddr(sender)[1].rpartition("@")[2] or "accord.invalid"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
