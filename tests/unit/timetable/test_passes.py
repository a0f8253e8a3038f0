"""The passes case by case: what stands, drives, binds, was overtaken, and what does not fit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.oracle_small import at_most, event, of, solved, wait
from workflow.errors import RulebookFault
from workflow.rulebook.library import library
from workflow.rulebook.model import Method, Order, Rulebook, Shorter
from workflow.timetable.act_days import ActDays
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Asked
from workflow.timetable.passes import Shortfall, counted, counted_back, planned_date, solve
from workflow.timetable.plan import network_for, plan, route_for
from workflow.timetable.ties import network_of, order_tie, shortened, ties_of, without

ONE = timedelta(1)
MONDAY, FRIDAY, SATURDAY, NEXT_MONDAY = (date(2027, 3, day) for day in (1, 5, 6, 8))
BOOK = library().rulebook("example-city", date(2026, 11, 24))


class TestStanding:
    """What a date that is given means for what comes after it."""

    whole = of(event("a"), "b", ties=(wait("a", "b", 3),))

    def test_a_day_that_has_happened_stands_even_on_a_saturday(self) -> None:
        assert solved(self.whole, {"a": SATURDAY}, "a", today=NEXT_MONDAY).standing["a"] == SATURDAY
        assert solved(self.whole, {"a": SATURDAY}, "a").earliest["b"] == SATURDAY + 3 * ONE

    def test_a_day_that_is_planned_on_a_saturday_is_taken_on_the_monday(self) -> None:
        assert solved(self.whole, {"a": SATURDAY}).earliest["b"] == NEXT_MONDAY + 3 * ONE
        anyday = of("a", "b", ties=(wait("a", "b", 3),))
        assert solved(anyday, {"a": SATURDAY}).earliest["b"] == SATURDAY + 3 * ONE

    def test_a_planned_day_that_passed_is_taken_today_and_one_that_happened_is_not(self) -> None:
        found = solved(self.whole, {"a": FRIDAY}, today=NEXT_MONDAY)
        assert (found.standing["a"], found.earliest["b"]) == (NEXT_MONDAY, NEXT_MONDAY + 3 * ONE)
        asked = Asked(today=NEXT_MONDAY, pins={"a": FRIDAY}, done=frozenset("a"))
        assert planned_date(asked, "a") == FRIDAY and planned_date(asked, "b") is None

    def test_what_happened_on_a_day_that_nobody_noted_is_taken_to_stand_today(self) -> None:
        found = solved(self.whole, {}, "a")
        assert "a" not in found.earliest and found.earliest["b"] == MONDAY + 3 * ONE

    def test_where_nothing_comes_first_the_earliest_is_today_or_the_next_working_day(self) -> None:
        assert solved(self.whole).earliest == {"a": MONDAY, "b": MONDAY + 3 * ONE}
        assert solved(self.whole, today=SATURDAY).earliest["a"] == NEXT_MONDAY


class TestDrivers:
    """What sets an earliest date: the longest wait, the first of equals, or today."""

    def test_the_longest_wait_drives_and_of_equal_ones_the_first(self) -> None:
        ties = (wait("a", "b", 3, "SHORT"), wait("a", "b", 5, "LONG"), wait("a", "b", 5, "SAME"))
        found = solved(of("a", "b", ties=ties))
        assert (found.earliest["b"], found.driver["b"].rule) == (MONDAY + 5 * ONE, "LONG")
        assert "a" not in found.driver

    @pytest.mark.parametrize(("n", "driven"), [(3, False), (4, True), (5, True)])
    def test_a_wait_that_has_run_out_before_today_drives_no_more(self, n: int, driven: bool) -> None:
        found = solved(of("a", "b", ties=(wait("a", "b", n),)), {"a": MONDAY}, "a", today=FRIDAY)
        assert ("b" in found.driver) is driven
        assert found.earliest["b"] == max(MONDAY + n * ONE, FRIDAY)

    def test_order_alone_drives_only_from_a_day_after_today(self) -> None:
        whole = of(event("a"), event("b"), ties=(order_tie("a", "b"),))
        for pin, today, driven in (
            (FRIDAY, FRIDAY, False), (FRIDAY, FRIDAY - ONE, True), (FRIDAY, SATURDAY, False),
            (NEXT_MONDAY, SATURDAY, False), (NEXT_MONDAY, FRIDAY, True),
        ):  # fmt: skip
            found = solved(whole, {"a": pin}, today=today)
            assert ("b" in found.driver) is driven, (pin, today)

    def test_what_comes_by_itself_may_have_come_before_today_unrecorded(self) -> None:
        for act, earliest in ((False, MONDAY + 3 * ONE), (True, NEXT_MONDAY)):
            whole = of(
                "a", event("b", working=False, act=act), "c", ties=(wait("a", "b", 3), wait("b", "c", 2))
            )
            found = solved(whole, {"a": MONDAY}, "a", today=NEXT_MONDAY)
            assert found.earliest["b"] == earliest
            assert found.earliest["c"] == max(earliest + 2 * ONE, NEXT_MONDAY)
        alone = of(event("a", working=False, act=False), "b", ties=(wait("a", "b", 3),))
        assert solved(alone, today=NEXT_MONDAY).earliest["a"] == NEXT_MONDAY


class TestBinding:
    """What sets a latest date: the tightest tie, the first of equals, or the end itself."""

    def test_the_tightest_tie_binds_and_of_equal_ones_the_first(self) -> None:
        ties = (wait("a", "b", 3, "SHORT"), wait("a", "b", 5, "LONG"), wait("a", "b", 5, "SAME"))
        found = solved(of("a", "b", ties=ties), end=date(2027, 3, 20))
        assert (found.latest["a"], found.binding["a"].rule) == (date(2027, 3, 15), "LONG")
        assert "b" not in found.binding and found.latest["b"] == date(2027, 3, 20)

    def test_a_latest_day_rolls_back_for_an_act_and_is_kept_unrolled_beside_it(self) -> None:
        found = solved(of(event("a"), "b", ties=(wait("a", "b", 1),)), end=NEXT_MONDAY)
        assert (found.latest["a"], found.latest_unrolled["a"]) == (FRIDAY, NEXT_MONDAY - ONE)
        assert found.latest["b"] == found.latest_unrolled["b"] == NEXT_MONDAY

    def test_without_an_end_nothing_is_late_but_what_a_given_date_binds(self) -> None:
        whole = of("a", "b", "c", ties=(wait("a", "b", 2), wait("b", "c", 2)))
        assert solved(whole).latest == {}
        assert solved(whole, {"b": FRIDAY}).latest == {"a": FRIDAY - 2 * ONE}

    def test_a_given_date_counts_for_what_comes_before_and_not_its_own_latest(self) -> None:
        whole = of("a", "b", "c", ties=(wait("a", "b", 2), wait("b", "c", 2)))
        found = solved(whole, {"b": FRIDAY}, end=date(2027, 3, 20))
        assert (found.latest["a"], found.latest["b"]) == (FRIDAY - 2 * ONE, date(2027, 3, 18))

    @pytest.mark.parametrize(
        ("after", "latest", "bound"), [(4, FRIDAY - ONE, True), (5, FRIDAY, False), (6, FRIDAY, False)]
    )
    def test_the_end_gives_way_to_something_after_it_that_needs_it_sooner(
        self, after: int, latest: date, bound: bool
    ) -> None:
        whole = of("a", "b", "c", ties=(wait("a", "b", 2), wait("b", "c", 5)))
        asked = Asked(today=MONDAY, pins={"c": FRIDAY + after * ONE}, end=FRIDAY)
        found = solve(whole, asked, "b", ActDays(calendar("england")))
        assert found.latest == {"a": latest - 2 * ONE, "b": latest}
        assert ("b" in found.binding) is bound


class TestLimits:
    """A maximum says by when: from a given date, else from the latest date of its first event."""

    whole = of("a", "b", "c", ties=(order_tie("a", "b"), order_tie("a", "c"), at_most("a", "b", 10)))

    def test_of_two_maxima_the_tighter_binds_and_of_equal_ones_the_first(self) -> None:
        for limits, rule in (((10, 8), "SECOND"), ((8, 10), "FIRST"), ((8, 8), "FIRST")):
            ties = (at_most("a", "b", limits[0], "FIRST"), at_most("a", "b", limits[1], "SECOND"))
            whole = of("a", "b", "c", ties=(order_tie("a", "b"), order_tie("a", "c"), *ties))
            for asked in ({"pins": {"a": MONDAY}}, {"end": MONDAY}):
                found = solved(whole, **asked)  # type: ignore[arg-type]
                assert (found.latest["b"], found.binding["b"].rule) == (MONDAY + 8 * ONE, rule)

    def test_from_a_planned_day_that_passed_it_runs_from_today(self) -> None:
        assert solved(self.whole, {"a": MONDAY}, today=FRIDAY).latest["b"] == FRIDAY + 10 * ONE
        assert solved(self.whole, {"a": MONDAY}, "a", today=FRIDAY).latest["b"] == MONDAY + 10 * ONE

    def test_a_rule_that_was_not_in_force_on_the_first_day_limits_nothing(self) -> None:
        for since, limited in ((MONDAY, True), (MONDAY + ONE, False)):
            whole = of("a", "b", "c", ties=(order_tie("a", "c"), at_most("a", "b", 10, since=since)))
            assert ("b" in solved(whole, {"a": MONDAY}).latest) is limited

    def test_one_limit_after_another_is_carried_through(self) -> None:
        ties = (order_tie("a", "d"), at_most("b", "c", 5), at_most("a", "b", 10))
        found = solved(of("a", "b", "c", "d", ties=ties), end=MONDAY)
        assert (found.latest["b"], found.latest["c"]) == (MONDAY + 10 * ONE, MONDAY + 15 * ONE)

    @pytest.mark.parametrize(("late", "overruns"), [(0, []), (1, [1]), (4, [4])])
    def test_a_second_event_beyond_it_is_an_overrun_by_so_many_days(
        self, late: int, overruns: list[int]
    ) -> None:
        beyond = {"a": MONDAY, "b": MONDAY + (10 + late) * ONE}
        found = solved(self.whole, beyond, "ab", today=date(2027, 4, 1))
        assert [each.days for each in found.overruns] == overruns
        assert found.fits, "what is late by a maximum moves no end"
        open_still = solved(self.whole, {"a": MONDAY}, "a", today=MONDAY + (10 + late) * ONE)
        assert [each.days for each in open_still.overruns] == overruns

    def test_what_was_overtaken_overruns_nothing_and_so_does_what_has_not_begun(self) -> None:
        ties = (order_tie("a", "b"), order_tie("b", "c"), at_most("a", "b", 10))
        found = solved(of("a", "b", "c", ties=ties), {"a": MONDAY, "c": FRIDAY}, "ac", today=date(2027, 5, 3))
        assert found.overruns == () and found.overtaken == {"b"}
        assert solved(self.whole, today=date(2027, 5, 3)).overruns == ()


class TestOvertaken:
    """What a later event that has happened left without a date of its own."""

    whole = of("a", "b", "c", ties=(wait("a", "b", 2), wait("b", "c", 2)))

    def test_events_before_one_that_happened_have_no_dates_unless_one_is_still_to_come(self) -> None:
        assert solved(self.whole, {"c": FRIDAY}, "c", today=FRIDAY).overtaken == {"a", "b"}
        for pin, overtaken in ((FRIDAY - ONE, True), (FRIDAY, False), (NEXT_MONDAY, False)):
            found = solved(self.whole, {"b": pin, "c": FRIDAY}, "c", today=FRIDAY)
            assert ("b" in found.overtaken) is overtaken
            assert ("b" in found.earliest) is not overtaken
        assert solved(self.whole, {"b": MONDAY, "c": FRIDAY}, "bc", today=FRIDAY).overtaken == {"a"}
        assert solved(self.whole, {"a": MONDAY}, "a").overtaken == frozenset()

    def test_what_comes_after_something_overtaken_is_not_counted_from_it(self) -> None:
        ties = (wait("a", "c", 2), wait("a", "b", 30))
        found = solved(of("a", "b", "c", ties=ties), {"c": MONDAY}, "c", today=FRIDAY)
        assert found.overtaken == {"a"} and found.earliest["b"] == FRIDAY


class TestFits:
    """Every minimum fits, and the end asked for is met."""

    whole = of("a", "b", "c", ties=(wait("a", "b", 5), wait("b", "c", 5)))

    def test_an_end_that_can_just_be_met_fits_and_one_a_day_sooner_does_not(self) -> None:
        just = solved(self.whole, end=MONDAY + 10 * ONE)
        assert just.fits and just.fits_end and just.shortfalls == ()
        sooner = solved(self.whole, end=MONDAY + 9 * ONE)
        assert not sooner.fits and not sooner.fits_end
        assert [(each.tie.end, each.days) for each in sooner.shortfalls] == [("b", 1)]
        assert solved(self.whole).fits

    def test_two_given_days_too_close_do_not_fit_though_the_end_does(self) -> None:
        found = solved(self.whole, {"a": FRIDAY, "b": NEXT_MONDAY}, end=date(2027, 4, 1))
        assert found.fits_end and not found.fits
        (short,) = found.shortfalls
        assert short == Shortfall(self.whole.ties[0], FRIDAY + 5 * ONE, NEXT_MONDAY)

    def test_an_end_that_has_passed_is_not_met_though_no_period_is_short(self) -> None:
        whole = of("a", "b", ties=(order_tie("a", "b"),))
        found = solved(whole, {"a": MONDAY}, "a", today=NEXT_MONDAY, end=FRIDAY)
        assert found.shortfalls == () and not found.fits_end and not found.fits

    def test_a_route_whose_end_was_overtaken_by_nothing_open_fits(self) -> None:
        assert solved(self.whole, {"c": FRIDAY}, "c", today=NEXT_MONDAY, end=FRIDAY).fits

    def test_an_act_after_a_given_day_is_short_from_the_working_day_on_which_it_may_fall(self) -> None:
        whole = of("a", event("b"), "c", ties=(wait("a", "b", 1), wait("b", "c", 1)))
        for end, short in ((NEXT_MONDAY + ONE, 0), (NEXT_MONDAY, 3), (SATURDAY, 3)):
            found = solved(whole, {"a": FRIDAY}, end=end)
            assert [each.days for each in found.shortfalls] == [short][: 1 if short else 0], end


class TestForce:
    """A rule speaks only of a period that starts while it is in force; else the order alone holds."""

    def test_forward_it_counts_from_its_first_to_its_last_day(self) -> None:
        tie = wait("a", "b", 5, since=FRIDAY, until=NEXT_MONDAY)
        for start, waits in ((FRIDAY - ONE, 0), (FRIDAY, 5), (NEXT_MONDAY, 5), (NEXT_MONDAY + ONE, 0)):
            assert counted(tie, start) == start + waits * ONE

    def test_back_from_after_its_last_day_the_order_alone_holds(self) -> None:
        tie = wait("a", "b", 5, until=FRIDAY)
        assert counted_back(tie, FRIDAY) == FRIDAY - 5 * ONE
        assert counted_back(tie, SATURDAY) == SATURDAY

    def test_back_into_the_days_before_its_first_the_day_before_it_will_do(self) -> None:
        tie = wait("a", "b", 5, since=FRIDAY)
        assert counted_back(tie, FRIDAY + 5 * ONE) == FRIDAY
        assert counted_back(tie, FRIDAY + 4 * ONE) == FRIDAY - ONE
        assert counted_back(tie, MONDAY) == MONDAY

    def test_plain_order_waits_for_nothing_either_way(self) -> None:
        tie = order_tie("a", "b")
        assert counted(tie, SATURDAY) == counted_back(tie, SATURDAY) == SATURDAY
        assert tie.order_only and not wait("a", "b", 0).order_only


class TestNetwork:
    """Which ties there are, and what becomes of them."""

    def test_a_plain_order_stands_only_where_no_wait_says_more(self) -> None:
        for route_id in BOOK.routes:
            ties = ties_of(BOOK, route_for(BOOK, route_id, {}), {})
            waits = {(tie.start, tie.end) for tie in ties if tie.rule != "order" and tie.kind == "minimum"}
            plain = [(tie.start, tie.end) for tie in ties if tie.rule == "order"]
            assert plain and not waits & set(plain) and len(plain) == len(set(plain))
            rules = [tie.rule for tie in ties if tie.rule in BOOK.rules]
            assert rules == [tie.rule for tie in ties][: len(rules)] or "local" in ties[len(rules)].rule

    def test_every_order_of_a_route_is_asked_for_by_a_minimum_and_never_by_a_maximum_alone(self) -> None:
        only_limited = 0
        for route_id in BOOK.routes:
            route = route_for(BOOK, route_id, {})
            ties = ties_of(BOOK, route, {})
            asked = {(tie.start, tie.end) for tie in ties if tie.kind == "minimum"}
            waits = {(tie.start, tie.end) for tie in ties if tie.kind == "minimum" and tie.rule != "order"}
            plain = {(order.start, order.end) for order in route.orders if order.rule is None}
            assert plain <= asked
            only_limited += len(plain & {(t.start, t.end) for t in ties if t.kind == "maximum"} - waits)
        assert only_limited, "some order has a maximum and no wait beside it"

    def test_a_maximum_does_not_stand_in_for_the_order(self) -> None:
        found = solved(TestLimits.whole, {"a": FRIDAY})
        assert found.earliest["b"] == FRIDAY and found.driver["b"].rule == "order"

    def test_what_comes_before_some_events_is_found_through_any_chain(self) -> None:
        whole = of("a", "b", "c", "d", ties=(wait("a", "b", 1), wait("b", "c", 1), wait("a", "c", 1)))
        assert whole.before(["c"]) == {"a", "b"} and whole.before(["a", "d"]) == frozenset()
        assert whole.before(["c", "b"]) == {"a", "b"}

    def test_ties_that_run_in_a_circle_are_refused_by_name_and_maxima_may(self) -> None:
        with pytest.raises(RulebookFault, match="Route way: the ties of a, b run in a circle"):
            of("a", "b", "c", ties=(wait("a", "b", 1), wait("b", "a", 1)))
        assert of("a", "b", ties=(wait("a", "b", 1), at_most("b", "a", 1))).limits[0].rule == "MOST"

    def test_the_routes_own_order_is_kept_where_the_ties_leave_it_open(self) -> None:
        assert [e.id for e in of("c", "a", "b", ties=(wait("b", "a", 1),)).events] == ["c", "b", "a"]

    def test_what_is_waived_leaves_the_order_and_a_maximum_goes_altogether(self) -> None:
        whole = of("a", "b", ties=(wait("a", "b", 5), at_most("a", "b", 10), wait("a", "b", 2, "OTHER")))
        left = without(whole, frozenset({("RULE", "b"), ("MOST", "b"), ("OTHER", "a")}))
        assert [(tie.rule, tie.n, tie.kind) for tie in left.ties] == [
            ("order", 0, "minimum"),
            ("OTHER", 2, "minimum"),
        ]
        assert [tie.rule for tie in without(whole, frozenset({("MOST", "b")})).ties] == ["RULE", "OTHER"]
        assert left.limits == () and left.into["b"] == left.ties == left.out_of["a"]
        assert without(whole, frozenset()) is whole and left.events == whole.events

    def test_what_an_exception_leaves_takes_the_place_of_the_period_and_of_no_other(self) -> None:
        whole = of(
            "a",
            "b",
            ties=(
                wait("a", "b", 5, ends="day_after"),
                at_most("a", "b", 10, "RULE"),
                wait("a", "b", 2, "OTHER"),
            ),
        )
        left = shortened(whole, {("RULE", "b"): Shorter(n=3, method=Method.CLEAR_DAYS)})
        assert [(tie.rule, tie.n, tie.method, tie.ends) for tie in left.ties] == [
            ("RULE", 3, Method.CLEAR_DAYS, None),
            ("RULE", 10, Method.FROM_NEXT_DAY, None),
            ("OTHER", 2, Method.FROM_NEXT_DAY, None),
        ]
        assert shortened(whole, {}) is whole

    def test_one_network_is_kept_for_the_same_facts_and_another_made_for_others(self) -> None:
        route = route_for(BOOK, "tender", {})
        same = network_of(BOOK, route, {"tupe": True, "call_in": True})
        assert network_of(BOOK, route, {"call_in": True, "tupe": True}) is same
        assert network_of(BOOK, route, {"call_in": False, "tupe": True}) is not same
        assert network_of(BOOK, route_for(BOOK, "decommission", {}), {}).events != same.events


def test_the_words_for_an_unknown_route_or_event_name_those_there_are() -> None:
    from workflow.errors import BadRequest

    with pytest.raises(BadRequest, match="no route 'lunch'. Known: .*tender"):
        plan(BOOK, "lunch", Asked(today=MONDAY))
    for asked in (Asked(MONDAY, {"lunch": MONDAY}), Asked(MONDAY, done=frozenset({"lunch"}))):
        with pytest.raises(BadRequest, match="no event 'lunch'. Its events: .*consultation_opened"):
            plan(BOOK, "tender", asked)
    assert network_for(BOOK, route_for(BOOK, "tender", {}), Asked(MONDAY)).events
    assert isinstance(BOOK, Rulebook) and Order(start="a", end="b").rule is None
