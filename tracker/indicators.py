"""How is it measured? The words for indicators and the two rules of their arithmetic."""

from enum import StrEnum


class TargetState(StrEnum):
    """How an indicator stands against its target; computed."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    NEEDS_ACCELERATION = "needs_acceleration"
    LIMITED = "limited"
    REGRESSING = "regressing"
    NOT_ASSESSABLE = "not_assessable"
