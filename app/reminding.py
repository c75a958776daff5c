"""What is written to whom today? The letters of a period's reminders, and how they leave."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

from sqlmodel import Session

from app.database import WritingSession
from app.mail import open_mail_server
from app.period_sheets import PeriodSheets
from app.settings import Settings
from declarations.problems import NotFoundRefusal
from exports.reminder_letters import make_message_id, write_reminder
from exports.workbook import write_workbook
from tracker.contact_store import load_contacts, load_sent, log_reminder
from tracker.reminders import Digest, ReminderPlan, ReminderRules, plan_reminders

Letters = list[tuple[Digest, EmailMessage]]


def reminder_rules(settings: Settings) -> ReminderRules:
    """Return the days of reminding that the association has set."""
    return ReminderRules(settings.reminder_days, settings.reminder_monthly)


def can_send(settings: Settings) -> bool:
    """Return whether the settings name a mail server and a sender."""
    return bool(settings.smtp_host and settings.mail_from)


@dataclass(frozen=True, slots=True)
class Reminding:
    """The reminders of one period on one day: who is written to, and what the letters need."""

    plan: ReminderPlan
    sheets: PeriodSheets
    settings: Settings
    template_folder: Path | None

    def write_letter(self, digest: Digest) -> EmailMessage:
        """Return the e-mail for a digest with the workbooks, in the language of the person."""
        language = digest.contact.language
        workbooks = {
            f"{quote(item.member.code, safe='')}.xlsx": write_workbook(
                self.sheets.build(item.member, language)
            )
            for item in digest.waited_for
            if self.settings.reminder_workbooks
        }
        return write_reminder(
            digest,
            self.sheets.period,
            declaration=self.sheets.register.declaration.title,
            on=self.sheets.day,
            sender=self.settings.mail_from,
            association=self.settings.association,
            workbooks=workbooks,
            template_folder=self.template_folder,
        )

    def write_letters(self, most: int | None = None) -> Letters:
        """Return the e-mails with their digests, so many at most."""
        return [(digest, self.write_letter(digest)) for digest in self.plan.digests[:most]]

    @property
    def rules(self) -> ReminderRules:
        """Return the days of reminding."""
        return reminder_rules(self.settings)

    def name_key(self, digest: Digest) -> str:
        """Return what names a letter in an address, of which no person can be read: 16 digits."""
        identifier = make_message_id(digest, self.sheets.period, self.settings.mail_from)
        return identifier[1:17]

    def find_digest(self, key: str) -> Digest:
        """Return the digest of a key; NotFoundRefusal where it is not due, or no longer."""
        for digest in self.plan.digests:
            if self.name_key(digest) == key:
                return digest
        raise NotFoundRefusal(
            "No such reminder is due today.", hint="Look at the list of reminders again."
        )


def plan_letters(
    session: Session, code: str, day: date, settings: Settings, template_folder: Path | None
) -> Reminding:
    """Return the reminders that are due for a period on a day.

    Raises NotFoundRefusal for an unknown period.
    """
    sheets = PeriodSheets(session, code, day)
    reports = {report.member: report for report in sheets.register.reports.get(code, ())}
    plan = plan_reminders(
        sheets.period,
        sheets.expected(),
        reports,
        load_contacts(session),
        load_sent(session, code),
        on=day,
        rules=reminder_rules(settings),
    )
    return Reminding(plan, sheets, settings, template_folder)


def name_letter(period: str, message: EmailMessage) -> str:
    """Return the name of the file for a letter: the same for the same person and day."""
    return f"{quote(period, safe='')}-{str(message['Message-ID'])[1:17]}.eml"


def log_letters(session: Session, letters: Letters, period: str, day: date) -> None:
    """Record letters as sent; ChangedMeanwhileRefusal where another run has sent one."""
    for digest, message in letters:
        log_reminder(session, digest, period, day, str(message["Message-ID"]))


Transactions = Callable[[], AbstractContextManager[WritingSession]]


def send_letters(
    letters: Letters, period: str, day: date, settings: Settings, begin: Transactions
) -> None:
    """Send the letters by the mail server of the settings, each recorded once it is sent.

    ``begin`` opens the transaction of one letter. Raises RuleRefusal where no server is set, and
    StorageRefusal when it does not take a letter; those before it stay recorded as sent.
    """
    with open_mail_server(settings) as server:
        for digest, message in letters:
            with begin() as session:
                log_letters(session, [(digest, message)], period, day)
                server.send_message(message)
