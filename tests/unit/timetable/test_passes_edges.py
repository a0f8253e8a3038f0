"""The passes where they meet boards, limits that tighten, and dates given out of order."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support.oracle_small import at_most, event, of, solved, wait
from workflow.timetable.act_days import Meetings
from workflow.timetable.ties import order_tie

ONE = timedelta(1)
MONDAY, FRIDAY, NEXT_MONDAY = (date(2027, 3, day) for day in (1, 5, 8))


class TestMeetings:
    """A board takes papers up to its day."""

    whole = of(
        event("p", papers_for="d"), event("d", sits="x"), "e", ties=(order_tie("p", "d"), wait("d", "e", 1))
    )
    board = {"d": Meetings("x", "Board", (FRIDAY, date(2027, 3, 19)), {FRIDAY: MONDAY})}

    def test_the_papers_are_due_on_that_day_or_by_the_order_where_none_is_known(self) -> None:
        found = solved(self.whole, end=date(2027, 3, 18), meetings=self.board, today=date(2027, 2, 1))
        assert (found.latest["d"], found.latest["p"], found.binding["p"].rule) == (
            FRIDAY, MONDAY, "local:papers_deadline",
        )  # fmt: skip
        found = solved(self.whole, end=date(2027, 3, 22), meetings=self.board)
        assert (found.latest["d"], found.latest["p"]) == (date(2027, 3, 19), date(2027, 3, 19))

    def test_a_given_meeting_has_its_papers_due_on_its_day(self) -> None:
        found = solved(self.whole, {"d": FRIDAY}, meetings=self.board, today=date(2027, 2, 1))
        assert found.latest["p"] == MONDAY

    def test_papers_on_the_day_are_in_time_and_a_day_later_wait_for_the_next_meeting(self) -> None:
        for ready, meets in ((MONDAY, FRIDAY), (MONDAY + ONE, date(2027, 3, 19))):
            found = solved(self.whole, {"p": ready}, meetings=self.board, today=date(2027, 2, 1))
            assert found.earliest["d"] == meets

    def test_only_the_papers_of_the_meeting_must_be_ready_for_it(self) -> None:
        late, papers = event("x"), event("p", papers_for="d")
        whole = of(late, papers, event("d", sits="x"), "e", ties=(order_tie("p", "d"), wait("d", "e", 1)))
        pins = {"x": FRIDAY - ONE, "p": MONDAY}
        found = solved(whole, pins, meetings=self.board, today=date(2027, 2, 1))
        assert found.earliest["d"] == FRIDAY

    def test_a_papers_deadline_asks_for_no_days_of_its_own(self) -> None:
        found = solved(self.whole, {"d": FRIDAY}, meetings=self.board, today=date(2027, 2, 1))
        assert (found.binding["p"].n, found.binding["p"].order_only) == (0, True)


def test_a_limit_from_an_open_event_tightens_a_day_that_the_end_had_set() -> None:
    whole = of("a", "b", "c", ties=(wait("a", "c", 20), wait("b", "c", 1), at_most("a", "b", 5)))
    end = date(2027, 4, 30)
    found = solved(whole, end=end)
    assert (found.latest["a"], found.latest["b"]) == (end - 20 * ONE, end - 15 * ONE)
    assert found.binding["b"].rule == "MOST"


def test_two_given_days_in_the_wrong_order_do_not_fit() -> None:
    whole = of("a", "b", ties=(order_tie("a", "b"),))
    (short,) = solved(whole, {"a": NEXT_MONDAY, "b": FRIDAY}).shortfalls
    assert (short.required, short.days) == (NEXT_MONDAY, 3)
    assert solved(whole, {"b": FRIDAY}, today=NEXT_MONDAY).shortfalls == ()


def test_beside_something_overtaken_the_other_waits_still_count() -> None:
    ties = (wait("a", "c", 2), wait("a", "b", 30), wait("x", "b", 4))
    found = solved(of("a", "x", "b", "c", ties=ties), {"c": MONDAY}, "c", today=FRIDAY)
    assert found.overtaken == {"a"} and found.earliest["b"] == FRIDAY + 4 * ONE
