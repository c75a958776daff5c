"""What is recommended to the meeting for an amendment, and what does its sponsor answer?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from declarations.amendment_store import find_amendment, find_open, refuse_early
from declarations.problems import NotFoundRefusal, RuleRefusal
from declarations.store import find_declaration, flush_or_refuse
from declarations.tables import RecommendationRow


class Procedure(StrEnum):
    """What the secretariat may recommend."""

    ACCEPT = "accept"
    ACCEPT_AS_AMENDED = "accept_as_amended"
    REJECT = "reject"
    REFER = "refer"
    VOTE = "vote"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is recommended for an amendment; seen by members once published."""

    procedure: Procedure
    note: str = ""
    published_on: date | None = None
    answer: str = ""
    answered_on: date | None = None


def recommend(session: Session, declaration: str, code: str, given: Recommendation) -> None:
    """Store a recommendation for an open amendment; the last one counts."""
    find_declaration(session, declaration, for_update=True)
    row = find_open(session, declaration, code)
    earlier = find_recommendations(session, declaration, code)
    session.add(
        RecommendationRow(
            amendment_id=row.id, number=len(earlier) + 1, procedure=given.procedure.value,
            note=given.note, published_on=given.published_on, answer="", answered_on=None,
        )
    )  # fmt: skip
    flush_or_refuse(session, declaration)


def publish_recommendation(session: Session, declaration: str, code: str, day: date) -> None:
    """Let members see the last recommendation for an open amendment; RuleRefusal when they do."""
    find_declaration(session, declaration, for_update=True)
    refuse_early(find_open(session, declaration, code), day)
    last = last_recommendation(session, declaration, code)
    if last.published_on is not None:
        raise RuleRefusal(
            f"The recommendation for {code} is published since {last.published_on}.",
            hint="Another one can be recommended and published.",
        )
    last.published_on = day
    flush_or_refuse(session, declaration)


def answer_recommendation(
    session: Session, declaration: str, code: str, *, member: str, answer: str, day: date
) -> None:
    """Store the sponsor's answer to the published recommendation; RuleRefusal for others."""
    find_declaration(session, declaration, for_update=True)
    row = find_open(session, declaration, code)
    last = last_recommendation(session, declaration, code)
    if last.published_on is None or row.sponsor != member:
        raise RuleRefusal(
            f"{member} cannot answer the recommendation for {code}: "
            + ("it is not published." if last.published_on is None else
               f"the sponsor is {row.sponsor}."),
            hint="The sponsor answers once the recommendation is published.",
        )  # fmt: skip
    last.answer, last.answered_on = answer, day
    flush_or_refuse(session, declaration)


def load_recommendation(session: Session, declaration: str, code: str) -> Recommendation | None:
    """Return the last recommendation for an amendment, or None."""
    rows = find_recommendations(session, declaration, code)
    if not rows:
        return None
    last = rows[-1]
    return Recommendation(
        Procedure(last.procedure), last.note, last.published_on, last.answer, last.answered_on
    )


def find_recommendations(
    session: Session, declaration: str, code: str
) -> Sequence[RecommendationRow]:
    """Return the rows of all recommendations for an amendment, oldest first."""
    row = find_amendment(session, declaration, code)
    return session.exec(
        select(RecommendationRow)
        .where(RecommendationRow.amendment_id == row.id)
        .order_by(col(RecommendationRow.number))
    ).all()


def last_recommendation(session: Session, declaration: str, code: str) -> RecommendationRow:
    """Return the row of the last recommendation; NotFoundRefusal when there is none."""
    rows = find_recommendations(session, declaration, code)
    if not rows:
        raise NotFoundRefusal(
            f"There is no recommendation for {code}.",
            hint=f"accord amendment recommend {declaration} {code} --procedure accept",
        )
    return rows[-1]
