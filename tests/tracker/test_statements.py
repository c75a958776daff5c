"""Reservations and what others say to them; provisional application; what is not accepted."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Position,
    Statement,
    StatementKind,
    accepted_on,
    positions,
    provisional_on,
)
from tracker.acceptance_rules import check_instrument, find_repetitions
from tracker.members import Member
from tracker.provisions import list_provisions, next_asking
from tracker.statements import (
    Standing,
    examine_statements,
    find_objection_faults,
    find_statement_faults,
)

IDS = ["e-1", "e-2", "e-3"]
START = date(2018, 1, 1)
RULES = AcceptanceRules(review_years=3)
CITY, TOWN = Member("city", {"en": "City"}), Member("town", {"en": "Town"})


def act(paragraphs, kind=InstrumentKind.COUNCIL_DECISION, on=START, member="city", **more):
    return Instrument(member, "d", kind, on, frozenset(paragraphs), **more)


def say(kind=StatementKind.RESERVATION, effect=Effect.MODIFIES, number=1, **more):
    values = {
        "member": "city", "declaration": "d", "paragraphs": frozenset({"e-1"}),
        "text": "Words.", "made_on": START,
    }  # fmt: skip
    return Statement(kind=kind, effect=effect, number=number, **(values | more))


def withdrawal(number=2, **more):
    return say(StatementKind.WITHDRAWAL, Effect.NONE, number, withdraws=1, **more)


def objection(on=date(2018, 6, 1), **more):
    values = {"member": "town", "made_on": on, "objects_to_member": "city", "objects_to": 1}
    return say(StatementKind.OBJECTION, Effect.NONE, 1, **(values | more))


def codes(problems):
    return [problem.code for problem in problems]


def position(statements, day, acts=None):
    acts = [act(IDS)] if acts is None else acts
    return positions(IDS, [CITY], acts, statements, day)["city"]["e-1"]


PROVISIONAL = act(["e-1", "e-2"], InstrumentKind.PROVISIONAL, date(2018, 1, 1))
FINAL_ACT = act(["e-1", "e-3"], on=date(2018, 12, 1), sequence=2)


def test_provisional_application_counts_as_acceptance_and_is_shown_as_provisional():
    assert accepted_on([PROVISIONAL], START) == {"e-1": True, "e-2": True}
    assert provisional_on([PROVISIONAL], START) == {"e-1", "e-2"}


def test_the_final_act_ends_provisional_application_also_of_what_it_does_not_name():
    acts = [PROVISIONAL, FINAL_ACT]
    assert provisional_on(acts, date(2018, 11, 30)) == {"e-1", "e-2"}
    assert provisional_on(acts, date(2018, 12, 1)) == frozenset()
    row = positions(IDS, [CITY], acts, [], date(2018, 12, 1))["city"]
    assert row == {
        "e-1": Position.ACCEPTED, "e-2": Position.NOT_ACCEPTED, "e-3": Position.ACCEPTED,
    }  # fmt: skip


def test_provisional_application_is_terminated_without_years_or_notice():
    ending = act(["e-1", "e-2"], InstrumentKind.WITHDRAWAL, date(2018, 2, 1), sequence=2)
    strict = AcceptanceRules(withdrawal_after_years=5, notice_months=6)
    check_instrument(ending, [PROVISIONAL], strict, IDS)
    row = positions(IDS, [CITY], [PROVISIONAL, ending], [], date(2018, 2, 1))["city"]
    assert row["e-1"] is Position.WITHDRAWN


def test_a_provisional_act_takes_nothing_from_a_final_one():
    again = act(["e-1"], InstrumentKind.PROVISIONAL, date(2019, 1, 1), sequence=3)
    assert provisional_on([FINAL_ACT, again], date(2020, 1, 1)) == frozenset()


def test_who_has_accepted_does_not_accede_and_who_has_not_adds_nothing():
    acceding = act(["e-2"], InstrumentKind.ACCESSION, date(2019, 1, 1), sequence=2)
    later = replace(acceding, kind=InstrumentKind.LATER_ACCEPTANCE)
    assert codes(find_repetitions(acceding, [act(["e-1"])])) == ["A011"]
    assert codes(find_repetitions(later, [])) == ["A012"]
    assert codes(find_repetitions(acceding, [PROVISIONAL])) == []
    assert codes(find_repetitions(later, [act(["e-1"])])) == []


def test_a_statement_titled_declaration_that_excludes_is_a_reservation():
    words = say(StatementKind.INTERPRETATIVE_DECLARATION, Effect.EXCLUDES, title="Declaration")
    assert words.is_reservation
    assert position([words], START) is Position.ACCEPTED_WITH_RESERVATION


def test_a_reservation_is_withdrawn_from_the_day_the_withdrawal_takes_effect():
    words = [say(), withdrawal(made_on=date(2019, 1, 1), effective_on=date(2019, 7, 1))]
    assert position(words, date(2019, 6, 30)) is Position.ACCEPTED_WITH_RESERVATION
    assert position(words, date(2019, 7, 1)) is Position.ACCEPTED


def test_a_modification_stands_in_the_place_of_the_reservation_from_its_day():
    wide = say(paragraphs=frozenset({"e-1", "e-2"}))
    narrow = say(
        StatementKind.MODIFICATION, Effect.MODIFIES, 2, made_on=date(2019, 1, 1), modifies=1,
        paragraphs=frozenset({"e-2"}),
    )  # fmt: skip
    assert position([wide, narrow], date(2018, 12, 31)) is Position.ACCEPTED_WITH_RESERVATION
    assert position([wide, narrow], date(2019, 1, 1)) is Position.ACCEPTED
    states = [f.standing for f in examine_statements([wide, narrow], RULES, date(2019, 1, 1))]
    assert states == [Standing.MODIFIED, Standing.STANDS]


def test_a_modification_cannot_widen_a_reservation():
    wider = say(
        StatementKind.MODIFICATION, number=2, modifies=1, paragraphs=frozenset({"e-1", "e-3"})
    )
    assert codes(find_statement_faults(wider, [say()], IDS)) == ["A013"]


def test_only_a_standing_statement_can_be_withdrawn_or_modified():
    words = [say(), withdrawal()]
    again = withdrawal(3)
    assert codes(find_statement_faults(again, words, IDS)) == ["A006"]
    modifying = say(StatementKind.MODIFICATION, number=3, modifies=1)
    assert codes(find_statement_faults(modifying, words, IDS)) == ["A006"]
    assert codes(find_statement_faults(say(number=3, modifies=1), [say()], IDS)) == ["A006"]


ACCEPTING = [act(["e-1"], member="town")]


def test_an_objection_is_possible_for_twelve_months():
    assert find_objection_faults(objection(date(2019, 1, 1)), [say()], ACCEPTING, RULES) == []
    late = find_objection_faults(objection(date(2019, 1, 2)), [say()], ACCEPTING, RULES)
    assert codes(late) == ["A015"]
    assert "until 2019-01-01" in late[0].message


def test_a_member_that_accepts_later_may_object_until_that_day():
    acts = [act(["e-1"], InstrumentKind.ACCESSION, date(2021, 5, 1), "town")]
    assert find_objection_faults(objection(date(2021, 5, 1)), [say()], acts, RULES) == []
    assert codes(find_objection_faults(objection(date(2021, 5, 2)), [say()], acts, RULES)) == [
        "A015"
    ]


def test_only_another_members_standing_reservation_can_be_objected_to():
    cases = {
        "A014": [
            (objection(member="city"), [say()]),
            (objection(), [say(effect=Effect.NONE)]),
            (objection(), [say(), withdrawal()]),
            (objection(objects_to=7), [say()]),
        ],
        "A016": [(
replace(objection(), effect=Effect.EXCLUDES), [say()])],
        "A013": [(objection(paragraphs=frozenset({"e-3"})), [say()])],
    }  # fmt: skip
    for code, tried in cases.items():
        for words, theirs in tried:
            assert codes(find_objection_faults(words, theirs, ACCEPTING, RULES)) == [code]


def test_a_member_that_accepted_nothing_cannot_object():
    assert codes(find_objection_faults(objection(), [say()], [], RULES)) == ["A015"]


def test_an_objection_leaves_the_position_of_its_own_member_as_it_was():
    words = [replace(objection(), effect=Effect.EXCLUDES)]
    row = positions(IDS, [TOWN], ACCEPTING, words, date(2020, 1, 1))["town"]
    assert row["e-1"] is Position.ACCEPTED


def test_a_reservation_shows_its_objections_and_the_silence_of_the_others():
    (open_still,) = examine_statements([say()], RULES, date(2018, 12, 31))
    assert (open_still.object_until, open_still.is_tacitly_accepted) == (date(2019, 1, 1), False)
    (silent,) = examine_statements([say()], RULES, date(2019, 1, 2))
    assert silent.is_tacitly_accepted
    objected, _ = examine_statements([say(), objection()], RULES, date(2019, 1, 2))
    assert [o.member for o in objected.objections] == ["town"]
    assert not objected.is_tacitly_accepted


def test_an_objection_that_is_withdrawn_is_shown_no_more():
    back = withdrawal(member="town", made_on=date(2018, 9, 1))
    first, *_ = examine_statements([say(), objection(), back], RULES, date(2018, 9, 1))
    assert first.objections == ()


def test_a_reservation_is_due_for_review_after_the_years_and_a_renewal_begins_them_anew():
    renewed = say(StatementKind.MODIFICATION, number=2, modifies=1, made_on=date(2020, 12, 1))
    (first,) = examine_statements([say()], RULES, date(2020, 12, 31))
    assert (first.review_on, first.is_review_due) == (date(2021, 1, 1), False)
    assert examine_statements([say()], RULES, date(2021, 1, 1))[0].is_review_due
    _, kept = examine_statements([say(), renewed], RULES, date(2021, 1, 1))
    assert (kept.review_on, kept.is_review_due) == (date(2023, 12, 1), False)


def provisions(acts, as_of, statements=(), members=(CITY,)):
    found = list_provisions(
        IDS, members, acts, statements, rules=RULES, begins_on=START, as_of=as_of
    )
    return {(p.member, p.paragraph): p for p in found}


def test_a_provision_says_since_when_it_is_accepted_and_when_a_notified_withdrawal_ends_it():
    ending = act(
        ["e-1"], InstrumentKind.WITHDRAWAL, date(2020, 1, 1),
        effective_on=date(2020, 7, 1), sequence=2,
    )  # fmt: skip
    found = provisions([act(["e-1"], on=date(2018, 3, 1)), ending], date(2020, 6, 30))
    assert found["city", "e-1"].since == date(2018, 3, 1)
    assert found["city", "e-1"].ends_on == date(2020, 7, 1)
    after = provisions([act(["e-1"], on=date(2018, 3, 1)), ending], date(2020, 7, 1))
    assert (after["city", "e-1"].position, after["city", "e-1"].since) == (
        Position.WITHDRAWN, date(2020, 7, 1),
    )  # fmt: skip


def test_what_is_not_accepted_is_asked_again_every_twelve_months_since():
    found = provisions([act(["e-1"], on=date(2018, 3, 1))], date(2019, 3, 2))["city", "e-2"]
    assert (found.position, found.since) == (Position.NOT_ACCEPTED, date(2018, 3, 1))
    assert found.ask_on == date(2020, 3, 1)


def test_what_is_outside_a_members_competence_is_not_asked_again():
    words = say(StatementKind.COMMUNICATION, Effect.OUTSIDE_COMPETENCE)
    found = provisions([act(["e-2"])], date(2019, 1, 1), [words])["city", "e-1"]
    assert (found.position, found.ask_on) == (Position.OUTSIDE_COMPETENCE, None)


def test_who_has_left_has_no_provisions_and_who_joined_later_is_asked_from_then():
    left = replace(CITY, left_on=date(2019, 1, 1))
    late = replace(TOWN, joined_on=date(2019, 6, 1))
    found = provisions([act(IDS)], date(2020, 1, 1), members=(left, late))
    assert {member for member, _ in found} == {"town"}
    assert found["town", "e-1"].since == date(2019, 6, 1)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 9000), st.integers(1, 60))
def test_the_next_day_of_asking_is_never_past_and_never_more_than_a_turn_away(since, days, months):
    as_of = date.fromordinal(since.toordinal() + days)
    asked = next_asking(since, as_of, months)
    assert asked is not None
    assert as_of <= asked
    assert (asked - as_of).days <= 31 * months
