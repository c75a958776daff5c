"""What does a member say it will do? The words for commitments; the capability comes later."""

from enum import StrEnum


class CommitmentKind(StrEnum):
    """What sort of act a commitment is."""

    POLICY = "policy"
    INVESTMENT = "investment"
    SERVICE = "service"
    REGULATION = "regulation"
    PARTNERSHIP = "partnership"
    CAPACITY = "capacity"


class BudgetStage(StrEnum):
    """How far the money has come."""

    PLANNED = "planned"
    SECURED = "secured"
    COMMITTED = "committed"
    SPENT = "spent"


class Schedule(StrEnum):
    """How a commitment stands against its date; computed."""

    NO_DEADLINE = "no_deadline"
    ON_SCHEDULE = "on_schedule"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
