"""Who offers experience with a paragraph, who seeks it, and who could help whom?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from declarations.problems import Problem
from tracker.acceptance_rules import fault


class NoticeKind(StrEnum):
    """Whether a member offers experience or seeks it."""

    OFFER = "offer"
    WISH = "wish"


@dataclass(frozen=True, slots=True)
class Notice:
    """An offer or a wish of a member on one paragraph.

    ``number`` is unique within (member, declaration) and counts from 1. It is open from
    ``made_on``, up to and with ``open_until`` where a day is given, and until it is withdrawn.
    ``languages`` are those in which the member can work, BCP 47.
    """

    member: str
    declaration: str
    number: int
    kind: NoticeKind
    paragraph: str
    text: str
    made_on: date
    open_until: date | None = None
    withdrawn_on: date | None = None
    languages: tuple[str, ...] = ("en",)

    def is_open_on(self, day: date) -> bool:
        """Return whether it stands on a day (the day of withdrawal is no longer)."""
        ended = self.open_until is not None and self.open_until < day
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        return self.made_on <= day and not ended and not withdrawn


@dataclass(frozen=True, slots=True)
class Match:
    """An offer and a wish of two members on the same paragraph.

    ``languages`` are those that both can work in; none means that they need an interpreter.
    """

    offer: Notice
    wish: Notice
    languages: tuple[str, ...]


def find_notice_faults(notice: Notice, paragraph_ids: Sequence[str]) -> list[Problem]:
    """Return everything that is wrong with an offer or a wish."""
    problems = []
    if notice.paragraph not in paragraph_ids:
        problems.append(
            fault("X001", notice.paragraph, f"{notice.declaration} has no operative paragraph "
                  f"{notice.paragraph!r}.", f"Its paragraphs: {', '.join(paragraph_ids)}.")
        )  # fmt: skip
    if not notice.text.strip():
        problems.append(
            fault("X002", "", "It has no words.", "Say what is offered or sought, in a sentence.")
        )
    if notice.open_until is not None and notice.open_until < notice.made_on:
        problems.append(
            fault("X003", str(notice.open_until), f"It would end before it was made on "
                  f"{notice.made_on}.", "Check the two dates.")
        )  # fmt: skip
    if not notice.languages:
        problems.append(fault("X004", "", "It names no language.", "Name at least one."))
    return problems


def find_matches(notices: Iterable[Notice], day: date) -> list[Match]:
    """Return every offer with every wish on the same paragraph that are open on a day.

    By paragraph; those that share a language stand before those that do not. A member never
    matches itself.
    """
    standing = [notice for notice in notices if notice.is_open_on(day)]
    wishes: dict[str, list[Notice]] = {}
    for notice in standing:
        if notice.kind is NoticeKind.WISH:
            wishes.setdefault(notice.paragraph, []).append(notice)
    matches = [
        Match(offer, wish, share_languages(offer, wish))
        for offer in standing
        if offer.kind is NoticeKind.OFFER
        for wish in wishes.get(offer.paragraph, ())
        if wish.member != offer.member
    ]
    return sorted(
        matches,
        key=lambda m: (
            m.offer.paragraph,
            not m.languages,
            m.offer.member,
            m.offer.number,
            m.wish.member,
            m.wish.number,
        ),
    )


def share_languages(one: Notice, other: Notice) -> tuple[str, ...]:
    """Return the languages of both, in the first one's order; regions do not part a language."""
    theirs = {language.partition("-")[0].lower() for language in other.languages}
    own = dict.fromkeys(language.partition("-")[0].lower() for language in one.languages)
    return tuple(language for language in own if language in theirs)
