"""How does a text name what it refers to? By its label or heading, else by how it begins."""

from collections.abc import Mapping
from dataclasses import dataclass

from declarations.model import OBJECT_CHARACTER, Declaration, Node, NodeKind
from declarations.numbering import compute_reference_labels

FEW_WORDS = 4
"""So many of its first words name a paragraph; more where another one begins with the same."""
FEW_SIGNS = 12
"""The same in characters, for a script without spaces between its words."""


@dataclass(frozen=True, slots=True)
class ReferenceNames:
    """The words of one language for what has no label. ``{}`` takes how a paragraph begins."""

    preambular: str
    paragraph: str
    preamble: str
    body: str


_NAMES = {
    "en": ReferenceNames(
        "the preambular paragraph beginning “{}”", "the paragraph beginning “{}”",
        "the preamble", "the operative part",
    ),
    "fr": ReferenceNames(
        "l’alinéa du préambule commençant par «\u00a0{}\u00a0»",
        "le paragraphe commençant par «\u00a0{}\u00a0»", "le préambule", "le dispositif",
    ),
    "es": ReferenceNames(
        "el párrafo del preámbulo que comienza con «{}»", "el párrafo que comienza con «{}»",
        "el preámbulo", "la parte dispositiva",
    ),
    "ru": ReferenceNames(
        "пункт преамбулы, начинающийся словами «{}»", "пункт, начинающийся словами «{}»",
        "преамбула", "постановляющая часть",
    ),
    "ar": ReferenceNames(
        "فقرة الديباجة التي تبدأ بعبارة «{}»", "الفقرة التي تبدأ بعبارة «{}»",
        "الديباجة", "منطوق النص",
    ),
    "zh": ReferenceNames(
        "以“{}”开头的序言段", "以“{}”开头的段落", "序言", "执行部分",
    ),
    "ko": ReferenceNames(
        "“{}”(으)로 시작하는 전문 단락", "“{}”(으)로 시작하는 단락", "전문", "본문",
    ),
}  # fmt: skip


def name_references(declaration: Declaration) -> Mapping[str, str]:
    """Return how a cross-reference names each node: "12 (a)", a heading, or how it begins.

    A heading is named without the notes and references in it. What has neither label nor heading
    (a preambular paragraph, the single paragraph of a resolution) is named by its first words, in
    English where the language is not known.
    """
    labels = compute_reference_labels(declaration)
    names = {node: label.replace(OBJECT_CHARACTER, "") for node, label in labels.items()}
    words = _NAMES.get(declaration.language.casefold().split("-")[0], _NAMES["en"])
    unnamed = [node for node in declaration.walk() if not names.get(node.id, "").strip()]
    begins = [_clean(node) for node in unnamed if node.kind not in _TOPS]
    return names | {node.id: _name(node, words, begins) for node in unnamed}


def is_name_by_words(words: str) -> bool:
    """Return whether words are, in any language, the name of something without a label.

    The first words quoted in it may be those of an earlier text: the name is written anew.
    """
    return any(
        words.startswith(before)
        and words.endswith(after)
        and len(words) >= len(before) + len(after)
        and (words.count(before) == 1 if before and "{}" in form else words == form)
        for names in _NAMES.values()
        for form in (names.preambular, names.paragraph, names.preamble, names.body)
        for before, _, after in (form.partition("{}"),)
    )


_TOPS = frozenset((NodeKind.PREAMBLE, NodeKind.SECTION))


def _name(node: Node, words: ReferenceNames, begins: list[str]) -> str:
    match node.kind:
        case NodeKind.PREAMBLE:
            return words.preamble
        case NodeKind.SECTION:
            return words.body
        case NodeKind.PREAMBULAR:
            return words.preambular.format(_begin(_clean(node), begins))
        case _:
            return words.paragraph.format(_begin(_clean(node), begins))


def _clean(node: Node) -> str:
    """Return the words of a node before the first note mark or reference that follows some."""
    parts = (" ".join(part.split()) for part in node.text.plain.split(OBJECT_CHARACTER))
    return next((part for part in parts if part), "")


def _begin(plain: str, begins: list[str]) -> str:
    """Return so many first words of a text that no other of ``begins`` has the same."""
    others = [each for each in begins if each != plain]
    parts = plain.split(" ")
    spacing, least = (" ", FEW_WORDS) if len(parts) > 1 else ("", FEW_SIGNS)
    parts = parts if spacing else list(plain)
    for count in range(least, len(parts)):
        lead = spacing.join(parts[:count])
        if not any(each.startswith(lead) for each in others):
            return f"{lead} …"
    return plain
