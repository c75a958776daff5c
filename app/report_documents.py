"""How does a report come about that somebody asked for? Read, composed, and written as files."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from app.document_formats import Ending, Warn, write_format
from app.jobs import ReportKind, ReportWish
from app.journal_writing import find_head
from app.settings import Settings
from declarations.adoption_records import load_adoption
from declarations.problems import NotFoundRefusal, RuleRefusal
from declarations.store import list_declarations
from exports.annex_files import split_annexes
from exports.assembly_report import (
    AssemblyReport,
    build_assembly_report,
    compose_assembly_report,
)
from exports.blocks import Document
from exports.house_style import HouseStyle
from exports.member_report import compose_member_report
from exports.paragraph_sheet import compose_paragraph_sheet
from exports.published_package import PublishedPackage
from tracker.periods import latest_due
from tracker.progress_store import load_periods
from tracker.register import Register
from tracker.store import load_members_register, load_register


def find_adopted(session: Session, day: date) -> list[str]:
    """Return the codes of the declarations that were adopted by a day."""
    return [
        code
        for code in list_declarations(session)
        if (adoption := load_adoption(session, code)) and adoption.adopted_on <= day
    ]


def choose_declaration(session: Session, declaration: str, day: date) -> str:
    """Return the code that was given, or that of the only declaration adopted by a day."""
    if declaration:
        return declaration
    adopted = find_adopted(session, day)
    if not adopted:
        raise RuleRefusal(
            f"No declaration was adopted by {day}; there is nothing to report on.",
            hint="accord draft adopt CODE --assembly CODE --on DATE",
        )
    if len(adopted) > 1:
        raise RuleRefusal(
            f"Several declarations are adopted: {', '.join(adopted)}.",
            hint="Choose one with --declaration CODE.",
        )
    return adopted[0]


def read_assembly(session: Session, code: str, day: date) -> Register:
    """Return what the report to the assembly is made from: of answers, those it is about."""
    about = latest_due(load_periods(session, code), day)
    return load_register(session, code, day, entries_of=[period.code for period in about])


def read_member(session: Session, code: str, member: str, day: date) -> Register:
    """Return what one member is, said and did about a declaration.

    Raises NotFoundRefusal for a code that no member had by that day.
    """
    register = load_members_register(session, code, day, [member])
    if member not in {known.code for known in register.members}:
        raise NotFoundRefusal(
            f"There is no member {member!r} on {day}.", hint="accord member list shows the codes."
        )
    return register


def build_assembly(
    register: Register,
    day: date,
    settings: Settings,
    *,
    final: bool,
    package: PublishedPackage | None = None,
    journal: str = "",
) -> AssemblyReport:
    """Return the report to the assembly as the settings want it; ``package``: its open data.

    ``journal`` is what ``read_anchor`` gives.
    """
    return build_assembly_report(
        register,
        day,
        association=settings.association,
        symbol=settings.symbol,
        final=final,
        due_soon_days=settings.due_soon_days,
        most_profiles=settings.profile_members,
        most_together=settings.annex_members,
        package=package,
        journal=journal,
    )


def read_anchor(session: Session, *, final: bool) -> str:
    """Return the line that a final report prints of the journal, "" for a draft or an empty one.

    Drafts have none: the same data are to give the same bytes, and the journal goes on with
    every act.
    """
    head = find_head(session) if final else None
    return str(head or "")


@dataclass(frozen=True, slots=True)
class Composed:
    """A report ready to be written; ``apart`` says that its annexes are files of their own."""

    document: Document
    apart: bool = False


def read_wish(session: Session, wish: ReportWish) -> Register:
    """Return what a wish is made from; refuse what is not there."""
    if wish.kind is ReportKind.ASSEMBLY:
        return read_assembly(session, wish.declaration, wish.day)
    if wish.kind is ReportKind.MEMBER:
        return read_member(session, wish.declaration, wish.member, wish.day)
    return load_register(session, wish.declaration, wish.day, paragraph=wish.paragraph)


def compose_wish(
    register: Register,
    wish: ReportWish,
    settings: Settings,
    folder: Path | None,
    *,
    journal: str = "",
) -> Composed:
    """Return the document of a wish; ``folder`` is that of the wording, None for Accord's.

    ``journal`` is what ``read_anchor`` gives.
    """
    if wish.kind is ReportKind.ASSEMBLY:
        report = build_assembly(register, wish.day, settings, final=wish.is_final, journal=journal)
        return Composed(compose_assembly_report(report, template_folder=folder), report.apart)
    compose = compose_member_report if wish.kind is ReportKind.MEMBER else compose_paragraph_sheet
    return Composed(
        compose(
            register,
            wish.member or wish.paragraph,
            wish.day,
            association=settings.association,
            template_folder=folder,
            due_soon_days=settings.due_soon_days,
        )
    )


def part_files(composed: Composed, name: str, folder: Path | None) -> list[tuple[str, Document]]:
    """Return the documents by the names of their files: the report, then annexes of their own."""
    if not composed.apart:
        return [(name, composed.document)]
    summary, annexes = split_annexes(composed.document, Path(name), folder)
    return [(name, summary), *((annex.file, annex.document) for annex in annexes)]


def write_files(
    composed: Composed,
    wish: ReportWish,
    folder: Path | None,
    style: HouseStyle,
    warn: Warn,
) -> list[tuple[str, bytes]]:
    """Return the files of a wish by name."""
    return [
        (name, write_format(document, Ending(wish.ending), style, warn))
        for name, document in part_files(composed, wish.file_name, folder)
    ]
