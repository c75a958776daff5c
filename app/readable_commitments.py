"""Which commitments may somebody read? Public ones anyone; others members, or the secretariat."""

from app.accounts import Role
from app.permissions import Act, Actor, Target, may
from tracker.commitments import Commitment, Visibility


def may_read_commitment(actor: Actor, commitment: Commitment) -> bool:
    """Return whether an actor may read a commitment, by whom its member shows it to."""
    target = Target(commitment.member)
    if commitment.visibility is Visibility.PUBLIC or may(
        actor, Act.READ_CONFIDENTIAL_ANSWER, target
    ):
        return True
    if commitment.visibility is Visibility.SECRETARIAT:
        return False
    reads = may(actor, Act.READ_UNPUBLISHED_TEXT)
    return may(actor, Act.READ_REPORT, target) or (actor.role is Role.MEMBER and reads)
