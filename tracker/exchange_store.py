"""What do members offer and seek? Notices kept and found again; the caller owns the transaction."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal
from tracker.acceptance_store import clash_refused, require_adopted
from tracker.exchange import Notice, NoticeKind, find_notice_faults
from tracker.member_store import member_codes, member_id
from tracker.tables import MemberRow, NoticeRow


def add_notice(session: Session, notice: Notice, *, paragraph_ids: Sequence[str]) -> Notice:
    """Store an offer or a wish and return it with its number; its given number is ignored.

    Raises InputRefusal with every fault, RuleRefusal for a text not adopted by then.
    """
    key = member_id(session, notice.member)
    require_adopted(session, notice.declaration, notice.made_on)
    problems = find_notice_faults(notice, paragraph_ids)
    if problems:
        raise InputRefusal(
            f"The {notice.kind.value} of {notice.member} was not taken.",
            hint="Nothing was stored.",
            problems=problems,
        )
    taken = select(NoticeRow.number).where(
        NoticeRow.member_id == key, NoticeRow.declaration == notice.declaration
    )
    numbered = replace(notice, number=max(session.exec(taken), default=0) + 1)
    session.add(
        NoticeRow(
            member_id=key,
            declaration=numbered.declaration,
            number=numbered.number,
            kind=numbered.kind.value,
            paragraph=numbered.paragraph,
            text=numbered.text,
            made_on=numbered.made_on,
            open_until=numbered.open_until,
            languages=list(numbered.languages),
        )
    )
    with clash_refused(f"What {notice.member} offers or seeks"):
        session.flush()
    return numbered


def withdraw_notice(session: Session, declaration: str, member: str, number: int, on: date) -> None:
    """Withdraw an offer or a wish from a day; refuse one unknown, withdrawn, or made later."""
    row = session.get(NoticeRow, (member_id(session, member), declaration, number))
    if row is None:
        raise NotFoundRefusal(
            f"{member} has no offer or wish {number} on {declaration}.",
            hint=f"Their numbers: accord exchange list {declaration} --member {member}",
        )
    if row.withdrawn_on is not None or on < row.made_on:
        found = f"withdrawn on {row.withdrawn_on}" if row.withdrawn_on else f"made on {row.made_on}"
        raise RuleRefusal(
            f"{member}:{number} cannot be withdrawn on {on}: it was {found}.",
            hint="Check the number and the day.",
        )
    row.withdrawn_on = on
    session.add(row)
    session.flush()


def load_notices(
    session: Session,
    declaration: str,
    until: date = date.max,
    *,
    members: Collection[str] | None = None,
    paragraphs: Collection[str] | None = None,
) -> list[Notice]:
    """Return the offers and wishes of some members or all as they were on a day, by day.

    ``paragraphs`` leaves out what is on others.
    """
    query = (
        select(NoticeRow, MemberRow.code)
        .join(MemberRow, col(MemberRow.id) == NoticeRow.member_id)
        .where(NoticeRow.declaration == declaration, NoticeRow.made_on <= until)
    )
    if members is not None:
        query = query.where(col(NoticeRow.member_id).in_(member_codes(session, members)))
    if paragraphs is not None:
        query = query.where(col(NoticeRow.paragraph).in_(paragraphs))
    found = [
        Notice(
            code,
            row.declaration,
            row.number,
            NoticeKind(row.kind),
            row.paragraph,
            row.text,
            row.made_on,
            row.open_until,
            row.withdrawn_on if row.withdrawn_on and row.withdrawn_on <= until else None,
            tuple(row.languages),
        )
        for row, code in session.exec(query)
    ]
    return sorted(found, key=lambda notice: (notice.made_on, notice.member, notice.number))
