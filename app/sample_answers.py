"""What did the made-up cities accept and report? The sample's acts and answers, from its files."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any

from sqlmodel import Session

from app.sample_files import read_sample
from app.sample_pledges import fill_values
from declarations.model import Declaration
from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
    accepted_on,
)
from tracker.acceptance_store import deposit_instrument, load_instruments, make_statement
from tracker.exchange import Notice, NoticeKind
from tracker.exchange_store import add_notice
from tracker.member_store import load_members
from tracker.members import Member
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
from tracker.progress_store import close_period, open_period, save_report_state, submit_reports

LEFT_OUT, WITHOUT_GRADE, FALLS_BACK = 0.06, 0.05, 0.05
COMMON_OBSTACLE, WITHOUT_OBSTACLE = 0.4, 0.8
"""How often a made-up answer is left out, has a reason in place of a grade, and so on."""


def paragraph_ids(declaration: Declaration) -> tuple[str, ...]:
    """Return the ids of the operative paragraphs, in order."""
    return tuple(paragraph.id for paragraph in declaration.operative_paragraphs())


def fill_acceptances(session: Session, declaration: Declaration, as_of: date) -> None:
    """Deposit every instrument and make every statement up to a day."""
    known = paragraph_ids(declaration)
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
            declaration=declaration.code,
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
            make_statement(
                session, read_statement(declaration.code, act, words), paragraph_ids=known
            )


def read_statement(code: str, act: Mapping[str, Any], words: Mapping[str, Any]) -> Statement:
    """Return a statement that a member made with its instrument."""
    return Statement(
        member=act["member"],
        declaration=code,
        number=0,
        kind=StatementKind(words["kind"]),
        paragraphs=frozenset(words["paragraphs"]),
        text=words["text"],
        made_on=act["day"],
        effect=Effect(words["effect"]),
        title=words.get("title", ""),
        language=words.get("language", "en"),
    )


def fill_exchange(session: Session, declaration: Declaration, as_of: date) -> None:
    """Record every offer and wish made up to a day."""
    for notice in read_sample("exchange.yaml"):
        if notice["day"] <= as_of:
            add_notice(
                session,
                Notice(
                    member=notice["member"],
                    declaration=declaration.code,
                    number=0,
                    kind=NoticeKind(notice["kind"]),
                    paragraph=notice["paragraph"],
                    text=notice["text"],
                    made_on=notice["day"],
                    open_until=notice.get("until"),
                    languages=tuple(notice["languages"]),
                ),
                paragraph_ids=paragraph_ids(declaration),
            )


def fill_periods(session: Session, declaration: Declaration, random: Random, as_of: date) -> None:
    """Open the periods, take in the reports that came by a day, and close what is over."""
    members = {member.code: member for member in load_members(session)}
    instruments = load_instruments(session, declaration.code)
    writer = AnswerWriter(random, members)
    for sent in read_sample("reports.yaml"):
        period = Period(
            code=sent["code"],
            name=sent["name"],
            declaration=declaration.code,
            opens_on=sent["opens"],
            due_on=sent["due"],
            grace_until=sent["grace"],
            closes_on=sent["closes"],
        )
        if period.opens_on > as_of:
            continue
        open_period(session, period)
        reports: dict[Report, list[Entry]] = {}
        came = {**sent["submitted"], **sent["nil"], **sent["returned"]}
        for code, day in sorted(came.items()):
            held = accepted_on((i for i in instruments if i.member == code), period.due_on)
            accepted = [name for name in paragraph_ids(declaration) if held.get(name)]
            nil = code in sent["nil"]
            entries = [] if nil else writer.write_entries(code, period.code, accepted, day)
            if day <= as_of:
                reports[Report(code, period.code, ReportState.SUBMITTED, day, nil)] = entries
        submit_reports(session, period.code, reports)
        for report in reports:
            is_returned = report.member in sent["returned"]
            verdict = ReportState.RETURNED if is_returned else ReportState.ACCEPTED
            save_report_state(session, replace(report, state=verdict), came[report.member])
        for code, excuse in sent["excused"].items():
            excused = Report(code, period.code, ReportState.OPEN, excused=True, excuse=excuse)
            save_report_state(session, excused, min(period.due_on, as_of))
        fill_values(session, period.code, as_of)
        if period.closes_on < as_of:
            close_period(session, period.code, at_noon(period.closes_on))


def at_noon(day: date) -> datetime:
    """Return noon of a day, UTC."""
    return datetime.combine(day, time(12), UTC)


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
            support_needed="" if grade else words.get("support", ""),
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
