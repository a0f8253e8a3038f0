"""What would change under a newer edition, other facts or other dates, before anything is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.editions import GONE, IN_FORCE, NEW, two_editions
from workflow.project import events as happened
from workflow.project.folding import fold
from workflow.project.model import Project, Scenario
from workflow.project.preview import Preview, compare
from workflow.project.situation import Situation
from workflow.rulebook.library import Library
from workflow.timetable.model import EventDates
from workflow.timetable.plan import plan

TODAY = date(2027, 4, 6)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return two_editions(tmp_path_factory.mktemp("editions"))


def opened(**more: Any) -> happened.ProjectOpened:
    given = {
        "ref": "COM-2026-001", "title": "Support", "summary": "", "route": "tender",
        "rulebook": "example-city", "edition": "2026", "calendar": "x",
        "end": date(2028, 12, 1), "end_fixed": False, "directorate": "",
        "facts": {"instrument": "contract", "process": "commission"}, "owner": "o", "manager": "m",
        "decider": "d", "visibility": "public", **more,
    }  # fmt: skip
    return happened.ProjectOpened(**given)


def project(*facts: happened.Fact, **more: Any) -> Project:
    return fold((opened(**more), *facts), "need")


def seen(found: Project, library: Library, today: date = TODAY) -> Situation:
    rulebook = library.rulebook(found.rulebook_name, today)
    return Situation(found, rulebook, rulebook.route(found.route, found.facts), today)


def preview(before: Project, after: Project, library: Library) -> Preview:
    old, new = seen(before, library), seen(after, library)
    return compare(old, new, *(plan(each.rulebook, each.project.route, each.asked) for each in (old, new)))


def newer(found: Project, library: Library) -> Preview:
    return preview(found, replace(found, edition=NEW), library)


def on(event: str, day: date, what: Any = "actual") -> happened.DateRecorded:
    return happened.DateRecorded(event, 1, what, day)


def explained(rule: str, event: str) -> tuple[happened.Fact, ...]:
    asked = happened.ExplanationAsked("e1", rule, event, "other", "Because.", "More.", "p", False)
    return asked, happened.ExplanationDecided("e1", True, "Yes.", "q", "Head")


def test_r051_every_date_that_changes_is_shown_with_old_and_new_and_no_other(both: Library) -> None:
    found = newer(project(), both)
    shown = {change.before.id for change in found.dates if change.before}
    old = {event.id: event for event in found.was.events}
    for event in found.now.events:
        same = all(getattr(old[event.id], part) == getattr(event, part) for part in
                   ("latest", "earliest", "spare_working_days"))  # fmt: skip
        assert (event.id not in shown) is same, event.id
    opens = next(
        change for change in found.dates if change.before and change.before.id == "consultation_opened"
    )
    assert opens.before and opens.after and opens.before.latest and opens.after.latest
    assert (opens.before.latest - opens.after.latest).days == 14, "one week more to respond, one to consider"
    assert opens.rule_before and opens.rule_before.id == "LDS-CODE-12W"


def test_r051_what_is_asked_anew_no_more_or_otherwise_is_named(both: Library) -> None:
    found = newer(project(), both)
    changed = {change.id for change in found.rules if change.before and change.after}
    removed = {change.id for change in found.rules if change.after is None}
    assert changed == {"LDS-CODE-12W"}
    gone = {rule.id for (name, _edition), pack in both.packs.items() if name in GONE for rule in pack.rules}
    assert removed and removed <= gone
    own = [(each.title, each.was and each.was.n, each.now and each.now.n) for each in found.own_times]
    assert own == [("Considering the responses", 6, 7)]


@given(
    end=st.dates(date(2027, 10, 1), date(2030, 12, 31)),
    opens=st.none() | st.dates(date(2027, 4, 6), date(2028, 6, 30)),
    value=st.none() | st.sampled_from((10_000, 50_000, 50_001, 300_000)),
    fixed=st.booleans(),
)
def test_for_any_end_and_plan_the_preview_holds_exactly_the_dates_that_differ(
    both: Library, end: date, opens: date | None, value: int | None, fixed: bool
) -> None:
    plans = (on("consultation_opened", opens, "planned"),) if opens else ()
    known = {"instrument": "contract", "process": "commission"} | ({"value": value} if value else {})
    found = newer(project(*plans, end=end, end_fixed=fixed, facts=known), both)
    old, new = ({event.id: event for event in each.events} for each in (found.was, found.now))
    shown = {(change.before or change.after).id: change for change in found.dates}  # type: ignore[union-attr]
    for name in old.keys() | new.keys():
        before, after = old.get(name), new.get(name)
        if before is None or after is None or told(before) != told(after):
            assert (shown[name].before, shown[name].after) == (before, after)
        else:
            assert name not in shown


def told(dates: EventDates) -> tuple[object, ...]:
    return dates.latest, dates.earliest, dates.spare_working_days


def test_between_an_edition_and_itself_nothing_changes(both: Library) -> None:
    found = preview(project(), project(), both)
    assert not (
        found.dates or found.rules or found.own_times or found.gates or found.loose or found.newly_not_met
    )


def test_a_gate_that_opens_or_closes_is_told_for_the_stages_to_come_only(both: Library) -> None:
    def told(opens: date, **more: Any) -> list[tuple[str, bool]]:
        closes = on("consultation_closed", opens + timedelta(weeks=12))
        found = replace(project(on("consultation_opened", opens), closes), **more)
        return [(g.rule, g.closes) for g in newer(found, both).gates]

    longer = ("13 weeks to respond to a consultation", False)
    assert longer in told(IN_FORCE, stage="consultation")
    assert longer not in told(IN_FORCE - timedelta(1), stage="consultation"), "the older edition judges that"
    assert longer not in told(IN_FORCE, stage="consider", finished=("consultation",))


def test_an_explanation_of_a_rule_that_changes_or_goes_is_told_and_one_refused_is_not(both: Library) -> None:
    kept = project(*explained("LDS-CODE-12W", "consultation_closed"))
    assert [(one.kind, one.changed) for one in newer(kept, both).loose] == [("explanation", True)]
    refused = happened.ExplanationDecided("e1", False, "No.", "q", "Head")
    assert newer(project(explained("LDS-CODE-12W", "consultation_closed")[0], refused), both).loose == ()
    gone = next(change.id for change in newer(project(), both).rules if change.after is None)
    recorded = happened.ExceptionRecorded("x1", gone, "consultation_closed", "not_applicable", "No.", "Head")
    assert [(one.kind, one.changed) for one in newer(project(recorded), both).loose] == [("exception", False)]


def test_what_happened_and_what_was_planned_or_published_keeps_its_day(both: Library) -> None:
    announced = [on("consultation_opened", date(2027, 5, 4), what) for what in ("planned", "published")]
    dates = (on("early_conversation_started", date(2027, 2, 1)), *announced)
    found = newer(project(*dates), both)
    assert found.after.project.instances == found.before.project.instances
    assert "early_conversation_started" not in {change.before.id for change in found.dates if change.before}
    assert found.now["consultation_opened"].date == date(2027, 5, 4)


def test_the_path_of_a_project_follows_its_facts_and_history_of_what_left_it_asks_nothing(
    both: Library,
) -> None:
    path = {event.id for event in seen(project(), both).route.events}
    found = project(on("consultation_opened", date(2027, 1, 4)))
    assert "consultation_opened" in found.asked(TODAY, path).done
    assert found.asked(TODAY, path - {"consultation_opened"}).pins == {}
    assert found.actual("consultation_opened") == date(2027, 1, 4)


def test_a_correction_says_only_what_differs_and_none_makes_a_fact_unknown_again() -> None:
    first = happened.FactsCorrected({"value": 90_000, "light_touch": True}, "The estimate was wrong.")
    found = project(first, happened.FactsCorrected({"light_touch": None}, "Not known yet."))
    assert found.facts == {"instrument": "contract", "process": "commission", "value": 90_000}


FACTS = (
    happened.EditionMoved("example-city", "2026", NEW, "abc", "To go by the stricter window."),
    happened.FactsCorrected({"value": 1, "regime": ("PA2023", "PSR2023"), "tupe": None}, "Joint."),
    happened.ScenarioKept("Later", {"consultation_opened": IN_FORCE}, date(2028, 12, 1)),
    happened.ScenarioDropped("Later"),
)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind)
def test_a_fact_comes_back_from_the_store_as_it_went_in(fact: happened.Fact) -> None:
    import json

    data = json.loads(json.dumps(happened.to_data(fact)))
    again = happened.from_data(fact.kind, data)
    assert happened.to_data(again) == data
    assert fold((opened(), FACTS[2], again), "need").version == 3


def test_a_scenario_asks_for_its_own_dates_and_end_and_for_the_plans_everywhere_else(both: Library) -> None:
    planned = on("consultation_opened", date(2027, 5, 4), "planned")
    found = project(on("early_conversation_started", date(2027, 2, 1)), planned)
    situation = seen(found, both)
    pins = {"consultation_closed": date(2027, 8, 2), "early_conversation_started": date(2027, 3, 1)}
    asked = Scenario("Later", pins, date(2029, 1, 1)).asked(situation.asked, situation.events)
    assert asked.pins == {
        "early_conversation_started": date(2027, 2, 1),
        "consultation_opened": date(2027, 5, 4),
        "consultation_closed": date(2027, 8, 2),
    }
    assert asked.end == date(2029, 1, 1)
