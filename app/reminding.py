"""What is written to whom today? The letters of a period's reminders, and how they leave."""

from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine
from sqlmodel import Session

from app.database import transaction
from app.mail import open_mail_server
from app.period_sheets import PeriodSheets
from app.settings import Settings
from declarations.problems import ChangedMeanwhileRefusal
from exports.reminder_letters import write_reminder
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

    def write_letter(self, digest: Digest, *, with_workbooks: bool = True) -> EmailMessage:
        """Return the e-mail for a digest with the workbooks, in the language of the person."""
        language = digest.contact.language
        workbooks = {
            f"{quote(item.member.code, safe='')}.xlsx": write_workbook(
                self.sheets.build(item.member, language)
            )
            for item in digest.waited_for
            if self.settings.reminder_workbooks and with_workbooks
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

    def write_letters(self) -> Letters:
        """Return every e-mail with its digest."""
        return [(digest, self.write_letter(digest)) for digest in self.plan.digests]

    def find_digest(self, email: str) -> Digest:
        """Return the digest of an address; ChangedMeanwhileRefusal where none is due any more."""
        wanted = email.lower()
        for digest in self.plan.digests:
            if digest.contact.email.lower() == wanted:
                return digest
        raise ChangedMeanwhileRefusal(
            f"No reminder to {email} is due any more.", hint="Look at the list again."
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


def send_letters(
    engine: Engine, letters: Letters, period: str, day: date, settings: Settings
) -> None:
    """Send the letters by the mail server of the settings, each recorded once it is sent.

    Raises RuleRefusal where no server is set, and StorageRefusal when it does not take a letter;
    those before it stay recorded as sent.
    """
    with open_mail_server(settings) as server:
        for digest, message in letters:
            with transaction(engine) as session:
                log_letters(session, [(digest, message)], period, day)
                server.send_message(message)
