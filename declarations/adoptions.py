"""How did an assembly adopt a text? The decision, its votes, and the texts that it froze.

A record holds what the adoption records of the United Nations hold (digital library, "Voting
Data") and what its rules of procedure know besides: a vote without names, and separate votes on
parts of a text and on amendments (Rules of Procedure of the General Assembly, rules 87 to 90).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from declarations.revisions import ALGORITHM


class Choice(StrEnum):
    """What a member said in a vote; one that was absent or silent is not voting."""

    IN_FAVOUR = "in_favour"
    AGAINST = "against"
    ABSTAINING = "abstaining"
    NOT_VOTING = "not_voting"


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one member said in a vote; ``voter`` is its code."""

    voter: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Counts:
    """How many said what; ``not_voting`` is None where the minutes do not tell."""

    in_favour: int
    against: int
    abstaining: int
    not_voting: int | None = None

    def __str__(self) -> str:
        """Return ``98 to 2 with 3 abstentions``, as minutes put it."""
        named = {0: "no abstentions", 1: "1 abstention"}
        abstaining = named.get(self.abstaining, f"{self.abstaining:,} abstentions")
        against = f"{self.against:,}" if self.against else "none"
        return f"{self.in_favour:,} to {against} with {abstaining}"


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote: recorded with names, or only counted.

    ``stated`` are the counts of the minutes; they may stand beside the names and must then agree
    with them.
    """

    ballots: tuple[Ballot, ...] = ()
    stated: Counts | None = None

    @property
    def is_recorded(self) -> bool:
        """Return whether it is known who voted how."""
        return bool(self.ballots)

    @property
    def counts(self) -> Counts:
        """Return the counts: of the names where they are known, otherwise as stated."""
        if not self.ballots:
            return self.stated or Counts(0, 0, 0)
        found = [sum(ballot.choice is choice for ballot in self.ballots) for choice in Choice]
        stated = self.stated.not_voting if self.stated else None
        return Counts(found[0], found[1], found[2], found[3] or stated)

    def voters(self, choice: Choice) -> tuple[str, ...]:
        """Return the codes of those who said so, in the order of the record."""
        return tuple(ballot.voter for ballot in self.ballots if ballot.choice is choice)

    def __str__(self) -> str:
        """Return ``recorded vote of 98 to 2 with 3 abstentions``."""
        return f"{'recorded vote' if self.is_recorded else 'vote'} of {self.counts}"


class Method(StrEnum):
    """How an assembly decides. OTHER: as the words of the record say, or it says nothing."""

    WITHOUT_VOTE = "without_vote"
    VOTE = "vote"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Decision:
    """How the text as a whole was decided on.

    ``words`` are those of the minutes where no vote was taken: "by acclamation". A vote has its
    own words. Raises ValueError for a vote without its counts, or counts without a vote.
    """

    method: Method = Method.WITHOUT_VOTE
    words: str = ""
    vote: Vote | None = None

    def __post_init__(self) -> None:
        if (self.vote is not None) != (self.method is Method.VOTE):
            raise ValueError(f"a decision by {self.method.value} with the vote {self.vote}")

    def __str__(self) -> str:
        """Return what follows the word "adopted"; "" where the record does not say."""
        if self.vote is not None:
            return f"by a {self.vote}"
        return self.words or ("without vote" if self.method is Method.WITHOUT_VOTE else "")


def decide_by_vote(vote: Vote) -> Decision:
    """Return the decision that a vote made."""
    return Decision(Method.VOTE, vote=vote)


class Result(StrEnum):
    """What became of a part of the text, or of an amendment, that was voted on separately."""

    RETAINED = "retained"
    DELETED = "deleted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


PART_RESULTS = frozenset({Result.RETAINED, Result.DELETED})
"""The results of a vote on a part of the text; the others are those of one on an amendment."""
CARRIED = frozenset({Result.RETAINED, Result.ACCEPTED})
"""The results for which a majority was needed."""


@dataclass(frozen=True, slots=True)
class SeparateVote:
    """A vote on one part of the text before the text as a whole, or on one amendment.

    ``parts`` are the ids of the paragraphs or sections voted on together; empty for an amendment,
    which ``amendment`` names. ``vote`` is None where the part was decided without vote.
    """

    result: Result
    parts: tuple[str, ...] = ()
    amendment: str = ""
    vote: Vote | None = None
    note: str = ""

    @property
    def subject(self) -> str:
        """Return what was voted on: the ids, or the amendment."""
        return " ".join(self.parts) or self.amendment


class FreezeKind(StrEnum):
    """Why a revision is frozen."""

    ADOPTED = "adopted"
    TRANSLATION = "translation"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class FrozenText:
    """A revision that no one can change any more: adopted, translated later, or corrected later.

    ``frozen_on`` is the day of the adoption, of the translation or of the correction.
    """

    language: str
    number: int
    sha256: str
    kind: FreezeKind
    frozen_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """The act of an assembly that freezes a declaration in all its languages.

    ``language``, ``number`` and ``sha256`` are those of the text that the assembly had before it,
    in the language the declaration was first written in. ``texts`` holds every frozen revision:
    that language first, then by language, oldest first. ``sponsors`` are codes of members, or the
    words of the minutes. ``algorithm`` names the canonical form under the hashes.
    """

    declaration: str
    language: str
    number: int
    sha256: str
    assembly: str
    adopted_on: date
    decision: Decision = Decision()
    note: str = ""
    separate_votes: tuple[SeparateVote, ...] = ()
    sponsors: tuple[str, ...] = ()
    meeting: str = ""
    presiding_officer: str = ""
    algorithm: str = ALGORITHM
    texts: tuple[FrozenText, ...] = ()

    def text_on(self, day: date = date.max, language: str = "") -> FrozenText | None:
        """Return the text in force in a language ("": the first) on a day, or None."""
        wanted = language or self.language
        found = [text for text in self.texts if text.language == wanted and text.frozen_on <= day]
        return max(found, key=lambda text: text.number, default=None)

    def as_of(self, day: date) -> "Adoption":
        """Return the record as it was on a day: without what was frozen later."""
        return replace(self, texts=tuple(text for text in self.texts if text.frozen_on <= day))

    def as_of_text(self, sha256: str) -> "Adoption | None":
        """Return the record as it was when a text was frozen, or None for one that is not."""
        frozen = next((text for text in self.texts if text.sha256 == sha256), None)
        if frozen is None:
            return None
        known = self.as_of(frozen.frozen_on)
        earlier = [
            text
            for text in known.texts
            if text.language != frozen.language or text.number <= frozen.number
        ]
        return replace(known, texts=tuple(earlier))

    def corrections(self, language: str = "") -> tuple[FrozenText, ...]:
        """Return the corrections in a language ("": in every language), oldest first."""
        return tuple(
            text
            for text in self.texts
            if text.kind is FreezeKind.CORRECTION and language in {"", text.language}
        )

    def votes(self) -> Iterator[tuple[str, Vote]]:
        """Yield every vote with what it was about: the separate ones first, then the whole."""
        for separate in self.separate_votes:
            if separate.vote is not None:
                yield separate.subject, separate.vote
        if self.decision.vote is not None:
            yield "the text as a whole", self.decision.vote
