"""The chain of the journal: whatever is changed in it is found, and where."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journal import (
    ORIGIN,
    Anchor,
    Entry,
    FaultKind,
    JournalFault,
    SealedEntry,
    Signature,
    hash_entry,
    parse_anchors,
    seal_entry,
    verify_anchors,
    verify_chain,
)
from declarations.problems import InputRefusal

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
LENGTH = 9


def make_entry(number: int, words: str = "edit a draft") -> Entry:
    signature = Signature(UUID(int=7), "", words, f"text {number}", "")
    return Entry(UUID(int=number), NOON + timedelta(seconds=number), signature, "[]")


def make_chain(length: int = LENGTH) -> list[SealedEntry]:
    chain: list[SealedEntry] = []
    for number in range(1, length + 1):
        chain.append(seal_entry(make_entry(number), anchor_of(chain)))
    return chain


def anchor_of(chain: list[SealedEntry]) -> Anchor | None:
    last = chain[-1] if chain else None
    return Anchor(last.number, last.entry.made_at, last.sha256) if last else None


def examine(chain: list[SealedEntry], *anchors: Anchor) -> list[JournalFault]:
    by_hash = {each.sha256: each.number for each in reversed(chain)}
    by_number = {each.number: each.sha256 for each in chain}
    return [
        *verify_chain(chain, by_hash.get),
        *verify_anchors(anchors, by_number.get, anchor_of(chain)),
    ]


def edit(found: SealedEntry) -> SealedEntry:
    signature = replace(found.entry.signature, act="adopt a text")
    return replace(found, entry=replace(found.entry, signature=signature))


def rewrite(chain: list[SealedEntry], first: int) -> list[SealedEntry]:
    """Change an entry and make every later hash anew, as one who knows the method would."""
    kept = chain[: first - 1]
    for found in chain[first - 1 :]:
        entry = edit(found).entry if found.number == first else found.entry
        kept.append(seal_entry(entry, anchor_of(kept)))
    return kept


def test_an_untouched_chain_has_no_fault() -> None:
    chain = make_chain()
    assert examine(chain, *(Anchor(e.number, NOON, e.sha256) for e in chain)) == []
    assert examine([]) == []


@pytest.mark.parametrize("number", [1, 4, LENGTH])
def test_an_edited_entry_is_found_where_it_is(number: int) -> None:
    chain = make_chain()
    chain[number - 1] = edit(chain[number - 1])
    assert examine(chain) == [JournalFault(FaultKind.EDITED, number, number)]


@pytest.mark.parametrize("field", ["made_at", "id", "changes"])
def test_every_part_of_an_entry_is_in_its_hash(field: str) -> None:
    chain = make_chain()
    other = {"made_at": NOON, "id": uuid4(), "changes": '[{"table":"member"}]'}[field]
    chain[3] = replace(chain[3], entry=replace(chain[3].entry, **{field: other}))
    assert examine(chain) == [JournalFault(FaultKind.EDITED, 4, 4)]


@pytest.mark.parametrize("field", ["account", "user", "act", "object", "reason"])
def test_every_part_of_a_signature_is_in_its_hash(field: str) -> None:
    entry = make_entry(1)
    other = UUID(int=8) if field == "account" else "other"
    signature = replace(entry.signature, **{field: other})
    assert hash_entry(ORIGIN, entry) != hash_entry(ORIGIN, replace(entry, signature=signature))


def test_entries_that_were_deleted_are_named_by_their_numbers() -> None:
    chain = make_chain()
    assert examine(chain[:3] + chain[5:]) == [JournalFault(FaultKind.DELETED, 4, 5)]
    assert examine(chain[2:]) == [JournalFault(FaultKind.DELETED, 1, 2)]


def test_an_entry_that_was_deleted_and_the_gap_closed_is_found_there() -> None:
    chain = make_chain()
    closed = chain[:3] + [replace(each, number=each.number - 1) for each in chain[4:]]
    (fault,) = examine(closed)
    assert fault.first <= 4 <= fault.last + 1


def test_an_inserted_entry_is_found_where_it_is() -> None:
    chain = make_chain()
    forged = seal_entry(make_entry(99), anchor_of(chain[:4]))
    moved = [replace(each, number=each.number + 1) for each in chain[4:]]
    assert examine([*chain[:4], forged, *moved]) == [JournalFault(FaultKind.INSERTED, 5, 5)]


def test_entries_that_changed_places_are_found_there() -> None:
    chain = make_chain()
    swapped = [replace(chain[4], number=4), replace(chain[3], number=5)]
    (fault,) = examine([*chain[:3], *swapped, *chain[5:]])
    assert fault == JournalFault(FaultKind.REORDERED, 4, 5)


def test_an_end_that_was_cut_off_is_found_by_an_anchor_alone() -> None:
    chain = make_chain()
    head = anchor_of(chain)
    assert head is not None
    assert examine(chain[:6]) == []
    assert examine(chain[:6], head) == [JournalFault(FaultKind.TRUNCATED, 7, LENGTH)]
    assert examine([], head) == [JournalFault(FaultKind.TRUNCATED, 1, LENGTH)]


def test_an_end_that_was_written_anew_is_found_between_two_anchors() -> None:
    chain = make_chain()
    anchors = [Anchor(n, NOON, chain[n - 1].sha256) for n in (LENGTH, 2, 5)]
    other = rewrite(chain, 4)
    assert examine(other) == []
    assert examine(other, *anchors) == [
        JournalFault(FaultKind.REWRITTEN, 3, 5),
        JournalFault(FaultKind.REWRITTEN, 3, LENGTH),
    ]


@given(st.data())
def test_whatever_is_changed_is_found_and_where(data: st.DataObject) -> None:
    chain = make_chain()
    head = anchor_of(chain)
    assert head is not None
    first = data.draw(st.integers(1, LENGTH), label="the first entry that is touched")
    way = data.draw(st.sampled_from(["edit", "delete", "swap", "insert", "hash", "anew", "cut"]))
    more = data.draw(st.sets(st.integers(first, LENGTH)), label="others")
    touched = {first, *more}
    changed = tamper(chain, way, touched, data)
    if changed == chain:
        return
    faults = examine(changed, head)
    assert faults
    at = min(fault.first for fault in faults)
    assert at <= first + 1 if way == "swap" else at <= first
    assert all(fault.first >= first - 1 for fault in examine(changed)), "where nothing is wrong"


def tamper(
    chain: list[SealedEntry], way: str, touched: set[int], data: st.DataObject
) -> list[SealedEntry]:
    first = min(touched)
    if way == "edit":
        return [edit(each) if each.number in touched else each for each in chain]
    if way == "delete":
        return [each for each in chain if each.number not in touched]
    if way == "hash":
        return [
            replace(each, sha256=hash_entry(each.previous, edit(each).entry))
            if each.number in touched
            else each
            for each in chain
        ]
    if way == "swap":
        order = sorted(touched)
        moved = dict(zip(order, data.draw(st.permutations(order)), strict=True))
        found = [replace(each, number=moved.get(each.number, each.number)) for each in chain]
        return sorted(found, key=lambda each: each.number)
    if way == "insert":
        forged = seal_entry(make_entry(99), anchor_of(chain[: first - 1]))
        later = [replace(each, number=each.number + 1) for each in chain[first - 1 :]]
        return [*chain[: first - 1], forged, *later]
    return rewrite(chain, first) if way == "anew" else chain[: first - 1]


def test_an_anchor_reads_back_as_it_was_printed() -> None:
    head = anchor_of(make_chain())
    assert head is not None
    assert parse_anchors(f"# kept by the host\n\n{head}\n") == (head,)


@pytest.mark.parametrize(
    "line",
    [
        "accord-journal 0 2026-11-30T12:00:00.000000Z " + "a" * 64,
        "accord-journal 4 yesterday " + "a" * 64,
        "accord-journal 4 2026-11-30T12:00:00.000000Z " + "a" * 63,
        "journal 4 2026-11-30T12:00:00.000000Z " + "a" * 64,
        "4",
    ],
)
def test_a_line_that_is_no_anchor_is_refused_by_its_number(line: str) -> None:
    with pytest.raises(InputRefusal, match="Line 2"):
        parse_anchors(f"# first\n{line}\n")
