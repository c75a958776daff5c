"""What did the assembly vote on, and who voted how? The votes in the form of an adoption."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePath
from typing import Annotated

from pydantic import Field

from app.database import ReadingSession
from app.voting import (
    Outcome,
    build_separate_votes,
    find_untold,
    read_counts,
    tidy_subject,
)
from app.web.draft_editing import LONGEST_REASON
from app.web.forms import Form, FormModel, Typed
from app.web.interface_languages import later
from app.web.pages import Page
from declarations.adoptions import (
    Counts,
    Decision,
    Method,
    Result,
    SeparateVote,
    Vote,
    decide_by_vote,
)
from exports.member_list import decode_text
from exports.roll_call import WHOLE, RollCall, parse_roll_call
from tracker.member_store import load_members

MOST_VOTES = 1_000_000
MOST_ROLL = 2_000_000
"""Characters of a roll call: some ten thousand members and a few votes."""
LONGEST_SUBJECT = 1_000
ROLL_NAME = later("The roll call")
COUNTS_MISSING = later("Give how many were in favour, against and abstaining.")
ROLL_WITHOUT_VOTE = later(
    "The roll call has a vote on the whole text, so it was decided by a vote."
)
ROLL_FAULTY = later("The roll call cannot be taken. Correct it and choose it again.")
UNTOLD = later("The roll call has a vote on %(subject)s. Say below what became of it.")
NO_COUNTS = later("Write the counts as 98/2/3: in favour, against, abstaining.")
SUBJECT_MISSING = later("Say what was voted on.")
RESULTS = (
    (Result.RETAINED, later("Paragraph retained")),
    (Result.DELETED, later("Paragraph deleted")),
    (Result.ACCEPTED, later("Amendment accepted")),
    (Result.REJECTED, later("Amendment rejected")),
)
Votes = Annotated[int | None, Field(ge=0, le=MOST_VOTES)]
Words = Annotated[str, Field(max_length=LONGEST_SUBJECT)]


class Rule(StrEnum):
    """How the assembly decided."""

    WITHOUT_VOTE = "without_vote"
    VOTE = "vote"


RULES = (
    (Rule.WITHOUT_VOTE, later("Without a vote")),
    (Rule.VOTE, later("By a vote")),
)


class VoteFields(FormModel):
    """The vote on the whole text, the roll call, and the separate votes, one in each row."""

    rule: Rule
    words: str = Field(default="", max_length=LONGEST_REASON)
    in_favour: Votes = None
    against: Votes = None
    abstaining: Votes = None
    not_voting: Votes = None
    roll: str = Field(default="", max_length=MOST_ROLL)
    roll_name: str = Field(default="", max_length=300)
    drop_roll: bool = False
    subject: tuple[Words, ...] = ()
    result: tuple[Result, ...] = ()
    counts: tuple[Words, ...] = ()

    @property
    def stated(self) -> Counts | None:
        """Return the counts of the vote on the whole text, None where they are not complete."""
        if self.in_favour is None or self.against is None or self.abstaining is None:
            return None
        return Counts(self.in_favour, self.against, self.abstaining, self.not_voting)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on the whole text, and separately before it."""

    whole: Decision
    separate: tuple[SeparateVote, ...]


def take_roll_file(typed: Typed, form: Form) -> Typed:
    """Return what was sent with the roll call that was chosen, or taken away, in its field."""
    file = typed.file("roll_file")
    texts = {name: words for name, words in typed.texts.items() if name != "roll_file"}
    if typed.text("drop_roll"):
        texts |= {"roll": [""], "roll_name": [""]}
        texts.pop("drop_roll")
    if file is not None:
        name = PurePath(file.name).name
        with form.refusals():
            texts |= {"roll": [decode_text(file.data, name)], "roll_name": [name]}
    return Typed(texts, {})


def read_decided(
    page: Page, session: ReadingSession, wanted: VoteFields, day: date, form: Form
) -> Decided | None:
    """Return the votes of a day, or None with everything that is wrong told at its field."""
    roll, name = RollCall({}), wanted.roll_name or page.translate(ROLL_NAME)
    if wanted.roll:
        with form.refusals():
            members = [each for each in load_members(session) if each.belongs_on(day)]
            roll = parse_roll_call(wanted.roll, name, members)
        if roll.problems:
            form.refuse("roll_file", page.translate(ROLL_FAULTY))
            form.problems = tuple(roll.problems)
    outcomes = list(read_outcomes(page, wanted, form))
    for subject in find_untold(outcomes, roll):
        form.refuse("subject-0", page.translate(UNTOLD) % {"subject": subject})
    whole = decide_whole(page, wanted, roll, form)
    if form.errors or whole is None:
        return None
    return Decided(whole, build_separate_votes(outcomes, roll, name))


def read_outcomes(page: Page, wanted: VoteFields, form: Form) -> Iterator[Outcome]:
    """Yield what became of each part that was voted on; a row without anything is left out."""
    rows = zip(wanted.subject, wanted.result, wanted.counts, strict=False)
    for place, (words, result, counts) in enumerate(rows):
        subject, stated = tidy_subject(words, result), read_counts(counts)
        if counts and stated is None:
            form.refuse(f"counts-{place}", page.translate(NO_COUNTS))
        if counts and not subject:
            form.refuse(f"subject-{place}", page.translate(SUBJECT_MISSING))
        if subject:
            yield Outcome(result, subject, stated)


def decide_whole(page: Page, wanted: VoteFields, roll: RollCall, form: Form) -> Decision | None:
    """Return the decision on the whole text; None where the form does not tell it."""
    ballots = roll.votes.get(WHOLE, ())
    if wanted.rule is Rule.WITHOUT_VOTE:
        if ballots:
            form.refuse("rule", page.translate(ROLL_WITHOUT_VOTE))
        return None if ballots else Decision(Method.WITHOUT_VOTE, wanted.words)
    if not ballots and wanted.stated is None:
        form.refuse("in_favour", page.translate(COUNTS_MISSING))
        return None
    return decide_by_vote(Vote(ballots, wanted.stated))
