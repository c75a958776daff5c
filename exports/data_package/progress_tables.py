"""Which tables of open data come from follow-up? Reports, entries, commitments, indicators."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from exports.data_package.fields import DataField, DataTable, Reference
from exports.data_package.register_tables import DECLARATION, MEMBER, TO_DECLARATION, TO_MEMBER
from tracker.commitment_checks import CODE
from tracker.commitment_tables import (
    AimRow,
    BudgetRow,
    CommitmentChangeRow,
    CommitmentRow,
    IndicatorRow,
    ValueRow,
)
from tracker.commitments import BudgetStage, CommitmentKind, Partner, Visibility
from tracker.indicators import Accumulation, Direction, Measure
from tracker.periods import ReportState
from tracker.progress import EntryKind, Evidence, EvidenceLevel, Implementation
from tracker.tables import AddendumRow, EntryRow, PeriodRow, ReportRow


def read_evidence(pieces: Sequence[Mapping[str, Any]]) -> list[Evidence]:
    """Return the evidence that the cells of an entry name; ValueError for what is none."""
    found = [Evidence(**piece) for piece in pieces]
    for piece in pieces:
        if "published_on" in piece:
            date.fromisoformat(piece["published_on"])
        if set(piece.get("sha256", "")) - set("0123456789abcdef") or len(
            piece.get("sha256", "")
        ) not in (0, 64):
            raise ValueError(f"{piece['sha256']!r} is no SHA-256")
    return found


def read_partners(pieces: Sequence[Mapping[str, Any]]) -> list[Partner]:
    """Return the partners that a cell names; KeyError, TypeError or ValueError for others."""
    for piece in pieces:
        if set(piece) != {"name", "private_sector"} or not isinstance(piece["name"], str):
            raise ValueError("a partner has a name and private_sector")
        if not isinstance(piece["private_sector"], bool):
            raise ValueError("private_sector is true or false")  # noqa: TRY004 - the cell is wrong
    return [Partner(**piece) for piece in pieces]


def read_shares(shares: Mapping[str, str]) -> list[Decimal]:
    """Return the weights of a cell; ValueError for one that is no number from 0."""
    found = [
        Decimal(f"{share}") for share in shares.values() if share.replace(".", "", 1).isdigit()
    ]
    if len(found) != len(shares):
        raise ValueError("a share is a number from 0")
    return found


def make_token(report: Mapping[str, Any]) -> str:
    """Return a mark for a submission whose own one is not known, of one length."""
    return hashlib.sha256(f"{report['period']} {report['sequence']}".encode()).hexdigest()


PERIODS = DataTable(
    name="periods",
    model=PeriodRow,
    title="Reporting periods",
    meaning="Each cycle for which members report.",
    key=("code",),
    fields=(
        DataField("code", "Short name, unique for ever."),
        DataField("name", "Its name."),
        DECLARATION,
        DataField("opens_on", "First day on which reports are taken."),
        DataField("due_on", "Day on which reports are due."),
        DataField("grace_until", "Last day on time where a grace is given."),
        DataField("closes_on", "Last day on which reports are taken."),
        DataField("frozen_at", "Instant from which it never changes (UTC)."),
    ),
    references=(TO_DECLARATION,),
)
PERIOD = DataField("period", "Code of the reporting period.")
TO_PERIOD = Reference(("period",), "periods")

REPORTS = DataTable(
    name="reports",
    model=ReportRow,
    title="Reports",
    meaning="What became of each member's report for a period: one row for each change. The row "
    "with the highest sequence is the present state.",
    key=("member", "period", "sequence"),
    fields=(
        MEMBER,
        PERIOD,
        DataField("sequence", "Number of the change, from 1."),
        DataField(
            "token", "The sender's own mark of a submission.", is_internal=True, default=make_token
        ),
        DataField("state", "What the report became.", words=ReportState),
        DataField("changed_on", "Day of the change."),
        DataField("submitted_on", "Day on which the report came; empty is not yet."),
        DataField("nil", "Whether the member reports on purpose that there is nothing."),
        DataField("excused", "Whether no report is expected."),
        DataField("excuse", "Why none is expected."),
        DataField("note", "With which it was returned.", is_internal=True, default=lambda _row: ""),
    ),
    links=(TO_MEMBER,),
    references=(TO_PERIOD,),
)

ENTRY_FIELDS = (
    MEMBER,
    PERIOD,
    DataField("paragraph", "Id of the paragraph.", names_paragraphs=True),
    DataField("sequence", "Number of the answer, from 1."),
    DataField("recorded_at", "Instant at which it was recorded (UTC)."),
    DataField(
        "implementation",
        'How far it is, or why there is no answer. Missing is never "not started".',
        words=Implementation,
        reasons="missing",
    ),
    DataField("elsewhere", "Id of the paragraph that holds the answer.", names_paragraphs=True),
    DataField("kind", "Whether it ends, or goes on.", words=EntryKind),
    DataField("percent", "What the member claims, 0 to 100. Empty is no claim, not 0."),
    DataField("evidence_level", "How well it is shown to be true.", words=EvidenceLevel),
    DataField(
        "evidence",
        "Links and files behind it; a file is in evidence/ under its SHA-256.",
        check=read_evidence,
    ),
    DataField("done", "What was done, in the member's words."),
    DataField("obstacles", "What stood in the way, in the member's words."),
    DataField("next_steps", "What comes next, in the member's words."),
    DataField("support_needed", "What help is needed, in the member's words."),
    DataField("language", "Language of the words."),
    DataField(
        "in_confidence",
        "Whether the answer counts and is not shown as this member's.",
        is_internal=True,
        default=lambda _row: False,
    ),
    DataField(
        "notes",
        "What stood in the city's own columns, by heading.",
        is_internal=True,
        default=lambda _row: {},
    ),
)
"""What an answer consists of, in time or late."""

ENTRIES = DataTable(
    name="entries",
    model=EntryRow,
    title="Entries",
    meaning="Each answer of a member on one paragraph for a period. The row with the highest "
    "sequence is the present answer; those before it were corrected.",
    key=("member", "period", "paragraph", "sequence"),
    fields=ENTRY_FIELDS,
    links=(TO_MEMBER,),
    references=(TO_PERIOD,),
)

ADDENDA = DataTable(
    name="addenda",
    model=AddendumRow,
    title="Addenda",
    meaning="Each answer that came after the cut-off of its period. It is counted in no figure.",
    key=ENTRIES.key,
    fields=ENTRY_FIELDS,
    links=ENTRIES.links,
    references=ENTRIES.references,
)

COMMITMENTS = DataTable(
    name="commitments",
    model=CommitmentRow,
    title="Commitments",
    meaning="What each member said it will do, as it said it first.",
    key=("member", "declaration", "code"),
    fields=(
        MEMBER,
        DECLARATION,
        DataField("code", "Code, unique within the member and declaration.", pattern=CODE.pattern),
        DataField("title", "Its title."),
        DataField("text", "Its words."),
        DataField("kind", "What sort of act it is.", words=CommitmentKind),
        DataField("owner", "Who is responsible, in the member's words."),
        DataField("partners", "Who takes part besides the member.", check=read_partners),
        DataField(
            "shares",
            "Weight of each paragraph it stands under; only their ratio counts.",
            names_paragraphs=True,
            check=read_shares,
        ),
        DataField("goals", "Goals and targets of the 2030 Agenda."),
        DataField("starts_on", "First day; empty is not said."),
        DataField("due_on", "Day promised first; empty is none."),
        DataField("visibility", "Who may read it.", words=Visibility),
        DataField("language", "Language of the words."),
        DataField("made_on", "Day on which it was made."),
    ),
    links=(TO_MEMBER,),
    references=(TO_DECLARATION,),
)
COMMITMENT = DataField("commitment", "Code of the commitment.")
TO_COMMITMENT = Reference(("member", "declaration", "commitment"), "commitments")

CHANGES = DataTable(
    name="commitment-changes",
    model=CommitmentChangeRow,
    title="Changes of commitments",
    meaning="Each new date of a commitment, or its end.",
    key=("member", "declaration", "commitment", "sequence"),
    fields=(
        MEMBER,
        DECLARATION,
        COMMITMENT,
        DataField("sequence", "Number of the change, from 1."),
        DataField("changed_on", "Day on which it was told."),
        DataField("due_on", "The new date; empty for an end."),
        DataField(
            "outcome",
            "How it ended: complete, withdrawn or superseded; empty for a new date.",
            words=Implementation,
            is_optional=True,
        ),
        DataField("reason", "Why."),
    ),
    links=(TO_MEMBER,),
    references=(TO_COMMITMENT,),
)

BUDGETS = DataTable(
    name="commitment-budgets",
    model=BudgetRow,
    title="Money of commitments",
    meaning="Each amount that has come to a stage. A later one of the same stage and currency "
    "takes its place; stages are never added together.",
    key=("member", "declaration", "commitment", "sequence"),
    fields=(
        MEMBER,
        DECLARATION,
        COMMITMENT,
        DataField("sequence", "Number of the amount, from 1."),
        DataField("recorded_on", "Day on which it was known."),
        DataField("amount", "The amount."),
        DataField("currency", "ISO 4217.", pattern="[A-Z]{3}"),
        DataField("stage", "How far the money has come.", words=BudgetStage),
    ),
    links=(TO_MEMBER,),
    references=(TO_COMMITMENT,),
)

INDICATORS = DataTable(
    name="indicators",
    model=IndicatorRow,
    title="Indicators",
    meaning="What is measured, the same for every member.",
    key=("code",),
    fields=(
        DataField("code", "Short name, unique for ever.", pattern=CODE.pattern),
        DECLARATION,
        DataField("title", "Its title."),
        DataField("unit", "Unit of its values."),
        DataField("measure", "What a value is.", words=Measure),
        DataField("direction", "Which way is better.", words=Direction),
        DataField("accumulation", "What a value counts.", words=Accumulation),
        DataField("additive", "Whether the values of members make a sum."),
        DataField("maintain", "Whether a level is to be kept, not changed."),
        DataField("steps", "Names of the steps of a rubric; the first is 1."),
        DataField("paragraph", "Id of the paragraph it belongs to, if any.", names_paragraphs=True),
        DataField("defined_on", "Day on which it was defined."),
    ),
    references=(TO_DECLARATION,),
)
INDICATOR = DataField("indicator", "Code of the indicator.")
TO_INDICATOR = Reference(("indicator",), "indicators")

AIMS = DataTable(
    name="indicator-targets",
    model=AimRow,
    title="Baselines and targets",
    meaning="Each member's way on an indicator; a later row takes the place of an earlier one.",
    key=("member", "indicator", "sequence"),
    fields=(
        MEMBER,
        INDICATOR,
        DataField("sequence", "Number of the row, from 1."),
        DataField("recorded_on", "Day on which it was known."),
        DataField("baseline", "Where it begins; empty is not known, not 0."),
        DataField("target", "Where it shall come; empty is not known, not 0."),
        DataField("baseline_on", "Day of the baseline."),
        DataField("target_on", "Day of the target."),
        DataField("commitment", "Code of the member's commitment that it measures, if any."),
    ),
    links=(TO_MEMBER,),
    references=(TO_INDICATOR,),
)

VALUES = DataTable(
    name="indicator-values",
    model=ValueRow,
    title="Values of indicators",
    meaning="Each value of a member for a period; a later row corrects an earlier one. A "
    "percentage has a numerator and a denominator in the place of a number.",
    key=("member", "indicator", "period", "sequence"),
    fields=(
        MEMBER,
        INDICATOR,
        PERIOD,
        DataField("sequence", "Number of the row, from 1."),
        DataField("recorded_on", "Day on which it was recorded."),
        DataField("measured_on", "Day it is true of."),
        DataField(
            "number",
            "The number, or why there is no value. Missing is never 0.",
            is_optional=True,
            reasons="missing",
        ),
        DataField("numerator", "What is counted, of a percentage."),
        DataField("denominator", "What it is counted against, of a percentage."),
        DataField("note", "Note."),
    ),
    links=(TO_MEMBER,),
    references=(TO_INDICATOR, TO_PERIOD),
)
