"""What has a member done on a paragraph? Entries, their states, and why one may be missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from declarations.problems import Level, Place, Problem


class Implementation(StrEnum):
    """How far it is (the words of the Open Government Partnership), or how it was closed."""

    NOT_STARTED = "not_started"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


GRADES = (
    Implementation.NOT_STARTED,
    Implementation.LIMITED,
    Implementation.SUBSTANTIAL,
    Implementation.COMPLETE,
)
"""The four grades in order; the two closing states are not grades and leave the denominator."""


class EntryKind(StrEnum):
    """Whether it ends, or goes on."""

    ONE_OFF = "one_off"
    ONGOING = "ongoing"


class MissingReason(StrEnum):
    """Why there is no answer. Missing is never zero and never "not started"."""

    NOT_DUE = "not_due"
    NOT_REPORTED = "not_reported"
    NOT_AVAILABLE = "not_available"
    NOT_ESTIMATED = "not_estimated"
    INCLUDED_ELSEWHERE = "included_elsewhere"
    NOT_OCCURRING = "not_occurring"
    NOT_APPLICABLE = "not_applicable"
    CONFIDENTIAL = "confidential"


class EvidenceLevel(StrEnum):
    """How well an entry is shown to be true; set by the reviewer."""

    NONE = "none"
    CLAIMED = "claimed"
    DOCUMENTED = "documented"
    VERIFIED = "verified"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A link or a stored file behind an entry; a file is known by its SHA-256.

    ``file_name`` is what the member called the file; it is shown and never used as a path.
    """

    url: str = ""
    sha256: str = ""
    title: str = ""
    publisher: str = ""
    published_on: date | None = None
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer: a member on one paragraph for one period. Append-only.

    Exactly one of ``implementation`` and ``missing`` is given. ``percent`` is what the member
    claims, 0 to 100. ``elsewhere`` is the paragraph that holds the answer when the reason is
    INCLUDED_ELSEWHERE. ``in_confidence`` says that the state counts but is not shown as this
    member's. A later entry for the same three keys corrects the earlier one.
    """

    member: str
    period: str
    paragraph: str
    recorded_at: datetime
    implementation: Implementation | None = None
    missing: MissingReason | None = None
    elsewhere: str = ""
    kind: EntryKind = EntryKind.ONE_OFF
    percent: float | None = None
    evidence_level: EvidenceLevel = EvidenceLevel.NONE
    evidence: tuple[Evidence, ...] = ()
    done: str = ""
    obstacles: str = ""
    next_steps: str = ""
    support_needed: str = ""
    language: str = "en"
    in_confidence: bool = False


def find_entry_faults(entry: Entry, paragraph_ids: Collection[str]) -> list[Problem]:
    """Return everything that is wrong with an entry by itself."""
    faults = []

    def add(code: str, value: str, message: str, remedy: str) -> None:
        place = Place(item=f"{entry.member}, {entry.paragraph}")
        faults.append(Problem(code, Level.ERROR, place, message, remedy, value))

    if entry.paragraph not in paragraph_ids:
        add("P101", entry.paragraph, f"There is no operative paragraph {entry.paragraph!r}.",
            "Use the ids that accord draft show prints in {#...}.")  # fmt: skip
    if (entry.implementation is None) == (entry.missing is None):
        add("P102", "", "An entry has either a state of implementation or a reason why none.",
            "Give exactly one of the two.")  # fmt: skip
    if entry.percent is not None and not 0 <= entry.percent <= 100:  # noqa: PLR2004 - per cent
        add("P103", str(entry.percent), f"{entry.percent} is not a percentage from 0 to 100.",
            "Give a number from 0 to 100, or none.")  # fmt: skip
    if (entry.missing is MissingReason.INCLUDED_ELSEWHERE) != bool(entry.elsewhere):
        add("P104", entry.elsewhere, "An answer included elsewhere names the paragraph with it.",
            "Give both, or neither.")  # fmt: skip
    elif entry.elsewhere and entry.elsewhere not in paragraph_ids:
        add("P105", entry.elsewhere, f"There is no operative paragraph {entry.elsewhere!r}.",
            "Name the paragraph that holds the answer.")  # fmt: skip
    if entry.in_confidence and entry.implementation is None:
        add("P108", "", "An answer given in confidence has a state of implementation.",
            "Give the state, or only the reason why there is none.")  # fmt: skip
    return faults


def find_report_faults(
    member: str, period: str, entries: Sequence[Entry], paragraph_ids: Collection[str]
) -> list[Problem]:
    """Return everything that is wrong with the entries of one report, in their order."""
    faults: list[Problem] = []
    seen: set[str] = set()
    for entry in entries:
        place = Place(item=f"{entry.member}, {entry.paragraph}")
        faults += [
            Problem("P106", Level.ERROR, place, f"The entry is of {given!r}, the report of "
                    f"{wanted!r}.", "Send each report with its own entries.", given)
            for given, wanted in ((entry.member, member), (entry.period, period))
            if given != wanted
        ]  # fmt: skip
        faults += find_entry_faults(entry, paragraph_ids)
        if entry.paragraph in seen:
            message = f"There is already an entry on {entry.paragraph!r} in this report."
            remedy = "Give one entry for each paragraph."
            faults.append(Problem("P107", Level.ERROR, place, message, remedy, entry.paragraph))
        seen.add(entry.paragraph)
    return faults
