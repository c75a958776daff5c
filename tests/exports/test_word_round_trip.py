"""What Accord writes as a Word file it reads back: the same text under the same ids."""

from datetime import date

from hypothesis import given, settings

from declarations.model import Declaration, MarkKind, Node, Text
from exports.declaration_text import compose_declaration
from exports.docx.writer import write_docx
from exports.word_draft import DraftWishes, make_draft
from tests.declarations.generated import declarations
from tests.exports.word_files import read


def written(declaration: Declaration) -> bytes:
    return write_docx(compose_declaration(declaration, made_on=date(2026, 1, 2)), print)


def reread(declaration: Declaration, base: Declaration | None) -> Declaration:
    return make_draft(read(written(declaration)), "x.docx", DraftWishes(base=base)).declaration


def shown(text: Text) -> tuple[str, tuple[object, ...]]:
    """A text as a Word file can hold it: a link only where it leads to the web or to mail."""
    kept = [m for m in text.marks if m.kind is not MarkKind.LINK or m.target != "x"]
    return text.plain, tuple(kept)


def nodes_of(declaration: Declaration) -> list[object]:
    def shape(node: Node) -> object:
        return (node.id, node.kind, shown(node.text), [shape(each) for each in node.children])

    tops = [declaration.preamble] if declaration.preamble else []
    return [shape(top) for top in (*tops, *declaration.sections)]


@given(declarations())
@settings(max_examples=150)
def test_text_read_back_with_its_base_is_the_same_text_under_the_same_ids(
    declaration: Declaration,
) -> None:
    again = reread(declaration, declaration)
    assert nodes_of(again) == nodes_of(declaration)
