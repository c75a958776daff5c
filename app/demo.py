"""What does Accord look like with something in it? A sample workspace and its documents.

The association's offices are facts; the declaration, the 24 cities that answer, their acceptances
and their progress are made up, and every document says so.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import reading, transaction
from declarations.comparison import compare
from declarations.draft_file import read_draft
from declarations.problems import RuleRefusal
from declarations.store import adopt_revision, list_revisions, load_adoption, save_revision
from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.declaration_text import compose_declaration, compose_redline
from exports.docx.writer import write_docx
from exports.files import write_whole
from exports.html import write_html
from exports.member_list import read_members, write_members
from exports.member_report import compose_member_report
from exports.pdf.writer import write_pdf
from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
    accepted_on,
)
from tracker.members import Assembly, Member, Office, OfficeKind
from tracker.periods import Period, Report, ReportState
from tracker.progress import (
    GRADES,
    Entry,
    EntryKind,
    Evidence,
    EvidenceLevel,
    Implementation,
    MissingReason,
)
from tracker.store import (
    add_assembly,
    add_office,
    close_period,
    deposit_instrument,
    import_members,
    load_instruments,
    load_members,
    load_register,
    make_statement,
    open_period,
    save_report_state,
    submit_report,
)

SAMPLE = Path(__file__).parent / "sample"
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

LEFT_OUT, WITHOUT_GRADE, FALLS_BACK = 0.06, 0.05, 0.05
COMMON_OBSTACLE, WITHOUT_OBSTACLE = 0.4, 0.8
"""How often a made-up answer is left out, has a reason in place of a grade, and so on."""

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
        fill_text(session)
        fill_members(session)
        fill_acceptances(session, as_of)
        fill_periods(session, Random(seed), as_of)  # noqa: S311 - sample answers, not a secret


def fill_text(session: Session) -> None:
    """Store the three revisions and adopt the last."""
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


def fill_members(session: Session) -> None:
    """Import the member list and record the offices."""
    import_members(session, read_members(SAMPLE / "members.csv").members)
    for office in OFFICES:
        add_office(session, office)


def read_sample(name: str) -> Any:
    """Return the content of one of the sample's YAML files."""
    return yaml.safe_load((SAMPLE / name).read_text(encoding="utf-8"))


def paragraph_ids() -> tuple[str, ...]:
    """Return the ids of the operative paragraphs of the adopted text, in order."""
    adopted = read_draft(SAMPLE / f"declaration-{len(REVISED_ON)}.md").declaration
    return tuple(paragraph.id for paragraph in adopted.operative_paragraphs())


def fill_acceptances(session: Session, as_of: date) -> None:
    """Deposit every instrument and make every statement up to a day."""
    known = paragraph_ids()
    for act in read_sample("acceptances.yaml"):
        if act["day"] > as_of:
            continue
        chosen = act["paragraphs"]
        if chosen == "all":
            named = frozenset(known)
        elif isinstance(chosen, Mapping):
            named = frozenset(known) - frozenset(chosen["except"])
        else:
            named = frozenset(chosen)
        instrument = Instrument(
            member=act["member"],
            declaration=DECLARATION,
            kind=InstrumentKind(act["kind"]),
            deposited_on=act["day"],
            paragraphs=named,
            signed_on=act.get("signed"),
            effective_on=act.get("effective"),
            decision_reference=act["decision"],
            signatory=act["signatory"],
        )
        deposit_instrument(session, instrument, rules=AcceptanceRules(), paragraph_ids=known)
        for words in act.get("statements", ()):
            make_statement(session, read_statement(act, words), paragraph_ids=known)


def read_statement(act: Mapping[str, Any], words: Mapping[str, Any]) -> Statement:
    """Return a statement that a member made with its instrument."""
    return Statement(
        member=act["member"],
        declaration=DECLARATION,
        number=0,
        kind=StatementKind(words["kind"]),
        paragraphs=frozenset(words["paragraphs"]),
        text=words["text"],
        made_on=act["day"],
        effect=Effect(words["effect"]),
        title=words.get("title", ""),
        language=words.get("language", "en"),
    )


def fill_periods(session: Session, random: Random, as_of: date) -> None:
    """Open the periods, take in the reports that came by a day, and close what is over."""
    members = {member.code: member for member in load_members(session)}
    instruments = load_instruments(session, DECLARATION)
    writer = AnswerWriter(random, members)
    for sent in read_sample("reports.yaml"):
        period = Period(
            code=sent["code"],
            name=sent["name"],
            declaration=DECLARATION,
            opens_on=sent["opens"],
            due_on=sent["due"],
            grace_until=sent["grace"],
            closes_on=sent["closes"],
        )
        if period.opens_on > as_of:
            continue
        open_period(session, period)
        for code in sorted({**sent["submitted"], **sent["nil"], **sent["returned"]}):
            held = accepted_on((i for i in instruments if i.member == code), period.due_on)
            accepted = [name for name in paragraph_ids() if held.get(name)]
            fill_report(session, writer, period, code, accepted, sent, as_of)
        for code, excuse in sent["excused"].items():
            excused = Report(code, period.code, ReportState.OPEN, excused=True, excuse=excuse)
            save_report_state(session, excused, min(period.due_on, as_of))
        if period.closes_on < as_of:
            close_period(session, period.code, at_noon(period.closes_on))


def at_noon(day: date) -> datetime:
    """Return noon of a day, UTC."""
    return datetime.combine(day, time(12), UTC)


def fill_report(
    session: Session,
    writer: "AnswerWriter",
    period: Period,
    code: str,
    accepted: list[str],
    sent: Mapping[str, Any],
    as_of: date,
) -> None:
    """Submit one member's report, and let the secretariat accept or return it."""
    nil = code in sent["nil"]
    day = {**sent["submitted"], **sent["nil"], **sent["returned"]}[code]
    entries = [] if nil else writer.write_entries(code, period.code, accepted, day)
    if day > as_of:
        return
    submit_report(
        session,
        Report(code, period.code, ReportState.SUBMITTED, submitted_on=day, nil=nil),
        entries,
    )
    state = ReportState.RETURNED if code in sent["returned"] else ReportState.ACCEPTED
    save_report_state(session, Report(code, period.code, state, submitted_on=day, nil=nil), day)


class AnswerWriter:
    """Writes the made-up answers; remembers each member's last, so that most go forward."""

    def __init__(self, random: Random, members: Mapping[str, Member]) -> None:
        self.random = random
        self.members = members
        self.words: Mapping[str, Any] = read_sample("answers.yaml")
        self.last: dict[tuple[str, str], int] = {}

    def write_entries(
        self, code: str, period: str, paragraphs: list[str], day: date
    ) -> list[Entry]:
        """Return a member's answers on the paragraphs it accepted; a few it leaves out."""
        drawn = [(paragraph, self.random.random()) for paragraph in paragraphs]
        return [
            self.write_entry(code, period, paragraph, day, chance)
            for paragraph, chance in drawn
            if chance > LEFT_OUT
        ]

    def write_entry(
        self, code: str, period: str, paragraph: str, day: date, chance: float
    ) -> Entry:
        """Return one answer."""
        if chance > 1 - WITHOUT_GRADE:
            reason = self.random.choice(
                (MissingReason.NOT_AVAILABLE, MissingReason.NOT_DUE, MissingReason.CONFIDENTIAL)
            )
            return Entry(code, period, paragraph, at_noon(day), missing=reason)
        grade = self.draw_grade(code, paragraph)
        words, far = self.words[paragraph], grade >= GRADES.index(Implementation.SUBSTANTIAL)
        language = next((name for name in self.members[code].names if name != "en"), "en")
        own = words.get("own_words", {}).get(language) if far else None
        done = words["begun"] if grade else ""
        if far:
            done = own or self.random.choice(words["done"])
        obstacle = words["obstacle"]
        if self.random.random() < COMMON_OBSTACLE:
            obstacle = self.random.choice(self.words["any_obstacle"])
        if far and self.random.random() < WITHOUT_OBSTACLE:
            obstacle = ""
        level = self.draw_evidence() if far else EvidenceLevel.NONE
        has_evidence = level is not EvidenceLevel.NONE
        return Entry(
            code,
            period,
            paragraph,
            at_noon(day),
            implementation=GRADES[grade],
            kind=EntryKind.ONGOING if paragraph in self.words["ongoing"] else EntryKind.ONE_OFF,
            evidence_level=level,
            evidence=self.find_evidence(code, paragraph, day) if has_evidence else (),
            done=done,
            obstacles=obstacle,
            next_steps="" if grade == len(GRADES) - 1 else words["next"],
            language=language if own else "en",
        )

    def draw_grade(self, code: str, paragraph: str) -> int:
        """Return the place of a grade, mostly at or above the member's last one."""
        before = self.last.get((code, paragraph))
        weights = (3, 5, 4, 1) if before is None else (1, 3, 6, 5)
        (grade,) = self.random.choices(range(len(GRADES)), weights)
        if before is not None and self.random.random() > FALLS_BACK:
            grade = max(grade, before)
        self.last[code, paragraph] = grade
        return grade

    def draw_evidence(self) -> EvidenceLevel:
        """Return how well an answer is shown to be true."""
        levels = tuple(EvidenceLevel)
        return self.random.choices(levels, (2, 4, 5, 4, 1))[0]

    def find_evidence(self, code: str, paragraph: str, day: date) -> tuple[Evidence, ...]:
        """Return a made-up link; example.org belongs to nobody (RFC 2606)."""
        return (
            Evidence(
                url=f"https://example.org/{code}/{paragraph}",
                title="Record of the council",
                publisher=self.members[code].name(),
                published_on=day,
            ),
        )


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
    redline = compose_redline(
        compare(revisions[0].declaration, revisions[-1].declaration), made_on=as_of
    )
    report = build_assembly_report(register, as_of, association=ASSOCIATION)
    assembly = compose_assembly_report(report)
    member = compose_member_report(register, REPORTED_MEMBER, as_of, association=ASSOCIATION)
    documents = {
        "declaration": (text, (write_pdf, write_docx)),
        "redline": (redline, (write_html,)),
        "assembly-report": (assembly, (write_pdf, write_docx, write_html)),
        "member-report": (member, (write_pdf, write_docx)),
    }
    paths = []
    for name, (document, writers) in documents.items():
        for write in writers:
            paths.append(folder / f"{name}.{EXTENSIONS[write]}")
            write_whole(paths[-1], write(document))
    write_whole(folder / "members.csv", write_members(register.members))
    return (*paths, folder / "members.csv")
