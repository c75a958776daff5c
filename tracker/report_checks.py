"""Does a report answer what its member has accepted? Remarks, never a refusal.

An answer on a paragraph that was not accepted is kept, since a member may tell more than it owes;
it is counted in no figure (docs/method.md), and whoever sends it is to know that.
"""

from collections.abc import Iterable, Mapping

from declarations.problems import Level, Place, Problem
from tracker.acceptance import ACCEPTED, Position
from tracker.periods import Period


def find_remarks(
    member: str, period: Period, paragraphs: Iterable[str], row: Mapping[str, Position]
) -> list[Problem]:
    """Return a warning for each paragraph answered that the member does not accept.

    ``row`` holds the member's positions on the day that counts, by paragraph. Where it accepts
    nothing at all there is one warning for the whole report, also for a nil report.
    """
    if not any(position in ACCEPTED for position in row.values()):
        message = (
            f"{member} has accepted no paragraph of {period.declaration}: no report is expected "
            "of it, and none of its answers is counted."
        )
        remedy = (
            "Check the member; accord adoption register records what it accepts, accord adoption "
            f"matrix {period.declaration} shows it."
        )
        return [Problem("P201", Level.WARNING, Place(item=member), message, remedy)]
    return [
        Problem(
            "P202",
            Level.WARNING,
            Place(item=f"{member}, {paragraph}"),
            f"{member} has not accepted {paragraph} "
            f"({row[paragraph].value.replace('_', ' ')}): the answer is kept, but not counted.",
            "Check the paragraph; accord adoption register records a later acceptance.",
            row[paragraph].value,
        )
        for paragraph in paragraphs
        if paragraph in row and row[paragraph] not in ACCEPTED
    ]
