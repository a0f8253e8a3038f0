"""What a route asks for first, and no rulebook does, is of a code: kept, or explained to somebody else."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support import consultations as ready
from tests.support.city import City
from tests.support.organisations import add
from tests.support.visitors import Visitor, site, words
from workflow.commands import views
from workflow.commands.consult_open import open_consultation
from workflow.commands.explain import ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.errors import BadRequest, NotFound, Refused
from workflow.project.guards import obstacles
from workflow.project.model import TOLD, TOLD_FIRST
from workflow.project.orders import not_told

REASON = "The provider closed its office on 2 February 2027 and none of its trustees answered us since."


@pytest.fixture
def here(city: City) -> City:
    return city.at(ready.OPENS)


@pytest.fixture
def ending(here: City) -> str:
    """A plan to end a grant, talked about with people who use the service; its provider is not told."""
    ref = here.open("Grant of Example Walkers", route="decommission", end=date(2028, 3, 31))
    here.record(ref, "early_conversation_started", date(2027, 1, 20))
    return ref


def asked(here: City, ref: str, rule: str = TOLD_FIRST, event: str = TOLD) -> str:
    changed = ask_explanation(
        ref=ref, rule=rule, event=event, cause="other", reason=REASON,
        instead="We wrote to its last address, and to its auditor.", by=here.people["officer"],
        services=here.services,
    )  # fmt: skip
    return list(changed.project.explanations)[-1]


def agreed(here: City, ref: str, explanation: str, *, yes: bool = True) -> None:
    decide_explanation(
        ref=ref, explanation=explanation, agreed=yes, reason="Nobody can be told.",
        by=here.people["manager"], services=here.services,
    )  # fmt: skip


def test_ending_a_service_is_not_public_before_its_provider_is_told_unless_that_is_explained_and_agreed(
    here: City, ending: str
) -> None:
    walkers = add(here, "Example Walkers")
    with pytest.raises(Refused) as held:
        ready.opened(here, ending, walkers)
    assert [(one.rule, str(one.force), one.may_be_explained) for one in held.value.obstacles] == [
        (TOLD_FIRST, "code", True)
    ]
    agreed(here, ending, asked(here, ending), yes=False)
    waits = asked(here, ending)
    with pytest.raises(Refused):
        open_consultation(ref=ending, by=here.people["officer"], services=here.services)
    with pytest.raises(NotFound):
        views.change(here.services, ending)
    agreed(here, ending, waits)
    assert views.change(here.services, ending).overview.project.actual(TOLD) is None
    open_consultation(ref=ending, by=here.people["officer"], services=here.services)
    assert views.change(here.services, ending).overview.project.actual("consultation_opened") == ready.OPENS


def test_the_stage_of_the_early_conversation_waits_for_the_same_departure(here: City, ending: str) -> None:
    def held() -> bool:
        situation = views.project(here.services, here.people["officer"], ending).situation
        stage = next(each for each in situation.route.stages if TOLD in each.events)
        return TOLD_FIRST in {one.rule for one in obstacles(situation, stage)}

    assert held()
    agreed(here, ending, asked(here, ending))
    assert not held()


@pytest.mark.parametrize(("told", "late"), [(ready.OPENS, False), (date(2027, 3, 4), True), (None, True)])
def test_a_provider_who_was_told_after_the_public_was_not_told_first_until_that_is_explained(
    here: City, ending: str, told: date | None, late: bool
) -> None:
    then = here.at(date(2027, 3, 10))
    then.record(ending, "consultation_opened", ready.OPENS)
    if told:
        then.record(ending, TOLD, told)

    def held() -> list[str]:
        situation = views.project(then.services, then.people["officer"], ending).situation
        stage = next(each for each in situation.route.stages if TOLD in each.events)
        found = [one.missing for one in obstacles(situation, stage) if one.rule == TOLD_FIRST]
        with site(then) as app:
            page = words(Visitor(app).get(f"/changes/{ending}"))
        assert all(one in page for one in found) and ("The provider is told before" in page) is bool(found)
        return found

    opened = "The consultation opened on 3 March 2027."
    end = "The provider was told on 4 March 2027." if told else "No record says that the provider was told"
    assert [one.startswith(f"{opened} {end}") for one in held()] == [True] * late
    if late:
        agreed(then, ending, asked(then, ending))
        situation = views.project(then.services, then.people["officer"], ending).situation
        assert not_told(situation) is None


@pytest.mark.parametrize(
    ("rule", "event"),
    [
        (TOLD_FIRST, "early_conversation_started"),
        ("not_final_before", TOLD),
        ("not_final_before", "decision_made"),
    ],
)
def test_what_is_not_asked_at_a_step_cannot_be_explained_there(
    here: City, ending: str, rule: str, event: str
) -> None:
    with pytest.raises(BadRequest, match="nothing to explain"):
        asked(here, ending, rule, event)


def test_a_change_that_ends_nothing_has_no_provider_to_tell_first(here: City) -> None:
    with pytest.raises(BadRequest, match="nothing to explain"):
        asked(here, here.open("Community mental health support"))
