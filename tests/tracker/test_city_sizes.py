"""Classes of size: their bounds, and what has no number."""

import pytest

from tracker.city_sizes import LOWER_BOUNDS, SizeClass, classify_size


@pytest.mark.parametrize("bound", range(len(LOWER_BOUNDS) - 1))
def test_a_class_begins_at_its_bound(bound: int) -> None:
    least, found = LOWER_BOUNDS[bound]
    assert classify_size(least) is found
    assert classify_size(least - 1) is LOWER_BOUNDS[bound + 1][1]


def test_who_has_no_number_is_in_a_class_of_its_own() -> None:
    assert classify_size(None) is SizeClass.UNKNOWN
    assert set(SizeClass) == {found for _least, found in LOWER_BOUNDS} | {SizeClass.UNKNOWN}
