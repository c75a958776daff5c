"""The exchange: what members offer each other and seek."""

from datetime import date
from typing import Annotated

import typer

from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    DeclarationCode,
    Json,
    MemberCode,
    On,
    parse_day,
)
from app.cli.output import emit, emit_json, emit_rows, say, suggest, today, workspace
from app.database import reading, transaction
from declarations.store import load_revision
from exports.phrasing import print_count
from tracker.exchange import Match, Notice, NoticeKind, find_matches
from tracker.exchange_store import add_notice, load_notices, withdraw_notice

exchange = typer.Typer(name="exchange", help="What members offer each other and seek.")

ParagraphId = Annotated[
    str, typer.Option("--paragraph", metavar="ID", help="The paragraph, by its id.")
]
Text = Annotated[str, typer.Option("--text", help="What is offered or sought, in a sentence.")]
Until = Annotated[
    date | None,
    typer.Option("--until", parser=parse_day, metavar="DATE", help="The last day it is open."),
]
Languages = Annotated[
    list[str] | None,
    typer.Option("--lang", help="A language the member can work in; repeat it. Default: en."),
]


@exchange.command("offer")
def offer_experience(
    code: DeclarationCode,
    member_code: MemberCode,
    paragraph: ParagraphId,
    words: Text,
    db: Db = DEFAULT_DB,
    languages: Languages = None,
    until: Until = None,
    on: On = None,
) -> None:
    """Offer a member's experience with a paragraph to the others.

    Example: accord exchange offer ulyanovsk-2017 --member bangkok --paragraph private-sector-1
    --text "We run such a place since 2016 and can show it."
    """
    notice = Notice(
        member_code, code, 0, NoticeKind.OFFER, paragraph, words, on or today(), until,
        languages=tuple(languages or ["en"]),
    )  # fmt: skip
    record_notice(notice, db)


@exchange.command("seek")
def seek_experience(
    code: DeclarationCode,
    member_code: MemberCode,
    paragraph: ParagraphId,
    words: Text,
    db: Db = DEFAULT_DB,
    languages: Languages = None,
    until: Until = None,
    on: On = None,
) -> None:
    """Say that a member seeks the experience of others with a paragraph.

    Example: accord exchange seek ulyanovsk-2017 --member seoul --paragraph private-sector-1
    --text "How do others choose the companies?"
    """
    notice = Notice(
        member_code, code, 0, NoticeKind.WISH, paragraph, words, on or today(), until,
        languages=tuple(languages or ["en"]),
    )  # fmt: skip
    record_notice(notice, db)


def record_notice(notice: Notice, db: str) -> None:
    """Store an offer or a wish and say whom it matches."""
    with workspace(db) as engine, transaction(engine) as session:
        declaration = load_revision(session, notice.declaration).declaration
        known = [node.id for node in declaration.operative_paragraphs()]
        made = add_notice(session, notice, paragraph_ids=known)
        matches = find_matches(load_notices(session, notice.declaration), made.made_on)
    own = [match for match in matches if made in (match.offer, match.wish)]
    say(
        f"The {made.kind.value} {made.member}:{made.number} is recorded; "
        f"{print_count(len(own), 'match', 'matches')}."
    )
    suggest(f"accord exchange list {notice.declaration} --matches --db {db}")


@exchange.command("withdraw")
def withdraw_one_notice(
    code: DeclarationCode,
    member_code: MemberCode,
    number: Annotated[int, typer.Option(help="The number of the offer or wish.")],
    db: Db = DEFAULT_DB,
    on: On = None,
) -> None:
    """Withdraw an offer or a wish.

    Example: accord exchange withdraw ulyanovsk-2017 --member bangkok --number 1
    """
    day = on or today()
    with workspace(db) as engine, transaction(engine) as session:
        withdraw_notice(session, code, member_code, number, day)
    say(f"{member_code}:{number} is withdrawn from {day} on.")


@exchange.command("list")
def list_exchange(
    code: DeclarationCode,
    db: Db = DEFAULT_DB,
    member_code: Annotated[
        str, typer.Option("--member", metavar="CODE", help="Only those of or for this member.")
    ] = "",
    paragraph: Annotated[
        str, typer.Option("--paragraph", metavar="ID", help="Only those on this paragraph.")
    ] = "",
    matches: Annotated[bool, typer.Option("--matches", help="Who could help whom.")] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List the open offers and wishes, or with --matches the pairs of the two.

    Example: accord exchange list ulyanovsk-2017 --matches
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        load_revision(session, code)
        notices = [
            notice
            for notice in load_notices(session, code, day)
            if notice.is_open_on(day) and paragraph in ("", notice.paragraph)
        ]
    if matches:
        pairs = find_matches(notices, day)
        show_matches(
            [m for m in pairs if member_code in ("", m.offer.member, m.wish.member)],
            as_json=as_json,
        )
        return
    chosen = [notice for notice in notices if member_code in ("", notice.member)]
    if as_json:
        emit_json([notice_as_data(notice) for notice in chosen])
        return
    emit_rows(
        ("NUMBER", "KIND", "PARAGRAPH", "UNTIL", "LANGUAGES", "TEXT"),
        [
            (
                f"{n.member}:{n.number}",
                n.kind.value,
                n.paragraph,
                str(n.open_until or ""),
                ", ".join(n.languages),
                n.text,
            )
            for n in chosen
        ],
    )


def show_matches(matches: list[Match], *, as_json: bool) -> None:
    """Print who could help whom, and in which language."""
    if as_json:
        emit_json(
            [
                {
                    "offer": notice_as_data(match.offer),
                    "wish": notice_as_data(match.wish),
                    "languages": list(match.languages),
                }
                for match in matches
            ]
        )
        return
    if not matches:
        emit("No offer and wish meet on a paragraph.")
        return
    emit_rows(
        ("PARAGRAPH", "OFFERED BY", "SOUGHT BY", "LANGUAGES"),
        [
            (
                match.offer.paragraph,
                f"{match.offer.member}:{match.offer.number}",
                f"{match.wish.member}:{match.wish.number}",
                ", ".join(match.languages) or "none in common",
            )
            for match in matches
        ],
    )


def notice_as_data(notice: Notice) -> dict[str, object]:
    """Return an offer or a wish as JSON-able data."""
    return {
        "member": notice.member,
        "number": notice.number,
        "kind": notice.kind.value,
        "paragraph": notice.paragraph,
        "text": notice.text,
        "languages": list(notice.languages),
        "made_on": notice.made_on.isoformat(),
        "open_until": notice.open_until.isoformat() if notice.open_until else None,
    }
