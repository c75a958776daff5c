"""What is measured? Texts, members and answers that are made up, the same every time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from declarations.amendments import Amendment, AmendmentStatus, ReplaceText
from declarations.draft_file import parse_draft
from declarations.model import Declaration, Text
from declarations.revisions import content_sha256
from tracker.acceptance import Effect, Instrument, InstrumentKind, Statement, StatementKind
from tracker.members import Assembly, Member
from tracker.periods import Period, Report, ReportState
from tracker.progress import GRADES, Entry, EvidenceLevel, MissingReason
from tracker.register import Register

SYLLABLES = (
    "ba", "del", "fo", "gar", "hi", "jun", "ka", "lem", "mo", "nar", "pe", "quin", "ri", "sol",
    "ta", "un", "ve", "wil", "yo", "zan",
)  # fmt: skip
COUNTRIES = ("PT", "KR", "KE", "MX", "TH", "CA")
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Pacific")
SECTIONS = ("environment", "quality-of-life", "service-efficiency", "private-sector")
THINGS = ("parks", "schools", "bus lines", "water mains", "street lamps", "open data", "markets")
ADOPTED_ON = date(2017, 6, 28)
AS_OF = date(2019, 9, 1)
PARAGRAPHS = 24
PERIODS = tuple(
    Period(
        str(year), f"Period {year}", "made-up", date(year, 1, 1), date(year, 3, 31),
        date(year, 6, 30),
    )
    for year in (2018, 2019)
)  # fmt: skip
ASSEMBLY = Assembly("ga1", "First Assembly", "Baldelfo", ADOPTED_ON)


def write_draft(paragraphs: int, *, edited: bool = False) -> str:
    """Return a draft of so many operative paragraphs in four sections.

    Every fifth paragraph has two sub-paragraphs and every seventh a link and emphasis. The edited
    one is a later revision: a word of every third paragraph differs, every fiftieth is gone, and
    two in every hundred have changed places.
    """
    lines = ["---", "declaration: made-up", "title: Made-up Declaration", "---", ""]
    lines += ["# Preamble", "", "_Recalling_ the charter of our association, {#preamble-1}", ""]
    printed = 0
    share = -(-paragraphs // len(SECTIONS))
    for place, section in enumerate(SECTIONS):
        numbers = list(range(place * share, min(paragraphs, (place + 1) * share)))
        if edited:
            numbers = list(revise_order(numbers))
        lines += [f"# {section.replace('-', ' ').capitalize()} {{#{section}}}", ""]
        for number in numbers:
            printed += 1
            lines += write_paragraph(printed, number, section, edited=edited)
    return "\n".join(lines)


def revise_order(numbers: list[int]) -> Iterator[int]:
    """Yield the numbers without every fiftieth; in each hundred the tenth and eleventh swapped."""
    for number in numbers:
        if number % 50 == 49:
            continue
        yield {10: 11, 11: 10}.get(number % 100, number % 100) + number // 100 * 100


def write_paragraph(printed: int, number: int, section: str, *, edited: bool) -> Iterator[str]:
    """Yield the lines of one operative paragraph."""
    thing, other = THINGS[number % 7], THINGS[(number * 3 + 1) % 7]
    year = 2020 + number % 11 + (1 if edited and number % 3 == 0 else 0)
    marked = " *in every district*, as [the plan](https://example.org/plan) asks," * (
        number % 7 == 0
    )
    node_id = f"{section}-{number}"
    yield (
        f"{printed}. We commit to renew our {thing} and {other}{marked} by the end of {year}, and "
        f"to publish each year what was done, what it cost and who was heard. {{#{node_id}}}"
    )
    yield ""
    if number % 5 == 0:
        indent = " " * len(f"{printed}. ")
        yield f"{indent}1. Measure the state of our {thing}; {{#{node_id}-1}}"
        yield ""
        yield f"{indent}2. Name an office that answers for them. {{#{node_id}-2}}"
        yield ""


def make_declaration(paragraphs: int, *, edited: bool = False) -> Declaration:
    """Return the declaration of a made-up draft."""
    return parse_draft(write_draft(paragraphs, edited=edited)).declaration


def make_amendments(base: Declaration, count: int) -> list[Amendment]:
    """Return so many amendments to one revision; about one in four clashes with another."""
    nodes = base.operative_paragraphs()
    amendments = []
    for number in range(count):
        node = nodes[number * 3 // 4 % len(nodes)]
        words = node.text.plain.split(" ")
        words[number % len(words)] = f"every-{number}"
        amendments.append(
            Amendment(
                f"A{number + 1}", base.code, base.language, 1, content_sha256(base),
                f"city-{number % 40}",
                (ReplaceText(node.id, Text(" ".join(words))),),
                submitted_on=ADOPTED_ON,
                status=AmendmentStatus.SUBMITTED,
            )
        )  # fmt: skip
    return amendments


def name_city(number: int) -> str:
    """Return the name of a made-up city; another for each number below 160,000."""
    syllables = []
    for _ in range(4):
        number, place = divmod(number, len(SYLLABLES))
        syllables.append(SYLLABLES[place])
    return "".join(reversed(syllables)).capitalize()


def make_members(count: int) -> list[Member]:
    """Return so many members in order of their codes."""
    return [
        Member(
            f"m{number:05}",
            {"en": name_city(number)},
            COUNTRIES[number % len(COUNTRIES)],
            REGIONS[number % len(REGIONS)],
            joined_on=date(2010 + number % 7, 1, 1),
        )
        for number in range(count)
    ]


def write_member_list(count: int) -> str:
    """Return so many members as CSV."""
    rows = (f"{m.code},{m.name()},{m.country},{m.region}\n" for m in make_members(count))
    return "code,name,country,region\n" + "".join(rows)


def make_register(members: int) -> Register:
    """Return the register of one declaration of 24 paragraphs, with two periods.

    Of ten members eight accept, most of them 20 paragraphs and more, one in five of these with a
    reservation; of ten that accept nine report, and answer nine paragraphs of ten.
    """
    declaration = make_declaration(PARAGRAPHS)
    ids = [paragraph.id for paragraph in declaration.operative_paragraphs()]
    known = make_members(members)
    acting = [(number, member.code) for number, member in enumerate(known) if number % 10 < 8]
    accepted = {
        code: [p for place, p in enumerate(ids) if (number + place) % 9] for number, code in acting
    }
    reporting = [(number, code) for number, code in acting if (number // 10) % 10 < 9]
    return Register(
        declaration=declaration,
        revision=1,
        sha256="0" * 64,
        adopted_by=ASSEMBLY,
        members=known,
        instruments=[
            Instrument(
                code, declaration.code, InstrumentKind.COUNCIL_DECISION,
                date(2017, 7 + number % 6, 1 + number % 28), frozenset(accepted[code]), sequence=1,
            )
            for number, code in acting
        ],
        statements=[
            Statement(
                code, declaration.code, 1, StatementKind.RESERVATION,
                frozenset(accepted[code][:1]), "We can begin in 2021 only.", date(2018, 1, 1),
                Effect.MODIFIES,
            )
            for number, code in acting
            if number % 5 == 0
        ],
        periods=PERIODS,
        reports={
            period.code: [
                Report(code, period.code, ReportState.ACCEPTED,
                       period.due_on.replace(day=1 + number % 28))
                for number, code in reporting
            ]
            for period in PERIODS
        },
        entries={
            period.code: [
                make_entry(number + place, code, period, paragraph)
                for number, code in reporting
                for place, paragraph in enumerate(accepted[code])
                if (number + place) % 10
            ]
            for period in PERIODS
        },
    )  # fmt: skip


def make_entry(number: int, code: str, period: Period, paragraph: str) -> Entry:
    """Return one answer; one in twenty has a reason in place of a grade."""
    moment = datetime.combine(period.due_on, datetime.min.time(), UTC)
    if number % 20 == 19:
        reason = MissingReason.NOT_AVAILABLE
        return Entry(code, period.code, paragraph, moment, missing=reason)
    step = period.due_on.year - 2018
    thing = THINGS[number % 7]
    return Entry(
        code, period.code, paragraph, moment,
        implementation=GRADES[min((number * 7) % 4 + step, 3)],
        evidence_level=tuple(EvidenceLevel)[number % 5],
        done=f"The plan for {thing} was adopted and {number % 40 + 2} sites are at work.",
        obstacles="The budget came late." if number % 3 == 0 else "",
        next_steps=f"Open {thing} in two more districts.",
    )  # fmt: skip
