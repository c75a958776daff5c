"""How large is a member? Classes of size by number of inhabitants."""

from enum import StrEnum

MOST_INHABITANTS = 40_000_000
"""More than any city or metropolitan area has; a larger number is a slip."""


class SizeClass(StrEnum):
    """A class of size, from the smallest to the largest; ``UNKNOWN`` has no number.

    The bounds from 500,000 upwards are among those of the United Nations' World Urbanization
    Prospects; that of 100,000 is ours (docs/method.md).
    """

    SMALL = "under_100000"
    MEDIUM = "from_100000"
    LARGE = "from_500000"
    VERY_LARGE = "from_1000000"
    GIANT = "from_5000000"
    UNKNOWN = "unknown"


LOWER_BOUNDS = (
    (5_000_000, SizeClass.GIANT),
    (1_000_000, SizeClass.VERY_LARGE),
    (500_000, SizeClass.LARGE),
    (100_000, SizeClass.MEDIUM),
    (1, SizeClass.SMALL),
)
"""Each class that has a number with the fewest inhabitants in it, the largest first."""


def classify_size(population: int | None) -> SizeClass:
    """Return the class of a number of inhabitants; UNKNOWN for None."""
    for least, found in LOWER_BOUNDS:
        if population is not None and population >= least:
            return found
    return SizeClass.UNKNOWN
