"""A package that was altered, or that a stranger made, is refused whole with every fault named."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel

from app.database import create_database, transaction
from app.evidence import evidence_path, keep_evidence
from declarations.problems import InputRefusal, Problem, StorageRefusal
from exports.csv_cells import defuse_formula, restore_formula
from exports.data_package.cells import READERS, read_value, write_value
from exports.data_package.descriptor import PackageWishes
from exports.data_package.faults import MOST_FAULTS, Faults
from exports.data_package.fields import FieldType
from exports.data_package.package_files import is_inside
from exports.data_package.storing import store_package
from exports.data_package.writer import write_package
from tests.exports.every_table import SHA256, WORDS, fill_every_table
from tracker.member_store import load_members

Edit = Callable[[Path], None]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with everything in it, written once."""
    folder = tmp_path_factory.mktemp("pristine")
    keep_evidence(folder, SHA256, WORDS)
    engine = create_database(str(folder / "accord.db"))
    with transaction(engine) as session:
        fill_every_table(session)
    with transaction(engine) as session:
        wishes = PackageWishes("Test", is_public=False)
        write_package(session, folder / "all", wishes, lambda name: evidence_path(folder, name))
    engine.dispose()
    return folder / "all"


@pytest.fixture
def package(pristine: Path, tmp_path: Path) -> Path:
    """A copy of it to be spoiled."""
    for path in pristine.rglob("*"):
        if path.is_file():
            target = tmp_path / "all" / path.relative_to(pristine)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return tmp_path / "all"


def describe_anew(package: Path) -> None:
    """Make the descriptor fit files that were changed on purpose."""
    path = package / "datapackage.json"
    described = json.loads(path.read_text())
    for resource in described["resources"]:
        data = (package / resource["path"]).read_bytes()
        resource["bytes"] = len(data)
        resource["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    path.write_text(json.dumps(described))


def change(package: Path, name: str, old: str, new: str, *, count: int = 1) -> None:
    """Change words in one file, and the descriptor with them."""
    path = package / name
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, count).encode())
    describe_anew(package)


def refused(engine: Engine, package: Path) -> tuple[Problem, ...]:
    """The faults with which a package is refused; nothing of it is stored."""
    with pytest.raises(InputRefusal) as refusal, transaction(engine) as session:
        store_package(session, package)
    with transaction(engine) as session:
        for table in SQLModel.metadata.tables.values():
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0
    return refusal.value.problems


def test_a_package_that_was_described_anew_is_taken(sqlite_workspace, package) -> None:
    describe_anew(package)
    with transaction(sqlite_workspace) as session:
        assert store_package(session, package).rows["entries"] == 6


CELLS = (
    ("data/members.csv", ",city,", ",village,", "O016", "kind", "'village' is none of: city"),
    ("data/members.csv", "2020-01-01", "1 Jan 2020", "O016", "joined_on", "not a day such as"),
    ("data/members.csv", "2020-01-01", "2020-02-30", "O016", "joined_on", "not a day such as"),
    ("data/members.csv", "KR,", "kr,", "O016", "country", "not of the form"),
    ("data/members.csv", '""en"":', '""en"": ', "O016", "names", "a JSON object without spaces"),
    ("data/members.csv", '""en"":""""', '""en"":7', "O016", "names", "is no names"),
    ("data/members.csv", "a,", ",", "O016", "code", "the cell is empty"),
    ("data/entries.csv", ",33.1,", ",33.10,", "O016", "percent", "here 33.1"),
    ("data/entries.csv", ",33.1,", ",nan,", "O016", "percent", "a number such as 12.5"),
    ("data/entries.csv", ",33.1,", ",133.1,", "O033", "percent", "from 0 to 100"),
    ("data/entries.csv", ",limited,", ",,", "O016", "implementation", "neither a value nor"),
    ("data/entries.csv", ",limited,", ",unknown,", "O016", "implementation", "not_available"),
    ("data/entries.csv", ",water-1,1", ",water-9,1", "O031", "paragraph", "no paragraph 'water-9'"),
    ("data/entries.csv", ",water-1,1", ",water-1,0", "O034", "sequence", "no number of a row"),
    ("data/entries.csv", '""url"":""https:', '""url"":""java:', "O034", "evidence", "is no link"),
    ("data/entries.csv", ",water-1,1", ",water-1,x", "O016", "sequence", "a whole number"),
    ("data/entries.csv", ",water-1,1", ",water-1,99999999999", "O016", "sequence", "whole number"),
    ("data/entries.csv", ".000250Z", ".00025Z", "O016", "recorded_at", "an instant such as"),
    ("data/entries.csv", '""publisher"":', '""author"":', "O016", "evidence", "is no evidence"),
    ("data/entries.csv", f'""sha256"":""{SHA256[:4]}', '""sha256"":""0000', "O032", "evidence",
     "no file evidence/0000"),
    ("data/reports.csv", "Z,", "Y,", "O030", "member", "There is no Y in data/members.csv"),
    ("data/reports.csv", "Z,", "X,", "O030", "member", "There is no X in data/members.csv"),
    ("data/indicator-values.csv", ",-0.10,", ",0.1e1,", "O016", "number", "a number such as 12.5"),
    ("data/indicator-values.csv", ",-0.10,", ",,", "O033", "number", "or a reason why none"),
    ("data/indicator-values.csv", "a,trees", "a,birds", "O030", "indicator", "no birds in"),
    ("data/commitments.csv", "open,", "../open,", "O016", "code", "not of the form"),
    ("data/commitments.csv", '""1.50""', '""-1.50""', "O016", "shares", "a share is a number"),
    ("data/commitments.csv", "private_sector", "private", "O016", "partners", "has a name and"),
    ("data/acceptance-rules-pasts.csv", '""minimum"":0', '""most"":0', "O016", "rules", "most"),
    ("data/acceptance-rules-pasts.csv", '""minimum"":0', '""minimum"":false', "O016", "rules",
     "a whole number"),
    ("data/periods.csv", "2020-01-01,2020-01-01,", "2020-01-02,2020-01-01,", "O033", "due_on",
     "opens, due, closes"),
    ("data/revisions.csv", ",2,", ",7,", "O025", "number", "Revision 7 comes after 1"),
    ("data/amendments.csv", "replace_text", "burn_text", "O016", "content", "burn_text"),
    ("data/adoptions.csv", ",en,2,", ",en,9,", "O030", "number", "no green, en, 9 in"),
    ("data/votes.csv", "retained", "lost", "O016", "result", "'lost' is none of"),
    ("texts/green.en.1.json", "river", "lake", "O021", "sha256", "another SHA-256"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "code", "field", "words"), CELLS)
def test_a_wrong_cell_is_named_with_its_place(
    sqlite_workspace, package, path, old, new, code, field, words
) -> None:
    change(package, path, old, new)
    problems = refused(sqlite_workspace, package)
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    assert found[0].place.file.startswith(("data/", "texts/"))
    assert found[0].place.line > 1
    assert found[0].place.column > 0
    assert found[0].place.item == field
    assert words in found[0].message
    assert found[0].remedy


FILES: tuple[tuple[str, Edit, str], ...] = (
    ("a file is missing", lambda p: (p / "data/members.csv").unlink(), "O004"),
    ("a file was altered", lambda p: (p / "data/members.csv").write_bytes(
        (p / "data/members.csv").read_bytes().replace(b"city", b"town")), "O007"),
    ("a file has another size", lambda p: (p / "README.md").touch() or (
        p / "data/members.csv").write_bytes(b"x"), "O005"),
    ("a file behind an answer is missing", lambda p: (p / f"evidence/{SHA256}").unlink(), "O004"),
    ("a text is missing", lambda p: (p / "texts/green.en.1.json").unlink(), "O004"),
)  # fmt: skip


@pytest.mark.parametrize(("what", "edit", "code"), FILES, ids=[each[0] for each in FILES])
def test_a_file_that_is_not_as_it_was_written_is_named(
    sqlite_workspace, package, what, edit, code
) -> None:
    edit(package)
    assert code in {problem.code for problem in refused(sqlite_workspace, package)}, what


TABLES: tuple[tuple[str, Callable[[bytes], bytes], str], ...] = (
    ("an unknown column", lambda data: data.replace(b"code,", b"codex,", 1), "O013"),
    ("a missing column", lambda data: data.replace(b",region", b"", 1), "O014"),
    ("a column twice", lambda data: data.replace(b",region", b",code", 1), "O013"),
    ("a row too short", lambda data: data + b"zz,1\r\n", "O015"),
    ("a row twice", lambda data: data.replace(b"\r\nZ,", b"\r\n'=b,"), "O017"),
    ("rows out of order", lambda data: data + b"A,{},,,city,,,\r\n", "O017"),
    ("no UTF-8", lambda data: data + "zürich,{},,,city,,,\r\n".encode("latin-1"), "O011"),
    ("a letter U+0000", lambda data: data + b"z\0,{},,,city,,,\r\n", "O016"),
    ("an open quote", lambda data: data + b'zz,"{},,,city,,\r\n', "O012"),
    ("a quote inside", lambda data: data + b'zz,"{}"x,,,city,,\r\n', "O012"),
    ("no head", lambda data: b"", "O014"),
)


@pytest.mark.parametrize(("what", "edit", "code"), TABLES, ids=[each[0] for each in TABLES])
def test_a_table_that_cannot_be_read_is_named(sqlite_workspace, package, what, edit, code) -> None:
    path = package / "data/members.csv"
    path.write_bytes(edit(path.read_bytes()))
    describe_anew(package)
    found = [p for p in refused(sqlite_workspace, package) if p.code == code]
    assert found, what
    assert found[0].place.file == "data/members.csv"


def test_a_line_without_end_is_refused_without_being_read_whole(
    sqlite_workspace, package, monkeypatch
) -> None:
    monkeypatch.setattr("exports.data_package.rows.MOST_LETTERS", 100_000)
    path = package / "data/members.csv"
    path.write_bytes(path.read_bytes() + b"a" * 200_000)
    describe_anew(package)
    assert "O012" in {problem.code for problem in refused(sqlite_workspace, package)}


def test_all_faults_are_listed_at_once_with_those_of_other_files(workspace, package) -> None:
    change(package, "data/members.csv", ",city,", ",village,", count=3)
    change(package, "data/entries.csv", ",33.1,", ",133.1,", count=2)
    change(package, "data/statements.csv", ",none,", ",some,")
    problems = refused(workspace, package)
    told = [(p.place.file, p.place.line, p.code) for p in problems]
    assert [each for each in told if each[0] == "data/members.csv"] == [
        ("data/members.csv", line, "O016") for line in (2, 3, 7)
    ]  # fmt: skip
    assert any(each[0] == "data/statements.csv" for each in told)
    assert "O030" not in {p.code for p in problems}, "a faulty row is still a row that is there"


@pytest.mark.parametrize("edit", [lambda data: b"", lambda data: data.replace(b"city", b'"ci"ty')])
def test_a_table_that_was_not_read_to_its_end_makes_no_other_table_faulty(
    sqlite_workspace, package, edit
) -> None:
    path = package / "data/members.csv"
    path.write_bytes(edit(path.read_bytes()))
    describe_anew(package)
    told = {problem.place.file for problem in refused(sqlite_workspace, package)}
    assert told == {"data/members.csv"}


def test_a_row_that_breaks_a_rule_of_the_workspace_is_found_among_many(workspace, package) -> None:
    change(package, "data/entries.csv", ",33.1,", ",133.1,")
    problems = refused(workspace, package)
    assert [(p.code, p.place.item, p.value) for p in problems] == [("O033", "percent", "133.1")]


@pytest.mark.parametrize(
    "path", ["../members.csv", "/etc/passwd", "data/../../x", "C:\\x", "https://example.org/x",
             "data//members.csv", "./data/members.csv", "", "."]
)  # fmt: skip
def test_a_path_that_leads_outside_is_refused(sqlite_workspace, package, path) -> None:
    file = package / "datapackage.json"
    described = json.loads(file.read_text())
    described["resources"][2]["path"] = path
    file.write_text(json.dumps(described))
    assert not is_inside(path)
    codes = [problem.code for problem in refused(sqlite_workspace, package)]
    assert {"O001", "O010"} <= set(codes)


def test_a_link_to_a_file_outside_is_refused(sqlite_workspace, package, tmp_path) -> None:
    path = package / "data/members.csv"
    (tmp_path / "elsewhere.csv").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.csv")
    assert "O004" in {problem.code for problem in refused(sqlite_workspace, package)}


def test_what_is_no_package_of_accord_is_refused_in_plain_words(sqlite_workspace, tmp_path) -> None:
    with (
        pytest.raises(StorageRefusal, match="no Data Package"),
        transaction(sqlite_workspace) as session,
    ):
        store_package(session, tmp_path / "none")
    for content in ("", "{", "[]", '{"resources": []}', "[" * 100_000, '{"accord": {}}',
                    '{"accord": {"layout": 99, "scope": "all"}}'):  # fmt: skip
        (tmp_path / "datapackage.json").write_text(content)
        with pytest.raises(InputRefusal), transaction(sqlite_workspace) as session:
            store_package(session, tmp_path)


def test_a_package_from_before_populations_comes_in_with_none(sqlite_workspace, package) -> None:
    for name in ("members", "member-pasts"):
        path = package / f"data/{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            fields = [field for field in rows[0] if field != "population"]
            writer = csv.DictWriter(file, fields, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    path = package / "datapackage.json"
    path.write_text(path.read_text().replace('"layout": 2', '"layout": 1'))
    describe_anew(package)
    with transaction(sqlite_workspace) as session:
        store_package(session, package)
        assert {member.population for member in load_members(session)} == {None}


@pytest.mark.parametrize("population", ["0", "40000001", "many"])
def test_a_population_that_no_member_has_is_named(sqlite_workspace, package, population) -> None:
    change(package, "data/members.csv", ",3\r\n", f",{population}\r\n")
    (found,) = [p for p in refused(sqlite_workspace, package) if p.code == "O016"]
    assert (found.place.item, found.value) == ("population", population)


def test_an_empty_package_of_accord_lacks_every_table(sqlite_workspace, tmp_path) -> None:
    described = {"accord": {"layout": 1, "scope": "all"}, "resources": "none"}
    (tmp_path / "datapackage.json").write_text(json.dumps(described))
    assert {problem.code for problem in refused(sqlite_workspace, tmp_path)} == {"O010"}


def test_faults_are_listed_up_to_as_many_as_a_person_can_use() -> None:
    faults = Faults()
    for number in range(MOST_FAULTS + 10):
        faults.add("O016", "x.csv", f"{number}.", "Mend.", line=number)
    assert len(faults.problems) == MOST_FAULTS + 1
    assert faults.problems[-1].code == "O099"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back_as_it_was_written(text: str) -> None:
    assert restore_formula(defuse_formula(text)) == text


JSON_VALUES = st.recursive(
    st.text(max_size=5) | st.booleans() | st.integers(), lambda inner: st.lists(inner, max_size=3)
)
VALUES = {
    FieldType.INTEGER: st.integers(-(2**31) + 1, 2**31 - 1),
    FieldType.NUMBER: st.decimals(allow_nan=False, allow_infinity=False),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.DATE: st.dates(),
    FieldType.DATETIME: st.datetimes(timezones=st.timezones()),
    FieldType.ARRAY: st.lists(JSON_VALUES, max_size=4),
    FieldType.OBJECT: st.dictionaries(st.text(max_size=5), JSON_VALUES, max_size=4),
}


def test_every_type_has_its_law() -> None:
    assert VALUES.keys() == READERS.keys()


@given(st.data())
def test_a_value_is_read_back_as_it_was_written(data) -> None:
    kind = data.draw(st.sampled_from(sorted(VALUES)))
    value = data.draw(VALUES[kind])
    try:
        cell = write_value(value)
    except OverflowError:  # an instant of the first or last day of all time, in another zone
        return
    read = read_value(cell, kind, None)
    assert read == value
    assert write_value(read) == cell


@given(st.text(max_size=12), st.sampled_from(sorted(READERS)))
def test_whatever_is_read_is_written_the_same(cell: str, kind: FieldType) -> None:
    try:
        value = read_value(cell, kind, None)
    except ValueError:
        return
    assert write_value(value) == cell
