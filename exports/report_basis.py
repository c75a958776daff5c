"""What is counted, once, for every table of a report? Positions, coverage and progress on a day."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from declarations.model import Node
from declarations.numbering import compute_labels
from tracker.acceptance import ACCEPTED, Matrix, Position, positions
from tracker.commitments import Visibility
from tracker.confidential_answers import conceal_answer, disclose_answers
from tracker.members import Member
from tracker.owed_answers import OwedAnswers, find_owed_answers
from tracker.periods import Period, Report, latest_due
from tracker.progress import Entry
from tracker.register import Register
from tracker.statistics import (
    Coverage,
    Progress,
    measure_coverage,
    summarize_progress,
)


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """One period: of whom a report was expected, which came, and what they say.

    ``expected`` includes excused members; ``entries`` are those of received reports only.
    """

    period: Period
    owed: OwedAnswers
    coverage: Coverage
    entries: tuple[Entry, ...]
    progress: Progress

    @property
    def expected(self) -> tuple[Member, ...]:
        """Return the members of which a report was expected."""
        return self.owed.expected

    @property
    def reports(self) -> Mapping[str, Report]:
        """Return the reports by member."""
        return self.owed.reports

    @property
    def matrix(self) -> Matrix:
        """Return the positions of the members that owe answers, on the day these were due."""
        return self.owed.matrix

    def counted(self) -> tuple[Entry, ...]:
        """Return the entries that tables count: on paragraphs that their members had accepted."""
        return tuple(
            entry
            for entry in self.entries
            if self.matrix.get(entry.member, {}).get(entry.paragraph) in ACCEPTED
        )


@dataclass(frozen=True, slots=True)
class Basis:
    """The register of one declaration with everything counted from it, as of one day.

    ``members`` belong on the day, or have acted before; ``matrix`` has a row for each.
    ``latest`` is the last period whose due date has passed, ``previous`` the one before.
    """

    register: Register
    as_of: date
    labels: Mapping[str, str]
    sections: tuple[Node, ...]
    paragraph_ids: tuple[str, ...]
    members: tuple[Member, ...]
    names: Mapping[str, str]
    matrix: Matrix
    latest: PeriodFacts | None
    previous: PeriodFacts | None

    @property
    def language(self) -> str:
        """Return the language of the text."""
        return self.register.declaration.language

    def belonging(self) -> tuple[Member, ...]:
        """Return those who are members on the day."""
        return tuple(member for member in self.members if member.belongs_on(self.as_of))

    def responded(self) -> tuple[Member, ...]:
        """Return those who have said anything about any paragraph."""
        return tuple(
            member
            for member in self.members
            if any(p is not Position.NO_RESPONSE for p in self.matrix[member.code].values())
        )

    def accepting(self) -> tuple[Member, ...]:
        """Return those on the day who accept at least one paragraph."""
        return tuple(
            member
            for member in self.belonging()
            if any(p in ACCEPTED for p in self.matrix[member.code].values())
        )

    def name(self, code: str) -> str:
        """Return a member's name, or its code where it is not known."""
        return self.names.get(code, code)

    def sort_key(self, member: Member) -> tuple[str, str]:
        """Return what puts members in the order of their names, accents and case aside."""
        plain = unicodedata.normalize("NFKD", member.name(self.language)).casefold()
        letters = (c for c in plain if not unicodedata.combining(c))
        return "".join(letters), member.code


def build_basis(register: Register, as_of: date) -> Basis:
    """Return everything that is counted from a register on a day."""
    paragraph_ids = tuple(p.id for p in register.declaration.operative_paragraphs())
    acted = {act.member for act in register.instruments}
    acted |= {statement.member for statement in register.statements}
    members = tuple(m for m in register.members if m.belongs_on(as_of) or m.code in acted)
    facts = [
        examine_period(register, period, as_of) for period in latest_due(register.periods, as_of)
    ]
    return Basis(
        register=register,
        as_of=as_of,
        labels=compute_labels(register.declaration),
        sections=register.declaration.sections,
        paragraph_ids=paragraph_ids,
        members=members,
        names={member.code: member.name(register.declaration.language) for member in members},
        matrix=find_positions(register, members, paragraph_ids, as_of),
        latest=facts[-1] if facts else None,
        previous=facts[-2] if len(facts) > 1 else None,
    )


def find_positions(
    register: Register, members: Sequence[Member], paragraph_ids: Sequence[str], day: date
) -> Matrix:
    """Return the positions of the members on a day."""
    return positions(paragraph_ids, members, register.instruments, register.statements, day)


def examine_period(register: Register, period: Period, as_of: date) -> PeriodFacts:
    """Return what was expected and what came for a period, up to a day.

    Excused members whose report did not come owe no answers: they leave the denominators. The
    register holds the entries of the period.
    """
    owed = find_owed_answers(register, period, as_of)
    entries = disclose_answers(
        (e for e in register.entries[period.code] if e.member in owed.received), owed.matrix
    )
    sections = {
        section.id: tuple(paragraph.id for paragraph in section.children)
        for section in register.declaration.sections
    }
    return PeriodFacts(
        period=period,
        owed=owed,
        coverage=measure_coverage(owed.expected, owed.reports.values(), period, as_of),
        entries=entries,
        progress=summarize_progress(sections, owed.matrix, entries),
    )


def hash_register(register: Register, as_of: date) -> str:
    """Return the SHA-256 of everything a report is made from, as 64 hexadecimal digits.

    Who guesses what is not shown cannot prove it by the hash: answers given in confidence go in as
    confidential, and neither notes nor commitments that are not public go in.
    Entries are those of the periods that the report is about, as build_basis has them.
    """
    digest = hashlib.sha256(f"{register.sha256} {as_of}".encode())
    parts: tuple[Sequence[Any], ...] = (
        register.members,
        register.offices,
        (register.adopted_by,) if register.adopted_by else (),
        register.instruments,
        register.statements,
        register.exchange,
        (register.rules,),
        (register.adoption,) if register.adoption else (),
        register.periods,
        *(
            [replace(report, note="") for report in register.reports[period.code]]
            for period in register.periods
        ),
        *(_shown(register.entries[p.code]) for p in latest_due(register.periods, as_of)),
        *(_shown(register.addenda.get(period.code, ())) for period in register.periods),
        *(register.reminders.get(period.code, ()) for period in register.periods),
        *(_shown(register.corrected.get(period.code, ())) for period in register.periods),
        [c for c in register.commitments if c.visibility is Visibility.PUBLIC],
        register.indicators,
        register.aims,
        register.values,
    )
    for item in (item for part in parts for item in part):
        values = [getattr(item, field.name) for field in fields(item)]
        digest.update(json.dumps(values, default=print_plainly, sort_keys=True).encode())
    return digest.hexdigest()


def _shown(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries with no more in them than may be shown."""
    return [replace(conceal_answer(entry), notes=()) for entry in entries]


def print_plainly(value: Any) -> Any:
    """Return a set as a sorted list, a part with fields as its values, anything else as text."""
    if isinstance(value, frozenset):
        return sorted(value)
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    return str(value)
