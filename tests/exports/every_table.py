"""A workspace that uses every table and every nullable column, with texts that break programs."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_origin
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Float, Integer, select
from sqlmodel import Session, SQLModel

from app.account_tables import (
    AccountRow,
    ApiTokenRow,
    LinkRow,
    RecoveryCodeRow,
    SessionRow,
    TryCountRow,
)
from app.job_tables import ReportJobRow
from app.journal_tables import JournalRow
from declarations.adoption_store import adopt_revision, save_correction, save_translation
from declarations.adoptions import (
    Ballot,
    Choice,
    Counts,
    Result,
    SeparateVote,
    Vote,
    decide_by_vote,
)
from declarations.amendment_store import propose_amendment
from declarations.amendments import Amendment, Delete, ReplaceText
from declarations.decisions import Choice as Chosen
from declarations.decisions import decide_amendments
from declarations.draft_file import parse_draft
from declarations.model import Text
from declarations.recommendations import (
    Procedure,
    Recommendation,
    answer_recommendation,
    publish_recommendation,
    recommend,
)
from declarations.store import save_revision
from declarations.tables import (
    AmendmentRow,
    AmendmentStepRow,
    CoSponsorRow,
    new_key,
)
from tests.exports.registers import TEXT
from tracker.acceptance import AcceptanceRules
from tracker.commitment_tables import (
    AimRow,
    BudgetRow,
    CommitmentChangeRow,
    CommitmentRow,
    ExactDecimal,
    IndicatorRow,
    ValueRow,
)
from tracker.draft_tables import AnswerDraftRow, WorkbookUploadRow
from tracker.tables import (
    AddendumRow,
    AssemblyRow,
    ContactRow,
    EntryRow,
    InstrumentRow,
    MemberPastRow,
    MemberRow,
    NoticeRow,
    OfficeRow,
    PeriodRow,
    ReminderRow,
    ReportRow,
    RulesPastRow,
    RulesRow,
    StatementRow,
    UtcInstant,
)
from tracker.tallies import rebuild_tallies

NASTY = '=HYPERLINK("x");\'=1\t+2|-3\r\n@ "quoted", ＝1\n\'\' ü 서울 \u2028 not_available'
DAY = date(2020, 1, 1)
MOMENT = datetime(2020, 3, 1, 12, 30, 1, 250, UTC)
WORDS = b"evidence \xff\x00\r\n"
SHA256 = hashlib.sha256(WORDS).hexdigest()


def make_row(model: type[SQLModel], *, bare: bool, **given: Any) -> SQLModel:
    """Return a row whose columns are full of trouble, or as empty as they may be."""
    values: dict[str, Any] = {}
    for column in model.__table__.columns:  # type: ignore[attr-defined] # a table=True model has it
        if column.name == "id" or column.name in given:
            continue
        values[column.name] = None if column.nullable and bare else fill(column, model, bare=bare)
    return model(**values, **given)


def fill(column: Any, model: type[SQLModel], *, bare: bool) -> Any:
    """Return a value for a column."""
    if isinstance(column.type, JSON):
        is_list = get_origin(model.model_fields[column.name].annotation) is list
        if is_list:
            return [] if bare else [NASTY, "b"]
        return {"en": ""} if bare else {"ko": NASTY, "en": "=A"}
    kinds: tuple[tuple[Any, Any], ...] = (
        (Boolean, not bare), (Date, DAY), (UtcInstant, MOMENT), (ExactDecimal, Decimal("-12.50")),
        (Float, 33.1), (Integer, 0 if bare else 3),
    )  # fmt: skip
    for kind, value in kinds:
        if isinstance(column.type, kind):
            return value
    length = getattr(column.type, "length", None)
    return "" if bare else NASTY[:length]


def fill_texts(session: Session) -> None:
    """Store an adopted declaration in three languages with its amendments, and a mere draft."""
    english = parse_draft(TEXT).declaration
    first = save_revision(session, english, parent_sha256="", made_on=DAY, reason=NASTY)
    french = parse_draft(TEXT.replace("title:", "language: fr\ntitle:")).declaration
    save_revision(session, french, parent_sha256="", made_on=DAY)
    fill_amendments(session, first.number, first.sha256)
    votes = (
        SeparateVote(Result.RETAINED, ("water-1",), vote=Vote((), Counts(2, 1, 0)), note=NASTY),
        SeparateVote(Result.REJECTED, amendment="A9"),
    )
    ballots = (Ballot("=b", Choice.IN_FAVOUR), Ballot("a", Choice.AGAINST))
    session.add(make_row(AssemblyRow, bare=False, code="ga1"))
    session.add(make_row(AssemblyRow, bare=True, code="+ga2", name="Bare"))
    adopt_revision(
        session, "green", 2, assembly="ga1", adopted_on=DAY, languages=("en",),
        decision=decide_by_vote(Vote(ballots, Counts(1, 1, 0, 4))), separate_votes=votes,
        sponsors=("a", NASTY), note=NASTY, presiding_officer="@chair",
    )  # fmt: skip
    german = parse_draft(
        TEXT.replace("title:", "language: de\ntitle:").replace("clean the river", "help the fish")
    ).declaration
    save_translation(session, german, made_on=DAY, reason=NASTY)
    mended = TEXT.replace("Measure;", "Measure it;").replace("clean the river", "clean a river")
    corrected = parse_draft(mended).declaration
    save_correction(session, corrected, made_on=DAY + timedelta(1), reason=NASTY)
    draft = parse_draft(TEXT.replace("declaration: green", "declaration: unadopted")).declaration
    save_revision(session, draft, parent_sha256="", made_on=DAY)


def fill_amendments(session: Session, number: int, sha256: str) -> None:
    """Propose three amendments, decide on one, and leave one in draft."""
    for operation in (
        ReplaceText("water-1", Text("We commit to clean a river.")), Delete("air-1"),
        ReplaceText("air-1", Text("=WE")),
    ):  # fmt: skip
        given = Amendment("", "green", "en", number, sha256, "a", (operation,), rationale=NASTY)
        propose_amendment(session, given, made_on=DAY)
    for code in ("A1", "A2"):
        recommend(session, "green", code, Recommendation(Procedure.VOTE, note=NASTY))
    publish_recommendation(session, "green", "A1", DAY)
    answer_recommendation(session, "green", "A1", member="a", answer=NASTY, day=DAY)
    decide_amendments(session, "green", [Chosen("A1")], made_on=DAY, reason=NASTY)
    key = session.exec(select(AmendmentRow).where(AmendmentRow.code == "A2")).scalars().one().id  # type: ignore[call-overload] # plain select
    session.add(make_row(CoSponsorRow, bare=False, amendment_id=key, member="=b"))
    session.add(make_row(CoSponsorRow, bare=True, amendment_id=key, member="a"))
    row = session.exec(select(AmendmentRow).where(AmendmentRow.code == "A3")).scalars().one()  # type: ignore[call-overload] # plain select
    row.status, row.submitted_on = "draft", None
    for step in session.exec(
        select(AmendmentStepRow).where(AmendmentStepRow.amendment_id == row.id)  # type: ignore[call-overload] # plain select
    ).scalars():
        step.status = "draft"
    session.flush()


def fill_members(session: Session) -> dict[str, UUID]:
    """Store members with offices, contacts and reminders; return their keys."""
    keys = {}
    for code, bare in (("a", False), ("=b", True), ("Z", False)):
        keys[code] = new_key()
        given = {"country": "" if bare else "KR", "kind": "city"}
        session.add(make_row(MemberRow, bare=bare, code=code, id=keys[code], **given))
    session.flush()
    for kind, starts, ends in (
        ("president", None, None), ("president", DAY, None), ("president", DAY, None),
        ("regional_office", DAY, DAY),
    ):  # fmt: skip
        session.add(OfficeRow(member_id=keys["a"], kind=kind, starts_on=starts, ends_on=ends))
    for bare, until in ((True, DAY - timedelta(9)), (False, DAY)):
        given = {"member_id": keys["a"], "until": until, "country": "", "kind": "city"}
        session.add(make_row(MemberPastRow, bare=bare, **given))
    contact = new_key()
    session.add(make_row(ContactRow, bare=False, member_id=keys["a"], id=contact))
    session.flush()
    session.add(make_row(ReminderRow, bare=False, member_id=keys["a"], contact_id=contact))
    session.flush()
    return keys


def fill_register(session: Session, keys: Mapping[str, UUID]) -> None:
    """Store rules, instruments, statements and notices."""
    session.add(make_row(RulesRow, bare=False, declaration="green", core=["water-1"]))
    past = asdict(AcceptanceRules()) | {"core": ["water-1", "air-1"]}
    session.add(RulesPastRow(declaration="green", until=DAY, rules=past))
    for bare, number in ((False, 1), (True, 2)):
        given = {"member_id": keys["a"], "declaration": "green"}
        named = given | {"paragraphs": [] if bare else ["air-1", "water-1"]}
        session.add(make_row(InstrumentRow, bare=bare, sequence=number, kind="accession", **named))
        session.add(
            make_row(
                StatementRow, bare=bare, number=number, kind="communication", effect="none", **named
            )
        )
        notice = {"number": number, "kind": "offer", "paragraph": "air-1"}
        session.add(make_row(NoticeRow, bare=bare, **given, **notice))
    session.flush()


def fill_progress(session: Session, keys: Mapping[str, UUID]) -> None:
    """Store periods, reports in every kind of state, and entries with and without answers."""
    session.add(make_row(PeriodRow, bare=False, code="=2020", declaration="green"))
    session.add(make_row(PeriodRow, bare=True, code="2021", declaration="green"))
    reports = (
        ("a", 1, "draft", False), ("a", 2, "submitted", False), ("a", 3, "accepted", False),
        ("=b", 1, "submitted", True), ("=b", 2, "returned", True), ("Z", 1, "draft", False),
    )  # fmt: skip
    for member, sequence, state, bare in reports:
        session.add(
            make_row(
                ReportRow, bare=bare, member_id=keys[member], period="=2020", sequence=sequence,
                state=state, token=f"{member}{sequence}", excused=False, excuse="", note=NASTY,
            )
        )  # fmt: skip
    excused = {"period": "2021", "sequence": 1, "state": "open", "token": "x", "excused": True}
    session.add(make_row(ReportRow, bare=False, member_id=keys["a"], **excused))
    pieces = [
        {"sha256": SHA256, "file_name": "=plan.pdf", "title": NASTY},
        {"url": "https://example.org/", "publisher": "-p", "published_on": "2020-01-01"},
    ]
    held = {"done": "told in confidence", "missing": "", "in_confidence": True}
    entries = (
        ("a", "water-2", 1, False, {"implementation": "not_started", "missing": ""}),
        ("a", "water-2", 2, False, {"implementation": "limited"} | held),
        ("a", "water-1", 1, False, {"implementation": "limited", "missing": ""}),
        ("a", "water-1", 2, False, {"implementation": "complete", "missing": ""}),
        ("a", "air-1", 1, True, {"implementation": "", "missing": "not_due"}),
        ("Z", "air-1", 1, True, {"implementation": "", "missing": "confidential"}),
    )
    for model in (EntryRow, AddendumRow):
        for member, paragraph, sequence, bare, answer in entries:
            session.add(
                make_row(
                    model, bare=bare, member_id=keys[member], period="=2020", paragraph=paragraph,
                    sequence=sequence, kind="ongoing", evidence_level="none", elsewhere="",
                    evidence=[] if bare else pieces, notes={} if bare else {NASTY: NASTY},
                    **({"in_confidence": False} | answer),
                )
            )  # fmt: skip
    session.flush()


def fill_commitments(session: Session, keys: Mapping[str, UUID]) -> None:
    """Store a public and a hidden commitment with all that belongs to them."""
    partners = [{"name": NASTY, "private_sector": True}]
    for code, bare, visibility in (("open", False, "public"), ("hidden", True, "members")):
        given = {"member_id": keys["a"], "declaration": "green"}
        session.add(
            make_row(
                CommitmentRow, bare=bare, code=code, kind="policy", visibility=visibility,
                partners=[] if bare else partners, shares={"air-1": "1.50", "water-1": "2"},
                title="T", goals=["11", "11.6"], **given,
            )
        )  # fmt: skip
        session.flush()
        given["commitment"] = code
        changes = (
            (1, {"due_on": DAY, "outcome": "", "reason": NASTY}),
            (2, {"due_on": None, "outcome": "complete"}),
        )
        for sequence, change in changes:
            more = given | change
            session.add(make_row(CommitmentChangeRow, bare=bare, sequence=sequence, **more))
        session.add(
            make_row(BudgetRow, bare=bare, sequence=1, currency="EUR", stage="spent", **given)
        )
    session.flush()


def fill_indicators(session: Session, keys: Mapping[str, UUID]) -> None:
    """Store an indicator with targets and with values of every kind."""
    session.add(
        make_row(
            IndicatorRow, bare=False, code="trees", declaration="green", measure="number",
            direction="lower", accumulation="periodic", paragraph="",
        )
    )  # fmt: skip
    session.flush()
    given = {"member_id": keys["a"], "indicator": "trees"}
    after = {"target_on": DAY + timedelta(1), "commitment": "hidden"}
    session.add(make_row(AimRow, bare=False, sequence=1, **after, **given))
    session.add(make_row(AimRow, bare=True, sequence=2, **given))
    values: tuple[dict[str, Any], ...] = (
        {"number": Decimal("-0.10"), "numerator": None, "denominator": None, "missing": ""},
        {"number": None, "numerator": Decimal(1), "denominator": Decimal(0), "missing": ""},
        {"number": None, "numerator": None, "denominator": None, "missing": "not_available"},
    )
    for sequence, each in enumerate(values, start=1):
        more = each | given | {"period": "2021", "sequence": sequence}
        session.add(make_row(ValueRow, bare=False, **more))
    session.flush()


def fill_accounts(session: Session, keys: Mapping[str, UUID]) -> None:
    """Store accounts with all that belongs to them; none of it ever leaves."""
    later = MOMENT + timedelta(days=1)
    whole = {"email": NASTY, "role": "member", "member_id": keys["a"], "erased_at": None}
    erased = {"email": None, "role": "observer", "member_id": None, "erased_at": MOMENT, "name": ""}
    row = make_row(AccountRow, bare=False, **whole)
    session.add_all((row, make_row(AccountRow, bare=True, **erased)))
    session.flush()
    for bare in (False, True):
        given = {"account_id": row.id, "sha256": ("0" if bare else "f") * 64}
        term = {"made_at": MOMENT, "expires_at": later}
        for model, more in (
            (LinkRow, {"purpose": "reset"} | term),
            (SessionRow, term),
            (ApiTokenRow, term),
            (RecoveryCodeRow, {}),
        ):
            session.add(make_row(model, bare=bare, **given, **more))
    session.add(make_row(TryCountRow, bare=False, kind="network"))
    sealed = {
        "number": 1, "previous": "0" * 64, "sha256": "1" * 64, "account_id": row.id,
    }  # fmt: skip
    for is_bare, given in ((False, sealed), (True, dict.fromkeys(sealed))):
        session.add(make_row(JournalRow, bare=is_bare, changes="[]", **given))
    asked = {"asked_by": row.id, "asked_at": MOMENT}
    session.add(make_row(ReportJobRow, bare=False, state="running", **asked))
    session.add(make_row(ReportJobRow, bare=True, state="done", **asked))
    session.flush()


def fill_drafts(session: Session, keys: Mapping[str, UUID]) -> None:
    """Store what was begun or sent and is no answer yet; it never leaves."""
    whose = {"member_id": keys["a"], "period": "2021"}
    session.add(
        AnswerDraftRow(
            **whose, paragraph="green-1", base=0, mark="m", typed={}, evidence=[], saved_at=MOMENT
        )
    )
    session.add(WorkbookUploadRow(**whose, mark="m", name="x.xlsx", content=b"x", sent_at=MOMENT))
    session.flush()


def fill_every_table(session: Session) -> None:
    """Put at least one row into every table of the workspace."""
    fill_texts(session)
    keys = fill_members(session)
    fill_register(session, keys)
    fill_progress(session, keys)
    fill_commitments(session, keys)
    fill_indicators(session, keys)
    fill_accounts(session, keys)
    fill_drafts(session, keys)
    rebuild_tallies(session)
