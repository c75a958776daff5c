"""What is written into a workbook is read back as the same answers, whatever they are."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from declarations.draft_file import parse_draft
from exports.cell_tables import read_answer
from exports.confined_cells import PACKED, answer_confined
from exports.progress_import import ChangeKind, Known, Target, compare_rows
from exports.progress_sheet import build_progress_sheet
from exports.returned_sheet import find_answers, read_rows
from exports.workbook import write_workbook
from exports.workbook_words import choose_language, load_words
from tracker.members import Member
from tracker.periods import Period
from tracker.progress import Entry, Evidence, EvidenceLevel, Implementation, MissingReason

TEXT = parse_draft(
    "---\ndeclaration: d\ntitle: Test\n---\n\n# E {#e}\n\n1. We plant. {#e-1}\n\n"
    "2. We clean. {#e-2}\n"
).declaration
LABELS = {"e-1": "1", "e-2": "2"}
PERIOD = Period("p/1", "First", "d", date(2027, 1, 1), date(2027, 3, 31), date(2027, 6, 30))
SEOUL = Member("se oul", {"en": "Seoul", "ko": "서울"})
PHASES = (Phase.explicit, Phase.generate)
"""A workbook takes a tenth of a second: a failure is shown as found, not made smaller."""
MOMENT = datetime(2027, 3, 1, tzinfo=UTC)
WORDS = st.text(max_size=20) | st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "_x0041_", "\t=1", "a\r\nb", " x ", "40 %", "'=x"]
)
ENTRIES = st.builds(
    Entry,
    member=st.just(SEOUL.code),
    period=st.just(PERIOD.code),
    paragraph=st.just("e-1"),
    recorded_at=st.just(MOMENT),
    implementation=st.none() | st.sampled_from(Implementation),
    percent=st.none() | st.floats(0, 100),
    done=WORDS,
    obstacles=WORDS,
    next_steps=WORDS,
    support_needed=WORDS,
    evidence_level=st.sampled_from(EvidenceLevel),
    evidence=st.lists(
        st.builds(
            Evidence,
            url=WORDS,
            title=WORDS,
            published_on=st.none() | st.dates(date(1901, 1, 1), date(2199, 1, 1)),
        ),
        max_size=2,
    ).map(tuple),
).map(
    lambda entry: (
        entry if entry.implementation else replace(entry, missing=MissingReason.NOT_AVAILABLE)
    )
)


def sheet_of(versions, language="en", last=None):
    return build_progress_sheet(
        TEXT, ["e-1", "e-2"], SEOUL, PERIOD, versions=versions, last=last or {}, language=language
    )


def read_back(path, data, versions, last=None):
    """Read a workbook in this process; the child that reads a stranger's file costs 0.3 s."""
    tables = read_answer(answer_confined(data, path.name, PACKED), path.name)
    target = Target("d", PERIOD.code, SEOUL.code)
    known = Known(versions, last or {}, list(LABELS))
    rows = read_rows(find_answers(tables, path.name), LABELS, present=known.printed(target))
    return compare_rows(rows, target, known, moment=MOMENT, language="en")


@settings(max_examples=40, phases=PHASES)
@given(entry=ENTRIES, language=st.sampled_from(sorted(load_words())))
def test_answers_that_go_out_come_back_the_same(tmp_path_factory, entry, language):
    versions = {"e-1": [entry]}
    data = write_workbook(sheet_of(versions, language))
    changes = read_back(tmp_path_factory.mktemp("law") / "f.xlsx", data, versions)
    kinds = {change.row.key.paragraph: change.kind for change in changes}
    assert kinds.pop("e-2", ChangeKind.EMPTY) is ChangeKind.EMPTY
    assert kinds == {"e-1": ChangeKind.SAME}, [change.row for change in changes]


@settings(max_examples=30, phases=PHASES)
@given(entry=ENTRIES)
def test_answers_carried_over_keep_what_the_sheet_does_not_show(tmp_path_factory, entry):
    last = {"e-1": replace(entry, period="p0")}
    data = write_workbook(sheet_of({}, last=last))
    [change] = [
        change
        for change in read_back(tmp_path_factory.mktemp("law") / "f.xlsx", data, {}, last)
        if change.entry is not None
    ]
    level = EvidenceLevel.CLAIMED if entry.evidence else EvidenceLevel.NONE
    assert change.entry == replace(entry, evidence_level=level)


def test_every_language_has_every_word():
    english = load_words()["en"]
    for words in load_words().values():
        assert len(words.steps) == len(english.steps)
        for group in ("headings", "states", "reasons"):
            given = getattr(words, group)
            assert list(given) == list(getattr(english, group))
            assert all(given.values())
            assert len(set(given.values())) == len(given)
    assert set(english.states) == set(Implementation)
    assert set(english.reasons) == set(MissingReason)


def test_no_word_means_two_things():
    for group in ("headings", "states", "reasons"):
        seen: dict[str, str] = {}
        for words in load_words().values():
            for code, word in getattr(words, group).items():
                assert seen.setdefault(word.casefold(), code) == code


def test_the_language_is_that_of_the_name_where_it_is_one():
    assert choose_language(SEOUL) == "ko"
    assert choose_language(SEOUL, "fr-CA") == "fr"
    assert choose_language(SEOUL, "tlh") == "en"
    assert choose_language(Member("b", {"en": "Brussels", "fr": "Bruxelles", "es": "B"})) == "en"
    assert choose_language(Member("b", {"de": "Ulm"})) == "en"
