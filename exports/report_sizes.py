"""From which size on does a report change its form? The defaults of two settings."""

MOST_PROFILES = 40
"""So many members have a page each in the annex, unless the association says otherwise."""

MOST_TOGETHER = 200
"""With more members than this the annexes are files of their own, unless told otherwise."""
