"""Which part of a long list is answered? So many after one that was seen.

A cursor is the key of the last item of the part before, so that nothing is left out or told twice
when the list changes meanwhile.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Query
from pydantic import Field

from app.web.api.caller import Caller
from app.web.api.field_types import CODE_LENGTH, MAYBE_ON_ONE_LINE, Given

Item = TypeVar("Item")
USUAL, MOST = 50, 200


class PageQuery(Given):
    """Which part of a list is wanted."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="So many items at most.")
    cursor: str = Field(
        "",
        max_length=3 * CODE_LENGTH,
        pattern=MAYBE_ON_ONE_LINE,
        description="Where to go on: as it stands in `next` of the part before.",
    )


PartOf = Annotated[PageQuery, Query()]


def cut_list(
    items: Sequence[Item], key: Callable[[Item], str], query: PageQuery
) -> tuple[list[Item], str]:
    """Return a part of items that are in the order of their keys, and the cursor of the next."""
    rest = [item for item in items if key(item) > query.cursor]
    part = rest[: query.limit]
    return part, key(part[-1]) if len(rest) > len(part) else ""


def next_address(caller: Caller, cursor: str) -> str | None:
    """Return the address of the next part, with the same query; None where there is none."""
    if not cursor:
        return None
    query = {**caller.request.query_params, "cursor": cursor}
    return f"{caller.request.url.path}?{urlencode(query)}"
