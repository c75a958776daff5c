"""How is the record of an adoption kept? Its rows, and the record that is read from them."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from declarations.adoptions import (
    Adoption,
    Ballot,
    Choice,
    Counts,
    Decision,
    FreezeKind,
    FrozenText,
    Method,
    Result,
    SeparateVote,
    Vote,
)
from declarations.problems import StorageRefusal
from declarations.store import find_declaration, flush_or_refuse
from declarations.tables import (
    AdoptionRow,
    BallotRow,
    DeclarationRow,
    FrozenTextRow,
    RevisionRow,
    VoteRow,
)


def freeze(
    session: Session, adoption: AdoptionRow, row: RevisionRow, kind: FreezeKind, day: date
) -> None:
    """Record that a revision is frozen."""
    session.add(
        FrozenTextRow(
            adoption_id=adoption.id,
            revision_id=row.id,
            kind=kind.value,
            sha256=row.sha256,
            frozen_on=day,
        )
    )


def save_record(
    session: Session, declaration: DeclarationRow, revision: RevisionRow, record: Adoption
) -> AdoptionRow:
    """Store a record with its votes and return its row; a clash with another is a refusal."""
    row = AdoptionRow(
        declaration_id=declaration.id,
        revision_id=revision.id,
        assembly=record.assembly,
        adopted_on=record.adopted_on,
        method=record.decision.method.value,
        decision=record.decision.words,
        note=record.note,
        meeting=record.meeting,
        presiding_officer=record.presiding_officer,
        sponsors=list(record.sponsors),
        algorithm=record.algorithm,
    )
    session.add(row)
    flush_or_refuse(session, record.declaration)
    if record.decision.vote is not None:
        save_vote(session, row.id, 0, None, record.decision.vote)
    for sequence, separate in enumerate(record.separate_votes, start=1):
        save_vote(session, row.id, sequence, separate, separate.vote or Vote())
    return row


def save_vote(
    session: Session, adoption: UUID, sequence: int, separate: SeparateVote | None, vote: Vote
) -> None:
    """Store one vote and what each member said in it."""
    stated = vote.stated
    session.add(
        VoteRow(
            adoption_id=adoption,
            sequence=sequence,
            parts=list(separate.parts) if separate else [],
            amendment=separate.amendment if separate else "",
            result=separate.result.value if separate else "",
            in_favour=stated.in_favour if stated else None,
            against=stated.against if stated else None,
            abstaining=stated.abstaining if stated else None,
            not_voting=stated.not_voting if stated else None,
            note=separate.note if separate else "",
        )
    )
    session.flush()
    session.add_all(
        BallotRow(
            adoption_id=adoption,
            sequence=sequence,
            voter=ballot.voter,
            place=place,
            choice=ballot.choice.value,
        )
        for place, ballot in enumerate(vote.ballots)
    )


def find_adoption_row(session: Session, declaration: DeclarationRow) -> AdoptionRow | None:
    """Return the row of a declaration's adoption, or None while there is none."""
    return session.exec(
        select(AdoptionRow).where(AdoptionRow.declaration_id == declaration.id)
    ).first()


def load_adoption(session: Session, code: str) -> Adoption | None:
    """Return the record of a declaration's adoption, or None while there is none.

    Raises NotFoundRefusal when there is no such declaration, and StorageRefusal when a frozen
    text no longer has the hash of the record.
    """
    declaration = find_declaration(session, code)
    row = find_adoption_row(session, declaration)
    if row is None:
        return None
    revision = session.exec(select(RevisionRow).where(RevisionRow.id == row.revision_id)).one()
    whole, separate = load_votes(session, row.id)
    method = Method(row.method)
    return Adoption(
        declaration=code,
        language=revision.language,
        number=revision.number,
        sha256=revision.sha256,
        assembly=row.assembly,
        adopted_on=row.adopted_on,
        decision=Decision(method, row.decision, whole if method is Method.VOTE else None),
        note=row.note,
        separate_votes=separate,
        sponsors=tuple(row.sponsors),
        meeting=row.meeting,
        presiding_officer=row.presiding_officer,
        algorithm=row.algorithm,
        texts=load_frozen_texts(session, row, code, revision.language),
    )


def load_frozen_texts(
    session: Session, adoption: AdoptionRow, code: str, first: str
) -> tuple[FrozenText, ...]:
    """Return the frozen texts: the first language first, then by language and number."""
    found = session.exec(
        select(FrozenTextRow, RevisionRow)
        .join(RevisionRow, col(RevisionRow.id) == col(FrozenTextRow.revision_id))
        .where(FrozenTextRow.adoption_id == adoption.id)
    ).all()
    for frozen, revision in found:
        if frozen.sha256 != revision.sha256:
            raise StorageRefusal(
                f"Revision {revision.number} of {code} ({revision.language}) was altered in the "
                f"database: it was frozen with the SHA-256 {frozen.sha256[:12]} and has "
                f"{revision.sha256[:12]}.",
                hint="Restore the workspace from a backup.",
            )
    texts = [
        FrozenText(
            revision.language, revision.number, frozen.sha256, FreezeKind(frozen.kind),
            frozen.frozen_on, revision.reason,
        )
        for frozen, revision in found
    ]  # fmt: skip
    return tuple(
        sorted(texts, key=lambda text: (text.language != first, text.language, text.number))
    )


def load_votes(session: Session, adoption: UUID) -> tuple[Vote | None, tuple[SeparateVote, ...]]:
    """Return the vote on the whole text, if there was one, and the separate votes in order."""
    ballots: dict[int, list[Ballot]] = {}
    for row in session.exec(
        select(BallotRow)
        .where(BallotRow.adoption_id == adoption)
        .order_by(col(BallotRow.sequence), col(BallotRow.place))
    ):
        ballots.setdefault(row.sequence, []).append(Ballot(row.voter, Choice(row.choice)))
    whole: Vote | None = None
    separate: list[SeparateVote] = []
    query = select(VoteRow).where(VoteRow.adoption_id == adoption).order_by(col(VoteRow.sequence))
    for found in session.exec(query):
        vote = read_vote(found, tuple(ballots.get(found.sequence, ())))
        if found.sequence == 0:
            whole = vote
        else:
            result, parts = Result(found.result), tuple(found.parts)
            separate.append(SeparateVote(result, parts, found.amendment, vote, found.note))
    return whole, tuple(separate)


def read_vote(row: VoteRow, ballots: tuple[Ballot, ...]) -> Vote | None:
    """Return the vote of a row, or None where the part was decided without one."""
    stated = None
    if row.in_favour is not None and row.against is not None and row.abstaining is not None:
        stated = Counts(row.in_favour, row.against, row.abstaining, row.not_voting)
    return Vote(ballots, stated) if ballots or stated else None
