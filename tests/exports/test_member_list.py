"""A list of members comes in with every faulty row named, and goes out so that it comes back."""

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.database import reading, transaction
from declarations.problems import InputRefusal, StorageRefusal
from exports.member_list import (
    EMPTY,
    MemberList,
    find_country,
    read_members,
    write_members,
)
from tracker.member_store import import_members, load_members
from tracker.members import Member, MemberKind

GCOM = {"name": "organisation_name", "country": "country_code", "joined": "date_of_adhesion"}


def read(folder: Path, text: str | bytes, **options) -> MemberList:
    path = folder / "members.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_members(path, **options)


def faults(found: MemberList) -> list[tuple[int, str, str]]:
    return [(problem.place.line, problem.code, problem.value) for problem in found.problems]


def test_a_row_is_a_member(tmp_path):
    found = read(
        tmp_path,
        "code,name,country,region,kind,joined,left,name:ko\n"
        "SEL,Seoul,KOR,Asia,metropolitan,2010-09-07,2024-01-01,서울\n",
    )
    assert found == MemberList(
        (
            Member(
                "SEL",
                {"en": "Seoul", "ko": "서울"},
                "KR",
                "Asia",
                MemberKind.METROPOLITAN,
                date(2010, 9, 7),
                date(2024, 1, 1),
            ),
        ),
        (),
    )


@pytest.mark.parametrize("heading", ["population", "Population", "inhabitants"])
@pytest.mark.parametrize("cell", ["9776000", '"9,776,000"', "9 776 000"])
def test_a_population_is_known_by_its_headings_with_its_thousands_set_apart(
    tmp_path, heading, cell
):
    found = read(tmp_path, f"code,name,{heading}\nseoul,Seoul,{cell}\nlisbon,Lisbon,\n")
    assert [member.population for member in found.members] == [9_776_000, None]


@pytest.mark.parametrize("cell", ["0", "-5", "9.776", "40000001", "about 9", '"9,77"', "１２"])
def test_what_is_no_number_of_inhabitants_is_named(tmp_path, cell):
    found = read(tmp_path, f"code,name,population\nseoul,Seoul,{cell}\n")
    assert faults(found) == [(2, "M014", cell.strip('"'))]


def test_a_column_that_is_mapped_keeps_its_own_heading(tmp_path):
    found = read(
        tmp_path,
        "code,name,inhabitants,population\nseoul,Seoul,9776000,old\n",
        columns={"population": "inhabitants"},
    )
    assert [member.population for member in found.members] == [9_776_000]


def test_columns_of_other_names_are_mapped(tmp_path):
    found = read(tmp_path, "ID,City\n1,Ulm\n", columns={"code": "ID", "name": "City"})
    assert found.members == (Member("1", {"en": "Ulm"}),)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path, separator):
    lines = ["code name country", "a Ulm DE"]
    found = read(tmp_path, "\n".join(line.replace(" ", separator) for line in lines))
    assert found.members == (Member("a", {"en": "Ulm"}, "DE"),)


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    assert len(read(tmp_path, b"\xef\xbb\xbfcode,name\r\na,Ulm\r\n").members) == 1


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused_with_the_remedy(tmp_path, encoding):
    with pytest.raises(InputRefusal, match="not UTF-8") as refused:
        read(tmp_path, "code,name\na,Zürich\n".encode(encoding))
    assert "CSV UTF-8" in refused.value.hint


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(StorageRefusal, match=r"none\.csv"):
        read_members(tmp_path / "none.csv")


def test_all_columns_that_do_not_fit_are_named_at_once_with_those_there_are(tmp_path):
    with pytest.raises(InputRefusal) as refused:
        read(tmp_path, "Id,x,x\n", columns={"colour": "x", "region": "y"})
    assert [p.code for p in refused.value.problems] == ["M001", "M013", "M002", "M002", "M002"]
    assert "Columns there are: Id, x, x." in refused.value.problems[-1].remedy


def test_an_empty_file_has_no_columns(tmp_path):
    with pytest.raises(InputRefusal) as refused:
        read(tmp_path, "")
    assert "Columns there are: none." in refused.value.problems[0].remedy


def test_two_columns_of_one_name_are_refused(tmp_path):
    with pytest.raises(InputRefusal) as refused:
        read(tmp_path, "code,name,name\na,Ulm,Neu-Ulm\n")
    assert "2 columns 'name'" in refused.value.problems[0].message


def test_every_fault_is_named_with_line_and_value_and_good_rows_are_kept(tmp_path):
    found = read(
        tmp_path,
        "code,name,country,kind,joined,left\n"
        "a,Ulm,DE,,,\n"
        ",Nowhere,DE,,,\n"
        "b,,DE,,,\n"
        "c,Ulm,Atlantis,village,28.6.2017,\n"
        "d,Ulm,DE,,2020-01-02,2020-01-01\n"
        "a,Again,DE,,,\n"
        "e,Ulm\u202e,DE,,,\n"
        f"f,{'x' * 1001},DE,,,\n"
        "\n"
        "g,Washington, D.C.,US,,,\n",
    )
    assert [member.code for member in found.members] == ["a"]
    assert faults(found) == [
        (3, "M010", "Nowhere"),
        (4, "M003", ""),
        (5, "M006", "Atlantis"),
        (5, "M009", "village"),
        (5, "M007", "28.6.2017"),
        (6, "M008", "2020-01-01"),
        (7, "M011", "a"),
        (8, "M004", "'Ulm\\u202e'"),
        (9, "M005", "x" * 60),
        (11, "M012", ""),
    ]
    assert "line 2" in found.problems[6].message
    assert all(problem.remedy for problem in found.problems)


def test_a_line_break_inside_a_cell_does_not_move_the_lines(tmp_path):
    found = read(tmp_path, 'code,name\na,"New\nUlm"\n,Nowhere\n')
    assert found.members == (Member("a", {"en": "New Ulm"}),)
    assert faults(found) == [(4, "M010", "Nowhere")]


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_line(tmp_path):
    with pytest.raises(InputRefusal, match="line 2"):
        read(tmp_path, 'code,name\na,"Ulm')


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("kr", "KR"),
        ("KOR", "KR"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("the Netherlands", "NL"),
        ("UK", "GB"),
        ("XK", "XK"),
        ("EU", None),
        ("ZZ", None),
        ("SUN", None),
        ("Atlantis", None),
    ],
)
def test_a_country_is_known_by_both_codes_and_its_english_names(value, code):
    assert find_country(value) == code


def test_codes_are_made_of_country_and_name_when_asked_for(tmp_path):
    text = "name,country\nSão Paulo,BR\nDurban (eThekwini),ZA\n"
    found = read(tmp_path, text, make_codes=True)
    assert [member.code for member in found.members] == ["br-sao-paulo", "za-durban-ethekwini"]


def test_made_codes_that_fall_together_and_names_without_latin_letters_are_asked_for(tmp_path):
    text = "name,country\nPortland,US\nPortland,US\n서울,KR\n"
    found = read(tmp_path, text, make_codes=True)
    assert faults(found) == [(3, "M011", "us-portland"), (4, "M010", "서울")]


NAMES = (
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)
    .map(lambda word: normalize("NFC", word))
    .filter(lambda word: word not in EMPTY)
)
CODES = st.text("abc123-=+@'", min_size=1, max_size=6).filter(lambda word: word != "-")
MEMBERS = st.lists(
    st.builds(
        Member,
        CODES,
        st.dictionaries(st.sampled_from(["en", "ko", "pt-BR"]), NAMES, min_size=1),
        st.sampled_from(["", "KR", "DE"]),
        st.sampled_from(["", "Asia, Pacific", '"East"']),
        st.sampled_from([*MemberKind]),
        st.none() | st.dates(date(1990, 1, 1), date(2000, 1, 1)),
        st.none() | st.dates(date(2001, 1, 1), date(2030, 1, 1)),
        st.none() | st.integers(1, 40_000_000),
    ),
    unique_by=lambda member: member.code,
)


@given(MEMBERS)
def test_what_is_written_reads_back_the_same(tmp_path_factory, members):
    path = tmp_path_factory.mktemp("list") / "members.csv"
    path.write_bytes(write_members(members))
    found = read_members(path)
    assert found == MemberList(tuple(members), ())


def test_the_same_members_give_the_same_bytes_whatever_the_order_of_their_names():
    one = Member("a", {"en": "Ulm", "de": "Ulm", "ar": "أولم"})
    other = Member("a", {"ar": "أولم", "de": "Ulm", "en": "Ulm"})
    assert write_members([one]) == write_members([other])


def test_a_large_real_list_is_taken_whole_and_a_second_time_brings_nothing_new(
    real_data: Path, sqlite_workspace: Engine
):
    path = real_data / "members" / "gcom_mycovenant_signatories_2024_01.csv"
    found = read_members(path, columns={**GCOM, "code": "organisation_id"})
    assert (len(found.members), found.problems) == (11_973, ())
    for new, same in ((11_973, 0), (0, 11_973)):
        with transaction(sqlite_workspace) as session:
            result = import_members(session, found.members, changed_on=date(2026, 1, 1))
        assert (result.new, result.changed, result.same) == (new, 0, same)
    with reading(sqlite_workspace) as session:
        assert load_members(session) == sorted(found.members, key=lambda m: m.code)


def test_a_real_code_column_with_gaps_names_each_row_it_cannot_take(real_data: Path):
    path = real_data / "members" / "gcom_mycovenant_signatories_2024_01.csv"
    found = read_members(path, columns={**GCOM, "code": "gcom_id"})
    assert Counter(p.code for p in found.problems) == {"M010": 20, "M011": 1}
    assert len(found.members) + len(found.problems) == 11_973


def test_a_real_list_without_codes_is_asked_for_them_or_gets_made_ones(real_data: Path):
    path = real_data / "members" / "c40_79_cities.csv"
    columns = {
        "name": "name_as_in_source",
        "country": "country_as_in_source",
        "region": "region_as_in_source",
    }
    with pytest.raises(InputRefusal) as refused:
        read_members(path, columns=columns)
    assert "--make-codes" in refused.value.problems[0].remedy
    found = read_members(path, columns=columns, make_codes=True)
    assert (len(found.members), found.problems) == (79, ())
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    given = [row["iso3166_alpha2_added"] for row in rows]
    assert [member.country for member in found.members] == given
