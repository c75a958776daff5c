"""What does Accord look like with something in it? A sample workspace and its documents.

The association's offices are facts; the declaration, the 24 cities that answer, their acceptances
and their progress are made up, and every document says so.
"""

from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import Engine
from sqlmodel import Session

from app.database import reading, transaction
from app.sample_answers import fill_acceptances, fill_exchange, fill_periods
from app.sample_files import SAMPLE
from app.sample_pledges import fill_commitments
from declarations.adoption_records import load_adoption
from declarations.adoption_store import adopt_revision
from declarations.comparison import compare
from declarations.draft_file import read_draft
from declarations.model import Declaration
from declarations.problems import RuleRefusal
from declarations.store import list_revisions, save_revision
from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.declaration_text import compose_declaration, describe_state
from exports.docx.writer import write_docx
from exports.files import write_whole
from exports.html import write_html
from exports.member_list import read_members, write_members
from exports.member_report import compose_member_report
from exports.pdf.writer import write_pdf
from exports.redline import compose_redline
from tracker.member_store import add_assembly, add_office, import_members
from tracker.members import Assembly, Office, OfficeKind
from tracker.store import load_register

SAMPLE_DAY = date(2019, 9, 1)
ASSOCIATION = "WeGO"
DECLARATION = "sample-2017"
ADOPTED_ON = date(2017, 6, 28)
REVISED_ON = (date(2017, 3, 1), date(2017, 5, 2), date(2017, 6, 27))
REASONS = ("First draft of the host", "After the comments of members", "Text for the assembly")
REPORTED_MEMBER = "vymyshlensk"
"""The made-up city whose own report is part of the sample."""

FOURTH_ASSEMBLY = Assembly(
    code="ga4",
    name="Fourth General Assembly",
    place="Ulyanovsk region",
    starts_on=ADOPTED_ON,
    ends_on=ADOPTED_ON,
    note="Sample. The declaration was written for Accord and is not the text adopted in 2017. "
    "The 24 cities that answer, their acceptances and their progress are made up. The assembly "
    "and the offices are those of WeGO; the members that hold them are listed for their offices "
    "only and have no answers here.",
)
EXTENSIONS = {write_pdf: "pdf", write_docx: "docx", write_html: "html"}

VICE_PRESIDENTS = (
    "addis-ababa", "beyoglu", "hanoi", "jakarta", "mexico-city", "moscow", "ulyanovsk",
)  # fmt: skip
END_OF_2020 = date(2020, 12, 31)
OFFICES = (
    Office("seoul", OfficeKind.PRESIDENT),
    *(
        Office(
            code,
            OfficeKind.VICE_PRESIDENT,
            date(2012, 11, 1) if code == "ulyanovsk" else None,
            END_OF_2020,
        )
        for code in VICE_PRESIDENTS
    ),
    Office("ulyanovsk", OfficeKind.REGIONAL_OFFICE, date(2013, 9, 1)),
)


def fill_workspace(engine: Engine, *, seed: int = 2017, as_of: date = SAMPLE_DAY) -> None:
    """Put the sample into an empty workspace, as far as it had come on a day.

    The same seed and day give the same register. Raises RuleRefusal for a day before the
    declaration was adopted.
    """
    if as_of < ADOPTED_ON:
        raise RuleRefusal(
            f"The sample begins with the adoption on {ADOPTED_ON}; {as_of} is before.",
            hint=f"Give --as-of {SAMPLE_DAY} or leave it out.",
        )
    with transaction(engine) as session:
        declaration = fill_text(session)
        fill_members(session)
        fill_acceptances(session, declaration, as_of)
        fill_exchange(session, declaration, as_of)
        fill_commitments(session, declaration.code, as_of)
        fill_periods(session, declaration, Random(seed), as_of)  # noqa: S311 - sample answers, not a secret


def fill_text(session: Session) -> Declaration:
    """Store the three revisions, adopt the last and return its text."""
    parent = ""
    for number, (made_on, reason) in enumerate(zip(REVISED_ON, REASONS, strict=True), start=1):
        drafted = read_draft(SAMPLE / f"declaration-{number}.md").declaration
        revision = save_revision(
            session, drafted, parent_sha256=parent, made_on=made_on, reason=reason
        )
        parent = revision.sha256
    add_assembly(session, FOURTH_ASSEMBLY)
    adopt_revision(
        session,
        DECLARATION,
        len(REVISED_ON),
        assembly=FOURTH_ASSEMBLY.code,
        adopted_on=ADOPTED_ON,
        note="Sample record; the text adopted in 2017 is another one.",
    )
    return drafted


def fill_members(session: Session) -> None:
    """Import the member list and record the offices."""
    import_members(session, read_members(SAMPLE / "members.csv").members, changed_on=ADOPTED_ON)
    for office in OFFICES:
        add_office(session, office)


def render_sample(engine: Engine, folder: Path, as_of: date = SAMPLE_DAY) -> tuple[Path, ...]:
    """Write the sample's documents into a folder and return their paths, in order.

    Raises StorageRefusal when a file cannot be written.
    """
    with reading(engine) as session:
        revisions = list_revisions(session, DECLARATION)
        adoption = load_adoption(session, DECLARATION)
        register = load_register(session, DECLARATION, as_of)
    text = compose_declaration(
        revisions[-1].declaration, made_on=as_of, revision=revisions[-1], adoption=adoption
    )
    comparison = compare(revisions[0].declaration, revisions[-1].declaration)
    states = (describe_state(revisions[0], None), describe_state(revisions[-1], adoption))
    redline = compose_redline(comparison, made_on=as_of, states=states)
    tracked = compose_redline(comparison, made_on=as_of, is_tracked=True)
    report = build_assembly_report(register, as_of, association=ASSOCIATION)
    assembly = compose_assembly_report(report)
    member = compose_member_report(register, REPORTED_MEMBER, as_of, association=ASSOCIATION)
    documents = (
        ("declaration", text, (write_pdf, write_docx)),
        ("redline", redline, (write_html, write_pdf)),
        ("redline", tracked, (write_docx,)),
        ("assembly-report", assembly, (write_pdf, write_docx, write_html)),
        ("member-report", member, (write_pdf, write_docx)),
    )
    paths = []
    for name, document, writers in documents:
        for write in writers:
            paths.append(folder / f"{name}.{EXTENSIONS[write]}")
            write_whole(paths[-1], write(document))
    write_whole(folder / "members.csv", write_members(register.members))
    return (*paths, folder / "members.csv")
