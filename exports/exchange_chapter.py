"""Who offers experience, and who seeks it? The tables of good practices and exchange."""

from dataclasses import dataclass

from exports.blocks import Cell, Run, Table
from exports.phrasing import CELL, NO_VALUE, join_words, name_language, print_day
from exports.report_basis import Basis
from exports.tables import CellValue, head_cell, make_table, text_column
from tracker.exchange import Match, Notice, NoticeKind, find_matches


@dataclass(frozen=True, slots=True)
class Exchange:
    """The tables of this chapter, and what its sentence needs; all of the day."""

    offers: int
    wishes: int
    matches: int
    tables: tuple[Table, ...]


def build_exchange(basis: Basis) -> Exchange:
    """Return what members of the day offer and seek, and who could help whom."""
    order = {name: place for place, name in enumerate(basis.paragraph_ids)}
    belonging = {member.code for member in basis.belonging()}
    standing = [
        notice
        for notice in basis.register.exchange
        if notice.is_open_on(basis.as_of)
        and notice.member in belonging
        and notice.paragraph in order
    ]
    standing.sort(key=lambda n: (order[n.paragraph], n.kind, n.member, n.number))
    matches = find_matches(standing, basis.as_of)
    matches.sort(key=lambda match: order[match.offer.paragraph])
    offers = sum(notice.kind is NoticeKind.OFFER for notice in standing)
    tables = [build_notice_table(basis, standing)] if standing else []
    tables += [build_match_table(basis, matches)] if matches else []
    return Exchange(offers, len(standing) - offers, len(matches), tuple(tables))


def build_notice_table(basis: Basis, notices: list[Notice]) -> Table:
    """Return the open offers and wishes, by paragraph."""
    rows: list[tuple[CellValue, ...]] = [
        (
            head_cell(basis.labels[notice.paragraph] or NO_VALUE),
            basis.name(notice.member),
            "Offers" if notice.kind is NoticeKind.OFFER else "Seeks",
            Cell((Run(notice.text),), language=language_of(notice)),
            list_languages(notice.languages),
            print_day(notice.open_until, basis.language, CELL) or NO_VALUE,
        )
        for notice in notices
    ]
    return make_table(
        "exchange",
        "Experience offered and sought",
        (
            text_column("Paragraph"),
            text_column("Member", 2),
            text_column("What", 1),
            text_column("In its words", 5),
            text_column("Languages", 2),
            text_column("Open until", 1.5),
        ),
        rows,
        summary="Each open offer and wish with its paragraph, member, words and languages.",
        note="A dash: no last day was given.",
    )


def build_match_table(basis: Basis, matches: list[Match]) -> Table:
    """Return who could help whom on which paragraph."""
    rows: list[tuple[CellValue, ...]] = [
        (
            head_cell(basis.labels[match.offer.paragraph] or NO_VALUE),
            basis.name(match.offer.member),
            basis.name(match.wish.member),
            list_languages(match.languages) or "None in common",
        )
        for match in matches
    ]
    return make_table(
        "exchange-matches",
        "Offers and wishes that meet",
        (
            text_column("Paragraph"),
            text_column("Offered by", 2),
            text_column("Sought by", 2),
            text_column("Languages of both", 2),
        ),
        rows,
        summary="Each pair of members of which one offers what the other seeks.",
        note="A pair is an offer and a wish of two members on the same paragraph.",
    )


def language_of(notice: Notice) -> str:
    """Return the language of the words, where the member works in one only; else "" (not known)."""
    return notice.languages[0] if len(notice.languages) == 1 else ""


def list_languages(languages: tuple[str, ...]) -> str:
    """Return the English names of some languages."""
    return join_words([name_language(language) for language in languages])
