"""What began under one edition is judged by that edition, also once its project has moved to a newer one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.editions import CODE, IN_FORCE, NEW, council, figure
from tests.unit.project.test_editions import on, opened, project, seen
from workflow.project.guards import obstacles
from workflow.project.model import Project
from workflow.project.owed import owed
from workflow.project.preview import compare
from workflow.project.situation import Situation
from workflow.project.waits import rule_at
from workflow.project.window import OPENED, too_short, window
from workflow.rulebook.library import Library
from workflow.rulebook.loader import Faulty
from workflow.timetable.act_days import act_days
from workflow.timetable.model import Asked, Timetable
from workflow.timetable.plan import plan

RULE, CLOSED = "LDS-CODE-12W", "consultation_closed"
EVE = IN_FORCE - timedelta(1)
TODAY = date(2027, 8, 2)
FIRST = {"edition": "2026"}
Made = Callable[..., Library]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return lambda *editions, **more: council(tmp_path, *editions, **more)


def newer(**changes: Any) -> dict[str, Any]:
    return {"edition": NEW, "in_force_from": IN_FORCE, **changes}


def consulted(begins: date, weeks: int, edition: str = NEW) -> Project:
    """A project that goes by an edition, with a consultation of so many weeks behind it."""
    closes = begins + timedelta(weeks=weeks)
    found = project(on(OPENED, begins), on(CLOSED, closes), edition=edition)
    return replace(found, stage="consultation")


def asks(library: Library, begins: date, weeks: int, edition: str = NEW) -> list[str]:
    """What the 12 weeks (or their like) say was missing: at the gate, the same as in the timetable."""
    situation = seen(consulted(begins, weeks, edition), library, TODAY)
    stage = situation.route.stage("consultation")
    told = [each.missing for each in obstacles(situation, stage) if each.rule == RULE]
    broken = [each for each in timetable(situation).conflicts if each.rule == RULE]
    assert len(told) == len(broken)
    assert bool(told) is bool([each for each in owed(situation) if each.rule.id == RULE])
    asked = window(situation, RULE, CLOSED)
    assert bool(told) is bool(asked and asked.fewer)
    return told


def timetable(situation: Situation) -> Timetable:
    return plan(situation.rulebook, situation.project.route, situation.asked)


def test_r051_a_stricter_figure_counts_for_what_begins_on_the_first_day_of_its_edition_not_before(
    made: Made,
) -> None:
    both = made(FIRST, newer(figures=[figure(RULE, 14)]))
    assert asks(both, EVE, 12) == [], "12 weeks that began under the older edition are enough"
    (missing,) = asks(both, IN_FORCE, 12)
    assert missing.startswith("14 weeks (98 days)") and "Edition 2027" in missing
    assert asks(both, IN_FORCE, 14) == []
    assert asks(both, IN_FORCE, 12, edition="2026") == [], "who stays with the older edition keeps its figure"
    (short,) = asks(both, EVE, 11)
    assert short.startswith("12 weeks (84 days)")
    ends = "counts for what begins from 1 January 2017 to 31 March 2027."
    assert short.endswith(f"Edition 2026 of the rulebook {ends}")


def test_a_looser_figure_forgives_nothing_that_began_before_its_edition(made: Made) -> None:
    both = made(FIRST, newer(figures=[figure(RULE, 10, "Agreed with the sector")]))
    assert len(asks(both, EVE, 10)) == 1
    assert asks(both, EVE, 12) == [] == asks(both, IN_FORCE, 10)
    assert len(asks(both, IN_FORCE, 9)) == 1


def test_each_of_several_editions_judges_what_began_in_its_own_time(made: Made) -> None:
    third = {"edition": "2028", "in_force_from": date(2027, 5, 3), "figures": [figure(RULE, 9, "Agreed")]}
    known = made(FIRST, newer(figures=[figure(RULE, 14)]), third)
    weeks = {EVE: 12, IN_FORCE: 14, date(2027, 5, 2): 14, date(2027, 5, 3): 9}
    for begins, asked in weeks.items():
        assert asks(known, begins, asked, "2028") == [], begins
        assert len(asks(known, begins, asked - 1, "2028")) == 1, begins
    assert asks(known, date(2027, 5, 3), 13, NEW) != [], "the edition between knows nothing of the last"


def test_another_way_of_counting_begins_with_its_edition(made: Made) -> None:
    months = {"n": 3, "method": "months_corresponding_date", "start": OPENED, "end": CLOSED}
    both = made(FIRST, newer(code="new"), new={"period": months})
    assert asks(both, EVE, 12) == []
    (missing,) = asks(both, IN_FORCE, 12)
    assert missing.startswith("3 months")
    assert asks(both, IN_FORCE, 14) == []


def test_what_an_edition_adopts_first_asks_nothing_of_what_began_before(made: Made) -> None:
    both = made({**FIRST, "without": [CODE]}, newer())
    assert asks(both, EVE, 3) == []
    assert len(asks(both, IN_FORCE, 11)) == 1
    assert asks(both, IN_FORCE, 12) == []


def test_what_an_edition_drops_still_holds_what_began_before(made: Made) -> None:
    both = made(FIRST, newer(without=[CODE]))
    assert len(asks(both, EVE, 11)) == 1
    assert asks(both, EVE, 12) == []
    assert asks(both, IN_FORCE, 3) == []


def test_a_last_day_is_that_of_the_edition_in_force_when_the_time_began(made: Made) -> None:
    most = {"kind": "maximum", "n": 16, "method": "weeks_from_next_day", "start": OPENED, "end": CLOSED}
    code = {"period": most, "title": "A consultation lasts 16 weeks at most"}
    later = newer(code="new", figures=[figure(RULE, 14)])
    both = made({**FIRST, "code": "new"}, later, new=code)

    def late(begins: date, weeks: int) -> list[int]:
        return [
            each.short_by_days
            for each in timetable(seen(consulted(begins, weeks), both, TODAY)).conflicts
            if each.rule == RULE
        ]

    assert late(EVE, 16) == [] == late(IN_FORCE, 14)
    assert late(EVE, 17) == [7] == late(IN_FORCE, 15)


def test_law_counts_from_its_own_days_whichever_edition_lists_it_first(made: Made) -> None:
    law = "executive-decisions-2012"
    both = made({**FIRST, "without": [law]}, newer())
    known = on("key_decision_notice_published", date(2027, 3, 1)), on("decision_made", date(2027, 3, 15))
    for edition, broken in (("2026", False), (NEW, True)):
        found = timetable(seen(project(*known, edition=edition), both, TODAY)).conflicts
        assert ("KD-28" in {each.rule for each in found}) is broken


def test_a_record_is_asked_of_an_act_by_the_edition_of_its_day(made: Made) -> None:
    gate = {"guard": "events_recorded", "needs": ["early_conversation_started"]}
    both = made({**FIRST, "without": [CODE]}, newer(code="new"), new={"period": None, "gate": gate})

    def missing(day: date) -> bool:
        situation = seen(project(on(CLOSED, day), edition=NEW), both, TODAY)
        found = obstacles(situation, situation.route.stage("consultation"))
        return RULE in {each.rule for each in found}

    assert not missing(EVE)
    assert missing(IN_FORCE)


def test_the_facts_of_a_council_are_those_of_the_edition_too(made: Made) -> None:
    """Call-in begins with the newer edition: what was put into effect at once before that broke nothing."""
    usual = {"body": "council", "key_decision": True, "regime": "PA2023", "light_touch": False}
    first = {**FIRST, "facts": {**usual, "call_in": False}}
    both = made(first, newer(facts={**usual, "call_in": True}))

    def broken(day: date) -> bool:
        known = on("decision_published", day), on("implementation_allowed", day)
        found = timetable(seen(project(*known, edition=NEW), both, TODAY)).conflicts
        return "LDS-CALLIN-5WD" in {each.rule for each in found}

    assert not broken(EVE)
    assert broken(IN_FORCE)


def test_moving_shows_that_what_is_past_stays_kept_and_what_is_to_come_changes(made: Made) -> None:
    both = made(FIRST, newer(figures=[figure(RULE, 14)]))

    def moved(found: Project) -> Any:
        was, now = (seen(replace(found, edition=each), both, TODAY) for each in ("2026", NEW))
        return compare(was, now, timetable(was), timetable(now))

    past = moved(consulted(EVE, 12, "2026"))
    assert past.gates == () and past.newly_not_met == () and past.dates == ()
    to_come = moved(project())
    change = next(each for each in to_come.dates if each.before and each.before.id == OPENED)
    assert change.before.latest - change.after.latest == timedelta(weeks=2)
    assert (change.rule_before.title, change.rule_after.title) == tuple(
        f"{n} weeks to respond to a consultation" for n in (12, 14)
    )


def test_a_date_that_was_judged_names_the_edition_whose_figure_counted_and_is_judged_once(made: Made) -> None:
    both = made(FIRST, newer(figures=[figure(RULE, 14)]))
    for begins, edition, other in ((EVE, "2026", NEW), (IN_FORCE, NEW, "2026")):
        found = timetable(seen(consulted(begins, 3), both, TODAY)).conflicts
        (told,) = (" ".join(each.because) for each in found if each.rule == RULE)
        assert f"Edition {edition} of the rulebook counts" in told
        assert f"Edition {other}" not in told


def test_a_plan_goes_by_the_edition_in_force_on_the_day_planned(made: Made) -> None:
    both = made(FIRST, newer(figures=[figure(RULE, 14)]))
    for opens, weeks in ((EVE, 12), (IN_FORCE, 14)):
        found = project(on(OPENED, opens, "planned"), edition=NEW)
        dates = timetable(seen(replace(found, end=date(2029, 1, 1)), both, date(2027, 3, 1)))
        assert dates[CLOSED].earliest == opens + timedelta(weeks=weeks)


@pytest.mark.parametrize(("figures", "named"), [([figure(RULE, 14)], NEW), ([], "")])
def test_a_last_safe_date_says_the_edition_whose_figure_sets_it_where_another_has_another(
    made: Made, figures: list[dict[str, Any]], named: str
) -> None:
    found = replace(project(edition=NEW), end=date(2029, 1, 1))
    opened = timetable(seen(found, made(FIRST, newer(figures=figures)), date(2027, 3, 1)))[OPENED]
    assert (opened.binding_rule, opened.binding_edition) == (RULE, named)


def test_a_closing_before_the_opening_is_told_also_where_no_edition_asks_for_time(made: Made) -> None:
    dropped = made(FIRST, newer(without=[CODE]))
    later, before = date(2027, 5, 4), date(2027, 5, 3)
    found = project(on(OPENED, later, "planned"), on(CLOSED, before, "planned"), edition=NEW)
    told = timetable(seen(found, dropped, date(2027, 4, 6))).conflicts
    assert [each.rule for each in told if (each.start, each.event) == (OPENED, CLOSED)] == ["order"]


def test_where_editions_ask_the_same_nothing_is_said_of_them_and_nothing_differs(made: Made) -> None:
    both = made(FIRST, newer())
    old, new = (seen(consulted(EVE, 12, edition), both, TODAY) for edition in ("2026", NEW))
    assert timetable(old).events == timetable(new).events
    assert not any("Edition" in words for event in timetable(new).events for words in event.because)


@cache
def library_of(older: int, newer_: int) -> Library:
    """Editions that ask for so many weeks."""
    first, then = ([figure(RULE, n, "Agreed")] if n != 12 else [] for n in (older, newer_))
    with TemporaryDirectory() as folder:
        return council(Path(folder), {**FIRST, "figures": first}, newer(figures=then))


@given(
    closes=st.dates(date(2027, 4, 1), date(2027, 12, 31)),
    weeks=st.tuples(st.sampled_from((8, 12, 16)), st.sampled_from((8, 12, 16))),
)
def test_the_last_safe_opening_is_the_last_working_day_from_which_its_own_edition_leaves_time(
    closes: date, weeks: tuple[int, int]
) -> None:
    """Tried day by day, backwards: each day by the figure of the edition in force on it."""
    book = library_of(*weeks).rulebook(f"example-city@{NEW}", TODAY)
    facts = opened().facts
    asked = Asked(date(2026, 9, 1), pins={CLOSED: closes}, end=date(2029, 1, 1), facts=facts)
    found = plan(book, "tender", asked)
    working = act_days(book.authority, book.route("tender", facts), facts).working
    day = closes
    while not working.is_working(day) or day + timedelta(weeks=weeks[day >= IN_FORCE]) > closes:
        day -= timedelta(1)
    assert found[OPENED].latest == day


def test_a_consultation_in_the_public_list_is_short_by_the_edition_of_its_opening(made: Made) -> None:
    both = made(FIRST, newer(figures=[figure(RULE, 14)]))
    for begins, short in ((EVE, False), (IN_FORCE, True)):
        situation = seen(consulted(begins, 12), both, TODAY)
        closes = begins + timedelta(weeks=12)
        found = too_short(situation.rules_begun(begins), situation.route, begins, closes)
        assert (RULE in {rule.id for rule, _window in found}) is short


def test_what_is_explained_is_the_rule_as_its_edition_asked_it(made: Made) -> None:
    both = made(FIRST, newer(figures=[figure(RULE, 14)]))
    for begins, weeks in ((EVE, 12), (IN_FORCE, 14)):
        found = rule_at(seen(consulted(begins, 3), both, TODAY), RULE, CLOSED)
        assert found and found.title == f"{weeks} weeks to respond to a consultation"


def test_an_edition_that_turns_a_wait_round_is_refused_since_both_ways_would_count(made: Made) -> None:
    ends, wait = (
        ("equality_assessment_completed", "key_decision_notice_published"),
        {"n": 1, "method": "clear_days"},
    )
    one, other = ({"period": wait | {"start": a, "end": b}} for a, b in (ends, ends[::-1]))
    with pytest.raises(Faulty, match="with earlier editions the waits of the route tender run in a circle"):
        made({**FIRST, "code": "old"}, newer(code="new"), old=one, new=other)


def test_the_fingerprint_of_an_edition_holds_those_before_it(tmp_path: Path) -> None:
    marks = {}
    for n in (13, 14):
        known = council(tmp_path / str(n), {**FIRST, "figures": [figure(RULE, n)]}, newer())
        marks[n] = known.rulebook(f"example-city@{NEW}", TODAY).fingerprint
    assert marks[13] != marks[14]
