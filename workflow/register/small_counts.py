"""Counts of people that may be shown: small ones are hidden, and one more where the sum would tell them."""

from __future__ import annotations

from collections.abc import Mapping

FEWEST = 10
"""Counts under ten are not shown: the people behind them could be known."""


def shown(counts: Mapping[str, int], total_shown: bool = True) -> dict[str, int | None]:
    """Each count as it may be shown, None where it is hidden; a nought is no person and stands.

    Where the total is shown too, one hidden count would follow from the others: the next smallest is hidden
    with it, and if all that is hidden adds up to fewer than ten, one more.
    """
    hidden = {name for name, n in counts.items() if 0 < n < FEWEST}
    if hidden and total_shown:
        rest = sorted((n, name) for name, n in counts.items() if n >= FEWEST)
        while rest and (len(hidden) < 2 or sum(counts[name] for name in hidden) < FEWEST):
            hidden.add(rest.pop(0)[1])
    return {name: None if name in hidden else n for name, n in counts.items()}


def share(part: int, of: int) -> int | None:
    """How many in a hundred, or None where it would tell a small count to whoever knows the whole: of those
    who did, or of those who did not. None too where the whole is small, or smaller than the part."""
    told = shown({"did": part, "did_not": of - part})
    small = of < FEWEST or part > of or None in told.values()
    return None if small else round(100 * part / of)
