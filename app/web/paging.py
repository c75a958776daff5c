"""Which part of a long list does a page show?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query

Item = TypeVar("Item")
PAGE_SIZE = 50
MOST_PAGES = 1_000_000

PageNumber = Annotated[int, Query(alias="page", ge=1, le=MOST_PAGES)]


@dataclass(frozen=True, slots=True)
class Cut(Generic[Item]):
    """The items of one page; pages are numbered from 1, and there is always one."""

    items: tuple[Item, ...]
    number: int
    last: int
    total: int

    @property
    def around(self) -> tuple[int, ...]:
        """Return the pages to link: the first, the last and those beside; 0 where some are left."""
        near = range(max(1, self.number - 1), min(self.last, self.number + 1) + 1)
        wanted = sorted({1, *near, self.last})
        found: list[int] = []
        for number in wanted:
            if found and number - found[-1] > 1:
                found.append(0)
            found.append(number)
        return tuple(found)


def cut_page(items: Sequence[Item], number: int, size: int = PAGE_SIZE) -> Cut[Item]:
    """Return one page of a list; a number beyond the last is the last."""
    last = max(1, -(-len(items) // size))
    number = min(max(1, number), last)
    start = (number - 1) * size
    return Cut(tuple(items[start : start + size]), number, last, len(items))


def cut_found(items: Sequence[Item], number: int, total: int, size: int = PAGE_SIZE) -> Cut[Item]:
    """Return a page whose items alone were looked up, out of ``total``."""
    return Cut(tuple(items), number, max(1, -(-total // size)), total)
