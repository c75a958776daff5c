"""How does a Word file get the same bytes each time? Its entries in fixed order, with one time."""

import io
import zipfile
from datetime import date

_FIRST = ("[Content_Types].xml", "_rels/.rels")


def repack(data: bytes, made_on: date) -> bytes:
    """Return the same archive with its entries sorted, each stamped with midnight of ``made_on``.

    Dates before 1980 are stamped 1 January 1980, the first that the ZIP format knows.
    """
    stamp = max((made_on.year, made_on.month, made_on.day), (1980, 1, 1))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name not in _FIRST, name)):
            entry = zipfile.ZipInfo(name, (*stamp, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            new.writestr(entry, old.read(name), compresslevel=6)
    return packed.getvalue()
