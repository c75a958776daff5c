"""Which paragraph is which in two texts that share no ids? Nodes are paired by likeness."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from math import log

from declarations.model import Declaration, Mark, MarkKind, Node, NodeKind, Text
from declarations.tokens import split_tokens

ALIKE = 0.5
"""Paragraphs that share less than this of their weighted words are different paragraphs."""

ALIKE_IN_PLACE = 0.3
"""The same between neighbours that are paired: the place speaks for them as well."""

COMMON_SHARE = 0.1
COMMON_LEAST = 20
"""A word in more paragraphs than this share of them, and this many, is no reason to look."""

NOT_FOUND = -2
NEIGHBOURS_OF_ONE = 2

MOST_CANDIDATES = 6
"""Each paragraph is weighed against the few that share most of its rare words."""


Word = str | tuple[str, str]
"""A word, or two neighbouring words."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a node is known by: its words and pairs of neighbouring words.

    ``weights`` has how often the node has each, times how much it tells: the fewer nodes of both
    texts have it, the more. ``weight`` is their sum.
    """

    node: Node
    place: int
    key: str
    weights: Mapping[Word, float]
    weight: float


def pair_nodes(old: Declaration, new: Declaration) -> dict[str, str]:
    """Return the id in ``new`` for each id of ``old`` whose node is found again, by its words.

    Nodes are found again by the same words, else by like words, else by their place between
    neighbours that were found and some likeness. Headings pair with headings and paragraphs with
    paragraphs; a section whose heading is new is known by its paragraphs. Numbers, marks and ids
    are not looked at. No id of either text is used twice.
    """
    before, after = read_words(old, new)
    pairs: dict[str, str] = {}
    for has_kind in (is_section, is_paragraph):
        olds = [words for words in before if has_kind(words.node)]
        news = [words for words in after if has_kind(words.node)]
        pairs |= pair_words(olds, news)
    pair_sections(old, new, pairs)
    return {node.id: pairs[node.id] for node in old.walk() if node.id in pairs}


def is_section(node: Node) -> bool:
    """Tell whether a node is a section."""
    return node.kind is NodeKind.SECTION


def is_paragraph(node: Node) -> bool:
    """Tell whether a node is a paragraph of any kind."""
    return node.kind not in {NodeKind.SECTION, NodeKind.PREAMBLE}


def has_common_ids(old: Declaration, new: Declaration) -> bool:
    """Tell whether the ids of two texts join them: most are shared, by nodes that are alike.

    A text typed anew may have the same ids by chance, since a parser numbers them.
    """
    before = {node.id: node for node in old.walk()}
    after = {node.id: node for node in new.walk()}
    common = [node_id for node_id in after if node_id in before]
    if 2 * len(common) < min(len(before), len(after)):
        return False
    same = sum(before[node_id].text == after[node_id].text for node_id in common)
    if 2 * same >= len(common):
        return True
    olds, news = ({words.node.id: words for words in each} for each in read_words(old, new))
    alike = sum(
        measure_likeness(olds[node_id], news[node_id]) >= ALIKE_IN_PLACE for node_id in common
    )
    return 2 * alike >= len(common)


def rename_nodes(declaration: Declaration, ids: Mapping[str, str]) -> Declaration:
    """Return the declaration with the ids of its nodes, and references to them, renamed.

    ``ids`` names the new id by the present one. A node that is not named keeps its id unless that
    is now another's: then a number is put behind it.
    """
    present = [node.id for node in declaration.walk()]
    names = {node_id: ids[node_id] for node_id in present if node_id in ids}
    taken = set(names.values())
    for node_id in present:
        if node_id not in names:
            free = (node_id, *(f"{node_id}-{number}" for number in range(2, len(present) + 3)))
            names[node_id] = next(name for name in free if name not in taken)
            taken.add(names[node_id])

    def rename(node: Node) -> Node:
        children = tuple(rename(child) for child in node.children)
        return Node(names[node.id], node.kind, rename_references(node.text, names), children)

    return replace(
        declaration,
        preamble=rename(declaration.preamble) if declaration.preamble else None,
        sections=tuple(rename(section) for section in declaration.sections),
        closing=rename_references(declaration.closing, names),
        notes=tuple(
            replace(note, text=rename_references(note.text, names)) for note in declaration.notes
        ),
    )


def rename_references(text: Text, names: Mapping[str, str]) -> Text:
    """Return the text with each cross-reference led to the new name of its target."""
    return Text(
        text.plain,
        tuple(
            Mark(mark.start, mark.end, mark.kind, names.get(mark.target, mark.target))
            if mark.kind is MarkKind.REFERENCE
            else mark
            for mark in text.marks
        ),
    )


# Likeness


def read_words(old: Declaration, new: Declaration) -> tuple[list[Words], list[Words]]:
    """Return the words of every node of both texts, each in reading order."""
    nodes = [*old.walk(), *new.walk()]
    spoken = [split_words(node.text.plain) for node in nodes]
    counts: list[Counter[Word]] = [Counter((*words, *pairwise(words))) for words in spoken]
    spread = Counter(word for each in counts for word in each)
    found = []
    for place, (node, words, each) in enumerate(zip(nodes, spoken, counts, strict=True)):
        weights = {word: n * log(1 + len(nodes) / spread[word]) for word, n in each.items()}
        found.append(Words(node, place, " ".join(words), weights, sum(weights.values())))
    first_new = sum(1 for _ in old.walk())
    return found[:first_new], found[first_new:]


def split_words(text: str) -> list[str]:
    """Return the words of a text without case, spaces and signs; a Han character is one."""
    tokens = [token.strip().casefold() for token in split_tokens(text)]
    return [token for token in tokens if any(map(str.isalnum, token))]


def measure_likeness(old: Words, new: Words) -> float:
    """Return from 0 to 1 how much of the weight of the words of both nodes is in both (Dice)."""
    fewer, more = sorted((old.weights, new.weights), key=len)
    shared = sum(min(weight, more[word]) for word, weight in fewer.items() if word in more)
    whole = old.weight + new.weight
    return 2 * shared / whole if whole else 1.0


def pair_words(old: Sequence[Words], new: Sequence[Words]) -> dict[str, str]:
    """Return the pairs among nodes that may be paired."""
    pairs = dict(pair_same(old, new))
    taken = set(pairs.values())
    left = [words for words in old if words.node.id not in pairs]
    free = [words for words in new if words.node.id not in taken]
    ranked = sorted(find_candidates(left, free))
    for _unlikeness, _distance, first, second in ranked:
        old_id, new_id = left[first].node.id, free[second].node.id
        if old_id not in pairs and new_id not in taken:
            pairs[old_id] = new_id
            taken.add(new_id)
    pair_in_place(old, new, pairs)
    return pairs


def pair_same(old: Sequence[Words], new: Sequence[Words]) -> Iterator[tuple[str, str]]:
    """Yield the ids of nodes with the same words: in the same order, then those that moved."""
    matcher = SequenceMatcher(
        None, [words.key for words in old], [words.key for words in new], autojunk=False
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            used_old.add(block.a + step)
            used_new.add(block.b + step)
            yield old[block.a + step].node.id, new[block.b + step].node.id
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for number, words in reversed(list(enumerate(new))):
        if number not in used_new and words.key:
            waiting[words.key].append(words.node.id)
    for number, words in enumerate(old):
        if number not in used_old and waiting[words.key]:
            yield words.node.id, waiting[words.key].pop()


def find_candidates(
    old: Sequence[Words], new: Sequence[Words]
) -> Iterator[tuple[float, int, int, int]]:
    """Yield (unlikeness, distance, old number, new number) of the nodes that are alike."""
    holders: defaultdict[Word, list[int]] = defaultdict(list)
    for number, words in enumerate(new):
        for word in words.weights:
            holders[word].append(number)
    most = max(COMMON_LEAST, int(COMMON_SHARE * len(new)))
    for first, words in enumerate(old):
        shared: defaultdict[int, float] = defaultdict(float)
        for word, weight in words.weights.items():
            if len(holders.get(word, ())) <= most:
                for second in holders.get(word, ()):
                    shared[second] += weight
        best = sorted(shared, key=lambda second: (-shared[second], second))[:MOST_CANDIDATES]
        for second in best:
            likeness = measure_likeness(words, new[second])
            if likeness >= ALIKE:
                yield -likeness, abs(first - second), first, second


def pair_in_place(
    old: Sequence[Words],
    new: Sequence[Words],
    pairs: dict[str, str],
) -> None:
    """Add to ``pairs`` the nodes alone between the same neighbours that are somewhat alike."""
    places = {words.node.id: number for number, words in enumerate(new)}
    # a paired stand-in before the first and after the last lets a lone end count as in place
    found = [-1, *(places.get(pairs.get(words.node.id, ""), NOT_FOUND) for words in old), len(new)]
    taken = set(pairs.values())
    for words, (before, here, after) in zip(old, triples(found), strict=True):
        if here == NOT_FOUND and before > NOT_FOUND and after - before == NEIGHBOURS_OF_ONE:
            other = new[before + 1]
            likeness = measure_likeness(words, other)
            if other.node.id not in taken and likeness >= ALIKE_IN_PLACE:
                pairs[words.node.id] = other.node.id


def triples(numbers: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield each number between its neighbours."""
    return zip(numbers, numbers[1:], numbers[2:], strict=False)


def pair_sections(old: Declaration, new: Declaration, pairs: dict[str, str]) -> None:
    """Add to ``pairs`` preambles, and sections that most paragraphs of the other came from."""
    taken = set(pairs.values())
    if (
        old.preamble
        and new.preamble
        and old.preamble.id not in pairs
        and new.preamble.id not in taken
    ):
        pairs[old.preamble.id] = new.preamble.id
        taken.add(new.preamble.id)
    homes = {child.id: section.id for section in new.sections for child in section.children}
    for section in old.sections:
        if section.id in pairs or not section.children:
            continue
        votes = Counter(
            homes[pairs[child.id]] for child in section.children if pairs.get(child.id) in homes
        )
        for home, count in votes.most_common(1):
            if home not in taken and 2 * count >= len(section.children):
                pairs[section.id] = home
                taken.add(home)
