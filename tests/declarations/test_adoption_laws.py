"""Laws of votes and of the records that are kept of them."""

from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.database import create_database, reading, transaction
from declarations.adoption_checks import Known, find_record_faults
from declarations.adoption_records import load_adoption
from declarations.adoption_store import adopt_revision
from declarations.adoptions import (
    Ballot,
    Choice,
    Counts,
    Decision,
    Method,
    Result,
    SeparateVote,
    Vote,
    decide_by_vote,
)
from declarations.draft_file import parse_draft
from declarations.store import save_revision

TEXT = parse_draft(
    "---\ndeclaration: d\ntitle: T\n---\n\n# A {#a}\n\n1. We act. {#a-1}\n\n2. We rest. {#a-2}\n"
).declaration
VOTERS = st.text("abcdeЖ서-", min_size=1, max_size=8)
BALLOTS = st.dictionaries(VOTERS, st.sampled_from(Choice), max_size=12).map(
    lambda found: tuple(Ballot(voter, choice) for voter, choice in found.items())
)
NUMBERS = st.integers(0, 500)
COUNTED = st.builds(
    lambda yes, no, abstaining, silent: Vote(stated=Counts(yes + 1, no, abstaining, silent)),
    NUMBERS, NUMBERS, NUMBERS, st.none() | NUMBERS,
)  # fmt: skip
RECORDED = BALLOTS.map(lambda ballots: Vote((Ballot("first", Choice.IN_FAVOUR), *ballots)))
VOTES = COUNTED | RECORDED
DECISIONS = st.one_of(
    VOTES.map(decide_by_vote),
    st.builds(
        Decision, st.sampled_from([Method.WITHOUT_VOTE, Method.OTHER]), st.text("ab é", max_size=9)
    ),
)  # fmt: skip
SEPARATE = st.tuples(
    st.none() | VOTES, st.sampled_from([("a",), ("a-1", "a-2")]), st.none() | VOTES
).map(
    lambda found: (
        SeparateVote(Result.RETAINED, found[1], vote=found[0]),
        SeparateVote(Result.REJECTED, amendment="amendment 4", vote=found[2], note="«x»"),
    )
)


@given(BALLOTS)
def test_everyone_named_is_counted_once_under_what_they_said(ballots) -> None:
    vote = Vote(ballots)
    named = [voter for choice in Choice for voter in vote.voters(choice)]
    assert sorted(named) == sorted(ballot.voter for ballot in ballots)
    counts = vote.counts
    total = counts.in_favour + counts.against + counts.abstaining + (counts.not_voting or 0)
    assert total == len(ballots)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = create_database(str(tmp_path_factory.mktemp("laws") / "accord.db"))
    yield engine
    engine.dispose()


NUMBER = count()


@settings(max_examples=20)
@given(decision=DECISIONS, separate=SEPARATE, sponsors=st.lists(VOTERS, unique=True, max_size=4))
def test_every_sound_record_comes_back_as_it_was_given(kept, decision, separate, sponsors) -> None:
    code = f"d-{next(NUMBER)}"
    with transaction(kept) as session:
        save_revision(session, replace(TEXT, code=code), parent_sha256="", made_on=date(2026, 1, 1))
        given_record = adopt_revision(
            session, code, 1, assembly="ga5", adopted_on=date(2026, 3, 2), decision=decision,
            separate_votes=separate, sponsors=tuple(sponsors),
        )  # fmt: skip
    assert find_record_faults(given_record, Known(TEXT)) == ()
    with reading(kept) as session:
        assert load_adoption(session, code) == given_record
