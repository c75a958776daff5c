"""Which rows may anyone read? The rules of a public package, in the workspace's own terms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, or_, select
from sqlalchemy.sql import Select

from declarations.amendments import AmendmentStatus
from declarations.tables import AdoptionRow, AmendmentRow, DeclarationRow
from tracker.commitment_tables import CommitmentRow
from tracker.commitments import Visibility
from tracker.periods import RECEIVED, ReportState
from tracker.progress import EvidenceLevel, MissingReason
from tracker.tables import AddendumRow, EntryRow, ReportRow

RULES = (
    "Declarations that no assembly has adopted, with all that belongs to them.",
    "Amendments in draft, and recommendations that are not published.",
    "Commitments that are not public, with their changes, money and targets.",
    "Reports in draft, the notes with which reports were returned, and cities' own columns.",
    "Entries whose report the secretariat does not have.",
    "What members answered in confidence; such an answer stands as confidential.",
    "The senders' own marks of their submissions.",
)
"""What a public package leaves out, for people."""

WITH_SECRETARIAT = sorted(state.value for state in RECEIVED)


def adopted_codes() -> Select[Any]:
    """Return the statement for the codes of adopted declarations."""
    declaration, adoption = _table(DeclarationRow), _table(AdoptionRow)
    return select(declaration.c.code).join(adoption, adoption.c.declaration_id == declaration.c.id)


def _table(model: Any) -> FromClause:
    """Return a table under a name of its own, so that a statement may have it twice."""
    found: FromClause = model.__table__.alias()
    return found


def is_public(
    table: str, source: FromClause, values: Mapping[str, ColumnElement[Any]]
) -> ColumnElement[bool] | None:
    """Return the condition for a row of a table to be public; None is always."""
    conditions: list[ColumnElement[bool]] = []
    code = values["code"] if table == "declarations" else values.get("declaration")
    if code is not None:
        conditions.append(code.in_(adopted_codes()))
    if table in RULED:
        conditions.append(RULED[table](source))
    return and_(*conditions) if conditions else None


def is_open_amendment(source: FromClause) -> ColumnElement[bool]:
    """Return whether an amendment has left its sponsor's desk."""
    return source.c.status != AmendmentStatus.DRAFT.value


def belongs_to_open(source: FromClause) -> ColumnElement[bool]:
    """Return whether a row belongs to such an amendment."""
    amendment = _table(AmendmentRow)
    return source.c.amendment_id.in_(select(amendment.c.id).where(is_open_amendment(amendment)))


def is_published(source: FromClause) -> ColumnElement[bool]:
    """Return whether a recommendation of such an amendment is published."""
    return and_(belongs_to_open(source), source.c.published_on.is_not(None))


def is_public_commitment(source: FromClause) -> ColumnElement[bool]:
    """Return whether a commitment may be read by anyone."""
    return source.c.visibility == Visibility.PUBLIC.value


def belongs_to_public(source: FromClause) -> ColumnElement[bool]:
    """Return whether a row belongs to such a commitment."""
    return _public_commitments(source).where(
        _COMMITMENT.c.declaration == source.c.declaration
    ).exists()  # fmt: skip


_COMMITMENT = _table(CommitmentRow)


def _public_commitments(source: FromClause) -> Select[Any]:
    """Return the statement for the public commitment of the row's member and code."""
    return select(_COMMITMENT.c.code).where(
        _COMMITMENT.c.member_id == source.c.member_id,
        _COMMITMENT.c.code == source.c.commitment,
        is_public_commitment(_COMMITMENT),
    )


def is_public_target(source: FromClause) -> ColumnElement[bool]:
    """Return whether a target measures no commitment, or a public one."""
    return or_(source.c.commitment == "", _public_commitments(source).exists())


def is_sent(source: FromClause) -> ColumnElement[bool]:
    """Return whether a report was not in draft."""
    return source.c.state != ReportState.DRAFT.value


def is_with_secretariat(source: FromClause) -> ColumnElement[bool]:
    """Return whether the secretariat has the report that an entry belongs to."""
    report = _table(ReportRow)
    present = (
        select(report.c.state)
        .where(report.c.member_id == source.c.member_id, report.c.period == source.c.period)
        .order_by(report.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    return present.in_(WITH_SECRETARIAT)


def is_in_confidence(source: FromClause) -> ColumnElement[bool]:
    """Return whether the member ever answered on the paragraph in confidence.

    What it said openly before is kept back as well: it may be what it says in confidence now.
    """

    def ever(model: Any) -> ColumnElement[bool]:
        answer = _table(model)
        names = ("member_id", "period", "paragraph")
        same = [answer.c[name] == source.c[name] for name in names]
        return select(answer.c.sequence).where(*same, answer.c.in_confidence.is_(True)).exists()

    return or_(ever(EntryRow), ever(AddendumRow))


@dataclass(frozen=True, slots=True)
class Mask:
    """What is not shown of some rows: all fields but ``kept``, or only those in ``shown_as``."""

    condition: Callable[[FromClause], ColumnElement[bool]]
    shown_as: Mapping[str, Any]
    kept: frozenset[str] | None = None

    def cover(self, row: dict[str, Any]) -> None:
        """Take out of a row what is not shown; a field that nobody named is not shown either."""
        for name, value in row.items():
            if self.kept is not None and name not in self.kept:
                row[name] = type(value)() if isinstance(value, str | list | dict) else None
        row.update(self.shown_as)


CONFIDENTIAL = Mask(
    is_in_confidence,
    {
        "missing": MissingReason.CONFIDENTIAL.value,
        "evidence_level": EvidenceLevel.NONE.value,
    },
    frozenset(("member", "period", "paragraph", "sequence", "recorded_at", "kind", "language")),
)
MASKS = {
    "entries": CONFIDENTIAL,
    "addenda": CONFIDENTIAL,
}
"""What a public package shows of rows that are not public in full."""

RULED = {
    "amendments": is_open_amendment,
    "amendment-steps": belongs_to_open,
    "amendment-co-sponsors": belongs_to_open,
    "amendment-recommendations": is_published,
    "commitments": is_public_commitment,
    "commitment-changes": belongs_to_public,
    "commitment-budgets": belongs_to_public,
    "indicator-targets": is_public_target,
    "reports": is_sent,
    "entries": is_with_secretariat,
}
