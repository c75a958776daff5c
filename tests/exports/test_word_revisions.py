"""Tracked changes, accepted and rejected, against what others say the text must then be."""

from pathlib import Path

import pytest

from declarations.problems import Level
from exports.docx.reading import Changes, WordReading
from tests.exports.word_files import make_word, paragraph, read, read_real

ORACLES = [
    (number, treatment)
    for number in ("001-Tracked-Revisions-01", "001-Tracked-Revisions-02", "003-Inserted-Text",
        "005-Deleted-Paragraph-Mark", "007-Multiple-Deleted-Para-Mark", "009-Deleted-Table-Row",
        "011-Multiple-Deleted-Rows", "013-Deleted-Math-Control-Char", "015-MoveFrom-MoveTo",
        "017-Inserted-CC", "019-Deleted-Field-Code", "021-Inserted-Numbering-Properties",
        "023-NumberingChange", "025-Paragraph-Props-Change", "027-Change-Section",
        "029-Table-Row-Props-Change", "031-Table-Prop-Change", "033-Table-Prop-Ex-Change",
        "035-Inserted-Cells", "037-Changed-Style-Para-Props", "039-Inserted-Paras-at-End",
        "041-Cell-With-Empty-Paras-at-End", "043-MERGEFORMAT-Field-Code",
        "045-One-and-Half-Deleted-Lines-at-End", "047-Inserted-and-Deleted-Paragraph-Mark")
    for treatment in (Changes.ACCEPT, Changes.REJECT)
    if not (number.startswith("001") and treatment is Changes.REJECT)
]  # fmt: skip
"""The peer gives no rejected text for its first two files."""

LEAVES_EMPTY = "015-MoveFrom-MoveTo"
"""Here the peer keeps an empty paragraph where a whole one was moved from; Word leaves none."""

PANDOC = {
    ("deletion", Changes.ACCEPT): ["This is a text with a deletion."],
    ("deletion", Changes.REJECT): ["This is a text with an excessively modified deletion."],
    ("insertion", Changes.ACCEPT): ["This is a text with two exciting insertions."],
    ("insertion", Changes.REJECT): ["This is a text with insertions."],
    ("move", Changes.ACCEPT): [
        "Here is some text.", "Here is the text to be moved.", "Here is some more text.",
    ],
    ("move", Changes.REJECT): [
        "Here is some text.", "Here is some more text.", "Here is the text to be moved.",
    ],
}  # fmt: skip


def whole(reading: WordReading, *, keeps_empty: bool) -> list[object]:
    """Everything a reader sees: words and looks, style, label, level, place."""
    return [
        (each.spans, each.style, each.level, each.label, each.depth, each.place)
        for each in reading.paragraphs
        if keeps_empty or each.text
    ]


@pytest.mark.parametrize(("name", "treatment"), ORACLES)
def test_reading_is_that_of_the_file_in_which_the_changes_were_accepted_or_rejected(
    real_data: Path, name: str, treatment: Changes
) -> None:
    folder = real_data / "docx"
    suffix = {Changes.ACCEPT: "Accepted", Changes.REJECT: "Rejected"}[treatment]
    ours = read_real(folder / f"ptools__RP{name}.docx", treatment)
    theirs = read_real(folder / f"ptools__RP{name}-{suffix}.docx")
    keeps_empty = name != LEAVES_EMPTY
    assert whole(ours, keeps_empty=keeps_empty) == whole(theirs, keeps_empty=keeps_empty)
    assert ours.paragraphs
    assert ours.changes
    assert not theirs.changes


@pytest.mark.parametrize(("name", "treatment"), sorted(PANDOC))
def test_reading_gives_the_text_that_pandoc_states(
    real_data: Path, name: str, treatment: Changes
) -> None:
    reading = read_real(real_data / "docx" / f"pandoc__track_changes_{name}.docx", treatment)
    texts = [each.text for each in reading.paragraphs if each.text]
    assert texts == PANDOC[name, treatment]


def test_nothing_in_the_files_with_stated_results_is_left_ununderstood(real_data: Path) -> None:
    told = {
        (path.name.split("__")[1][:5], remark.code)
        for path in sorted((real_data / "docx").glob("ptools__RP*.docx"))
        for remark in read_real(path).remarks
        if remark.level is not Level.HINT
    }
    # The one file with a formula: its signs are read, its shape is not.
    assert told == {("RP013", "W303")}


CHANGE = 'w:id="1" w:author="Quito" w:date="2026-01-02T03:04:05Z"'


def run(words: str, element: str = "t") -> str:
    return f'<w:r><w:{element} xml:space="preserve">{words}</w:{element}></w:r>'


def test_changes_kept_carry_kind_author_and_date() -> None:
    body = (
        f"<w:p>{run('We ')}<w:del {CHANGE}>{run('hope', 'delText')}</w:del>"
        f"<w:ins {CHANGE}>{run('commit')}</w:ins>{run('.')}</w:p>"
    )
    reading = read(make_word(body), Changes.KEEP)
    (only,) = reading.paragraphs
    kept = [(s.text, s.change.kind if s.change else "") for s in only.spans]
    assert kept == [("We ", ""), ("hope", "deleted"), ("commit", "inserted"), (".", "")]
    assert {(c.author, c.date) for c in reading.changes} == {("Quito", "2026-01-02T03:04:05Z")}
    assert read(make_word(body)).paragraphs[0].text == "We commit."
    assert read(make_word(body), Changes.REJECT).paragraphs[0].text == "We hope."


def test_insertion_deleted_by_another_is_gone_both_ways() -> None:
    inner = f"<w:ins {CHANGE}><w:del {CHANGE}>{run('x', 'delText')}</w:del></w:ins>"
    data = make_word(f"<w:p>{run('a')}{inner}{run('b')}</w:p>")
    assert read(data).paragraphs[0].text == "ab"
    assert read(data, Changes.REJECT).paragraphs[0].text == "ab"


def test_deleted_paragraph_leaves_its_bookmark_with_no_other() -> None:
    gone = (
        f"<w:p><w:pPr><w:rPr><w:del {CHANGE}/></w:rPr></w:pPr>"
        '<w:bookmarkStart w:id="7" w:name="one"/>'
        f"<w:del {CHANGE}>{run('One', 'delText')}</w:del>"
        '<w:bookmarkEnd w:id="7"/></w:p>'
    )
    stays = f'<w:p><w:bookmarkStart w:id="8" w:name="two"/>{run("Two")}</w:p>'
    accepted = read(make_word(gone + stays)).paragraphs
    assert [(each.text, each.bookmarks) for each in accepted] == [("Two", ("two",))]
    rejected = read(make_word(gone + stays), Changes.REJECT).paragraphs
    assert [(e.text, e.bookmarks) for e in rejected] == [("One", ("one",)), ("Two", ("two",))]


def test_content_control_taken_out_leaves_its_words() -> None:
    control = (
        f"<w:customXmlDelRangeStart {CHANGE}/><w:sdt><w:sdtContent>"
        f'<w:customXmlDelRangeEnd w:id="1"/>{run("kept")}'
        f"<w:customXmlDelRangeStart {CHANGE}/></w:sdtContent></w:sdt>"
        '<w:customXmlDelRangeEnd w:id="1"/>'
    )
    data = make_word(f"<w:p>{control}</w:p>")
    assert read(data).paragraphs[0].text == "kept"
    assert read(data, Changes.REJECT).paragraphs[0].text == "kept"


def test_rejected_look_gives_the_old_style_back() -> None:
    properties = (
        f'<w:pStyle w:val="Heading1"/><w:pPrChange {CHANGE}><w:pPr><w:pStyle w:val="Body"/>'
        "</w:pPr></w:pPrChange>"
    )
    data = make_word(paragraph("Words", properties))
    assert read(data).paragraphs[0].style == "Heading1"
    assert read(data, Changes.REJECT).paragraphs[0].style == "Body"


def test_deleted_root_leaves_what_stood_under_it() -> None:
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    formula = (
        f"<m:oMath {m}><m:rad><m:radPr><m:ctrlPr><w:rPr/><w:del {CHANGE}/></m:ctrlPr></m:radPr>"
        "<m:deg/><m:e><m:r><m:t>x</m:t></m:r></m:e></m:rad></m:oMath>"
    )
    assert read(make_word(f"<w:p>{formula}</w:p>")).paragraphs[0].text == "x"


def test_long_run_of_deleted_marks_is_one_paragraph_with_its_words_in_order() -> None:
    marked = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    body = "".join(paragraph(f"{n} ", marked) for n in range(20_000)) + paragraph("end")
    (joined,) = read(make_word(body)).paragraphs
    assert joined.text == "".join(f"{n} " for n in range(20_000)) + "end"
