"""What was not understood while a file was read? Remarks, each at its paragraph, each once."""

from dataclasses import dataclass, field

from declarations.problems import Level
from exports.docx.reading import Remark


@dataclass(slots=True)
class Remarks:
    """The remarks so far; ``number`` is the paragraph that is being read."""

    made: list[Remark] = field(default_factory=list)
    number: int = 0
    known: set[Remark] = field(default_factory=set)

    def add(
        self, code: str, level: Level, message: str, remedy: str, paragraph: int | None = None
    ) -> None:
        """Note what was not understood, at the present paragraph unless another is named."""
        place = self.number if paragraph is None else paragraph
        remark = Remark(place, code, level, message, remedy)
        if remark not in self.known:
            self.known.add(remark)
            self.made.append(remark)
