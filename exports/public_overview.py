"""What may anyone see of a declaration at one glance? Who accepts it, and how far it has come."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from declarations.adoption_records import load_adoption
from declarations.adoptions import Adoption, FrozenText
from declarations.problems import NotFoundRefusal
from declarations.store import list_declarations
from exports.acceptance_growth import count_history
from exports.report_basis import Basis, build_basis
from tracker.acceptance import ACCEPTED, Position
from tracker.answer_counts import count_answers, is_present
from tracker.confidential_answers import disclose_answers
from tracker.member_store import load_members, load_offices
from tracker.members import Assembly, Member, Office
from tracker.owed_answers import find_owed_answers
from tracker.periods import Period, latest_due
from tracker.register import Register
from tracker.statistics import (
    Coverage,
    Distribution,
    count_positions,
    measure_coverage,
    summarize_counts,
    summarize_progress,
)
from tracker.store import load_register
from tracker.timeline import Event, list_acts

NEWEST = 30
"""So many events are told as news."""


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """What came of one period: how many reported, and how far they are."""

    period: Period
    coverage: Coverage
    overall: Distribution
    by_section: Mapping[str, Distribution]
    by_paragraph: Mapping[str, Distribution]


@dataclass(frozen=True, slots=True)
class Section:
    """A section by its id, its heading ("" for none) and the ids of its paragraphs."""

    id: str
    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """An adopted declaration with all that is counted of it on a day, and none of its answers.

    ``accepted`` has, of each member that has responded, how many paragraphs it accepts.
    ``history`` has (time, came in, went out, accepting at its end).
    """

    code: str
    title: str
    subtitle: str
    language: str
    sha256: str
    adoption: Adoption
    assembly: Assembly | None
    texts: tuple[FrozenText, ...]
    sections: tuple[Section, ...]
    labels: Mapping[str, str]
    members: int
    accepting: int
    positions: Mapping[str, Counter[Position]]
    accepted: Mapping[str, int]
    latest: PeriodSummary | None
    history: tuple[tuple[str, int, int, int], ...]
    news: tuple[Event, ...]

    @property
    def paragraph_count(self) -> int:
        """Return how many operative paragraphs there are."""
        return sum(len(section.paragraphs) for section in self.sections)

    @property
    def headings(self) -> Mapping[str, str]:
        """Return the heading of each section by its id; "" where it has none."""
        return {section.id: section.name for section in self.sections}


@dataclass(frozen=True, slots=True)
class Listed:
    """A member as it stands in the list of members, with its offices of the day.

    ``sought`` is what a search looks in: code and names in small letters without accents.
    """

    member: Member
    offices: tuple[Office, ...]
    sought: str


def find_public_codes(session: Session, day: date) -> tuple[str, ...]:
    """Return the codes of the declarations adopted by a day, the last adopted first."""
    adopted = [
        (adoption.adopted_on, code)
        for code in list_declarations(session)
        if (adoption := load_adoption(session, code)) and adoption.adopted_on <= day
    ]
    return tuple(code for _, code in sorted(adopted, key=lambda each: (-each[0].toordinal(), each)))


def require_public(session: Session, code: str, day: date) -> Adoption:
    """Return the record of a declaration adopted by a day, as it was then.

    Raises NotFoundRefusal for any other, which says nothing of what is there as a draft.
    """
    if code in list_declarations(session):
        adoption = load_adoption(session, code)
        if adoption is not None and adoption.adopted_on <= day:
            return adoption.as_of(day)
    raise NotFoundRefusal(
        f"There is no adopted declaration {code!r}.",
        hint="The first page lists the declarations that were adopted.",
    )


def build_overview(session: Session, code: str, day: date) -> Overview:
    """Return the overview of a declaration; raises what ``require_public`` raises."""
    adoption = require_public(session, code, day)
    register = load_register(session, code, day, entries_of=())
    basis = build_basis(replace(register, periods=()), day)  # answers are counted, not read
    declaration = register.declaration
    return Overview(
        code=code,
        title=declaration.title,
        subtitle=declaration.subtitle,
        language=declaration.language,
        sha256=register.sha256,
        adoption=adoption,
        assembly=register.adopted_by,
        texts=texts_in_force(adoption, day),
        sections=tuple(
            Section(node.id, node.text.plain, tuple(child.id for child in node.children))
            for node in declaration.sections
        ),
        labels=basis.labels,
        members=len(basis.belonging()),
        accepting=len(basis.accepting()),
        positions=count_positions(basis.matrix, basis.paragraph_ids),
        accepted={
            member.code: sum(p in ACCEPTED for p in basis.matrix[member.code].values())
            for member in basis.responded()
        },
        latest=_summarize_period(session, register, day),
        history=tuple(count_history(basis)),
        news=tuple(find_news(basis)),
    )


def texts_in_force(adoption: Adoption, day: date) -> tuple[FrozenText, ...]:
    """Return the text in force of each language, the first language first."""
    languages = dict.fromkeys(text.language for text in adoption.texts)
    found = (adoption.text_on(day, language) for language in languages)
    return tuple(text for text in found if text is not None)


def _summarize_period(session: Session, register: Register, day: date) -> PeriodSummary | None:
    """Return what came of the last period that was due, counted by the database where it can be."""
    due = latest_due(register.periods, day)
    if not due:
        return None
    period = due[-1]
    owed = find_owed_answers(register, period, day)
    sections = {
        section.id: tuple(paragraph.id for paragraph in section.children)
        for section in register.declaration.sections
    }
    if is_present(session, period.code, day):
        answers = count_answers(session, period.code, owed)
        progress = summarize_counts(sections, owed.matrix, answers)
    else:
        code = register.declaration.code
        entries = load_register(session, code, day, entries_of=(period.code,)).entries[period.code]
        received = (entry for entry in entries if entry.member in owed.received)
        progress = summarize_progress(
            sections, owed.matrix, disclose_answers(received, owed.matrix)
        )
    return PeriodSummary(
        period,
        measure_coverage(owed.expected, owed.reports.values(), period, day),
        progress.overall,
        progress.by_section,
        progress.by_paragraph,
    )


def find_news(basis: Basis) -> list[Event]:
    """Return the latest acts about a declaration, newest first; answers are none of them."""
    acts = list_acts(basis.register)
    told = [event for event in acts if event.on <= basis.as_of]
    return sorted(told, key=lambda event: event.on, reverse=True)[:NEWEST]


def read_directory(
    session: Session, day: date, language: str, *, everyone: bool = False
) -> tuple[Listed, ...]:
    """Return those who are members on a day, by their names in a language, accents aside.

    ``everyone`` adds those who have left and those who are still to join.
    """
    held: dict[str, list[Office]] = {}
    for office in load_offices(session):
        if office.held_on(day):
            held.setdefault(office.member, []).append(office)
    known = load_members(session) if everyone else load_members(session, day)
    members = [member for member in known if everyone or member.belongs_on(day)]
    members.sort(key=lambda member: (fold(member.name(language)), member.code))
    return tuple(
        Listed(
            member,
            tuple(held.get(member.code, ())),
            fold(" ".join((member.code, *member.names.values()))),
        )
        for member in members
    )


def fold(words: str) -> str:
    """Return words in small letters without accents, as a search compares them."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def search_directory(
    directory: Sequence[Listed], words: str = "", region: str = "", country: str = ""
) -> list[Listed]:
    """Return the members whose code or a name has every one of the words, in a region, country."""
    wanted = fold(words).split()
    return [
        listed
        for listed in directory
        if (not region or listed.member.region == region)
        and (not country or listed.member.country == country)
        and all(word in listed.sought for word in wanted)
    ]
