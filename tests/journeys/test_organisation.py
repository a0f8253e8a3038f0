"""The third sector organisation: what is changing, how long have we, who decides; no account, any device."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from tests.journeys.people import Person, served
from tests.support.city import City
from workflow.commands.explain import ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.commands.record import write_open_questions

REASON = (
    "The needs assessment was three weeks late and the present contract cannot be extended beyond its end."
)


@pytest.fixture
def change(city: City) -> str:
    """A change whose consultation is planned three weeks late and shorter, explained and agreed."""
    ref = city.open()
    officer = city.people["officer"]
    write_open_questions(
        ref=ref, decided="The budget for 2028 to 2029.", still_open="How many contracts.", by=officer,
        services=city.services,
    )  # fmt: skip
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    city.record(ref, "consultation_opened", date(2027, 3, 3), what="planned")
    city.record(
        ref, "consultation_opened", date(2027, 3, 24), what="planned", reason="The assessment was late."
    )
    asked = ask_explanation(
        ref=ref, rule="LDS-CODE-12W", event="consultation_closed", cause="planning", reason=REASON,
        instead="Two extra meetings and direct calls.", by=officer, services=city.services,
    )  # fmt: skip
    decide_explanation(
        ref=ref, explanation=list(asked.project.explanations)[0], agreed=True, reason="The meetings help.",
        by=city.people["director"], services=city.services,
    )  # fmt: skip
    return ref


@pytest.mark.parametrize(
    ("scripts", "width"), [(True, 1280), (False, 320)], ids=["desktop", "small, no script"]
)
def test_an_organisation_reads_what_changes_when_and_who_decides_and_takes_the_dates_home(
    city: City, change: str, browser: Any, scripts: bool, width: int
) -> None:
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800})
    with served(city.at(date(2026, 12, 1))) as (base, _app):
        someone = Person(context.new_page(), base)
        someone.goes("/")
        someone.follows("Community mental health support")
        told = someone.reads()
        assert "Still open" in told and "How many contracts." in told
        assert "Director of Adults and Health" in told
        assert "24 March 2027" in told and "3 March 2027" in told and "The assessment was late." in told
        assert REASON in told and "Two extra meetings and direct calls." in told
        assert "Demonstration: nothing here has been decided" in told
        link = someone.page.get_by_role("link", name="calendar").first.get_attribute("href")
        calendar = context.request.get(base + str(link)).body()
        assert context.cookies() == []
    context.close()
    entries = {str(e["SUMMARY"]): e for e in Calendar.from_ical(calendar).walk("VEVENT")}
    opens = next(e for title, e in entries.items() if title.startswith("Consultation opens"))
    assert opens["DTSTART"].dt == date(2027, 3, 24)
    assert int(opens["SEQUENCE"]) > 0


def test_r026_the_public_page_says_from_the_next_day_that_a_date_has_passed(city: City, page: Any) -> None:
    ref = city.open()
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    said = []
    for day in (date(2027, 3, 3), date(2027, 3, 4)):
        with served(city.at(day)) as (base, _app):
            someone = Person(page, base)
            someone.goes(f"/changes/{ref}")
            said.append("was due to open by 3 March 2027; it has not opened" in someone.reads())
    assert said == [False, True]


def test_what_is_not_public_is_as_if_it_did_not_exist_and_is_only_counted(city: City, page: Any) -> None:
    ref = city.open("Grant to Example Carers Group", route="decommission", end=date(2028, 3, 31))
    with served(city) as (base, _app):
        someone = Person(page, base)
        someone.goes("/")
        assert "1 change not yet public" in someone.reads()
        answer = page.goto(f"{base}/changes/{ref}")
        nothing = page.goto(f"{base}/changes/COM-2000-001")
    assert (answer.status, nothing.status) == (404, 404)
