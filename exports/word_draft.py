"""Which draft does a Word file make that no one prepared for it? Sections, paragraphs, notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from declarations.amendments import marked_notes
from declarations.draft_file import PREAMBLE_NAMES, join_texts, slug
from declarations.draft_printing import PREAMBLE_ID, UNHEADED_ID
from declarations.front_matter import CODE
from declarations.model import MAXIMUM_DEPTH, Declaration, Node, NodeKind, Note, Profile, Text
from declarations.numbering import compute_labels, compute_reference_labels
from declarations.problems import Level, Place, Problem
from exports.blocks import FORMER
from exports.docx.bookmarks import name_bookmark, read_bookmark
from exports.docx.reading import Span, WordReading
from exports.word_outline import (
    Line,
    Role,
    is_decimal,
    is_numbered,
    is_numbered_by_us,
    is_written_by_us,
    read_outline,
)
from exports.word_parts import Part, match_by_likeness, name_parts
from exports.word_text import Targets, bare, make_text, restore_text

OWN_NOTE = "note_note-"
"""How our own files begin the anchor of a note mark (exports.declaration_text)."""
OWN_FORMER_NOTE = "-former"
"""How they end it where a redline prints the note of the text before (exports.redline_words)."""
LONGEST_CLOSING = 600
QUOTED = 40
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Z][a-z]{3})?(?=-|$)")
NO_LABEL = ""


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """The draft, and what was not understood or guessed, in the order of the file.

    ``paragraphs`` tells which paragraph of the file each node was made of.
    """

    declaration: Declaration
    problems: tuple[Problem, ...]
    paragraphs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DraftWishes:
    """What the person says about the draft; "" and None leave it to the file.

    ``base`` is the text that the file was made from: its nodes keep their ids, found by bookmark,
    else by likeness, and what is no part of an amendment (code, language, style) is as there.
    """

    code: str = ""
    title: str = ""
    language: str = ""
    profile: Profile | None = None
    base: Declaration | None = None


def make_draft(reading: WordReading, name: str, wishes: DraftWishes) -> ImportedDraft:
    """Return the draft that a reading makes; ``name`` is how problems call the file.

    Nothing is refused and no words are dropped unseen: what has no place in a draft (pictures,
    comments, the shape of tables) and every guess is a problem with its paragraph.
    """
    return DraftMaker(reading, name, wishes).make()


class DraftMaker:
    """Makes one draft; problems gather as it goes."""

    def __init__(self, reading: WordReading, name: str, wishes: DraftWishes) -> None:
        self.reading = reading
        self.name = name
        self.wishes = wishes
        self.problems: list[Problem] = []
        self.lines = read_outline(reading)
        self.base = wishes.base
        nodes = wishes.base.walk() if wishes.base else ()
        self.texts = {node.id: node.text for node in nodes}
        self.bookmarks = {
            name_bookmark(f"{node_id}{ending}"): node_id
            for ending in ("", FORMER)
            for node_id in self.texts
        }
        self.is_own = is_written_by_us(reading)
        self.preamble: Part | None = None
        self.sections: list[Part] = []
        self.closing: list[Line] = []
        self.words = {paragraph.number: paragraph.text.strip() for paragraph in reading.paragraphs}

    def report(
        self, code: str, level: Level, paragraph: int, message: str, remedy: str, value: str = ""
    ) -> None:
        """Add a problem at a paragraph of the file; 0 is the whole file."""
        item = self.name
        if paragraph:
            words = self.words.get(paragraph, "")
            quoted = f" ({words[:QUOTED]}{'…' if len(words) > QUOTED else ''})" if words else ""
            item = f"{self.name}, paragraph {paragraph}{quoted}"
        self.problems.append(Problem(code, level, Place(item=item), message, remedy, value[:60]))

    def make(self) -> ImportedDraft:
        """Return the draft."""
        self.report_reading()
        self.sort_lines()
        tops = [self.preamble, *self.sections] if self.preamble else list(self.sections)
        self.give_ids(tops)
        note_ids = self.name_notes()
        targets = Targets(self.find_nodes(tops), {}, note_ids)
        rough = self.build(targets, report=False)
        targets = replace(targets, labels=self.find_labels(tops, rough))
        declaration = self.build(targets, report=True)
        self.report_numbers(tops, declaration)
        if not any(top.children for top in tops):
            self.report(
                "W342", Level.WARNING, 0, "There are no paragraphs of a declaration in the file.",
                "Check that this is the right file.",
            )  # fmt: skip
        paragraphs = {
            part.id: part.lines[0].paragraph.number
            for top in tops
            for part in top.walk()
            if part.lines
        }
        return ImportedDraft(declaration, tuple(self.problems), paragraphs)

    def report_reading(self) -> None:
        """Tell what the reader did not understand, the comments, and whose changes there were."""
        for remark in self.reading.remarks:
            self.report(remark.code, remark.level, remark.paragraph, remark.message, remark.remedy)
        for comment in self.reading.comments:
            about = f" on {comment.quoted[:QUOTED]!r}" if comment.quoted else ""
            self.report(
                "W330", Level.HINT, comment.paragraph,
                f"Comment by {comment.author or 'someone'}{about}: {comment.text}",
                "A draft has no comments; answer it where you work together.", comment.text,
            )  # fmt: skip
        authors = sorted({change.author for change in self.reading.changes if change.author})
        if self.reading.changes:
            self.report(
                "W331", Level.HINT, 0,
                f"There are {len(self.reading.changes)} tracked changes"
                f"{' by ' + ', '.join(authors) if authors else ''}.",
                "--changes accept reads the text with them, --changes reject the text before.",
            )  # fmt: skip

    # Which line goes where

    def sort_lines(self) -> None:
        """Put every line into the preamble, a section or the closing formula."""
        has_structure = any(
            line.role is Role.HEADING or (line.role is Role.ITEM and is_main(line))
            for line in self.lines
        )
        numbered = is_numbered(self.lines)
        if not has_structure and any(line.role is Role.BODY for line in self.lines):
            self.report(
                "W332", Level.WARNING, 0,
                "The file has no headings and no numbers: each paragraph became a numbered one.",
                "Move those of the preamble before the first number.",
            )  # fmt: skip
            self.sections.append(Part(NodeKind.SECTION))
        closing = self.find_closing() if numbered else len(self.lines)
        headings = [at for at, line in enumerate(self.lines) if line.role is Role.HEADING]
        for at, line in enumerate(self.lines):
            if at >= closing or line.role is Role.CLOSING:
                self.closing.append(line)
            elif line.role is Role.HEADING:
                self.begin_section(line)
            elif line.role is Role.ITEM:
                self.add_item(line, is_followed=bool(headings) and at < headings[-1])
            elif line.role is Role.BODY:
                self.add_body(line, numbered=numbered)
            elif line.role is Role.ROW:
                self.add_row(line)

    def find_closing(self) -> int:
        """Return where the short unnumbered lines after the last numbered one begin."""
        end = len(self.lines)
        while end and self.lines[end - 1].role is Role.BODY:
            end -= 1
        after = self.lines[end:]
        is_after_item = end > 0 and self.lines[end - 1].role is Role.ITEM
        if not is_after_item or sum(len(line.text) for line in after) > LONGEST_CLOSING:
            return len(self.lines)
        for line in after[:1]:
            self.report(
                "W333", Level.HINT, line.paragraph.number,
                "What stands after the last number was taken as the closing formula.",
                "Number it if it is a paragraph.",
            )  # fmt: skip
        return end

    def begin_section(self, line: Line) -> None:
        """Begin the preamble or a section with a heading."""
        words = line.text.casefold().strip(" :.")
        is_named = words in PREAMBLE_NAMES or PREAMBLE_ID in {
            self.bookmarks.get(name) or read_bookmark(name) for name in line.paragraph.bookmarks
        }
        if is_named and not self.sections and self.preamble is None:
            self.preamble = Part(NodeKind.PREAMBLE, [line], PREAMBLE_ID)
            return
        levels = [s.lines[0].paragraph.level for s in self.sections if s.lines]
        if levels and line.paragraph.level > levels[0] and max(levels) <= levels[0]:
            self.report(
                "W334", Level.WARNING, line.paragraph.number,
                "Headings lie below others; a declaration has one level of sections, so each "
                "became a section of its own.",
                "Join sections that belong together.",
            )  # fmt: skip
        if line.by_look:
            self.report(
                "W335", Level.HINT, line.paragraph.number,
                "A short line was taken as a heading by its look.",
                "Give headings a heading style in Word, or change the draft.",
            )  # fmt: skip
        self.sections.append(Part(NodeKind.SECTION, [line], keeps_label=True))

    def add_item(self, line: Line, *, is_followed: bool) -> None:
        """Add a labelled paragraph at its depth; ``is_followed`` by a heading somewhere below."""
        headed = self.preamble is not None and bool(self.preamble.lines)
        is_own = is_numbered_by_us(line)
        is_below = not is_main(line) or (headed and is_followed and not is_own)
        if is_below and not self.sections and (self.preamble is not None or is_followed):
            part = Part(NodeKind.PREAMBULAR, [line], keeps_label=not line.paragraph.is_bullet)
            self.preamble_part().children.append(part)
            self.report(
                "W336", Level.WARNING, line.paragraph.number,
                f"A paragraph of the preamble has the label {line.label!r}, kept as words.",
                "Paragraphs of a preamble are not numbered; rewrite it.", line.label,
            )  # fmt: skip
            return
        parent, depth = self.section_part(), 0
        while depth < min(line.depth, MAXIMUM_DEPTH) and parent.children:
            parent = parent.children[-1]
            depth += 1
        if line.depth > MAXIMUM_DEPTH:
            self.report(
                "W337", Level.WARNING, line.paragraph.number,
                f"A sub-paragraph lies deeper than {MAXIMUM_DEPTH} levels; it was moved up.",
                "Look at the order of the sub-paragraphs.", line.label,
            )  # fmt: skip
        kind = NodeKind.SUBPARAGRAPH if depth else NodeKind.OPERATIVE
        parent.children.append(Part(kind, [line]))

    def add_body(self, line: Line, *, numbered: bool) -> None:
        """Add a paragraph without a label: to the preamble, as a paragraph, or to the one before.

        In a numbered text it goes on with the paragraph before it, so that no number moves.
        """
        if not self.sections:
            self.preamble_part().children.append(Part(NodeKind.PREAMBULAR, [line]))
            return
        section = self.sections[-1]
        if numbered and section.children and section.children[-1].lines[0].label:
            *_, last = section.children[-1].walk()
            last.lines.append(line)
            self.report(
                "W338", Level.WARNING, line.paragraph.number,
                f"A paragraph without a number was joined to the one before it "
                f"({section.children[-1].lines[0].label}).",
                "Give it a number of its own if it is a paragraph.",
            )  # fmt: skip
            return
        section.children.append(Part(NodeKind.OPERATIVE, [line]))

    def add_row(self, line: Line) -> None:
        """Add a row of a table, its cells parted by bars."""
        place = line.paragraph.place
        if place and place.row == 1:
            self.report(
                "W339", Level.WARNING, line.paragraph.number,
                "A table was turned into paragraphs, one for each row, the cells parted by |.",
                "A declaration has no tables; put it into words or an annex.",
            )  # fmt: skip
        if not self.sections:
            self.preamble_part().children.append(Part(NodeKind.PREAMBULAR, [line]))
            return
        section = self.sections[-1]
        if section.children and section.children[-1].lines[0].role is not Role.ROW:
            section.children[-1].children.append(Part(NodeKind.SUBPARAGRAPH, [line]))
        else:
            section.children.append(Part(NodeKind.OPERATIVE, [line]))

    def preamble_part(self) -> Part:
        """Return the preamble, made if there is none yet."""
        if self.preamble is None:
            self.preamble = Part(NodeKind.PREAMBLE, id=PREAMBLE_ID)
        return self.preamble

    def section_part(self) -> Part:
        """Return the last section; a text without headings has one that is unheaded."""
        if not self.sections:
            self.sections.append(Part(NodeKind.SECTION, id=UNHEADED_ID))
        return self.sections[-1]

    # Names

    def give_ids(self, tops: Sequence[Part]) -> None:
        """Give every node the id that its bookmark says or its likeness tells, else a new one."""
        parts = [part for top in tops for part in top.walk()]
        taken = {PREAMBLE_ID, UNHEADED_ID}
        for part in parts:
            names = (b for line in part.lines for b in line.paragraph.bookmarks)
            # The place that a moved paragraph has left is its place once the move is rejected.
            own = (
                self.bookmarks.get(name) or read_bookmark(name).removesuffix(FORMER)
                for name in names
            )
            free = (each for each in own if CODE.fullmatch(each) and each not in taken)
            part.id = part.id or next(free, "")
            taken.add(part.id)
        if self.sections and not self.sections[0].lines:
            self.sections[0].id = self.sections[0].id or UNHEADED_ID
        if self.base:
            match_by_likeness(parts, self.base)
            taken |= {part.id for part in parts} | {node.id for node in self.base.walk()}
        name_parts(tops, "section", taken)

    def name_notes(self) -> dict[str, str]:
        """Return the note ids of the draft by those of the file: our own names, else numbers.

        Our own are known where the text before is: by bookmark, else by the words of the note.
        """
        own: dict[str, str] = {}
        notes = self.base.notes if self.base else ()
        # A redline shows the note of the text before at a place of its own.
        names = {
            name_bookmark(f"{OWN_NOTE}{note.id}{ending}"): note.id
            for ending in (OWN_FORMER_NOTE, "")
            for note in notes
        }
        for paragraph in self.reading.paragraphs:
            known = [names[b] for b in paragraph.bookmarks if b in names]
            marks = dict.fromkeys(span.note for span in paragraph.spans if span.note)
            fresh = [mark for mark in marks if mark not in own]
            if len(known) == len(fresh):
                own.update(zip(fresh, known, strict=True))
        texts = {note.text.plain: note.id for note in notes if note.id not in own.values()}
        taken = {note.id for note in notes}
        number = 0
        for note in self.reading.notes:
            words = make_text(note.spans, Targets()).text.plain
            if note.id not in own and words in texts:
                own[note.id] = texts.pop(words)
            elif note.id not in own:
                number += 1
                while str(number) in taken:
                    number += 1
                own[note.id] = str(number)
        return {note.id: own[note.id] for note in self.reading.notes}

    def find_nodes(self, tops: Iterable[Part]) -> dict[str, str]:
        """Return the node that each bookmark of the file lies in.

        A preamble or section without a heading has no line to hold its own.
        """
        tops = list(tops)
        return {name_bookmark(top.id): top.id for top in tops if not top.lines} | {
            bookmark: part.id
            for top in tops
            for part in top.walk()
            for line in part.lines
            for bookmark in line.paragraph.bookmarks
        }

    def find_labels(
        self, tops: Iterable[Part], declaration: Declaration
    ) -> dict[str, frozenset[str]]:
        """Return what a cross-reference to each node may print: our label, or Word's number.

        A letter alone ("(a)") is none: the draft would print the number before it as well.
        """
        ours = compute_reference_labels(declaration)
        before = compute_reference_labels(self.base) if self.base else {}
        found: dict[str, frozenset[str]] = {}
        for top in tops:
            for part in top.walk():
                is_main = part.kind is NodeKind.OPERATIVE and bool(part.lines)
                word = part.lines[0].label if is_main else ""
                labels = (ours.get(part.id, ""), before.get(part.id, ""), word)
                found[part.id] = frozenset(bare(label) for label in labels if bare(label))
        return found

    # The declaration

    def build(self, targets: Targets, *, report: bool) -> Declaration:
        """Return the declaration; ``report`` tells of characters that were replaced."""

        def text_of(part_lines: Sequence[Line], *, keeps_label: bool, has_looks: bool) -> Text:
            texts = []
            for line in part_lines:
                spans, skipped = line.spans, line.skipped
                if keeps_label and line.label and not skipped:
                    spans = (Span(f"{line.label} "), *spans)
                made = make_text(
                    spans, targets, has_looks=has_looks, skipped=0 if keeps_label else skipped
                )
                texts.append(made.text)
                if made.forbidden and report:
                    self.report(
                        "W340", Level.WARNING, line.paragraph.number,
                        f"There are invisible or control characters "
                        f"({', '.join(sorted(set(made.forbidden)))}); \ufffd stands for each.",
                        "Delete the sign in the draft.",
                    )  # fmt: skip
            return join_texts(texts) if len(texts) > 1 else texts[0] if texts else Text()

        def node_of(part: Part) -> Node:
            is_heading = part.kind in {NodeKind.PREAMBLE, NodeKind.SECTION}
            has_looks = self.is_own or not is_heading
            text = text_of(part.lines, keeps_label=part.keeps_label, has_looks=has_looks)
            if part.id in self.texts:
                text = restore_text(text, self.texts[part.id])
            return Node(part.id, part.kind, text, tuple(node_of(each) for each in part.children))

        def words_of(role: Role) -> str:
            found = [line.text for line in self.lines if line.role is role]
            return " ".join(" ".join(found).split())

        closing = text_of(self.closing, keeps_label=False, has_looks=True)
        given, base = self.wishes, self.base
        if base:
            closing = restore_text(closing, base.closing)
        title = given.title or words_of(Role.TITLE) or self.reading.title
        code = base.code if base else given.code or self.choose_code(title)
        sections = tuple(node_of(part) for part in self.sections)
        language = base.language if base else given.language or self.choose_language()
        profile = base.profile if base else given.profile or choose_profile(sections)
        subtitle = words_of(Role.SUBTITLE)
        if base:
            title, subtitle = same_words(title, base.title), same_words(subtitle, base.subtitle)
        return Declaration(
            code=code,
            title=title or code,
            language=language,
            profile=profile,
            subtitle=subtitle,
            assembly=base.assembly if base else words_of(Role.ASSEMBLY),
            prepared_by=base.prepared_by if base else words_of(Role.PREPARED_BY),
            preamble=node_of(self.preamble) if self.preamble else None,
            sections=sections,
            closing=closing,
            notes=self.make_notes(targets),
        )

    def make_notes(self, targets: Targets) -> tuple[Note, ...]:
        """Return the notes of the file, and those of the text before that no file could hold.

        A note without a mark is not written into a Word file: it is not taken away.
        """
        base = self.base
        before = {note.id: note for note in base.notes} if base else {}
        made: dict[str, Note] = {}
        for note in self.reading.notes:
            note_id = targets.notes[note.id]
            text = make_text(note.spans, targets).text
            if note_id in before:
                text = restore_text(text, before[note_id].text)
            made[note_id] = Note(note_id, text)
        marked = marked_notes(base) if base else frozenset()
        kept = (each for each in before.values() if each.id not in {*marked, *made})
        return (*made.values(), *kept)

    def choose_code(self, title: str) -> str:
        """Return our own code where the file has it, else one made of the title or the name."""
        if CODE.fullmatch(self.reading.identifier):
            return self.reading.identifier
        stem = re.sub(r"\.\w+$", "", re.split(r"[/\\]", self.name)[-1])
        return slug(title) or slug(stem) or "declaration"

    def choose_language(self) -> str:
        """Return the language of the file without its country: "en" for en-GB."""
        match = LANGUAGE.match(self.reading.language)
        return match.group().replace("_", "-") if match else "en"

    def report_numbers(self, tops: Iterable[Part], declaration: Declaration) -> None:
        """Tell where the numbers of the draft begin to differ from those printed in Word."""
        labels = compute_labels(declaration)
        differs = False
        for top in tops:
            for part in top.walk():
                was = part.lines[0].label if part.lines else NO_LABEL
                is_new = part.kind is NodeKind.OPERATIVE and is_decimal(was) and (
                    bare(was) != bare(labels.get(part.id, ""))
                )  # fmt: skip
                if is_new and not differs:
                    self.report(
                        "W341", Level.WARNING, part.lines[0].paragraph.number,
                        f"The number printed in Word is {was!r}; from here on the draft counts "
                        f"otherwise ({labels.get(part.id, '')}).",
                        "Numbers run through all sections and are computed from the order.", was,
                    )  # fmt: skip
                if part.kind is NodeKind.OPERATIVE:
                    differs = is_new


def is_main(line: Line) -> bool:
    """Return whether a labelled line is a numbered paragraph and no letter or bullet below one."""
    return is_decimal(line.label) or is_numbered_by_us(line)


def same_words(words: str, before: str) -> str:
    """Return the words before where only their spaces differ."""
    return before if words.split() == before.split() else words


def choose_profile(sections: Sequence[Node]) -> Profile:
    """Return the style of a text: most paragraphs of a resolution end in a semicolon."""
    paragraphs = [paragraph for section in sections for paragraph in section.children]
    ends = [list(paragraph.walk())[-1].text.plain.rstrip() for paragraph in paragraphs]
    semicolons = sum(end.endswith((";", "؛", "；", "፤")) for end in ends)
    is_resolution = len(ends) > 1 and semicolons * 2 > len(ends)
    return Profile.RESOLUTION if is_resolution else Profile.DECLARATION
