"""Real declarations in seven scripts, typed anew and edited: what is found is what was done."""

from pathlib import Path

import pytest

from declarations.comparison import ChangeKind, compare, count_changes
from declarations.model import Declaration, Node, NodeKind, Text
from declarations.node_pairing import pair_nodes, rename_nodes
from declarations.tokens import count_letters, split_tokens
from declarations.word_differences import PieceKind

LANGUAGES = ("amh", "arb", "cmn-hans", "eng", "kor", "rus", "tha")


def read_paragraphs(folder: Path, language: str) -> list[str]:
    """Return the paragraphs of a text that are long enough to be edited, each once."""
    lines = (folder / "texts" / f"udhr_{language}.txt").read_text(encoding="utf-8").splitlines()[1:]
    words = [line.strip() for line in lines if not line.startswith(("#", "[["))]
    return list(dict.fromkeys(line for line in words if len(split_tokens(line)) >= 12))


def make_text(paragraphs: list[str], prefix: str) -> Declaration:
    children = tuple(
        Node(f"{prefix}{number}", NodeKind.OPERATIVE, Text(words))
        for number, words in enumerate(paragraphs)
    )
    return Declaration("a", "T", sections=(Node("text", NodeKind.SECTION, Text(), children),))


def replace_word(words: str) -> str:
    tokens = split_tokens(words)
    spoken = [place for place, token in enumerate(tokens) if count_letters(token)]
    middle = spoken[len(spoken) // 2]
    space = tokens[middle][len(tokens[middle].rstrip()) :]
    return "".join([*tokens[:middle], f"2030{space}", *tokens[middle + 1 :]])


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_changed_in_each_paragraph_is_one_short_change_in_each(
    real_data: Path, language: str
) -> None:
    paragraphs = read_paragraphs(real_data, language)
    edited = [replace_word(words) for words in paragraphs]
    comparison = compare(make_text(paragraphs, "a"), make_text(edited, "a"))
    assert len(paragraphs) > 20
    for change in comparison.changes[1:]:
        assert change.kind is ChangeKind.EDITED
        inserted = [piece for piece in change.pieces if piece.kind is PieceKind.INSERTED]
        assert [piece.text.strip() for piece in inserted] == ["2030"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_typed_anew_edited_and_put_in_another_order_is_paired_whole(
    real_data: Path, language: str
) -> None:
    paragraphs = read_paragraphs(real_data, language)
    edited = [replace_word(words) for words in paragraphs]
    old, new = make_text(paragraphs, "a"), make_text(edited[5:] + edited[:5], "b")
    pairs = pair_nodes(old, new)
    count = len(paragraphs)
    assert pairs == {"text": "text"} | {f"a{n}": f"b{(n - 5) % count}" for n in range(count)}
    renamed = rename_nodes(new, {name: former for former, name in pairs.items()})
    assert count_changes(compare(old, renamed)) == {
        "unchanged": 1, "edited": count - 5, "moved_and_edited": 5,
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_second_paragraph_joined_to_the_one_before_it_is_found(
    real_data: Path, language: str
) -> None:
    paragraphs = read_paragraphs(real_data, language)[:20]
    gap = "" if language == "cmn-hans" else " "
    joined = [gap.join(paragraphs[n : n + 2]) for n in range(0, 20, 2)]
    whole = make_text(joined, "a")
    (section,) = whole.sections
    wide = tuple(
        Node(f"a{2 * number}", node.kind, node.text) for number, node in enumerate(section.children)
    )
    whole = Declaration("a", "T", sections=(Node("text", NodeKind.SECTION, Text(), wide),))
    found = count_changes(compare(make_text(paragraphs, "a"), whole))
    assert found == {"unchanged": 1, "joined": 10}
