"""Offers and wishes: how long they are open, and who could help whom."""

from dataclasses import replace
from datetime import date

import pytest

from tests.exports.registers import DECLARED
from tracker.exchange import Notice, NoticeKind, find_matches, find_notice_faults

IDS = [node.id for node in DECLARED.operative_paragraphs()]
DAY = date(2019, 1, 1)
OFFER = Notice("abel", "green", 1, NoticeKind.OFFER, "air-1", "We can show it.", date(2018, 1, 1))
WISH = replace(OFFER, member="berta", kind=NoticeKind.WISH, text="How is it done?")


def pairs(*notices, on=DAY):
    return [(m.offer.member, m.wish.member, m.languages) for m in find_matches(notices, on)]


def test_an_offer_and_a_wish_on_the_same_paragraph_match():
    assert pairs(WISH, OFFER) == [("abel", "berta", ("en",))]


def test_another_paragraph_the_same_kind_and_the_same_member_do_not_match():
    assert pairs(OFFER, replace(WISH, paragraph="water-1")) == []
    assert pairs(OFFER, replace(OFFER, member="berta")) == []
    assert pairs(OFFER, replace(WISH, member="abel", number=2)) == []


@pytest.mark.parametrize(
    ("change", "first", "last"),
    [
        ({}, date(2018, 1, 1), None),
        ({"open_until": date(2018, 6, 30)}, date(2018, 1, 1), date(2018, 6, 30)),
        ({"withdrawn_on": date(2018, 7, 1)}, date(2018, 1, 1), date(2018, 6, 30)),
    ],
)
def test_a_notice_is_open_from_its_day_to_its_last(change, first, last):
    notice = replace(OFFER, **change)
    assert not notice.is_open_on(date(2017, 12, 31))
    assert notice.is_open_on(first)
    assert notice.is_open_on(last or date(2030, 1, 1))
    assert last is None or not notice.is_open_on(date.fromordinal(last.toordinal() + 1))


def test_languages_that_both_speak_are_named_and_pairs_without_one_come_last():
    spanish = replace(WISH, member="adan", languages=("es-PE",))
    both = replace(OFFER, languages=("es", "en-GB"))
    assert pairs(both, WISH, spanish) == [
        ("abel", "adan", ("es",)), ("abel", "berta", ("en",)),
    ]  # fmt: skip
    assert pairs(OFFER, spanish, WISH) == [("abel", "berta", ("en",)), ("abel", "adan", ())]


def test_every_fault_of_a_notice_is_named():
    faulty = replace(OFFER, paragraph="x", text=" ", open_until=date(2017, 1, 1), languages=())
    assert [p.code for p in find_notice_faults(faulty, IDS)] == ["X001", "X002", "X003", "X004"]
    assert find_notice_faults(OFFER, IDS) == []
