"""Pairing: paragraphs of texts that share no ids find one another by their words."""

from hypothesis import given, settings

from declarations.comparison import ChangeKind, compare
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.node_pairing import has_common_ids, pair_nodes, rename_nodes
from tests.declarations.generated import declarations

HEAD = "---\ndeclaration: a\ntitle: T\n---\n\n"
OLD = """# Environment {#e}

1. We will plant trees in every street of the city. {#e1}

2. We will count the birds in all parks each spring. {#e2}

3. 我们将在每个城市减少废物。 {#e3}

# Services {#s}

4. We offer: {#s1}

   1. Courses for older persons; {#s1a}

   2. Cards for all libraries. {#s1b}

5. See paragraph [[e2]]. {#s2}
"""


def text(body: str) -> Declaration:
    return parse_draft(HEAD + body).declaration


def typed_anew(body: str) -> str:
    """Return the text with every id another one."""
    return body.replace("{#", "{#x-").replace("[[", "[[x-")


def test_a_text_typed_anew_is_paired_whole() -> None:
    old = text(OLD)
    assert pair_nodes(old, text(typed_anew(OLD))) == {n.id: f"x-{n.id}" for n in old.walk()}


def test_edited_and_moved_paragraphs_find_one_another_and_new_ones_none() -> None:
    new = typed_anew(OLD).replace("every street", "each road").replace("减少废物", "减少所有废物")
    new = new.replace("2. We will count the birds in all parks each spring. {#x-e2}\n\n", "")
    new += "\n6. We count the birds in all parks each spring. {#x-e2}\n\n7. Mayors sing. {#new}\n"
    pairs = pair_nodes(text(OLD), text(new))
    assert pairs == {node.id: f"x-{node.id}" for node in text(OLD).walk()}


def test_a_paragraph_of_other_words_is_not_paired() -> None:
    old = text("1. We will plant trees in every street. {#a}\n\n2. We act. {#b}\n")
    new = text("1. The secretariat reports to members. {#c}\n\n2. We act. {#d}\n")
    assert pair_nodes(old, new) == {"text": "text", "b": "d"}


def test_a_section_with_a_new_heading_is_known_by_its_paragraphs() -> None:
    new = typed_anew(OLD).replace("# Environment", "# Nature and air")
    assert pair_nodes(text(OLD), text(new))["e"] == "x-e"


def test_repeated_words_pair_in_their_order() -> None:
    old = text("1. We act. {#a}\n\n2. We act. {#b}\n\n3. We act. {#c}\n")
    new = text("1. We act. {#x}\n\n2. We act. {#y}\n\n3. We act. {#z}\n")
    pairs = pair_nodes(old, new)
    assert [pairs[name] for name in "abc"] == ["x", "y", "z"]


def test_ids_join_two_revisions_but_not_texts_that_were_numbered_by_chance() -> None:
    other = OLD.replace("We will", "Members shall").replace("plant trees", "build trams")
    assert has_common_ids(text(OLD), text(OLD.replace("street", "road")))
    assert has_common_ids(text(OLD), text(other))
    assert not has_common_ids(text(OLD), text(typed_anew(OLD)))
    rotated = OLD.replace("{#e1}", "{#z}").replace("{#e2}", "{#e1}").replace("{#e3}", "{#e2}")
    rotated = rotated.replace("{#s1}", "{#e3}").replace("{#s1a}", "{#s2x}")
    rotated = rotated.replace("{#s2}", "{#s1}").replace("{#s1b}", "{#s1a}")
    rotated = rotated.replace("{#s2x}", "{#s2}").replace("# S", "# T").replace("{#e}", "{#s9}")
    assert not has_common_ids(text(OLD), text(rotated.replace("{#s}", "{#e}")))


def test_renamed_by_its_pairs_a_text_typed_anew_is_unchanged() -> None:
    old, new = text(OLD), text(typed_anew(OLD))
    renamed = rename_nodes(new, {name: former for former, name in pair_nodes(old, new).items()})
    assert {change.kind for change in compare(old, renamed).changes} == {ChangeKind.UNCHANGED}


def test_a_node_that_is_not_renamed_gives_way_to_one_that_takes_its_id() -> None:
    renamed = rename_nodes(text("1. A. {#a}\n\n2. B, see [[a]]. {#b}\n"), {"b": "a"})
    assert [node.id for node in renamed.walk()] == ["text", "a-2", "a"]
    assert [mark.target for node in renamed.walk() for mark in node.text.marks] == ["a-2"]


@settings(max_examples=30)
@given(declarations())
def test_every_node_of_a_text_is_paired_with_itself_or_its_like(declaration) -> None:
    words = {node.id: node.text.plain for node in declaration.walk()}
    pairs = pair_nodes(declaration, declaration)
    assert all(words[old] == words[new] for old, new in pairs.items())
    assert set(pairs) == set(words)


@settings(max_examples=20)
@given(declarations(), declarations())
def test_no_id_is_paired_twice_and_renaming_keeps_ids_apart(old, new) -> None:
    pairs = pair_nodes(old, new)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= {node.id for node in old.walk()}
    renamed = rename_nodes(new, {name: former for former, name in pairs.items()})
    ids = [node.id for node in renamed.walk()]
    assert len(set(ids)) == len(ids)
