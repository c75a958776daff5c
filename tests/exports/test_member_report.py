"""One member's own report."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from declarations.problems import NotFoundRefusal
from exports.blocks import Cover, Document, Paragraph, Table, Tiles, plain_text
from exports.member_report import compose_member_report, narrow_register
from tests.exports.registers import (
    DAY,
    PERIOD,
    accept,
    answer,
    make_member,
    make_register,
    received,
)
from tracker.acceptance import Effect, Statement, StatementKind
from tracker.commitments import Commitment, CommitmentKind, Visibility
from tracker.exchange import Notice, NoticeKind
from tracker.members import Office, OfficeKind
from tracker.progress import Entry, Implementation, MissingReason
from tracker.register import Register


def find_table(document: Document, name: str) -> list[list[str]]:
    (found,) = [b for b in document.blocks if isinstance(b, Table) and b.name == name]
    return [[plain_text(cell.runs) for cell in row] for row in found.rows]


def says(document: Document) -> str:
    return "\n".join(plain_text(b.runs) for b in document.blocks if isinstance(b, Paragraph))


@pytest.fixture
def register() -> Register:
    return make_register(
        [make_member("abel", names={"en": "Abel", "ko": "아벨"}), make_member("berta")],
        instruments=[accept("abel", "water-1", "air-1"), accept("berta")],
        periods=[PERIOD],
        reports={"p1": [received("abel"), received("berta")]},
        entries={
            "p1": [
                answer("abel", "water-1", Implementation.COMPLETE, done="Clean."),
                replace(
                    answer("abel", "air-1", Implementation.LIMITED),
                    implementation=None,
                    missing=MissingReason.CONFIDENTIAL,
                ),
                answer("berta", "water-1", Implementation.NOT_STARTED),
            ]
        },
    )


def test_the_cover_names_the_member_in_its_own_script(register: Register) -> None:
    cover = compose_member_report(register, "abel", DAY).blocks[0]
    assert isinstance(cover, Cover)
    assert cover.title == "Abel"
    assert ("Own name", "아벨") in cover.lines


def test_it_holds_only_what_this_member_said_and_did(register: Register) -> None:
    document = compose_member_report(register, "abel", DAY)
    assert [row[0] for row in find_table(document, "participation-status")] == ["Abel · 아벨"]
    assert find_table(document, "answers") == [
        ["1", "Complete", "Clean.", "–", "–", "None"],
        ["3", "Confidential", "–", "–", "–", "None"],
    ]


def test_every_paragraph_stands_with_its_words_and_the_position(register: Register) -> None:
    rows = find_table(compose_member_report(register, "abel", DAY), "positions")
    assert [(row[0], row[2]) for row in rows] == [
        ("1", "Accepted"), ("2", "Not accepted"), ("3", "Accepted"),
    ]  # fmt: skip
    assert rows[1][1] == "We commit to: (a) Measure; (b) Publish, as paragraph 1 asks."


def test_its_headline_figures_have_their_denominators(register: Register) -> None:
    document = compose_member_report(register, "abel", DAY)
    (tiles,) = [block for block in document.blocks if isinstance(block, Tiles)]
    assert [(tile.value, tile.remark) for tile in tiles.items] == [
        ("2", "of 3"),
        ("1", "of 2 expected, Period 1"),
        ("1", "50% of expected, 100% of reported"),
    ]


def test_a_member_that_has_said_nothing_gets_a_report_too(register: Register) -> None:
    silent = replace(register, members=[*register.members, make_member("zoe")])
    document = compose_member_report(silent, "zoe", DAY)
    assert "No instrument of Zoe is on record." in says(document)
    assert "No answer of Zoe is on record for Period 1." in says(document)
    assert find_table(document, "reports") == [
        ["Period 1", "31 Mar 2019", "None received", "no answers"]
    ]


def test_offices_held_on_the_day_are_named_by_month(register: Register) -> None:
    office = Office("abel", OfficeKind.PRESIDENT, date(2018, 5, 1))
    past = Office("abel", OfficeKind.REGIONAL_OFFICE, date(2010, 1, 1), date(2012, 1, 1))
    document = compose_member_report(replace(register, offices=[office, past]), "abel", DAY)
    assert "Offices: President since May 2018." in says(document)


def test_an_unknown_member_is_refused(register: Register) -> None:
    with pytest.raises(NotFoundRefusal, match="no member 'nobody'"):
        compose_member_report(register, "nobody", DAY)


def test_a_late_and_a_nil_report_are_called_so(register: Register) -> None:
    late = replace(received("abel"), submitted_on=date(2019, 5, 1), nil=True)
    none: dict[str, list[Entry]] = {"p1": []}
    document = compose_member_report(
        replace(register, reports={"p1": [late]}, entries=none), "abel", DAY
    )
    assert find_table(document, "reports")[0][2] == "Received late, nothing to report"


def test_a_members_report_does_not_depend_on_what_others_offer():
    notice = Notice("berta", "green", 1, NoticeKind.OFFER, "air-1", "Words.", date(2018, 1, 1))
    abel = make_member("abel")
    register = make_register([abel, make_member("berta")], instruments=[accept("abel")])
    with_notice = replace(register, exchange=[notice])
    assert narrow_register(with_notice, abel) == narrow_register(register, abel)


def test_commitments_exchange_and_objections_of_others_are_in_it(register: Register) -> None:
    pledge = Commitment(
        "wells", "abel", "green", "Dig wells", CommitmentKind.INVESTMENT, DAY,
        {"water-1": Decimal(1)}, due_on=date(2018, 1, 1),
    )  # fmt: skip
    held = replace(pledge, code="secret", visibility=Visibility.SECRETARIAT)
    reserving = Statement(
        "abel", "green", 1, StatementKind.RESERVATION, frozenset({"water-1"}), "Not yet.", DAY,
        Effect.MODIFIES,
    )  # fmt: skip
    objecting = replace(
        reserving, member="berta", kind=StatementKind.OBJECTION, text="We object.",
        paragraphs=frozenset(), effect=Effect.NONE, objects_to_member="abel", objects_to=1,
    )  # fmt: skip
    offer = Notice("abel", "green", 1, NoticeKind.OFFER, "water-1", "We can show it.", DAY)
    document = compose_member_report(
        replace(
            register, commitments=[pledge, held, replace(pledge, member="berta")],
            statements=[reserving, objecting], exchange=[offer],
        ),
        "abel", DAY,
    )  # fmt: skip
    assert [row[2] for row in find_table(document, "commitments")] == ["Dig wells"]
    assert "1 more is not public." in says(document)
    assert [row[0] for row in find_table(document, "statements")] == ["Abel", "Berta"]
    assert find_table(document, "statements")[1][1] == "Objection to statement 1 of Abel"
    assert [row[3] for row in find_table(document, "exchange")] == ["We can show it."]


def test_answers_after_the_cut_off_are_listed_apart_beside_what_was_in_time(
    register: Register,
) -> None:
    late = [
        answer("abel", "water-1", Implementation.COMPLETE, done="The pipes are laid."),
        answer("abel", "air-1", Implementation.LIMITED, done="Hush.", in_confidence=True),
        answer("berta", "air-1", Implementation.COMPLETE, done="Not Abel's."),
    ]
    came = replace(register, addenda={"p1": late})
    document = compose_member_report(came, "abel", DAY)
    before = compose_member_report(register, "abel", DAY)
    rows = find_table(document, "addendum")
    assert [row[:4] for row in rows] == [
        ["1", PERIOD.name, "Complete", "Complete"],
        ["3", PERIOD.name, "Confidential", "Confidential"],
    ]  # fmt: skip
    assert [row[-1] for row in rows] == ["The pipes are laid.", "–"]
    assert find_table(document, "answers") == find_table(before, "answers")
    assert [t for t in document.blocks if isinstance(t, Tiles)] == [
        t for t in before.blocks if isinstance(t, Tiles)
    ]
    assert "Hush" not in str(document)
    assert "Not Abel's" not in str(document)
    assert "cut-off" not in says(before)
