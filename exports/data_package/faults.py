"""What is wrong with a package? Every fault with its place, up to as many as a person can use."""

from declarations.problems import Level, Place, Problem

MOST_FAULTS = 1000
LONGEST_VALUE = 80


class Faults:
    """The faults of a package, in the order in which they were found."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    @property
    def is_full(self) -> bool:
        """Return whether there are so many that it is no use to look for more."""
        return len(self.problems) > MOST_FAULTS

    def add(
        self,
        code: str,
        path: str,
        message: str,
        remedy: str,
        *,
        line: int = 0,
        column: int = 0,
        value: str = "",
        item: str = "",
    ) -> None:
        """Add a fault; the last one says that there are more."""
        if self.is_full:
            return
        if len(self.problems) == MOST_FAULTS:
            code, line, column, value, item = "O099", 0, 0, "", ""
            message, remedy = "There are more faults.", "Mend those above first."
        place = Place(path, line, column, item)
        problem = Problem(code, Level.ERROR, place, message, remedy, value[:LONGEST_VALUE])
        self.problems.append(problem)
