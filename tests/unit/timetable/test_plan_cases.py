"""What a plan makes of its question and of the passes: end, spare days, what is provisional."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from workflow.errors import BadRequest
from workflow.rulebook.library import library
from workflow.rulebook.model import (
    Applies,
    Authority,
    CalendarName,
    Force,
    Method,
    Order,
    Period,
    Route,
    RouteEvent,
    Rule,
    Rulebook,
    RuleException,
    Shorter,
    Source,
)
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Asked, Tie, Timetable, TimingVerdict
from workflow.timetable.plan import network_for, plan, route_for
from workflow.timetable.ties import brought_down, counted_on, network_of, order_tie, ties_of

ONE = timedelta(1)
TODAY = date(2026, 11, 24)  # a Tuesday
LATER = date(2029, 1, 5)  # bank holidays are published up to the end of 2028
BOOK = library().rulebook("example-city", TODAY)
WORKING_DAYS = {"method": Method.NTH_WORKING_DAY_AFTER, "calendar": CalendarName.ENGLAND}


def event(name: str, working: bool = False, **more: Any) -> RouteEvent:
    words = dict.fromkeys(("title", "must", "was_due", "not_yet", "done"), name)
    return RouteEvent(id=name, working=working, **words, **more)


def rule(name: str, start: str, end: str, n: int, exceptions: Any = (), **more: Any) -> Rule:
    evidence = more.pop("evidence", "primary")
    given = {"method": Method.FROM_NEXT_DAY, "start": start, "end": end, "n": n, **more}
    dated = {key: given.pop(key) for key in ("in_force_from", "in_force_to") if key in given}
    return Rule(
        id=name, title=name, asks="It.", why="So.", force=Force.LAW, effect="block", period=Period(**given),
        source=Source(name="A source"), evidence=evidence, applies_to=Applies(), exceptions=exceptions,
        **dated,
    )  # fmt: skip


def book(
    *rules: Rule, events: str | tuple[RouteEvent, ...] = "abc", orders: tuple[Order, ...] = (), **more: Any
) -> Rulebook:
    made = events if isinstance(events, tuple) else tuple(event(name) for name in events)
    authority = Authority(
        id="example-town", name="Example Town Council", edition="1", in_force_from=date(2020, 1, 1),
        about="Invented.", nation="england", packs=(),
    )  # fmt: skip
    route = Route(
        id="way", title="A way", process="commission", ends_with=made[-1].id, events=made, stages=(),
        moves=(), orders=orders, **more,
    )  # fmt: skip
    held = {each.id: each for each in rules}
    return Rulebook(authority=authority, rules=held, routes={"way": route}, fingerprint=repr((route, rules)))


def asked(
    *rules: Rule, events: str | tuple[RouteEvent, ...] = "abc", orders: str = "", **question: Any
) -> Timetable:
    """The timetable of a way from a to c by these rules; `orders` are pairs of events."""
    pairs = tuple(Order(start=pair[0], end=pair[1]) for pair in orders.split())
    return plan(book(*rules, events=events, orders=pairs), "way", Asked(**{"today": TODAY, **question}))


def ties(*rules: Rule, **more: Any) -> tuple[Tie, ...]:
    """The ties of the way."""
    made = book(*rules, **more)
    return ties_of(made, made.routes["way"], {})


def provisional(found: Timetable) -> str:
    return "".join(each.id for each in found.events if each.provisional)


class TestTheQuestion:
    """The end, the names, the threshold."""

    def test_a_date_for_the_last_event_is_the_end_unless_another_end_is_asked_for(self) -> None:
        pins = {"service_start": date(2028, 4, 1)}
        found = plan(BOOK, "tender", Asked(TODAY, pins))
        assert (found.end, found["consultation_opened"].latest) == (date(2028, 4, 1), date(2027, 3, 3))
        assert plan(BOOK, "tender", Asked(TODAY, pins, end=date(2028, 5, 1))).end == date(2028, 5, 1)
        assert plan(BOOK, "tender", Asked(TODAY)).end is None

    def test_what_is_not_known_is_refused_with_all_that_is(self) -> None:
        with pytest.raises(BadRequest) as refused:
            plan(BOOK, "lunch", Asked(TODAY))
        assert str(refused.value) == f"There is no route 'lunch'. Known: {', '.join(BOOK.routes)}."
        with pytest.raises(BadRequest) as refused:
            asked(pins={"d": TODAY})
        assert str(refused.value) == "Route way has no event 'd'. Its events: a, b, c."
        with pytest.raises(BadRequest):
            asked(done=frozenset("d"))

    def test_the_value_says_whether_the_contract_is_below_the_threshold(self) -> None:
        def rules(**facts: Any) -> set[str]:
            question = Asked(TODAY, facts={"key_decision": False, **facts})
            return {tie.rule for tie in network_for(BOOK, route_for(BOOK, "tender", facts), question).ties}

        def dates(**facts: Any) -> list[Any]:
            found = plan(BOOK, "tender", Asked(TODAY, end=date(2028, 4, 1), facts=facts))
            return [(each.id, each.latest, each.binding_rule) for each in found.events]

        assert rules(below_threshold=True) != rules(below_threshold=False)
        for value, below in ((40_000, True), (4_000_000, False)):
            assert dates(value=value) == dates(value=value, below_threshold=below)
            assert dates(value=value) != dates(value=value, below_threshold=not below)


class TestTheAnswer:
    """What each event says."""

    def test_each_event_carries_its_date_its_rule_and_whether_that_is_confirmed(self) -> None:
        sure, unsure = rule("SURE", "b", "c", 5), rule("UNSURE", "a", "b", 5, evidence="memory")
        found = asked(sure, unsure, end=date(2027, 3, 11), pins={"a": date(2027, 3, 1)})
        a, b, c = found.events
        assert (a.date, b.date, c.date) == (date(2027, 3, 1), None, date(2027, 3, 11))
        assert (a.latest, a.binding_rule, a.force, a.unconfirmed) == (
            date(2027, 3, 1),
            "UNSURE",
            Force.LAW,
            True,
        )
        assert (b.latest, b.binding_rule, b.force, b.unconfirmed) == (
            date(2027, 3, 6),
            "SURE",
            Force.LAW,
            False,
        )
        assert (c.latest, c.binding_rule, c.force, c.unconfirmed) == (date(2027, 3, 11), None, None, False)
        assert found.unconfirmed == ("UNSURE",) and found.conflicts == found.choices == ()
        assert [each.done for each in asked(done=frozenset("a"), pins={"a": TODAY}).events] == [
            True,
            False,
            False,
        ]

    def test_a_rule_that_was_not_in_force_when_its_period_began_is_not_called_unconfirmed(self) -> None:
        for since, named in ((TODAY, ("UNSURE",)), (TODAY + ONE, ())):
            unsure = rule("UNSURE", "a", "b", 5, evidence="memory", in_force_from=since)
            assert asked(unsure, pins={"a": TODAY}).unconfirmed == named
        assert asked(unsure, events="bca", done=frozenset("b"), pins={"b": TODAY}).unconfirmed == ("UNSURE",)

    @pytest.mark.parametrize(
        ("latest", "spare"),
        [
            (TODAY, 0), (TODAY + ONE, 1), (date(2026, 11, 28), 4), (date(2026, 11, 30), 4),
            (TODAY - ONE, -1), (date(2026, 11, 22), -1), (date(2026, 11, 20), -2),
        ],
    )  # fmt: skip
    def test_spare_days_count_today_and_not_the_latest_and_are_below_nought_once_it_passed(
        self, latest: date, spare: int
    ) -> None:
        found = asked(rule("RULE", "a", "c", 10), end=latest + 10 * ONE)
        assert (found["a"].latest, found["a"].spare_working_days) == (latest, spare)

    def test_between_saturday_and_sunday_what_has_passed_is_short_by_one_at_least(self) -> None:
        found = asked(rule("RULE", "a", "c", 10), today=date(2026, 11, 22), end=date(2026, 12, 1))
        assert (found["a"].latest, found["a"].spare_working_days) == (date(2026, 11, 21), -1)

    def test_what_happened_or_was_overtaken_has_no_days_to_spare(self) -> None:
        question = {"pins": {"b": TODAY}, "done": frozenset("b"), "end": date(2027, 3, 1)}
        found = asked(rule("R1", "a", "b", 5), rule("R2", "b", "c", 5), **question)
        assert [each.spare_working_days is None for each in found.events] == [True, True, False]

    def test_what_does_not_fit_is_told_with_its_two_dates_and_the_ways_out(self) -> None:
        found = asked(rule("R1", "a", "b", 5), rule("R2", "b", "c", 5), end=TODAY + 9 * ONE)
        (conflict,) = found.conflicts
        assert (conflict.rule, conflict.force, conflict.start, conflict.event, conflict.kind) == (
            "R1", Force.LAW, "a", "b", "minimum",
        )  # fmt: skip
        assert (conflict.required, conflict.planned, conflict.short_by_days) == (
            TODAY + 5 * ONE,
            TODAY + 4 * ONE,
            1,
        )
        assert conflict.because and found.choices and found.verdict is TimingVerdict.TOO_LATE

    @pytest.mark.parametrize(("done", "said"), [("ab", "but it was on"), ("a", "but it is")])
    def test_what_was_too_short_or_too_late_is_told_as_past_once_it_happened(
        self, done: str, said: str
    ) -> None:
        pins = {"a": TODAY - 9 * ONE, "b": TODAY}
        for kind, n in (("minimum", 14), ("maximum", 5)):
            found = asked(rule("R", "a", "b", n, kind=kind), pins=pins, done=frozenset(done), orders="ab bc")
            (conflict,) = found.conflicts
            assert any(said in line for line in conflict.because), conflict.because

    def test_a_limit_runs_from_the_day_that_was_given_even_if_that_day_is_too_late(self) -> None:
        rules = rule("WAIT", "a", "c", 5), rule("MOST", "a", "b", 10, kind="maximum")
        found = asked(*rules, pins={"a": LATER}, end=LATER + 2 * ONE)
        assert (found["a"].latest, found["b"].latest) == (LATER - 3 * ONE, LATER + 10 * ONE)

    def test_the_fingerprint_is_of_the_calendars_counted_on_and_of_no_other(self) -> None:
        def of(*names: str) -> str:
            return "+".join(sorted({calendar(name).fingerprint for name in names}))

        assert asked().calendar_fingerprint == of("england")
        assert asked(rule("R", "a", "b", 1)).calendar_fingerprint == of("england", "all_days")
        scottish = rule("R", "a", "b", 1, method=Method.CLEAR_WORKING_DAYS, calendar=CalendarName.SCOTLAND)
        assert asked(scottish).calendar_fingerprint == of("scotland", "england")


class TestProvisional:
    """A date rests on unpublished holidays by its own day, by the day it was counted from, or by a limit."""

    @pytest.mark.parametrize(("end", "unsure"), [(date(2028, 12, 31), ""), (date(2029, 1, 1), "a")])
    def test_working_days_counted_back_from_beyond_the_horizon_are_unsure(
        self, end: date, unsure: str
    ) -> None:
        assert provisional(asked(rule("R", "a", "c", 5, **WORKING_DAYS), events="ac", end=end)) == unsure

    def test_plain_days_are_sure_however_far_and_an_act_among_them_is_not(self) -> None:
        assert provisional(asked(rule("R", "a", "c", 1), events="ac", end=LATER)) == ""
        acts = (event("a", working=True), event("c"))
        assert provisional(asked(rule("R", "a", "c", 1), events=acts, end=LATER)) == "a"
        assert provisional(asked(rule("R", "a", "c", 30), events=acts, end=LATER)) == ""
        assert provisional(asked(rule("R", "a", "c", 30), events=acts, today=LATER)) == "a"

    def test_it_is_handed_on_to_what_is_counted_back_from_it_unless_a_date_is_given(self) -> None:
        chain = rule("R1", "a", "b", 5), rule("R2", "b", "c", 5, **WORKING_DAYS)
        assert provisional(asked(*chain, end=LATER)) == "ab"
        assert provisional(asked(*chain, end=LATER, pins={"b": date(2028, 12, 20)})) == "b"
        counted = rule("R1", "a", "b", 5, **WORKING_DAYS), rule("R2", "b", "c", 5)
        assert provisional(asked(*counted, end=date(2029, 2, 1), pins={"b": LATER})) == "a"
        assert provisional(asked(*counted, end=date(2029, 2, 1), pins={"b": date(2028, 12, 20)})) == ""

    def test_plain_days_on_a_calendar_of_working_days_are_sure(self) -> None:
        english = {"calendar": CalendarName.ENGLAND}
        assert provisional(asked(rule("R", "a", "c", 1, **english), events="ac", end=LATER)) == ""
        limit = rule("MOST", "a", "b", 30, kind="maximum", **english)
        assert provisional(asked(limit, orders="ac", pins={"a": date(2028, 12, 27)})) == ""

    def test_a_limit_is_as_sure_as_its_own_day_whatever_date_is_given(self) -> None:
        limit = rule("MOST", "a", "b", 2, kind="maximum", **WORKING_DAYS)
        assert provisional(asked(limit, orders="ac", pins={"a": date(2028, 12, 20), "b": LATER})) == ""

    def test_what_has_no_day_at_all_is_not_called_unsure(self) -> None:
        events = (event("a", working=True), event("b"), event("c"))
        found = asked(rule("R", "a", "b", 5), events=events, done=frozenset("b"))
        assert found["a"].earliest is None and provisional(found) == ""

    def test_a_limit_is_unsure_where_it_ends_beyond_the_horizon_on_working_days(self) -> None:
        pins = {"a": date(2028, 12, 27)}
        for n, unsure in ((2, ""), (3, "b")):
            limit = rule("MOST", "a", "b", n, kind="maximum", **WORKING_DAYS)
            assert provisional(asked(limit, orders="ac", pins=pins)) == unsure
        assert provisional(asked(rule("MOST", "a", "b", 30, kind="maximum"), orders="ac", pins=pins)) == ""


class TestAgreed:
    """What an agreed explanation leaves of a period."""

    def test_the_days_agreed_stand_in_place_of_the_period_up_to_that_event_and_nothing_else_moves(
        self,
    ) -> None:
        code = rule("CODE", "a", "b", 84).model_copy(update={"force": Force.CODE})
        both = (code, rule("NEXT", "b", "c", 5))
        end = date(2027, 6, 30)
        agreed = asked(*both, end=end, agreed={("CODE", "b"): 28})
        assert [agreed[name].latest for name in "bac"] == [end - 5 * ONE, end - 33 * ONE, end]
        assert any("as agreed in an explanation" in line for line in agreed["a"].because)
        assert not any("as agreed" in line for line in agreed["b"].because)
        for nothing in ({}, {("CODE", "c"): 28}, {("OTHER", "b"): 28}):
            whole = asked(*both, end=end, agreed=nothing)
            assert whole["a"].latest == end - 89 * ONE
            assert not any("as agreed" in line for line in whole["a"].because)

    def test_without_any_the_network_is_the_one_that_is_kept(self) -> None:
        made = book(rule("CODE", "a", "b", 84))
        whole = network_of(made, made.routes["way"], {})
        assert brought_down(whole, {}) is whole


class TestTheCalendars:
    """On which calendars of working days a route rests."""

    def test_they_are_those_of_the_nation_and_of_periods_in_working_days_in_the_order_of_their_names(
        self,
    ) -> None:
        names = (CalendarName.WALES, CalendarName.SCOTLAND, CalendarName.UK_ANY_PART)
        counted = (rule(name, "a", "b", 5, method=Method.CLEAR_WORKING_DAYS, calendar=name) for name in names)
        plain = rule("PLAIN", "b", "c", 5, calendar=CalendarName.NORTHERN_IRELAND)
        made = book(*counted, plain)
        found = [each.name for each in counted_on(made, made.routes["way"], {})]
        assert found == ["england", "scotland", "uk_any_part", "wales"]


class TestExceptions:
    """What an exception leaves of a period."""

    ways = (
        RuleException(id="none", title="None", asks="Why."),
        RuleException(id="nought", title="Nought", asks="Why.", leaves=Shorter()),
        RuleException(
            id="short", title="Short", asks="Why.", leaves=Shorter(n=3, method=Method.FROM_NEXT_DAY)
        ),
    )

    @pytest.mark.parametrize(
        ("excepted", "days"),
        [
            ({}, 20), ({("R", "b"): "none"}, 0), ({("R", "b"): "nought"}, 0), ({("R", "b"): "short"}, 3),
            ({("R", "b"): "another"}, 0), ({("R", "c"): "short"}, 20), ({("X", "b"): "short"}, 20),
        ],
    )  # fmt: skip
    def test_it_lifts_or_shortens_the_one_period_it_is_recorded_for(
        self, excepted: Mapping[tuple[str, str], str], days: int
    ) -> None:
        found = asked(
            rule("R", "a", "b", 20, self.ways), orders="ab bc", excepted=excepted, pins={"a": TODAY}
        )
        assert found["b"].earliest == TODAY + days * ONE

    def test_an_explanation_lifts_it_beside_an_exception_for_another(self) -> None:
        rules = rule("R", "a", "b", 20, self.ways), rule("S", "b", "c", 20)
        found = asked(
            *rules, pins={"a": TODAY}, excepted={("R", "b"): "short"}, waived=frozenset({("S", "c")})
        )
        assert (found["b"].earliest, found["c"].earliest) == (TODAY + 3 * ONE, TODAY + 3 * ONE)


class TestTies:
    """Which ties the rules and orders of a route make."""

    def test_an_order_that_a_rule_asks_for_stands_beside_a_wait_and_a_plain_one_does_not(self) -> None:
        wait, asks = rule("R", "a", "b", 5), rule("S", "b", "c", 5)
        told = ties(wait, asks, orders=(Order(start="a", end="b"), Order(start="a", end="b", rule="S")))
        assert [(tie.rule, tie.start, tie.end, tie.n) for tie in told] == [
            ("R", "a", "b", 5), ("S", "b", "c", 5), ("S", "a", "b", 0),
        ]  # fmt: skip

    def test_an_order_by_a_rule_that_does_not_ask_or_with_an_event_that_is_not_there_makes_none(self) -> None:
        orders = (Order(start="a", end="b", rule="X"), Order(start="a", end="z"), Order(start="y", end="b"))
        assert ties(orders=orders) == ()

    def test_a_plain_order_stands_beside_a_maximum(self) -> None:
        told = ties(rule("M", "a", "b", 9, kind="maximum"), orders=(Order(start="a", end="b"),))
        assert [(tie.rule, tie.kind) for tie in told] == [("M", "maximum"), ("order", "minimum")]

    @pytest.mark.parametrize(
        ("method", "kind", "ends", "planned"),
        [
            (Method.AT_LEAST_BEFORE, "minimum", None, "day_after"),
            (Method.AT_LEAST_BEFORE, "minimum", "last_day", "last_day"),
            (Method.AT_LEAST_BEFORE, "maximum", None, None),
            (Method.FROM_NEXT_DAY, "minimum", None, None),
            (Method.FROM_NEXT_DAY, "minimum", "day_after", "day_after"),
        ],
    )
    def test_at_least_before_is_planned_with_whole_days_between_unless_the_rule_says_otherwise(
        self, method: Method, kind: str, ends: str | None, planned: str | None
    ) -> None:
        (tie,) = ties(rule("R", "a", "b", 5, method=method, kind=kind, ends=ends))
        assert tie.ends == planned

    def test_what_falls_on_another_events_day_is_tied_through_that_event_and_never_to_itself(self) -> None:
        told = ties(
            rule("R", "x", "c", 5), rule("S", "x", "b", 5), rule("T", "a", "x", 5), same_day={"x": "b"}
        )
        assert [(tie.rule, tie.start, tie.end) for tie in told] == [("R", "b", "c"), ("T", "a", "b")]

    def test_a_second_round_of_the_same_events_has_the_same_waits(self) -> None:
        events = tuple(event(name) for name in ("a", "b", "award_a", "award_b"))
        told = ties(rule("R", "a", "b", 5), events=events)
        assert [(tie.start, tie.end) for tie in told] == [("a", "b"), ("award_a", "award_b")]

    def test_an_order_asks_for_no_days_and_is_as_sure_as_its_rule(self) -> None:
        sure = rule("S", "b", "c", 5)
        for tie in (order_tie("a", "b"), order_tie("a", "b", sure)):
            assert (tie.n, tie.unconfirmed, tie.order_only) == (0, False, True)
        assert order_tie("a", "b", sure, unconfirmed=True).unconfirmed
        dated = rule("D", "b", "c", 5, in_force_from=TODAY, in_force_to=LATER)
        tie = order_tie("a", "b", dated)
        assert (tie.rule, tie.title, tie.force, tie.since, tie.until) == ("D", "D", Force.LAW, TODAY, LATER)
