"""The paired timer: every candidate in one process and one run, in rotated order, judged by the ratio."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

PRODUCT, PEER, LIMIT, ALSO = "product", "peer", "limit", "also"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way of doing the work. `call` does it `units` times; `before` makes ready for each, untimed.

    `stretch`: how many times what is measured here the whole would be; then its figure is extrapolated.
    `by_wall`: another process does part of the work, so that CPU time tells too little.
    """

    name: str
    kind: str
    call: Callable[[], object]
    units: int = 1
    stretch: float = 1.0
    before: Callable[[], object] | None = None
    by_wall: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What one candidate took, in microseconds a unit."""

    name: str
    kind: str
    median: float
    least: float
    most: float
    cpu: float
    extrapolated: bool
    by_wall: bool

    @property
    def figure(self) -> float:
        """What ratios are made of: the least CPU time, or the median where a server did the work."""
        return self.median if self.by_wall else self.cpu


@dataclass(frozen=True, slots=True)
class Gate:
    """A goal for the ratio of two lines; a quick run is judged on half of it."""

    what: str
    ratio: float
    goal: float
    at_least: bool
    met: bool


def measure(
    candidates: Sequence[Candidate], *, rounds: int, enough: float = 0.02, warm: bool = True
) -> list[Line]:
    """Time all candidates, each for `enough` seconds a round; rounds begin with another one each time."""
    times = [_repeats(each, enough) if warm else 1 for each in candidates]
    wall: dict[str, list[float]] = {each.name: [] for each in candidates}
    cpu: dict[str, list[float]] = {each.name: [] for each in candidates}
    for turn in range(rounds):
        for k in range(len(candidates)):
            i = (turn + k) % len(candidates)
            spent = _timed(candidates[i], times[i])
            wall[candidates[i].name].append(spent[0])
            cpu[candidates[i].name].append(spent[1])
    return [_line(each, wall[each.name], cpu[each.name]) for each in candidates]


def gate(what: str, ratio: float, goal: float, *, at_least: bool, quick: bool) -> Gate:
    """Judge a ratio; in a quick run by half the goal, since it is short and other work goes on."""
    limit = goal if not quick else (goal / 2 if at_least else goal * 2)
    return Gate(what, round(ratio, 2), limit, at_least, ratio >= limit if at_least else ratio <= limit)


def document(name: str, *, quick: bool, lines: Sequence[Line], gates: Sequence[Gate], **more: object) -> dict:
    """A result as one JSON document."""
    return {
        "bench": name,
        "quick": quick,
        "met": all(each.met for each in gates),
        "gates": [asdict(each) for each in gates],
        "lines": [{k: _short(v) for k, v in asdict(line).items()} for line in lines],
        **more,
    }


def _repeats(one: Candidate, enough: float) -> int:
    """Warm up, and find how many calls take long enough to be timed."""
    if one.before:
        return 1
    one.call()
    took = _timed(one, 1)[0] * one.units / one.stretch / 1e6
    return max(1, min(10_000, round(enough / max(took, 1e-7))))


def _timed(one: Candidate, calls: int) -> tuple[float, float]:
    """Wall and CPU time of one unit, in microseconds."""
    call, repeats = one.call, range(calls)
    if one.before:
        one.before()
    gc.collect()
    gc.disable()
    try:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in repeats:
            call()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    finally:
        gc.enable()
    share = 1e6 * one.stretch / (calls * one.units)
    return wall * share, cpu * share


def _line(one: Candidate, wall: Sequence[float], cpu: Sequence[float]) -> Line:
    return Line(
        one.name, one.kind, median(wall), min(wall), max(wall), min(cpu), one.stretch != 1, one.by_wall
    )


def _short(value: object) -> object:
    return float(f"{value:.4g}") if isinstance(value, float) else value


def by_name(lines: Sequence[Line]) -> Mapping[str, Line]:
    """The lines by their names."""
    return {line.name: line for line in lines}
