"""What goes into the workbooks of one period? The sheets, from the register of a day."""

from datetime import date

from sqlmodel import Session

from declarations.model import Declaration
from declarations.problems import NotFoundRefusal
from declarations.store import load_revision
from exports.progress_sheet import ProgressSheet, build_progress_sheet
from exports.workbook_words import choose_language
from tracker.acceptance import ACCEPTED, positions
from tracker.addendum_store import load_late_versions
from tracker.entry_history import load_versions
from tracker.last_answers import load_last_answers
from tracker.members import Member
from tracker.periods import Period
from tracker.progress import Entry
from tracker.progress_store import find_period
from tracker.register import Register
from tracker.statistics import expected_members
from tracker.store import load_register


class PeriodSheets:
    """Makes the sheets of one period, of one member or of all, from the register of a day.

    ``matrix`` holds the positions on the day that counts for a report: the day it is due.
    """

    def __init__(self, session: Session, code: str, day: date, member: str = "") -> None:
        self.session = session
        self.day = day
        self.period: Period = find_period(session, code)
        self.register: Register = load_register(
            session,
            self.period.declaration,
            day,
            members=[member] if member else None,
            entries_of=(),
            acts_alone=True,
        )
        self.texts: dict[str, Declaration] = {
            self.register.declaration.language: self.register.declaration
        }
        identifiers = [node.id for node in self.register.declaration.operative_paragraphs()]
        self.matrix = positions(
            identifiers,
            self.register.members,
            self.register.instruments,
            self.register.statements,
            min(day, self.period.due_on),
        )
        earlier = [p.code for p in self.register.periods if p.opens_on < self.period.opens_on]
        self.places = {name: place for place, name in enumerate(earlier)}
        self.late: dict[str, list[Entry]] = {}
        for entry in (late for name in earlier for late in self.register.addenda[name]):
            self.late.setdefault(entry.member, []).append(entry)

    def member(self, code: str) -> Member:
        """Return a member; NotFoundRefusal for a code that the register does not hold."""
        found = next((member for member in self.register.members if member.code == code), None)
        if found is None:
            raise NotFoundRefusal(
                f"There is no member {code!r}.", hint="accord member list shows the codes."
            )
        return found

    def expected(self) -> list[Member]:
        """Return the members of which a report is expected."""
        return expected_members(self.register.members, self.matrix, self.period)

    def text(self, language: str) -> Declaration:
        """Return the declaration in a language, where it is frozen in it; else as adopted."""
        adoption = self.register.adoption
        if language not in self.texts and adoption is not None:
            frozen = adoption.text_on(self.day, language)
            if frozen is not None:
                revision = load_revision(
                    self.session, adoption.declaration, frozen.number, language
                )
                self.texts[language] = revision.declaration
        return self.texts.get(language, self.register.declaration)

    def last_of(self, member: str) -> dict[str, Entry]:
        """Return a member's answers of earlier periods by paragraph, the newest of each.

        What came after a period's cut-off is newer than what came before it.
        """
        last = load_last_answers(self.session, [member], list(self.places), self.day)
        found = {paragraph: entry for (_, paragraph), entry in last.items()}
        for late in self.late.get(member, ()):
            known = found.get(late.paragraph)
            if known is None or self.places[known.period] <= self.places[late.period]:
                found[late.paragraph] = late
        return found

    def versions_of(self, member: str) -> dict[str, list[Entry]]:
        """Return a member's answers of this period by paragraph, those after its cut-off last."""
        found = load_versions(self.session, member, self.period.code)
        for paragraph, late in load_late_versions(self.session, member, self.period.code).items():
            found.setdefault(paragraph, []).extend(late)
        return found

    def build(self, member: Member, language: str) -> ProgressSheet:
        """Return a member's sheet; RuleRefusal for one that has accepted nothing."""
        own = choose_language(member, language)
        of_member = self.matrix[member.code]
        return build_progress_sheet(
            self.text(own),
            [paragraph for paragraph, position in of_member.items() if position in ACCEPTED],
            member,
            self.period,
            versions=self.versions_of(member.code),
            last=self.last_of(member.code),
            language=own,
        )
