"""What is asked of a member now? To accept, to report, and to keep what it promised by a date."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from exports.public_answers import find_member
from exports.public_overview import find_public_codes
from tracker.acceptance import ACCEPTED, Position, positions
from tracker.commitments import Commitment, Schedule, assess_schedule, current_due_date
from tracker.members import Member
from tracker.periods import Period, Report
from tracker.store import load_register

PRESSING = frozenset({Schedule.OVERDUE, Schedule.DUE_SOON})


@dataclass(frozen=True, slots=True)
class PeriodTask:
    """A period with the member's report, None where there is none."""

    period: Period
    report: Report | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class PromiseTask:
    """A commitment whose date has passed, or comes soon."""

    commitment: Commitment
    due_on: date | None
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class DeclarationTasks:
    """What one adopted declaration asks of a member.

    ``positions`` counts the paragraphs by the member's position; ``periods`` are the newest first.
    """

    code: str
    title: str
    language: str
    positions: Counter[Position]
    periods: tuple[PeriodTask, ...]
    promises: tuple[PromiseTask, ...]

    @property
    def paragraphs(self) -> int:
        """Return how many operative paragraphs there are."""
        return self.positions.total()

    @property
    def accepted(self) -> int:
        """Return how many of them the member accepts."""
        return sum(self.positions[position] for position in ACCEPTED)

    @property
    def has_responded(self) -> bool:
        """Return whether the member has said anything about accepting."""
        return self.positions[Position.NO_RESPONSE] < self.paragraphs


def list_tasks(
    session: Session, member: str, day: date, soon_days: int
) -> tuple[Member, list[DeclarationTasks]]:
    """Return a member and what every adopted declaration asks of it on a day.

    Only what is of this member is read. Raises NotFoundRefusal for an unknown member.
    """
    found, _ = find_member(session, member, day)
    tasks = []
    for code in find_public_codes(session, day):
        register = load_register(session, code, day, members=[member], entries_of=())
        nodes = [node.id for node in register.declaration.operative_paragraphs()]
        matrix = positions(nodes, register.members, register.instruments, register.statements, day)
        reports = {period: list(given) for period, given in register.reports.items()}
        tasks.append(
            DeclarationTasks(
                code=code,
                title=register.declaration.title,
                language=register.declaration.language,
                positions=Counter(matrix.get(member, {}).values()),
                periods=tuple(
                    PeriodTask(
                        period,
                        next(iter(reports.get(period.code, ())), None),
                        period.frozen_at is None and day <= period.closes_on,
                    )
                    for period in reversed(register.periods)
                ),
                promises=tuple(_list_promises(register.commitments, day, soon_days)),
            )
        )
    return found, tasks


def _list_promises(
    commitments: Iterable[Commitment], day: date, soon_days: int
) -> Iterator[PromiseTask]:
    for each in commitments:
        schedule = assess_schedule(each, day, soon_days)
        if schedule in PRESSING:
            yield PromiseTask(each, current_due_date(each), schedule)
