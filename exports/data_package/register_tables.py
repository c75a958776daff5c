"""Which tables of open data come from the register? Members, what they accepted and said."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from exports.data_package.fields import DataField, DataTable, Link, Reference
from tracker.acceptance import AcceptanceRules, Effect, InstrumentKind, StatementKind
from tracker.city_sizes import MOST_INHABITANTS
from tracker.exchange import NoticeKind
from tracker.members import MemberKind, OfficeKind
from tracker.tables import (
    AssemblyRow,
    InstrumentRow,
    MemberPastRow,
    MemberRow,
    NoticeRow,
    OfficeRow,
    RulesPastRow,
    RulesRow,
    StatementRow,
)


def require_population(value: int) -> None:
    """Raise ValueError for a number of inhabitants that no member has."""
    if not 1 <= value <= MOST_INHABITANTS:
        raise ValueError(f"it is not from 1 to {MOST_INHABITANTS:,}")


POPULATION = DataField(
    "population",
    "Number of inhabitants; empty is not known.",
    check=require_population,
    since=2,
    default=lambda _row: None,
)

MEMBERS = DataTable(
    name="members",
    model=MemberRow,
    title="Members",
    meaning="Each city, metropolitan government, region or other body in the association.",
    key=("code",),
    fields=(
        DataField("code", "Short name, unique for ever."),
        DataField("names", "Its name by language (BCP 47)."),
        DataField("country", "ISO 3166-1 alpha-2.", pattern="([A-Z]{2})?"),
        DataField("region", "The association's own grouping."),
        DataField("kind", "What kind of body it is.", words=MemberKind),
        DataField("joined_on", "Day of joining; empty is not known."),
        DataField("left_on", "Day of leaving; empty is still a member."),
        POPULATION,
    ),
)
MEMBER = DataField("member", "Code of the member.")
TO_MEMBER = Link("member_id", "members", ("member",))
DECLARATION = DataField("declaration", "Code of the declaration.")
TO_DECLARATION = Reference(("declaration",), "declarations")

MEMBER_PASTS = DataTable(
    name="member-pasts",
    model=MemberPastRow,
    title="Pasts of members",
    meaning="What a member was called and how it was grouped until a day, when it changed.",
    key=("member", "until"),
    fields=(
        MEMBER,
        DataField("until", "Day of the change."),
        DataField("names", "Its name by language until then."),
        DataField("country", "ISO 3166-1 alpha-2, until then.", pattern="([A-Z]{2})?"),
        DataField("region", "The association's own grouping until then."),
        DataField("kind", "What kind of body it was.", words=MemberKind),
        replace(POPULATION, meaning="Number of inhabitants until then; empty is not known."),
    ),
    links=(TO_MEMBER,),
)

OFFICES = DataTable(
    name="offices",
    model=OfficeRow,
    title="Offices",
    meaning="Each office held by a member for a term.",
    key=("member", "place"),
    fields=(
        MEMBER,
        DataField("place", "Counts the offices of a member, from 1."),
        DataField("kind", "The office.", words=OfficeKind),
        DataField("starts_on", "First day; empty is not known."),
        DataField("ends_on", "Last day; empty is still held."),
    ),
    links=(TO_MEMBER,),
    counted="place",
    order=("kind", "starts_on", "ends_on"),
)

ASSEMBLIES = DataTable(
    name="assemblies",
    model=AssemblyRow,
    title="Assemblies",
    meaning="Each meeting of members.",
    key=("code",),
    fields=(
        DataField("code", "Short name, unique for ever."),
        DataField("name", "Its name."),
        DataField("place", "Where it met."),
        DataField("starts_on", "First day; empty is not known."),
        DataField("ends_on", "Last day; empty is not known."),
        DataField("symbol", "Document symbol."),
        DataField("note", "Note."),
    ),
)

RULES = DataTable(
    name="acceptance-rules",
    model=RulesRow,
    title="Rules of acceptance",
    meaning="The association's own rules for a declaration.",
    key=("declaration",),
    fields=(
        DECLARATION,
        DataField("minimum", "How many paragraphs a member accepts at least."),
        DataField("core", "Ids of the core paragraphs.", names_paragraphs=True),
        DataField("core_minimum", "How many of the core a member accepts at least."),
        DataField("withdrawal_after_years", "Years before a paragraph may be withdrawn."),
        DataField("notice_months", "Months of notice for a withdrawal."),
        DataField("objection_months", "Months in which others may object to a reservation."),
        DataField("review_years", "Years after which a reservation is due for review; 0 is none."),
        DataField("follow_up_months", "Months after which a member is asked again; 0 is never."),
    ),
    references=(TO_DECLARATION,),
)


def read_rules(rules: Mapping[str, Any]) -> AcceptanceRules:
    """Return the rules that a cell names; KeyError, TypeError or ValueError for others."""
    if not isinstance(rules["core"], list) or not all(isinstance(c, str) for c in rules["core"]):
        raise ValueError("the core is a list of ids")
    if not all(type(value) is int for name, value in rules.items() if name != "core"):
        raise ValueError("each rule but the core is a whole number")
    return AcceptanceRules(**{**rules, "core": frozenset(rules["core"])})


RULES_PASTS = DataTable(
    name="acceptance-rules-pasts",
    model=RulesPastRow,
    title="Pasts of the rules of acceptance",
    meaning="The rules that held until a day, when they changed.",
    key=("declaration", "until"),
    fields=(
        DECLARATION,
        DataField("until", "Day of the change."),
        DataField("rules", "Each rule by its name in acceptance-rules.", check=read_rules),
    ),
    references=(TO_DECLARATION,),
)

INSTRUMENTS = DataTable(
    name="instruments",
    model=InstrumentRow,
    title="Instruments",
    meaning="Each dated act by which a member accepts paragraphs, or takes that back.",
    key=("member", "declaration", "sequence"),
    fields=(
        MEMBER,
        DECLARATION,
        DataField("sequence", "Number of the act of this member on this declaration."),
        DataField("kind", "What act it is.", words=InstrumentKind),
        DataField("deposited_on", "Day on which the secretariat received it."),
        DataField("paragraphs", "Ids of the paragraphs it names.", names_paragraphs=True),
        DataField("signed_on", "Day of signature."),
        DataField("effective_on", "Day from which it counts; empty is the day of deposit."),
        DataField("decision_reference", "Reference of the member's own decision."),
        DataField("signatory", "Who signed, in office."),
    ),
    links=(TO_MEMBER,),
    references=(TO_DECLARATION,),
)

STATEMENTS = DataTable(
    name="statements",
    model=StatementRow,
    title="Statements",
    meaning="Each member's words about paragraphs; what they do is their effect.",
    key=("member", "declaration", "number"),
    fields=(
        MEMBER,
        DECLARATION,
        DataField("number", "Number of the statement of this member on this declaration."),
        DataField("kind", "What it calls itself.", words=StatementKind),
        DataField("effect", "What it does.", words=Effect),
        DataField("paragraphs", "Ids of the paragraphs it is about.", names_paragraphs=True),
        DataField("title", "Its title."),
        DataField("text", "Its words."),
        DataField("language", "Language of the words."),
        DataField("made_on", "Day on which it was made."),
        DataField("withdraws", "Number of the statement that it takes back."),
        DataField("modifies", "Number of the statement in whose place it stands."),
        DataField("objects_to_member", "Member whose reservation it objects to."),
        DataField("objects_to", "Number of that reservation."),
        DataField("effective_on", "Day from which it counts; empty is the day it was made."),
    ),
    links=(TO_MEMBER,),
    references=(TO_DECLARATION,),
)

NOTICES = DataTable(
    name="exchange-notices",
    model=NoticeRow,
    title="Exchange",
    meaning="What each member offers the others, or seeks from them, on one paragraph.",
    key=("member", "declaration", "number"),
    fields=(
        MEMBER,
        DECLARATION,
        DataField("number", "Number of the notice of this member on this declaration."),
        DataField("kind", "Offer or wish.", words=NoticeKind),
        DataField("paragraph", "Id of the paragraph.", names_paragraphs=True),
        DataField("text", "What is offered or sought."),
        DataField("made_on", "First day."),
        DataField("open_until", "Last day; empty is open."),
        DataField("withdrawn_on", "Day on which it was taken back."),
        DataField("languages", "Languages the member can work in."),
    ),
    links=(TO_MEMBER,),
    references=(TO_DECLARATION,),
)
