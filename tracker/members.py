"""Who belongs? Members with their names, offices with terms, and assemblies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class MemberKind(StrEnum):
    """What kind of body a member is."""

    CITY = "city"
    METROPOLITAN = "metropolitan"
    REGION = "region"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Member:
    """A city, metropolitan government, region or other body in the association.

    ``code`` is the association's own short name for it, unique for ever. ``names`` maps a BCP 47
    language to the member's name in it. ``country`` is ISO 3166-1 alpha-2, upper case.
    ``region`` is the association's own grouping. ``population`` is its number of inhabitants, 1 to
    ``city_sizes.MOST_INHABITANTS``; None is not known. A member belongs on a date when it has
    joined (or no date is known) and has not left.
    """

    code: str
    names: Mapping[str, str]
    country: str = ""
    region: str = ""
    kind: MemberKind = MemberKind.CITY
    joined_on: date | None = None
    left_on: date | None = None
    population: int | None = None

    def name(self, language: str = "en") -> str:
        """Return the name in ``language``, else in English, else the first one given."""
        for wanted in (language, language.partition("-")[0], "en"):
            if wanted in self.names:
                return self.names[wanted]
        return next(iter(self.names.values()), self.code)

    def belongs_on(self, day: date) -> bool:
        """Return whether this is a member on ``day`` (the day of leaving is no longer)."""
        joined = self.joined_on is None or self.joined_on <= day
        return joined and (self.left_on is None or day < self.left_on)


class OfficeKind(StrEnum):
    """The offices a member can hold."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    REGIONAL_OFFICE = "regional_office"


@dataclass(frozen=True, slots=True)
class Office:
    """An office held by a member for a term; ``ends_on`` None means still held."""

    member: str
    kind: OfficeKind
    starts_on: date | None = None
    ends_on: date | None = None

    def held_on(self, day: date) -> bool:
        """Return whether the office is held on ``day``; both ends of the term count."""
        started = self.starts_on is None or self.starts_on <= day
        return started and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Assembly:
    """A meeting of members that adopts texts and receives reports."""

    code: str
    name: str
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    symbol: str = ""
    note: str = field(default="")

    def may_adopt_on(self, day: date) -> bool:
        """Return whether it had begun by that day and was not over; days not known do not count.

        An assembly whose last day is not known is over whenever it is.
        """
        begun = self.starts_on is None or day >= self.starts_on
        return begun and (self.ends_on is None or day <= self.ends_on)
