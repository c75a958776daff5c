"""Declarations made up by Hypothesis: every mark, seven scripts, Markdown-active characters."""

import unicodedata
from dataclasses import replace

from hypothesis import strategies as st

from declarations.model import (
    OBJECT_CHARACTER,
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Profile,
    Text,
)

WORDS = (
    "cities", "Zürich’s", "l'eau", "well-being", "город", "도시", "城市", "都市", "المدن", "เมือง",
    "ከተሞች", "[five]", "[[five]]", "[^1]", "*", "**", "_", "__init__", "\\", "`code`", "<b>",
    "&amp;", "&", "#", "1.", "12)", "-", "+", "|", "![x](y)", "](", "{#id}", "{", "~~~", "$", "(a)",
    "“we”", "http://example.org", "100%", "§", ":::", "---", "...", ">", "=", "a*b*c", "[x]: y",
    "{#a b}",
)  # fmt: skip
PLAIN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).flatmap(
    lambda words: st.sampled_from([" ", "", "  "]).map(lambda gap: gap.join(words))
)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[0-9]{1,3})?", fullmatch=True)
ADDRESSES = st.sampled_from(
    ["https://example.org/a", "https://example.org/a_(b)?c=*d*&e=1#f", "mailto:a@example.org", "x"]
)
LINE = PLAIN.map(lambda words: " ".join(words.split()))


@st.composite
def texts(draw, ids: tuple[str, ...], notes: tuple[str, ...]) -> Text:
    """Draw a text in NFC whose marks are what the model allows."""
    targets = [(MarkKind.REFERENCE, i) for i in ids] + [(MarkKind.NOTE, n) for n in notes]
    plain = ""
    marks: list[Mark] = []
    for _ in range(draw(st.integers(1, 3))):
        plain += draw(PLAIN)
        if targets and draw(st.booleans()):
            kind, target = draw(st.sampled_from(targets))
            marks.append(Mark(len(plain), len(plain) + 1, kind, target))
            plain += OBJECT_CHARACTER
    if not unicodedata.is_normalized("NFC", plain) or plain != plain.strip():
        return Text("fallback")
    for kind in (MarkKind.ITALIC, MarkKind.BOLD, MarkKind.LINK):
        if draw(st.booleans()):
            start = draw(st.integers(0, len(plain) - 1))
            end = draw(st.integers(start + 1, len(plain)))
            if plain[start:end].strip() == plain[start:end]:
                is_link = kind is MarkKind.LINK
                if is_link and OBJECT_CHARACTER in plain[start:end]:
                    continue  # Markdown has no link in a link
                marks.append(Mark(start, end, kind, draw(ADDRESSES) if is_link else ""))
    return Text(plain, tuple(sorted(marks)))


@st.composite
def declarations(draw) -> Declaration:
    """Draw a declaration as the parser could have read it."""
    ids = draw(
        st.lists(
            IDS.filter(lambda i: i not in ("preamble", "text")),
            min_size=8,
            max_size=16,
            unique=True,
        )
    )
    names = [str(n) for n in range(1, draw(st.integers(1, 4)))]
    free = list(ids)
    words = texts(tuple(ids[:1]), tuple(names))

    def make(kind: NodeKind, depth: int) -> Node:
        node_id = free.pop(0)
        children = []
        while (
            kind in (NodeKind.OPERATIVE, NodeKind.SUBPARAGRAPH)
            and depth < 4
            and free
            and draw(st.booleans())
        ):
            children.append(make(NodeKind.SUBPARAGRAPH, depth + 1))
        return Node(node_id, kind, draw(words), tuple(children))

    sections = []
    first = True
    while free:
        section_id = free.pop(0)
        children = []
        while free and draw(st.booleans()):
            children.append(make(NodeKind.OPERATIVE, 0))
        heading = draw(words)
        unheaded = first and children and draw(st.booleans())
        sections.append(
            Node(
                "text" if unheaded and section_id != ids[0] else section_id,
                NodeKind.SECTION,
                Text() if unheaded and section_id != ids[0] else heading,
                tuple(children),
            )
        )
        first = False
    preamble = None
    if draw(st.booleans()):
        children = tuple(
            Node(f"preamble-{n}", NodeKind.PREAMBULAR, draw(words))
            for n in range(1, draw(st.integers(1, 4)))
        )
        if children or sections:
            preamble = Node("preamble", NodeKind.PREAMBLE, draw(words), children)
    return Declaration(
        code="law-2026",
        title=draw(LINE),
        subtitle=draw(st.one_of(st.just(""), LINE)),
        assembly=draw(st.sampled_from(["", "4", "GA 4: Ulyanovsk"])),
        prepared_by=draw(st.sampled_from(["", "no", "Ульяновск"])),
        language=draw(st.sampled_from(["en", "ru", "ko", "zh-Hans", "ar", "th", "am"])),
        profile=draw(st.sampled_from(Profile)),
        preamble=preamble,
        sections=tuple(sections),
        closing=draw(st.one_of(st.just(Text()), texts((ids[0],), ()))),
        notes=tuple(Note(name, draw(texts((ids[0],), ()))) for name in names),
    )


@st.composite
def edited_declarations(draw, old: Declaration) -> Declaration:
    """Draw what a drafter could make of a text: nodes edited, deleted, inserted and moved."""
    parents: dict[str, list[str]] = {"": [section.id for section in old.sections]}
    nodes = {node.id: node for node in old.walk()}
    for node in nodes.values():
        parents[node.id] = [child.id for child in node.children]
    words = {node_id: node.text for node_id, node in nodes.items()}
    movable = [n.id for section in old.sections for n in section.walk() if n is not section]
    for number in range(draw(st.integers(0, 6))):
        if not movable:
            break
        node_id = draw(st.sampled_from(movable))
        holder = next(parent for parent, below in parents.items() if node_id in below)
        step = draw(st.sampled_from(["edit", "delete", "insert", "move"]))
        if step == "edit":
            words[node_id] = draw(texts((), ()))
        elif step == "delete" and not parents[node_id]:
            parents[holder].remove(node_id)
            movable.remove(node_id)
        elif step == "insert":
            new_id = f"new-{number}"
            words[new_id], parents[new_id] = draw(texts((), ())), []
            parents[holder].insert(draw(st.integers(0, len(parents[holder]))), new_id)
            movable.append(new_id)
        elif step == "move" and not parents[node_id]:
            target = draw(st.sampled_from([section.id for section in old.sections]))
            parents[holder].remove(node_id)
            parents[target].insert(draw(st.integers(0, len(parents[target]))), node_id)

    def build(node_id: str, kind: NodeKind) -> Node:
        below = NodeKind.OPERATIVE if kind is NodeKind.SECTION else NodeKind.SUBPARAGRAPH
        children = tuple(build(child, below) for child in parents[node_id])
        return Node(node_id, kind, words[node_id], children)

    made = replace(old, sections=tuple(build(top, NodeKind.SECTION) for top in parents[""]))
    used = {m.target for n in made.walk() for m in n.text.marks if m.kind is MarkKind.NOTE}
    was = {m.target for n in old.walk() for m in n.text.marks if m.kind is MarkKind.NOTE}
    lost = {note.id for note in old.notes if note.id in was - used}
    return replace(made, notes=tuple(note for note in old.notes if note.id not in lost))
