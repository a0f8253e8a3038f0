"""How long a timetable of 12 stages and 20 rules takes: 65 dates, agreed on before they are timed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from time import perf_counter

from benchmarks import peers
from benchmarks.common import (
    ALSO,
    LIMIT,
    PEER,
    PRODUCT,
    Candidate,
    Gate,
    Line,
    by_name,
    document,
    gate,
    measure,
)
from benchmarks.exercise import LAST, events, generated, interpreter, product_network
from benchmarks.peers import day_loop
from workflow.rulebook.library import library
from workflow.timetable.act_days import ActDays, act_days
from workflow.timetable.calendars import calendar
from workflow.timetable.dates import Compiled, compiled
from workflow.timetable.model import Asked
from workflow.timetable.passes import solve
from workflow.timetable.plan import network_for, plan, route_for

OURS, LOOP, GENERATED = (
    "product: dates",
    "day by day, a set of holidays",
    "limit: generated code, day numbers",
)
EXPLAINED, PASSES, SHIPPED = "plan, explained", "both passes", "dates"
Question = tuple[date, date]


def questions() -> list[Question]:
    """Forty starts with an end, spread over weekdays, seasons and the years 2021 to 2038.

    None comes near 8 May 2023, a bank holiday that workalendar does not know, so that all can agree.
    """
    starts = [date(2021, 1, 4) + timedelta(157 * i) for i in range(50)]
    near = [day for day in starts if date(2021, 3, 1) < day < date(2023, 12, 1)]
    return [(day, day + timedelta(730 + day.day)) for day in starts if day not in near][:40]


def run(*, quick: bool) -> dict:
    """Agree, then measure; the result as one document."""
    asked = questions()
    begun = perf_counter()
    made = compiled(product_network(), LAST, ActDays(calendar("england")))
    made.dates(Asked(*asked[0][:1], end=asked[0][1]))
    ready_ms = (perf_counter() - begun) * 1000
    ways, absent = _ways(made)
    _agree(ways, made, asked)
    lines = measure(
        [Candidate(name, kind, _over(way, asked), len(asked)) for name, (kind, way) in ways.items()]
        + _shipped(asked[0][0]),
        rounds=7 if quick else 21,
        enough=0.02 if quick else 0.06,
    )
    return document(
        "timetable",
        quick=quick,
        lines=lines,
        gates=_gates(lines, quick),
        agreed={"dates": 2 * len(events()) + 1, "timetables": len(asked), "ways": len(ways)},
        about=[
            f"All {len(ways)} ways give the same {2 * len(events()) + 1} dates for {len(asked)} starts of",
            "2021 to 2038. numpy keeps its own datetime64; the limit answers day numbers, all others dates.",
            f"The product's tables were made ready once, in {ready_ms:.0f} ms.",
        ],
        absent=absent,
    )


def _ways(made: Compiled) -> tuple[dict[str, tuple[str, Callable]], list[str]]:
    """Every candidate for the 65 dates, by name."""
    england = calendar("england")
    closed = {day for day, _title in england.holidays_between(date(2019, 1, 1), date(2042, 12, 31))}
    first = date(2019, 1, 1)
    straight, _source = generated(closed, first, date(2042, 12, 31))
    zero = first.toordinal()
    found, absent = peers.present()
    ways: dict[str, tuple[str, Callable]] = {
        OURS: (PRODUCT, lambda start, end: made.dates(Asked(start, end=end))),
        LOOP: (PEER, interpreter(day_loop.Calendar(closed))),
        GENERATED: (LIMIT, lambda start, end: straight(start.toordinal() - zero, end.toordinal() - zero)),
        "generated code, dates out": (
            ALSO,
            lambda start, end: [
                date.fromordinal(n + zero) for n in straight(start.toordinal() - zero, end.toordinal() - zero)
            ],
        ),
    }
    ways |= {name: (PEER, interpreter(module.Calendar(closed))) for name, module in found.items()}
    return ways, absent


def _agree(ways: dict[str, tuple[str, Callable]], made: Compiled, asked: Sequence[Question]) -> None:
    """Stop here if any way gives another date than the product's own passes."""
    for start, end in asked:
        wanted = _by_passes(made, start, end)
        for name, (_kind, way) in ways.items():
            told = _told(name, way(start, end))
            if told != wanted:
                raise SystemExit(f"{name} gives other dates than the product from {start} to {end}.")


def _by_passes(made: Compiled, start: date, end: date) -> list[date]:
    found = solve(made.network, Asked(start, end=end), LAST, made.days)
    dates = [*(found.earliest[e] for e in made.events), *(found.latest[e] for e in made.events)]
    return [*dates, found.latest["consultation_begins"]]


def _told(name: str, answer: object) -> list[date]:
    """An answer as the 65 dates, whatever its own kind of date is."""
    if name == OURS:
        return [*answer.earliest, *answer.latest, answer.latest_of("consultation_begins")]  # type: ignore[attr-defined]
    days = list(answer)  # type: ignore[call-overload]
    if name == GENERATED:
        return [date(2019, 1, 1) + timedelta(n) for n in days]
    return [day.item() if hasattr(day, "item") else day for day in days]


def _over(way: Callable, asked: Sequence[Question]) -> Callable[[], None]:
    """All questions once."""

    def call() -> None:
        for start, end in asked:
            way(start, end)

    return call


def _shipped(today: date) -> list[Candidate]:
    """The tender route of Example City Council: explained, by both passes, and the dates alone."""
    book = library().rulebook("example-city", date(2026, 11, 24))
    asked = [
        Asked(date(2026, 11, 24) + timedelta(i), end=date(2028, 4, 1) + timedelta(3 * i)) for i in range(8)
    ]
    route = route_for(book, "tender", {})
    days = act_days(book.authority, route, book.facts("tender", {}))
    net = network_for(book, route, asked[0])
    made = compiled(net, route.ends_with, days)
    tender = f"example-city, tender ({len(net.events)} events, {len(net.ties)} ties): "

    def each(work: Callable[[Asked], object]) -> Callable[[], list]:
        return lambda: [work(one) for one in asked]

    return [
        Candidate(tender + EXPLAINED, ALSO, each(lambda one: plan(book, "tender", one)), len(asked)),
        Candidate(
            tender + PASSES, ALSO, each(lambda one: solve(net, one, route.ends_with, days)), len(asked)
        ),
        Candidate(tender + SHIPPED, ALSO, each(made.dates), len(asked)),
    ]


def _gates(lines: Sequence[Line], quick: bool) -> list[Gate]:
    """The goals that can be judged with the peers that are here."""
    named = by_name(lines)
    ours = named[OURS].figure
    goals = {"numpy busday_offset": 15, "holidays get_nth_working_day": 50, "workalendar": 50, LOOP: 7}
    found = [
        gate(f"faster than {name}", named[name].figure / ours, goal, at_least=True, quick=quick)
        for name, goal in goals.items()
        if name in named
    ]
    return [*found, gate("times the limit", ours / named[GENERATED].figure, 5, at_least=False, quick=quick)]
