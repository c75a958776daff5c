"""Everything a report is made from, read once: one declaration's register as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from declarations.adoptions import Adoption
from declarations.model import Declaration
from tracker.acceptance import AcceptanceRules, Instrument, Statement
from tracker.commitments import Commitment
from tracker.exchange import Notice
from tracker.indicators import Aim, Indicator, Value
from tracker.members import Assembly, Member, Office
from tracker.periods import Period, Report
from tracker.progress import Entry
from tracker.reminders import ReminderCount


@dataclass(frozen=True, slots=True)
class Register:
    """The adopted text and what members said and did about it.

    ``members`` are in order of code. ``entries`` holds the current entry of each member and
    paragraph, by period code; superseded entries are not here. ``addenda`` holds what came after a
    period's cut-off in the same way; it is listed and never counted. ``reminders`` counts, by
    period, those sent to each member that got any; ``corrected`` holds the answers that a later
    one replaced after their report was accepted, oldest first. ``sha256`` is that of the revision
    in force, which is the adopted one or its last correction; ``adoption`` is the record as it was
    on the day.
    """

    declaration: Declaration
    revision: int
    sha256: str
    adopted_by: Assembly | None
    members: Sequence[Member]
    offices: Sequence[Office] = ()
    instruments: Sequence[Instrument] = ()
    statements: Sequence[Statement] = ()
    rules: AcceptanceRules = AcceptanceRules()
    exchange: Sequence[Notice] = ()
    adoption: Adoption | None = None
    periods: Sequence[Period] = ()
    reports: Mapping[str, Sequence[Report]] = field(default_factory=dict)
    entries: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    addenda: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    reminders: Mapping[str, Sequence[ReminderCount]] = field(default_factory=dict)
    corrected: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    commitments: Sequence[Commitment] = ()
    indicators: Sequence[Indicator] = ()
    aims: Sequence[Aim] = ()
    values: Sequence[Value] = ()
