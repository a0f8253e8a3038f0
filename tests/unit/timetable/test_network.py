"""What the network holds beyond minima: maxima, meetings, closed days, exceptions, rules to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import oracle
from workflow.rulebook.library import library
from workflow.rulebook.model import (
    Applies,
    Authority,
    Closure,
    Diary,
    Force,
    Meeting,
    Method,
    Order,
    Period,
    Route,
    RouteEvent,
    Rule,
    Rulebook,
    Source,
)
from workflow.timetable.model import Asked, Timetable, TimingVerdict
from workflow.timetable.plan import plan

TODAY = date(2026, 11, 23)
NOTHING = Diary()
MEETINGS = (date(2027, 1, 13), date(2027, 2, 10), date(2027, 3, 10))


def event(name: str, **more: Any) -> RouteEvent:
    words = dict.fromkeys(("title", "must", "was_due", "not_yet", "done"), name)
    return RouteEvent(id=name, **words, **more)


def rule(n: int, start: str, end: str, **more: Any) -> Rule:
    period = {"n": n, "method": Method.FROM_NEXT_DAY, "start": start, "end": end}
    given = {"id": "RULE", "force": Force.LAW, "effect": "block", "exceptions": (), **more}
    period |= {key: given.pop(key) for key in ("kind", "method", "calendar") if key in given}
    return Rule(
        title="A rule", asks="It.", why="So.", period=Period(**period), source=Source(name="A source"),
        evidence="primary", applies_to=Applies(), **given,
    )  # fmt: skip


def book(
    events: tuple[RouteEvent, ...], *rules: Rule, diary: Diary = NOTHING, orders: tuple[Order, ...] = ()
) -> Rulebook:
    authority = Authority(
        id="example-town", name="Example Town Council", edition="1", in_force_from=date(2020, 1, 1),
        about="Invented.", nation="england", packs=(), diary=diary,
    )  # fmt: skip
    route = Route(
        id="way", title="A way", process="commission", ends_with=events[-1].id, events=events, orders=orders,
        stages=(), moves=(),
    )  # fmt: skip
    fingerprint = repr((authority, rules, route))
    return Rulebook(
        authority=authority,
        rules={each.id: each for each in rules},
        routes={"way": route},
        fingerprint=fingerprint,
    )


def timetable(a: Rulebook, pins: Mapping[str, date] | None = None, **asked: Any) -> Timetable:
    pins = pins or {}
    done = frozenset(name for name, day in pins.items() if day < TODAY)
    return plan(a, "way", Asked(today=TODAY, pins=pins, done=done, **asked))


class TestMaxima:
    """A maximum says by when its second event is due."""

    events = (event("signed"), event("published"), event("started", working=False))
    orders = (Order(start="signed", end="published"), Order(start="signed", end="started"))

    def asked(self, pins: Mapping[str, date] | None = None, **asked: Any) -> Timetable:
        return timetable(
            book(self.events, rule(30, "signed", "published", kind="maximum"), orders=self.orders),
            pins,
            **asked,
        )

    def test_it_is_counted_from_the_day_of_an_act_that_has_happened(self) -> None:
        found = self.asked({"signed": date(2026, 11, 2)})["published"]
        assert found.latest == date(2026, 12, 2)
        assert found.binding_rule == "RULE"
        assert found.because == (
            "signed on Monday 2 November 2026.",
            "Within 30 days, counted from the next day: A rule (required by law).",
            "So published by Wednesday 2 December 2026.",
        )

    def test_it_is_counted_from_the_latest_day_of_an_act_still_to_come(self) -> None:
        found = self.asked(end=date(2027, 4, 1))
        assert (found["signed"].latest, found["published"].latest) == (date(2027, 4, 1), date(2027, 4, 30))

    @pytest.mark.parametrize(("late", "verdict"), [(0, TimingVerdict.AT_RISK), (1, TimingVerdict.LATE)])
    def test_a_maximum_that_has_passed_is_late_but_the_end_still_fits(
        self, late: int, verdict: TimingVerdict
    ) -> None:
        signed = TODAY - timedelta(days=30 + late)
        found = self.asked({"signed": signed}, end=date(2027, 4, 1))
        assert found.verdict is verdict
        assert [(c.kind, c.event, c.short_by_days) for c in found.conflicts] == [
            ("maximum", "published", late)
        ][: 1 if late else 0]

    def test_one_maximum_tightens_what_comes_before_its_second_event(self) -> None:
        events = (event("closed"), event("answered"), event("decided"), event("ended", working=False))
        orders = tuple(
            Order(start=a, end=b)
            for a, b in (("closed", "answered"), ("answered", "decided"), ("decided", "ended"))
        )
        limit = rule(10, "closed", "decided", kind="maximum")
        found = timetable(
            book(events, limit, orders=orders), {"closed": date(2026, 11, 20)}, end=date(2027, 4, 1)
        )
        assert found["decided"].latest == found["answered"].latest == date(2026, 11, 30)


class TestMeetings:
    """What a board decides waits for its meeting, and the papers for the day on which it takes them."""

    events = (
        event("papers", papers_for="decided"),
        event("decided", sits="board"),
        event("started", working=False),
    )
    orders = (Order(start="papers", end="decided"), Order(start="decided", end="started"))
    diary = Diary(
        boards={"cabinet": "Cabinet"},
        meetings=tuple(
            Meeting(board="cabinet", on=day, papers_by=day - timedelta(days=14)) for day in MEETINGS
        ),
    )

    def asked(self, pins: Mapping[str, date] | None = None, **asked: Any) -> Timetable:
        asked = {"facts": {"board": "cabinet"}, **asked}
        return timetable(book(self.events, diary=self.diary, orders=self.orders), pins, **asked)

    @pytest.mark.parametrize(
        ("end", "meeting"),
        [
            (date(2027, 2, 9), date(2027, 1, 13)),
            (date(2027, 2, 10), date(2027, 2, 10)),
            (date(2027, 3, 9), date(2027, 2, 10)),
        ],
    )
    def test_r107_the_decision_rolls_back_to_the_last_meeting_and_the_papers_to_its_deadline(
        self, end: date, meeting: date
    ) -> None:
        found = self.asked(end=end)
        assert found["decided"].latest == meeting
        assert found["papers"].latest == meeting - timedelta(days=14)
        assert found["papers"].binding_rule == "local:papers_deadline"
        assert not found["decided"].provisional

    @pytest.mark.parametrize(
        ("ready", "meeting"),
        [(date(2027, 1, 27), date(2027, 2, 10)), (date(2027, 1, 28), date(2027, 3, 10))],
    )
    def test_papers_that_miss_the_deadline_wait_for_the_next_meeting(
        self, ready: date, meeting: date
    ) -> None:
        assert self.asked({"papers": ready})["decided"].earliest == meeting

    def test_after_the_last_meeting_that_is_known_a_date_is_provisional_and_says_so(self) -> None:
        found = self.asked(end=date(2027, 3, 11))["decided"]
        assert (found.latest, found.provisional) == (date(2027, 3, 11), True)
        assert found.because[-1] == (
            "No meetings of the Cabinet are known about that day, so this date is provisional."
        )

    def test_without_a_board_named_any_working_day_will_do(self) -> None:
        assert self.asked(end=date(2027, 2, 9), facts={})["decided"].latest == date(2027, 2, 9)


def christmas(*, acts: bool) -> Closure:
    return Closure(title="Christmas closure", first=date(2027, 12, 24), last=date(2028, 1, 3), acts=acts)


class TestClosures:
    """A closure moves acts, where the authority says so, and never a period."""

    events = (event("asked"), event("answered"), event("ended", working=False))
    period = rule(5, "asked", "answered", method=Method.NTH_WORKING_DAY_AFTER, calendar="england")

    @pytest.mark.parametrize(("acts", "latest"), [(True, date(2027, 12, 30)), (False, date(2027, 12, 23))])
    def test_no_act_is_planned_on_closed_days_where_the_authority_says_so(
        self, acts: bool, latest: date
    ) -> None:
        closure = Closure(
            title="Christmas closure", first=date(2027, 12, 24), last=date(2028, 1, 3), acts=acts
        )
        order = (Order(start="answered", end="ended"),)
        found = timetable(
            book(self.events, self.period, diary=Diary(closures=(closure,)), orders=order),
            end=date(2027, 12, 30),
        )
        assert found["answered"].latest == latest

    def test_the_period_runs_through_the_closed_days(self) -> None:
        closure = Closure(
            title="Christmas closure", first=date(2027, 12, 24), last=date(2028, 1, 3), acts=False
        )
        found = timetable(
            book(self.events, self.period, diary=Diary(closures=(closure,))), {"asked": date(2027, 12, 22)}
        )
        assert found["answered"].earliest == date(2028, 1, 4)


class TestForce:
    """A rule asks only of a period that starts on a day on which it is in force."""

    events = (event("opened"), event("closed", working=False))

    def asked(
        self, pins: Mapping[str, date] | None = None, end: date | None = None, **force: Any
    ) -> Timetable:
        return timetable(book(self.events, rule(28, "opened", "closed", **force)), pins, end=end)

    @pytest.mark.parametrize(
        ("opened", "closed"),
        [(date(2027, 3, 31), date(2027, 3, 31)), (date(2027, 4, 1), date(2027, 4, 29))],
    )
    def test_a_rule_to_come_asks_from_its_first_day_on(self, opened: date, closed: date) -> None:
        found = self.asked({"opened": opened}, in_force_from=date(2027, 4, 1))
        assert found["closed"].earliest == closed

    @pytest.mark.parametrize(
        ("opened", "closed"),
        [(date(2027, 3, 31), date(2027, 4, 28)), (date(2027, 4, 1), date(2027, 4, 1))],
    )
    def test_a_rule_that_ends_asks_up_to_its_last_day(self, opened: date, closed: date) -> None:
        found = self.asked({"opened": opened}, in_force_to=date(2027, 3, 31))
        assert found["closed"].earliest == closed

    @pytest.mark.parametrize(
        ("end", "latest"),
        [
            (date(2027, 5, 7), date(2027, 4, 9)),
            (date(2027, 4, 28), date(2027, 3, 31)),
            (date(2027, 4, 29), date(2027, 4, 1)),
        ],
    )
    def test_the_latest_day_keeps_out_of_a_rule_that_it_could_not_keep(self, end: date, latest: date) -> None:
        assert self.asked(end=end, in_force_from=date(2027, 4, 1))["opened"].latest == latest


@pytest.mark.parametrize(
    ("ends", "opens"),
    [
        (date(2027, 3, 30), date(2027, 4, 6)),
        (date(2027, 3, 31), date(2027, 4, 6)),
        (date(2027, 4, 6), date(2027, 3, 16)),
    ],
)
def test_a_day_that_is_moved_back_into_the_time_of_a_rule_keeps_it(ends: date, opens: date) -> None:
    events = (event("opened"), event("closed", working=False), event("told", working=False))
    window = rule(28, "opened", "closed", in_force_to=ends)
    week = rule(7, "opened", "told", id="WEEK")
    told, closed = date(2027, 4, 13), date(2027, 4, 13)
    town = book(events, window, week)
    found = timetable(town, {"told": told, "closed": closed})
    assert found["opened"].latest == opens
    kept = timetable(town, {"told": told, "closed": closed, "opened": opens})
    assert kept.conflicts == ()


def test_an_exception_that_leaves_a_shorter_period_shortens_it_and_does_not_lift_it() -> None:
    rulebook = library().rulebook("example-city", TODAY)
    published = {"key_decision_notice_published": date(2027, 7, 28), "decision_made": date(2027, 8, 5)}

    def conflicts(**excepted: Any) -> list[tuple[str, date]]:
        asked = Asked(today=TODAY, pins=published, **excepted)
        return [(c.rule, c.required) for c in plan(rulebook, "tender", asked).conflicts if c.rule == "KD-28"]

    general = {("KD-28", "decision_made"): "KD-GENEX"}
    assert conflicts() == [("KD-28", date(2027, 8, 26))]
    assert conflicts(excepted=general) == []
    published["key_decision_notice_published"] = date(2027, 7, 30)
    assert conflicts(excepted=general) == []
    published["key_decision_notice_published"] = date(2027, 8, 2)
    assert conflicts(excepted=general) == [("KD-28", date(2027, 8, 8))]


def test_at_least_n_days_before_is_planned_with_n_whole_days_between() -> None:
    events = (event("planned"), event("tendered", working=False))
    asked = rule(40, "planned", "tendered", method=Method.AT_LEAST_BEFORE)
    found = timetable(book(events, asked), end=date(2027, 10, 12))
    assert found["planned"].latest == date(2027, 9, 1)


def test_no_maximum_runs_from_an_event_that_a_later_one_overtook() -> None:
    pins = {"contract_entry": date(2026, 6, 22), "service_start": date(2026, 9, 1)}
    asked = Asked(today=TODAY, pins=pins, done=frozenset({"service_start"}))
    found = plan(library().rulebook("example-city", TODAY), "tender", asked)
    assert (found["contract_details_notice"].latest, found.conflicts) == (None, ())


ENDS = date(2027, 6, 30)
some_day = st.dates(date(2027, 4, 1), ENDS)
waits = st.tuples(st.integers(0, 40), st.none() | some_day, st.none() | some_day, st.none() | some_day)


@given(asked=st.lists(waits, min_size=1, max_size=3), working=st.booleans())
def test_the_latest_day_is_the_last_on_which_every_rule_in_force_that_day_is_kept(
    asked: list[tuple[int, date | None, date | None, date | None]], working: bool
) -> None:
    later = [f"later_{i}" for i in range(len(asked))]
    events = (
        event("opened", working=working),
        *(event(name, working=False) for name in later),
        event("ended", working=False),
    )
    rules = [
        rule(n, "opened", name, id=name.upper(), in_force_from=since, in_force_to=until)
        for name, (n, since, until, _) in zip(later, asked, strict=True)
    ]
    orders = tuple(Order(start=name, end="ended") for name in later)
    pins = {name: pin for name, (*_, pin) in zip(later, asked, strict=True) if pin}
    found = timetable(book(events, *rules, orders=orders), pins, end=ENDS)["opened"].latest

    def kept(day: date) -> bool:
        if working and not oracle.works("england", day):
            return False
        for n, since, until, pin in asked:
            in_force = (since is None or since <= day) and (until is None or day <= until)
            if day + timedelta(days=n if in_force else 0) > (pin or ENDS):
                return False
        return True

    day = ENDS
    while not kept(day):
        day -= timedelta(days=1)
    assert found == day


@pytest.mark.parametrize(("working", "opens"), [(True, date(2027, 3, 12)), (False, date(2027, 4, 11))])
def test_a_sunday_after_the_last_day_of_a_rule_helps_only_what_may_fall_on_it(
    working: bool, opens: date
) -> None:
    events = (event("opened", working=working), event("closed", working=False))
    town = book(events, rule(28, "opened", "closed", in_force_to=date(2027, 4, 9)))
    assert timetable(town, end=date(2027, 4, 11))["opened"].latest == opens
