"""No count under ten can be read, or worked out from the others and the total."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from workflow.register.small_counts import FEWEST, share, shown

COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1)


@given(COUNTS)
def test_nothing_from_one_to_nine_is_shown_and_a_nought_is(counts: dict[str, int]) -> None:
    told = shown(counts)
    assert told.keys() == counts.keys()
    for name, n in counts.items():
        assert told[name] in (n, None)
        assert not 0 < n < FEWEST or told[name] is None
        assert n != 0 or told[name] == 0


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 14), min_size=2, max_size=4))
def test_whoever_knows_the_total_cannot_tell_a_small_count(counts: dict[str, int]) -> None:
    """By brute force: every way to fill the hidden cells that gives the total; more than one must be left
    for each small count, unless there is nothing else to hide it with."""
    told = shown(counts)
    hidden = [name for name, n in told.items() if n is None]
    if not hidden or not [n for n in counts.values() if n >= FEWEST]:
        return
    left = sum(counts.values()) - sum(n for n in told.values() if n is not None)
    ways = [way for way in product(range(1, left + 1), repeat=len(hidden)) if sum(way) == left]
    for at, name in enumerate(hidden):
        if 0 < counts[name] < FEWEST:
            assert len({way[at] for way in ways}) > 1, (counts, told)


def test_both_sides_of_the_boundary() -> None:
    assert shown({"a": 10, "b": 10}) == {"a": 10, "b": 10}
    assert shown({"a": 9, "b": 10, "c": 50}) == {"a": None, "b": None, "c": 50}
    assert shown({"a": 4, "b": 5, "c": 50}) == {"a": None, "b": None, "c": None}
    assert shown({"a": 5, "b": 5, "c": 50}) == {"a": None, "b": None, "c": 50}


def test_r017_whoever_knows_how_many_replied_cannot_tell_from_the_share_how_few_answered() -> None:
    """The attack: the replies stand on the same page, so every number that gives the same share is tried.
    Neither those who answered nor those who did not may come out as one to nine."""
    for replies in range(1, 221):
        told: dict[int | None, set[int]] = {}
        for answered in range(replies + 1):
            told.setdefault(share(answered, replies), set()).add(answered)
        hidden = told.pop(None, set())
        assert len(hidden) != 1, (replies, hidden)
        for answered in set().union(*told.values()):
            assert not 0 < answered < FEWEST and not 0 < replies - answered < FEWEST, (replies, answered)


def test_a_share_on_both_sides_of_the_boundary() -> None:
    assert (share(9, 40), share(10, 40)) == (None, 25)
    assert (share(30, 40), share(31, 40)) == (75, None)
    assert (share(0, 9), share(0, 10), share(10, 10), share(11, 10)) == (None, 0, 100, None)
