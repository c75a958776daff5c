"""By which bookmark does Word know a paragraph? By its permanent id, in letters Word allows.

The form is reversible, for readers of a file that comes back:

- ``id_`` and the id with ``_`` for each hyphen: ``id_water-quality-2`` is ``id_water_quality_2``;
- ``former_`` and the same, at the place that a moved paragraph has left in a redline;
- ``_a`` and a digest for every other anchor (a longer one, a note, a heading of a report). Word
  hides such bookmarks; a reader that knows the ids finds theirs by naming each in turn.

Word allows 40 letters, digits and underscores, and does not tell capitals from small letters.
"""

import hashlib
import re

from exports.blocks import FORMER

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OWN, _FORMER = "id_", "former_"
_LONGEST = 40


def name_bookmark(anchor: str) -> str:
    """Return the bookmark of an anchor; two anchors never share one."""
    stem = anchor.removesuffix(FORMER)
    name = (_OWN if stem == anchor else _FORMER) + stem.replace("-", "_")
    if _ID.fullmatch(stem) and len(name) <= _LONGEST:
        return name
    return "_a" + hashlib.sha256(anchor.encode(errors="replace")).hexdigest()[:30]


def read_bookmark(name: str) -> str:
    """Return the anchor that a bookmark spells, empty where it spells none.

    The anchor of a place that a moved paragraph has left ends with ``FORMER``.
    """
    folded = name.casefold()
    for prefix, ending in ((_OWN, ""), (_FORMER, FORMER)):
        stem = folded.removeprefix(prefix).replace("_", "-")
        if folded.startswith(prefix) and _ID.fullmatch(stem):
            return stem + ending
    return ""
