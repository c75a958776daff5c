"""Rules of moving a paragraph: it keeps its id, and only the order changes."""

import pytest

from declarations.comparison import ChangeKind, compare
from declarations.draft_file import parse_draft
from declarations.paragraph_moves import find_places, move_paragraph
from declarations.problems import InputRefusal, NotFoundRefusal
from tests.app.web.drafts import DRAFT

TEXT = parse_draft(DRAFT).declaration


def test_a_paragraph_may_stand_at_each_place_of_each_section() -> None:
    places = find_places(TEXT, "air-2")
    assert places.order == ("air", "air-1", "water", "water-1")
    assert places.present == "air-1"
    assert places.step("air-1", 1) == "water"
    assert places.step("air", -1) == "air"


def test_wherever_a_paragraph_goes_one_paragraph_has_moved_and_none_has_changed() -> None:
    for place in find_places(TEXT, "air-1").order:
        moved = move_paragraph(TEXT, "air-1", place)
        kinds = [each.kind for each in compare(TEXT, moved).changes]
        others = [kind for kind in kinds if kind is not ChangeKind.UNCHANGED]
        # of two neighbours that change places either may be told as the one that moved
        assert others == ([] if place == "air" else [ChangeKind.MOVED])
        assert sorted(node.id for node in moved.walk()) == sorted(node.id for node in TEXT.walk())


def test_a_place_that_is_none_and_a_section_are_refused() -> None:
    for place in ("preamble", "preamble-1", "air-1", ""):
        with pytest.raises(InputRefusal):
            move_paragraph(TEXT, "air-1", place)
    with pytest.raises(InputRefusal):
        find_places(TEXT, "air")
    with pytest.raises(NotFoundRefusal):
        find_places(TEXT, "earth-1")
