"""Real adopted texts put into the draft format, for every test that needs one.

``read_real_texts(folder)`` takes the folder of real data (``real_data`` in tests/conftest.py) and
returns what can be read there, as declarations; ``print_draft`` makes draft files of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from declarations.draft_inline import tidy_text
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

AKOMA_NTOSO = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
LANGUAGES = {
    "amh": "am", "arb": "ar", "cmn-hans": "zh-Hans", "eng": "en", "kor": "ko", "rus": "ru",
    "tha": "th", "fra": "fr", "spa": "es",
}  # fmt: skip
NUMBERED = re.compile(r"^\(?(\d{1,2})\)?\s*[.)]?\s+(?:[-–]\s+)?(?=\S)")
LETTERED = re.compile(r"^([a-z])[.)]\s+")
STARS = re.compile(r"^[\s*]+$")


@dataclass
class Building:
    """A declaration being put together from the blocks of a source."""

    code: str
    language: str
    profile: Profile
    title: str = ""
    preamble: list[Text] = field(default_factory=list)
    sections: list[tuple[str, list[tuple[Text, list[Text]]]]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def paragraphs(self) -> list[tuple[Text, list[Text]]]:
        """Return the paragraphs of the present section, a new one without a heading if none."""
        if not self.sections:
            self.sections.append(("", []))
        return self.sections[-1][1]

    def finish(self) -> Declaration:
        """Return the declaration; ids are made of the places."""
        preambular = tuple(
            Node(f"preamble-{n}", NodeKind.PREAMBULAR, text)
            for n, text in enumerate(self.preamble, start=1)
        )
        sections = []
        for place, (heading, paragraphs) in enumerate(self.sections, start=1):
            stem = f"section-{place}" if heading else "text"
            children = tuple(
                Node(
                    f"{stem}-{n}",
                    NodeKind.OPERATIVE,
                    text,
                    tuple(
                        Node(f"{stem}-{n}-{m}", NodeKind.SUBPARAGRAPH, below)
                        for m, below in enumerate(lower, start=1)
                    ),
                )
                for n, (text, lower) in enumerate(paragraphs, start=1)
            )
            sections.append(Node(stem, NodeKind.SECTION, Text(heading), children))
        preamble = Node("preamble", NodeKind.PREAMBLE, Text(), preambular)
        return Declaration(
            code=self.code,
            title=self.title or self.code,
            language=self.language,
            profile=self.profile,
            preamble=preamble if preambular else None,
            sections=tuple(sections),
            notes=tuple(self.notes),
        )


def read_real_texts(data: Path) -> Iterator[tuple[str, Declaration]]:
    """Yield the name of each text and the text, those with marks (Akoma Ntoso) first."""
    for path in sorted((data / "akn" / "samples").glob("*.xml")):
        yield path.name, read_akoma_ntoso(path)
    for path in sorted((data / "texts").glob("*.txt")):
        yield path.name, read_plain_text(path)


def read_plain_text(path: Path) -> Declaration:
    """Return the declaration in a plain text of the real data."""
    source = path.read_text(encoding="utf-8")
    if path.name.startswith("un_"):
        return read_united_nations(path, source)
    if path.name.startswith("udhr_"):
        return read_universal_declaration(path, source)
    if path.name.startswith("european_charter"):
        return read_charter(path, source)
    return read_headed(path, source)


def blocks_of(source: str) -> list[str]:
    """Return the blocks between empty lines, each on one line."""
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", source))
    return [block for block in blocks if block]


def code_of(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")


def make_text(plain: str, profile: Profile) -> Text:
    """Return a plain text with its note marks; a resolution's first word gets its lost italics."""
    marks: list[Mark] = []
    parts: list[str] = []
    position = length = 0
    for match in re.finditer(r" ?\[\^(\w+)\](?!:)", plain):
        parts.append(plain[position : match.start()])
        length += match.start() - position
        marks.append(Mark(length, length + 1, MarkKind.NOTE, match.group(1)))
        parts.append(OBJECT_CHARACTER)
        length += 1
        position = match.end()
    whole = "".join([*parts, plain[position:]])
    first = re.match(r"\w+", whole)
    if profile is Profile.RESOLUTION and first:
        marks.append(Mark(0, first.end(), MarkKind.ITALIC))
    return tidy_text(whole, marks)


def read_united_nations(path: Path, source: str) -> Declaration:
    """Return a United Nations text; the declaration inside 75/1 is a declaration."""
    is_declaration = "declaration" in path.name
    profile = Profile.DECLARATION if is_declaration else Profile.RESOLUTION
    building = Building(code_of(path), path.name.split(".")[-2], profile)
    parts = dict(re.findall(r"\[\[(\w+)\]\]\n(.*?)(?=\n\[\[\w+\]\]\n|\Z)", source, re.DOTALL))
    if not is_declaration:
        building.preamble = [make_text(b, profile) for b in blocks_of(parts["preamble"])]
        if building.preamble:
            building.preamble[0] = Text(building.preamble[0].plain)
    for block in blocks_of(parts["mainBody"]):
        if block.startswith("## "):
            if is_declaration:
                building.title = block[3:]
            else:
                building.sections.append((block[3:], []))
        elif NUMBERED.match(block) and not STARS.match(block):
            building.paragraphs().append((make_text(NUMBERED.sub("", block), profile), []))
        elif LETTERED.match(block) and building.paragraphs():
            below = make_text(LETTERED.sub("", block), Profile.DECLARATION)
            building.paragraphs()[-1][1].append(below)
    for label, words in re.findall(r"^\[\^(\w+)\]: ?(.*)$", parts.get("notes", ""), re.MULTILINE):
        building.notes.append(Note(label, Text(" ".join(words.split()))))
    return building.finish()


def read_universal_declaration(path: Path, source: str) -> Declaration:
    """Return the Universal Declaration of Human Rights: preamble and thirty articles."""
    language = LANGUAGES[path.stem.removeprefix("udhr_")]
    building = Building(code_of(path), language, Profile.DECLARATION)
    head, *parts = re.split(r"\n\[\[(preamble|article \d+)\]\]\n", source)
    building.title = next((b[3:] for b in blocks_of(head) if b.startswith("## ")), "")
    for name, words in zip(parts[::2], parts[1::2], strict=True):
        blocks = blocks_of(words)
        heading = next((b[3:] for b in blocks if b.startswith("## ")), name)
        rest = [b for b in blocks if not b.startswith("## ")]
        if name == "preamble":
            building.preamble = [make_text(b, Profile.DECLARATION) for b in rest]
            continue
        building.sections.append((heading, []))
        for block in rest:
            lettered = LETTERED.match(block)
            text = make_text(LETTERED.sub("", NUMBERED.sub("", block)), Profile.DECLARATION)
            if lettered and building.paragraphs():
                building.paragraphs()[-1][1].append(text)
            else:
                building.paragraphs().append((text, []))
    return building.finish()


def read_charter(path: Path, source: str) -> Declaration:
    """Return the English part of the European Charter of Local Self-Government."""
    english = source.partition("####European Charter of local self-government")[2]
    english = re.split(r"\n####Europees Handvest", english)[0]
    building = Building(code_of(path), "en", Profile.DECLARATION, "European Charter")
    lines = [line.strip() for line in english.splitlines() if line.strip()]
    for line in lines:
        if line.startswith("#"):
            building.sections.append((" ".join(line.strip("# ").split()), []))
        elif not building.sections:
            building.preamble += (
                [make_text(line, Profile.DECLARATION)] if line != "PREAMBLE" else []
            )
        elif LETTERED.match(line) or line.startswith("-"):
            if building.paragraphs():
                below = LETTERED.sub("", line.removeprefix("-"))
                building.paragraphs()[-1][1].append(make_text(below, Profile.DECLARATION))
        else:
            text = make_text(NUMBERED.sub("", line), Profile.DECLARATION)
            building.paragraphs().append((text, []))
    building.sections = [(heading, rest) for heading, rest in building.sections if rest]
    return building.finish()


def read_headed(path: Path, source: str) -> Declaration:
    """Return a text of headings and paragraphs; what stands before the second is its preamble."""
    building = Building(code_of(path), path.name.split(".")[-2], Profile.DECLARATION)
    for block in blocks_of(source)[1:]:
        if block.startswith("## ") and not building.title:
            building.title = block[3:]
        elif block.startswith("## "):
            building.sections.append((block[3:], []))
        elif not building.sections:
            building.preamble.append(make_text(block, Profile.DECLARATION))
        else:
            building.paragraphs().append((make_text(block, Profile.DECLARATION), []))
    return building.finish()


def read_akoma_ntoso(path: Path) -> Declaration:
    """Return a United Nations text in Akoma Ntoso, with its italics, bold and notes."""
    root = etree.parse(path).getroot()
    language = root.find(f".//{AKOMA_NTOSO}FRBRlanguage").get("language")
    base = {"eng": "en", "fre": "fr", "chi": "zh-Hans", "ara": "ar"}.get(language)
    is_declaration = "declaration" in path.name
    building = Building(
        code_of(path),
        base or LANGUAGES.get(language, language[:2]),
        Profile.DECLARATION if is_declaration else Profile.RESOLUTION,
    )
    preamble = root.find(f".//{AKOMA_NTOSO}preamble")
    for paragraph in preamble.iter(f"{AKOMA_NTOSO}p") if not is_declaration else ():
        if not is_in_note(paragraph):
            building.preamble.append(read_marked(paragraph, building))
    for block in root.find(f".//{AKOMA_NTOSO}mainBody"):
        read_body_block(block, building)
    return building.finish()


def read_body_block(block: etree._Element, building: Building) -> None:
    """Add one heading or paragraph of the main body."""
    name = etree.QName(block).localname
    heading = block.find(f"{AKOMA_NTOSO}heading")
    heading = block.find(f"{AKOMA_NTOSO}subheading") if heading is None else heading
    if heading is not None and block.find(f"{AKOMA_NTOSO}content") is None:
        words = " ".join("".join(heading.itertext()).split())
        if building.profile is Profile.DECLARATION:
            building.title = building.title or words
        elif words:
            building.sections.append((words, []))
        return
    if name != "paragraph":
        return
    is_numbered = block.find(f"{AKOMA_NTOSO}num") is not None
    texts = [
        read_marked(p, building)
        for p in block.iter(f"{AKOMA_NTOSO}p")
        if not is_in_note(p) and not STARS.match("".join(p.itertext()))
    ]
    texts = [text for text in texts if text.plain]
    typed = NUMBERED.match(texts[0].plain) if texts else None
    if texts and (is_numbered or typed):
        first = texts[0] if typed is None else drop_start(texts[0], typed.end())
        lower = [Text(LETTERED.sub("", text.plain)) for text in texts[1:]]
        building.paragraphs().append((first, lower))


def drop_start(text: Text, count: int) -> Text:
    """Return the text without its first characters."""
    marks = [
        Mark(max(m.start - count, 0), m.end - count, m.kind, m.target)
        for m in text.marks
        if m.end > count
    ]
    return Text(text.plain[count:], tuple(marks))


def is_in_note(element: etree._Element) -> bool:
    return any(True for _ in element.iterancestors(f"{AKOMA_NTOSO}authorialNote"))


def read_marked(paragraph: etree._Element, building: Building) -> Text:
    """Return a paragraph with its marks; its notes go to the declaration."""
    parts: list[str] = []
    marks: list[Mark] = []

    def add(words: str | None) -> None:
        parts.append(re.sub(r"\s+", " ", words or ""))

    def length() -> int:
        return sum(map(len, parts))

    def descend(element: etree._Element) -> None:
        add(element.text)
        for child in element:
            start = length()
            if child.tag == f"{AKOMA_NTOSO}authorialNote":
                label = str(len(building.notes) + 1)
                building.notes.append(
                    Note(label, Text(" ".join("".join(child.itertext()).split())))
                )
                parts.append(OBJECT_CHARACTER)
                marks.append(Mark(start, start + 1, MarkKind.NOTE, label))
            elif isinstance(child.tag, str):
                descend(child)
                looks, end = (child.get("class") or "").lower(), length()
                kinds = [k for k in (MarkKind.ITALIC, MarkKind.BOLD) if k.value in looks]
                marks.extend(Mark(start, end, kind) for kind in kinds if end > start)
            add(child.tail)

    descend(paragraph)
    plain = "".join(parts)
    return collapse_spaces(plain, marks)


def collapse_spaces(plain: str, marks: list[Mark]) -> Text:
    """Return the text with one space for several that the markup left at its edges."""
    kept = [
        place
        for place, sign in enumerate(plain)
        if not (sign == " " and (place == 0 or plain[place - 1] == " "))
    ]
    moved = {old: new for new, old in enumerate(kept)}

    def move(place: int) -> int:
        while place < len(plain) and place not in moved:
            place += 1
        return moved.get(place, len(kept))

    return tidy_text(
        "".join(plain[place] for place in kept),
        [Mark(move(m.start), move(m.end), m.kind, m.target) for m in marks],
    )
