"""What did members state, and what has become of it? The table of statements in full."""

from collections.abc import Sequence

from exports.blocks import Cell, Run, Table
from exports.phrasing import CELL, NO_VALUE, print_day
from exports.report_basis import Basis
from exports.tables import CellValue, head_cell, make_table, text_column
from tracker.acceptance import Effect, StatementKind
from tracker.statements import Standing, StatementFacts, examine_statements

EFFECT_NAMES = {
    Effect.NONE: "Explains",
    Effect.EXCLUDES: "Excludes",
    Effect.MODIFIES: "Modifies",
    Effect.OUTSIDE_COMPETENCE: "Outside competence",
}
STANDINGS = {
    Standing.NOT_YET: "not yet in effect",
    Standing.MODIFIED: "modified",
    Standing.WITHDRAWN: "withdrawn",
}


POINTING = frozenset({StatementKind.OBJECTION, StatementKind.WITHDRAWAL})
"""The statements that act on another statement and have no effect on paragraphs of their own."""


def build_statement_table(basis: Basis) -> Table:
    """Return every statement with its words, oldest first."""
    facts = examine_statements(basis.register.statements, basis.register.rules, basis.as_of)
    rows: list[Sequence[CellValue]] = [
        (
            head_cell(basis.name(statement.member)),
            describe_statement(basis, found),
            print_day(statement.made_on, basis.language, CELL),
            list_labels(basis, statement.paragraphs),
            EFFECT_NAMES[statement.effect] if statement.kind not in POINTING else NO_VALUE,
            Cell((Run(statement.text or NO_VALUE),), language=statement.language),
        )
        for found in facts
        for statement in (found.statement,)
    ]
    return make_table(
        "statements",
        "Statements in full",
        (
            text_column("Member", 2),
            text_column("Statement", 2),
            text_column("Made on", 1.5),
            text_column("Paragraphs", 1),
            text_column("Effect", 1.2),
            text_column("Words", 5),
        ),
        rows,
        summary="Each reservation, declaration and other statement with its words.",
        note="A statement that excludes or modifies the effect of a paragraph is a reservation "
        "whatever its title (Vienna Convention on the Law of Treaties, article 2(1)(d)).",
    )


def describe_statement(basis: Basis, found: StatementFacts) -> str:
    """Return what a statement calls itself, what it points at, and what has become of it."""
    statement = found.statement
    becoming = "" if found.standing is Standing.STANDS else f" ({STANDINGS[found.standing]})"
    name = statement.kind.value.replace("_", " ").capitalize()
    title = f" “{statement.title}”" if statement.title else ""
    about = ""
    if statement.objects_to is not None:
        about = f" to statement {statement.objects_to} of {basis.name(statement.objects_to_member)}"
    elif statement.modifies is not None:
        about = f" of statement {statement.modifies}"
    return f"{name}{title}{about}{becoming}"


def list_labels(basis: Basis, paragraphs: frozenset[str]) -> str:
    """Return the labels of some paragraphs in the order of the text."""
    return ", ".join(basis.labels[name] for name in basis.paragraph_ids if name in paragraphs)
