"""Roll calls: every cell that can be read is, every other one is named with its line."""

from pathlib import Path

import pytest

from declarations.adoptions import Ballot, Choice
from declarations.problems import InputRefusal, StorageRefusal
from exports.member_list import write_members
from exports.roll_call import CHOICES, read_roll_call
from tracker.members import Member

MEMBERS = (
    Member("aal", {"en": "Aalstad", "ru": "Аальстад"}),
    Member("bee", {"en": "Beeburg"}),
    Member("ce1", {"en": "Ceville"}),
    Member("ce2", {"en": "Ceville"}),
    Member("ceville", {"en": "Old Ceville"}),
)


def read(folder: Path, words: str):
    path = folder / "roll.csv"
    path.write_text(words, encoding="utf-8")
    return read_roll_call(path, MEMBERS)


def test_one_column_a_vote_and_one_row_a_member(tmp_path: Path) -> None:
    found = read(tmp_path, "member,vote,a-1\naal,yes,no\nbee,Abstain,\n")
    assert found.problems == []
    assert found.votes == {
        "vote": (Ballot("aal", Choice.IN_FAVOUR), Ballot("bee", Choice.ABSTAINING)),
        "a-1": (Ballot("aal", Choice.AGAINST), Ballot("bee", Choice.NOT_VOTING)),
    }


def test_a_member_is_known_by_its_code_and_by_a_name_that_only_it_has(tmp_path: Path) -> None:
    found = read(tmp_path, "name;vote\nАальстад;yes\nBEEBURG;no\nceville;yes\n")
    assert [ballot.voter for ballot in found.votes["vote"]] == ["aal", "bee", "ceville"]
    assert found.problems == []


def test_a_name_of_two_members_is_never_guessed(tmp_path: Path) -> None:
    found = read(tmp_path, "member,vote\nCeville,yes\n")
    (problem,) = found.problems
    assert (problem.code, problem.place.line) == ("V014", 2)
    assert "ce1, ce2" in problem.message
    assert found.votes == {"vote": ()}


def test_every_faulty_cell_is_named_with_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, "member,vote\naal,yes\nzzz,no\n\nbee,-\n")
    told = [(problem.code, problem.place.line, problem.value) for problem in found.problems]
    assert told == [("V014", 3, "zzz"), ("V015", 5, "-")]
    assert [ballot.voter for ballot in found.votes["vote"]] == ["aal"]


def test_the_list_of_members_with_a_column_vote_is_a_roll_call(tmp_path: Path) -> None:
    lines = write_members(MEMBERS[:2]).decode("utf-8-sig").splitlines()
    votes = ["vote", "yes", "no"]
    found = read(tmp_path, "\n".join(f"{a},{b}" for a, b in zip(lines, votes, strict=True)))
    assert list(found.votes) == ["vote"]
    assert [ballot.choice for ballot in found.votes["vote"]] == [Choice.IN_FAVOUR, Choice.AGAINST]


@pytest.mark.parametrize("head", ["member", "vote", "member,vote,vote", ""])
def test_a_file_without_its_columns_is_no_roll_call(tmp_path: Path, head: str) -> None:
    with pytest.raises(InputRefusal, match="is no roll call") as refused:
        read(tmp_path, f"{head}\naal\n")
    assert "'member'" in refused.value.hint


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageRefusal, match="cannot be read"):
        read_roll_call(tmp_path / "none.csv", MEMBERS)


def test_no_word_means_two_things() -> None:
    assert set(CHOICES.values()) == set(Choice)
    assert all(word == word.casefold() for word in CHOICES)
