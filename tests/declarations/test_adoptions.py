"""Records of adoption: what they hold, what they say, and what cannot be true."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.adoption_checks import Known, Majority, find_record_faults, has_majority
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
    decide_by_vote,
)
from declarations.draft_file import parse_draft

DAY = date(2026, 3, 2)
TEXT = parse_draft(
    "---\ndeclaration: d\ntitle: T\n---\n\n# A {#a}\n\n1. We act. {#a-1}\n\n2. We rest. {#a-2}\n"
).declaration
KNOWN = Known(TEXT, frozenset({"a", "a-1", "a-2", "a-3"}), frozenset({"x", "y", "z"}))


def record(decision=Decision(), *separate, sponsors=()):
    return Adoption(
        "d", "en", 1, "0" * 64, "ga5", DAY, decision, separate_votes=separate, sponsors=sponsors
    )


def roll(in_favour="", against="", abstaining="", not_voting=""):
    named = zip(Choice, (in_favour, against, abstaining, not_voting), strict=True)
    return tuple(Ballot(voter, choice) for choice, voters in named for voter in voters)


def codes(adoption, known=KNOWN):
    return [problem.code for problem in find_record_faults(adoption, known)]


def test_the_counts_of_a_recorded_vote_are_those_of_its_names() -> None:
    vote = Vote(roll("xy", "z"))
    assert (vote.is_recorded, vote.counts) == (True, Counts(2, 1, 0))
    assert vote.voters(Choice.IN_FAVOUR) == ("x", "y")


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision(), "without vote"),
        (Decision(words="by acclamation"), "by acclamation"),
        (Decision(Method.OTHER), ""),
        (decide_by_vote(Vote(roll("xy", "", "z"))), "by a recorded vote of 2 to none with 1 abst"),
        (decide_by_vote(Vote(stated=Counts(1098, 2, 3))), "by a vote of 1,098 to 2 with 3 abst"),
        (decide_by_vote(Vote(stated=Counts(9, 2, 0))), "by a vote of 9 to 2 with no abstentions"),
    ],
)
def test_a_decision_is_told_as_minutes_put_it(decision: Decision, words: str) -> None:
    assert str(decision).startswith(words)
    assert bool(str(decision)) == bool(words)


def test_a_vote_without_counts_and_counts_without_a_vote_are_no_decision() -> None:
    with pytest.raises(ValueError, match="a decision by vote"):
        Decision(Method.VOTE)
    with pytest.raises(ValueError, match="without_vote"):
        Decision(vote=Vote(stated=Counts(1, 0, 0)))


def test_every_adoption_record_of_a_united_nations_session_fits(real_data) -> None:
    lines = (real_data / "votes" / "79.jsonl").read_text(encoding="utf-8").splitlines()
    kinds = {"adoptedWithoutVote": 0, "adoptedRecordedVote": 0, "": 0}
    for line in lines:
        data = json.loads(line)
        kinds[data["voting_type"]] += 1
        adoption = read_un_record(data)
        voters = {ballot.voter for _subject, vote in adoption.votes() for ballot in vote.ballots}
        assert find_record_faults(adoption, Known(TEXT, members=voters)) == (), data["symbol"]
        if adoption.decision.vote is not None:
            named = Vote(adoption.decision.vote.ballots).counts
            assert named == adoption.decision.vote.stated
            for choice in Choice:
                assert list(adoption.decision.vote.voters(choice)) == data.get(
                    f"MS_{choice.value}", []
                )
    assert kinds == {"adoptedWithoutVote": 239, "adoptedRecordedVote": 132, "": 1}


def read_un_record(data) -> Adoption:
    """A record of the United Nations as ours.

    Its gaps stay gaps: a sponsor named in both lists is one sponsor, one without a name is none.
    """
    decision = {
        "adoptedWithoutVote": Decision(words=data["adoption_type"].lower()),
        "": Decision(Method.OTHER),
    }.get(data["voting_type"])
    if decision is None:
        choices = (Choice.IN_FAVOUR, Choice.AGAINST, Choice.ABSTAINING)
        ballots = [Ballot(n, c) for c in choices for n in data[f"MS_{c.value}"]]
        stated = [int(data[f"MS_{choice.value}_count"]) for choice in choices]
        decision = decide_by_vote(Vote(tuple(ballots), Counts(*stated)))
    day = datetime.strptime(data["adoption_date"].replace("\xa0", " "), "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone
    named = [*data["sponsors"], *data["additional_sponsors"]]
    return Adoption(
        data["symbol"], "en", 1, "0" * 64, data["session"], day, decision,
        sponsors=tuple(dict.fromkeys(filter(None, named))),
        meeting=data["adoption_meeting"], note=data["originating_document"],
    )  # fmt: skip


def test_a_member_in_two_lists_is_named_with_both() -> None:
    (problem,) = find_record_faults(record(decide_by_vote(Vote(roll("xy", "x")))), KNOWN)
    assert (problem.code, problem.place.item) == ("V001", "x")
    assert "in favour, against" in problem.message


def test_a_voter_that_is_no_member_is_named() -> None:
    assert codes(record(decide_by_vote(Vote(roll("xq"))))) == ["V002"]
    assert codes(record(decide_by_vote(Vote(roll("xq")))), Known(TEXT)) == []


def test_stated_counts_must_agree_with_the_names() -> None:
    assert codes(record(decide_by_vote(Vote(roll("xy", "z"), Counts(2, 1, 0))))) == []
    assert codes(record(decide_by_vote(Vote(roll("xy", "z"), Counts(3, 0, 0))))) == ["V004", "V004"]


def test_those_not_voting_may_be_counted_without_names() -> None:
    vote = Vote(roll("xy"), Counts(2, 0, 0, 1))
    assert codes(record(decide_by_vote(vote))) == []
    assert vote.counts.not_voting == 1


def test_counts_below_nought_and_votes_of_no_one_are_faults() -> None:
    assert codes(record(decide_by_vote(Vote(stated=Counts(2, -1, 0))))) == ["V003"]
    assert codes(record(decide_by_vote(Vote(stated=Counts(0, 0, 0, 3))))) == ["V005"]


def test_no_majority_is_asked_for_unless_the_association_sets_one() -> None:
    lost = record(decide_by_vote(Vote(stated=Counts(1, 2, 0))))
    assert codes(lost) == []
    assert codes(lost, Known(TEXT, majority=Majority.SIMPLE)) == ["V006"]


def test_a_separate_vote_must_bear_out_its_result() -> None:
    simple = Known(TEXT, frozenset({"a-3"}), majority=Majority.SIMPLE)
    carried, lost = Vote(stated=Counts(5, 3, 0)), Vote(stated=Counts(3, 5, 0))
    assert (
        codes(record(Decision(), SeparateVote(Result.RETAINED, ("a-1",), vote=carried)), simple)
        == []
    )
    assert codes(
        record(Decision(), SeparateVote(Result.RETAINED, ("a-1",), vote=lost)), simple
    ) == ["V006"]
    assert codes(
        record(Decision(), SeparateVote(Result.DELETED, ("a-3",), vote=carried)), simple
    ) == ["V006"]
    assert codes(record(Decision(), SeparateVote(Result.REJECTED, (), "4", lost)), simple) == []


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_abstentions_never_change_a_majority(yes: int, no: int, abstaining: int) -> None:
    for majority in (Majority.SIMPLE, Majority.TWO_THIRDS):
        with_them = has_majority(Counts(yes, no, abstaining), majority)
        assert with_them == has_majority(Counts(yes, no, 0), majority)
    assert has_majority(Counts(yes, no, 0), Majority.TWO_THIRDS) == (3 * yes >= 2 * (yes + no) > 0)


def test_a_separate_vote_is_on_a_part_or_on_an_amendment() -> None:
    assert codes(record(Decision(), SeparateVote(Result.RETAINED))) == ["V007"]
    assert codes(record(Decision(), SeparateVote(Result.RETAINED, ("a-1",), "4"))) == ["V007"]
    assert codes(record(Decision(), SeparateVote(Result.ACCEPTED, ("a-1",)))) == ["V008"]
    assert codes(record(Decision(), SeparateVote(Result.DELETED, (), "amendment 4"))) == ["V008"]


def test_a_part_must_be_known_and_be_there_or_gone_as_its_result_says() -> None:
    assert codes(record(Decision(), SeparateVote(Result.RETAINED, ("b-9",)))) == ["V009"]
    assert codes(record(Decision(), SeparateVote(Result.DELETED, ("a-1",)))) == ["V010"]
    assert codes(record(Decision(), SeparateVote(Result.RETAINED, ("a-3",)))) == ["V010"]
    assert codes(record(Decision(), SeparateVote(Result.DELETED, ("a-3",)))) == []
    assert codes(record(Decision(), SeparateVote(Result.RETAINED, ("a", "a-1")))) == []


def test_one_part_is_voted_on_once() -> None:
    twice = [SeparateVote(Result.RETAINED, parts) for parts in (("a-1", "a-2"), ("a-2",))]
    assert codes(record(Decision(), *twice)) == ["V011"]


def test_sponsors_have_names_and_are_named_once() -> None:
    assert codes(record(sponsors=("x", " ", "x"))) == ["V013", "V012"]


def test_all_faults_are_told_at_once() -> None:
    faulty = record(
        decide_by_vote(Vote(roll("xx", "q"), Counts(1, 1, 0))),
        SeparateVote(Result.RETAINED, ("b-9",), vote=Vote(stated=Counts(0, 0, 0))),
        sponsors=("",),
    )
    found = find_record_faults(faulty, KNOWN)
    assert sorted(p.code for p in found) == ["V001", "V002", "V004", "V005", "V009", "V012"]
    assert all(problem.message and problem.remedy for problem in found)


def test_the_text_in_force_on_a_day_is_the_last_one_frozen_by_then() -> None:
    days = [date(2026, month, 2) for month in (3, 5)]
    first = FrozenText("en", 3, "a" * 64, FreezeKind.ADOPTED, days[0])
    mended = FrozenText("en", 4, "b" * 64, FreezeKind.CORRECTION, days[1], "A year")
    french = FrozenText("fr", 1, "c" * 64, FreezeKind.TRANSLATION, days[1])
    adoption = Adoption("d", "en", 3, "a" * 64, "ga5", DAY, texts=(first, mended, french))
    assert adoption.text_on() == mended
    assert adoption.text_on(days[0]) == first
    assert adoption.text_on(days[0], "fr") is None
    assert adoption.text_on(language="fr") == french
    assert adoption.as_of(days[0]).texts == (first,)
    assert adoption.corrections("fr") == ()
    assert adoption.corrections() == (mended,)


def test_no_more_are_counted_than_are_members_on_the_day() -> None:
    two = Known(TEXT, members=("x", "y"))
    assert codes(record(decide_by_vote(Vote(stated=Counts(500, 2, 3)))), two) == ["V016"]
    assert codes(record(decide_by_vote(Vote(stated=Counts(2, 0, 0, 1)))), two) == ["V016"]
    assert codes(record(decide_by_vote(Vote(stated=Counts(1, 0, 0, 1)))), two) == []
    retained = SeparateVote(Result.RETAINED, ("a-1",), vote=Vote(stated=Counts(3, 0, 0)))
    assert codes(record(Decision(), retained), two) == ["V016"]


@pytest.mark.parametrize("members", [None, ()])
def test_counts_are_not_held_against_members_that_no_one_listed(
    members: tuple[str, ...] | None,
) -> None:
    unknown = Known(TEXT, members=members)
    assert codes(record(decide_by_vote(Vote(stated=Counts(500, 2, 3)))), unknown) == []
