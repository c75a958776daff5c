"""Which number does Word give a note? That of its first mark among those it counts itself."""

from dataclasses import dataclass, field

from exports.blocks import Note


@dataclass(slots=True)
class NoteCounter:
    """The notes of a document, numbered as their marks come.

    In a redline Word counts twice: without what came for the old text, without what went for the
    new one.
    """

    notes: dict[str, Note]
    numbers: dict[str, int] = field(default_factory=dict)
    own_marks: set[str] = field(default_factory=set)
    counted_old: int = 0
    counted_new: int = 0

    def begin_note(self, note: Note) -> int:
        """Return the number of a note in the file, which is not the one that is printed.

        A note whose label is not what Word counts gets the label as a mark of its own; Word does
        not count those.
        """
        change = note.whole.change
        counted = (self.counted_new if change.is_new else self.counted_old) + 1
        if note.label == str(counted):
            self.counted_old += int(change.is_old)
            self.counted_new += int(change.is_new)
        else:
            self.own_marks.add(note.id)
        self.numbers[note.id] = len(self.numbers) + 1  # 0 and -1 are the separators
        return self.numbers[note.id]

    def list_used(self) -> list[Note]:
        """Return the notes that the text refers to, in order."""
        return [self.notes[note_id] for note_id in self.numbers]

    def list_unused(self) -> list[Note]:
        """Return the notes that nothing refers to."""
        return [note for note in self.notes.values() if note.id not in self.numbers]
