"""Which amendments are there, and what became of them? Reading and writing their tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from declarations.amendment_json import operations_from_json, operations_json
from declarations.amendments import (
    OPEN_STATUSES,
    Amendment,
    AmendmentStatus,
    AppliedAmendment,
    CoSponsor,
    SetDetail,
    apply_amendment,
)
from declarations.checks import find_new_errors
from declarations.compilation import base_of
from declarations.merging import RebaseOutcome, free_names, rebase_amendment
from declarations.model import Declaration
from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal
from declarations.revisions import Revision
from declarations.store import (
    changed_meanwhile,
    find_declaration,
    find_revision,
    flush_or_refuse,
    load_revision,
    refuse_adopted,
)
from declarations.tables import AmendmentRow, AmendmentStepRow, CoSponsorRow


@dataclass(frozen=True, slots=True)
class AmendmentStep:
    """One step in the life of an amendment."""

    status: AmendmentStatus
    made_on: date
    reason: str


def load_amendments(session: Session, declaration: str) -> tuple[Amendment, ...]:
    """Return all amendments of a declaration in the order of submission; NotFoundRefusal."""
    row = find_declaration(session, declaration)
    rows = session.exec(select(AmendmentRow).where(AmendmentRow.declaration_id == row.id)).all()
    found = [read_amendment(session, each, declaration) for each in rows]
    return tuple(sorted(found, key=lambda each: (len(each.code), each.code)))


def load_amendment(session: Session, declaration: str, code: str) -> Amendment:
    """Return one amendment; NotFoundRefusal lists those there are."""
    return read_amendment(session, find_amendment(session, declaration, code), declaration)


def load_steps(session: Session, declaration: str, code: str) -> tuple[AmendmentStep, ...]:
    """Return the steps of an amendment, oldest first."""
    row = find_amendment(session, declaration, code)
    return tuple(
        AmendmentStep(AmendmentStatus(each.status), each.made_on, each.reason)
        for each in find_steps(session, row)
    )


def propose_amendment(
    session: Session, amendment: Amendment, *, made_on: date, replaces: str = ""
) -> Amendment:
    """Store a new amendment under the next free code and return it.

    ``replaces`` is the code of an open amendment of the same sponsor, which it supersedes. New
    paragraphs get other ids where other amendments use theirs. Written for an earlier revision it
    is laid on the latest. Raises ChangedMeanwhileRefusal, with both texts, where it clashes with
    what changed; RuleRefusal when the text is adopted or nothing is proposed; InputRefusal when an
    operation cannot be carried out.
    """
    row = find_declaration(session, amendment.declaration, for_update=True)
    refuse_adopted(session, row, amendment.language)
    latest = load_revision(session, amendment.declaration, language=amendment.language)
    others = load_amendments(session, amendment.declaration)
    if amendment.parent:
        refuse_parent(session, amendment, replaces)
    amendment = lay_on_latest(session, amendment, latest, others)
    latest_text = base_of(latest.declaration, amendment, others)
    if not amendment.operations:
        raise RuleRefusal(
            f"Nothing was proposed for {amendment.declaration}: the text is as it is stored.",
            hint="Edit the text first.",
        )
    refuse_repetition(amendment, others, replaces)
    code = f"A{max([0, *(int(each.code[1:]) for each in others)]) + 1}"
    for other in others:
        if other.is_open and other.language == amendment.language:
            made = apply_amendment(base_of(latest.declaration, other, others), other).declaration
            renamed = free_names(amendment.operations, latest_text, made, code)
            amendment = replace(amendment, operations=renamed)
    amendment = replace(amendment, code=code, submitted_on=made_on)
    applied = apply_amendment(latest_text, amendment)
    refuse_result(amendment, latest_text, applied)
    if amendment.sponsor in {each.member for each in amendment.co_sponsors}:
        raise RuleRefusal(
            f"{amendment.sponsor} is the sponsor and cannot be a co-sponsor as well.",
            hint=f"Leave out --co-sponsor {amendment.sponsor}.",
        )
    if replaces:
        supersede(session, amendment, replaces, made_on)
    new = AmendmentRow(declaration_id=row.id, **values_of(amendment))
    session.add(new)
    flush_or_refuse(session, amendment.declaration)
    add_step(session, new, amendment.status, made_on, "")
    for each in amendment.co_sponsors:
        session.add(
            CoSponsorRow(
                amendment_id=new.id,
                member=each.member,
                joined_on=each.joined_on,
                left_on=each.left_on,
            )
        )
    flush_or_refuse(session, amendment.declaration)
    return amendment


def refuse_result(amendment: Amendment, base: Declaration, applied: AppliedAmendment) -> None:
    """Refuse an amendment that cannot be carried out, changes nothing or brings in errors."""
    if applied.problems:
        raise InputRefusal(
            f"The amendment to {amendment.declaration} cannot be carried out.",
            hint=f"accord draft show {amendment.declaration} prints the ids of the text.",
            problems=applied.problems,
        )
    if applied.declaration == base:
        raise RuleRefusal(
            f"Nothing was proposed for {amendment.declaration}: it would leave the text as it is.",
            hint="Check the words and the places given.",
        )
    faults = find_new_errors(base, applied.declaration)
    if faults:
        raise InputRefusal(
            f"Nothing was proposed for {amendment.declaration}: the text with the amendment would "
            "have errors.",
            hint="Mend the new words; the lines are those of the draft they would make.",
            problems=faults,
        )


def refuse_repetition(amendment: Amendment, others: Iterable[Amendment], replaces: str) -> None:
    """Raise RuleRefusal when the sponsor has the same proposal open already."""
    for other in others:
        is_same = (other.sponsor, other.language, other.parent, other.operations) == (
            amendment.sponsor, amendment.language, amendment.parent, amendment.operations
        )  # fmt: skip
        if is_same and other.is_open and other.code != replaces:
            raise RuleRefusal(
                f"{amendment.sponsor} has proposed the same already: {other.code}.",
                hint=f"Propose something else, or replace it: --replaces {other.code}.",
            )


def refuse_parent(session: Session, amendment: Amendment, replaces: str) -> None:
    """Raise RuleRefusal when what is to be amended is not open, needs review or is replaced."""
    parent = find_open(session, amendment.declaration, amendment.parent)
    if parent.review:
        raise RuleRefusal(
            f"{parent.code} needs review and cannot be amended. {parent.review}",
            hint=f"Its sponsor, {parent.sponsor}, proposes it anew first: --replaces {parent.code}",
        )
    if parent.language != amendment.language:
        raise RuleRefusal(
            f"{parent.code} amends the text in the language {parent.language!r}, not "
            f"{amendment.language!r}.",
            hint=f"Propose it for that text: --lang {parent.language}",
        )
    above = parent
    while above.parent and above.code != replaces:
        above = find_amendment(session, amendment.declaration, above.parent)
    if above.code == replaces:
        raise RuleRefusal(
            f"The amendment cannot amend {parent.code} and replace {replaces}: with it "
            f"{parent.code} would fall.",
            hint="Leave out --to, or --replaces.",
        )


def lay_on_latest(
    session: Session, amendment: Amendment, latest: Revision, others: Sequence[Amendment]
) -> Amendment:
    """Return a new amendment laid on the latest revision; ChangedMeanwhileRefusal on a clash."""
    if amendment.base_sha256 == latest.sha256 or not amendment.operations:
        return amendment
    base = find_base(session, amendment)
    rebased = rebase_amendment(
        amendment, base.declaration, latest.declaration, latest.number, latest.sha256
    )
    if rebased.outcome is RebaseOutcome.CLEAN and not amendment.parent:
        return rebased.amendment
    row = find_declaration(session, amendment.declaration)
    raise changed_meanwhile(
        amendment.declaration,
        amendment.base_sha256,
        find_revision(session, row, None, amendment.language),
        apply_amendment(base_of(base.declaration, amendment, others), amendment).declaration,
        latest.declaration,
        touched_by(amendment),
    )


def touched_by(amendment: Amendment) -> frozenset[str]:
    """Return the ids of the nodes, and the names of the details, that an amendment touches."""
    return frozenset(
        each.name if isinstance(each, SetDetail) else each.node_id for each in amendment.operations
    )


def find_base(session: Session, amendment: Amendment) -> Revision:
    """Return the revision that an amendment was written for; NotFoundRefusal when there is none."""
    return load_revision(session, amendment.declaration, amendment.base_number, amendment.language)


def supersede(session: Session, amendment: Amendment, replaces: str, made_on: date) -> None:
    """Let an amendment take the place of an open one of its sponsor."""
    old = find_open(session, amendment.declaration, replaces)
    if old.sponsor != amendment.sponsor:
        raise RuleRefusal(
            f"{replaces} cannot be replaced: its sponsor is {old.sponsor}, "
            f"not {amendment.sponsor}.",
            hint="Propose it as an amendment to that amendment: --to " + replaces,
        )
    old.superseded_by = amendment.code
    change_status(session, old, AmendmentStatus.SUPERSEDED, made_on, f"by {amendment.code}")
    why = f"was replaced by {amendment.code}"
    lapse_children(session, amendment.declaration, replaces, made_on, why)


def withdraw_amendment(
    session: Session, declaration: str, code: str, *, member: str, made_on: date, reason: str = ""
) -> tuple[str, ...]:
    """Withdraw an open amendment; return the codes of those hanging on it, which lapse.

    Raises RuleRefusal when the member is not its sponsor or it is decided.
    """
    find_declaration(session, declaration, for_update=True)
    row = find_open(session, declaration, code)
    if row.sponsor != member:
        raise RuleRefusal(
            f"{code} cannot be withdrawn by {member}: its sponsor is {row.sponsor}.",
            hint=f"A co-sponsor leaves with: accord amendment leave {declaration} {code} "
            f"--member {member}",
        )
    change_status(session, row, AmendmentStatus.WITHDRAWN, made_on, reason)
    return lapse_children(session, declaration, code, made_on, "was withdrawn")


def lapse_children(
    session: Session, declaration: str, code: str, made_on: date, why: str
) -> tuple[str, ...]:
    """Let the open amendments to an amendment lapse, and those to these; return their codes."""
    lapsed: list[str] = []
    for each in load_amendments(session, declaration):
        if each.parent == code and each.is_open:
            row = find_amendment(session, declaration, each.code)
            change_status(session, row, AmendmentStatus.LAPSED, made_on, f"{code} {why}")
            lapsed += [each.code]
            lapsed += lapse_children(session, declaration, each.code, made_on, "lapsed")
    return tuple(lapsed)


def join_amendment(
    session: Session, declaration: str, code: str, *, member: str, joined_on: date
) -> Amendment:
    """Let a member stand behind an open amendment; RuleRefusal when it does already."""
    find_declaration(session, declaration, for_update=True)
    row = find_open(session, declaration, code)
    amendment = read_amendment(session, row, declaration)
    if member in amendment.sponsors:
        raise RuleRefusal(
            f"{member} stands behind {code} already.", hint="Nothing needs to be done."
        )
    refuse_early(row, joined_on)
    left = [each.left_on for each in amendment.co_sponsors if each.member == member]
    last = max((day for day in left if day), default=None)
    if last and joined_on <= last:
        raise RuleRefusal(
            f"{member} left {code} on {last} and cannot join it again on {joined_on}.",
            hint="It can join again from the next day on.",
        )
    session.add(CoSponsorRow(amendment_id=row.id, member=member, joined_on=joined_on, left_on=None))
    flush_or_refuse(session, declaration)
    return load_amendment(session, declaration, code)


def leave_amendment(
    session: Session, declaration: str, code: str, *, member: str, left_on: date
) -> Amendment:
    """Let a co-sponsor leave an open amendment; RuleRefusal when it is none."""
    find_declaration(session, declaration, for_update=True)
    row = find_open(session, declaration, code)
    found = session.exec(
        select(CoSponsorRow).where(
            CoSponsorRow.amendment_id == row.id,
            CoSponsorRow.member == member,
            col(CoSponsorRow.left_on).is_(None),
        )
    ).first()
    if found is None or left_on < found.joined_on:
        raise RuleRefusal(
            f"{member} is no co-sponsor of {code} on {left_on}.",
            hint="Its sponsor withdraws it: accord amendment withdraw",
        )
    found.left_on = left_on
    flush_or_refuse(session, declaration)
    return load_amendment(session, declaration, code)


def find_amendment(session: Session, declaration: str, code: str) -> AmendmentRow:
    """Return the row of an amendment; NotFoundRefusal lists those there are."""
    row = find_declaration(session, declaration)
    found = session.exec(
        select(AmendmentRow).where(AmendmentRow.declaration_id == row.id, AmendmentRow.code == code)
    ).first()
    if found is None:
        known = ", ".join(each.code for each in load_amendments(session, declaration))
        raise NotFoundRefusal(
            f"{declaration} has no amendment {code!r}.", hint=f"There are: {known or 'none yet'}."
        )
    return found


def find_open(session: Session, declaration: str, code: str) -> AmendmentRow:
    """Return the row of an open amendment; RuleRefusal when it is decided."""
    row = find_amendment(session, declaration, code)
    if row.status not in OPEN_STATUSES:
        raise RuleRefusal(
            f"{code} is no longer open: it is {row.status.replace('_', ' ')}.",
            hint=f"accord amendment list {declaration} shows those that are.",
        )
    return row


def find_steps(session: Session, row: AmendmentRow) -> Sequence[AmendmentStepRow]:
    """Return the rows of the steps, oldest first."""
    return session.exec(
        select(AmendmentStepRow)
        .where(AmendmentStepRow.amendment_id == row.id)
        .order_by(col(AmendmentStepRow.number))
    ).all()


def change_status(
    session: Session, row: AmendmentRow, status: AmendmentStatus, made_on: date, reason: str
) -> None:
    """Give an amendment another status and keep the step; RuleRefusal before its submission."""
    refuse_early(row, made_on)
    row.status = status.value
    add_step(session, row, status, made_on, reason)


def refuse_early(row: AmendmentRow, day: date) -> None:
    """Raise RuleRefusal for a day before the amendment was submitted."""
    if row.submitted_on and day < row.submitted_on:
        raise RuleRefusal(
            f"{row.code} was submitted on {row.submitted_on}; nothing can become of it on {day}.",
            hint="Give the right day: --on DATE.",
        )


def add_step(
    session: Session, row: AmendmentRow, status: AmendmentStatus, made_on: date, reason: str
) -> None:
    """Add a step to the life of an amendment."""
    number = len(find_steps(session, row)) + 1
    session.add(
        AmendmentStepRow(
            amendment_id=row.id, number=number, status=status.value, made_on=made_on, reason=reason
        )
    )
    flush_or_refuse(session, row.code)


PLAIN_COLUMNS = (
    "code", "language", "base_number", "base_sha256", "sponsor", "rationale", "submitted_on",
    "superseded_by", "parent", "review",
)  # fmt: skip


def values_of(amendment: Amendment) -> dict[str, Any]:
    """Return the columns of an amendment."""
    return {name: getattr(amendment, name) for name in PLAIN_COLUMNS} | {
        "status": amendment.status.value,
        "content": operations_json(amendment.operations),
    }


def update_amendment(session: Session, amendment: Amendment) -> None:
    """Store an amendment as it was laid on another text; its status is not touched."""
    row = find_amendment(session, amendment.declaration, amendment.code)
    row.base_number, row.base_sha256 = amendment.base_number, amendment.base_sha256
    row.parent, row.review = amendment.parent, amendment.review
    row.content = operations_json(amendment.operations)
    flush_or_refuse(session, amendment.declaration)


def read_amendment(session: Session, row: AmendmentRow, declaration: str) -> Amendment:
    """Return the amendment of a row."""
    co_sponsors = session.exec(
        select(CoSponsorRow)
        .where(CoSponsorRow.amendment_id == row.id)
        .order_by(col(CoSponsorRow.joined_on), col(CoSponsorRow.member))
    ).all()
    return Amendment(
        **{name: getattr(row, name) for name in PLAIN_COLUMNS},
        declaration=declaration,
        operations=operations_from_json(row.content),
        co_sponsors=tuple(
            CoSponsor(each.member, each.joined_on, each.left_on) for each in co_sponsors
        ),
        status=AmendmentStatus(row.status),
    )
