"""The page of a consultation for other programs: what people read, and nothing more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.integration.web.test_commissioners import Desk
from tests.support import consultations as ready
from tests.support.city import City, build
from tests.support.organisations import add
from workflow.commands.explain import Details, ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.commands.partners import Contact, Part, name_partner

JOINT = "Example NHS Board"
REASON = "The budget was set on 2 February 2027, six weeks later than planned, and nothing else would work."


@pytest.fixture
def here(sqlite_url: str, tmp_path: Any) -> City:
    return build(sqlite_url, tmp_path).at(ready.OPENS)


@pytest.fixture
def ref(here: City) -> str:
    found = here.open()
    part = Part(JOINT, "nhs", "leads", contact=Contact("Programme Lead"))
    name_partner(ref=found, part=part, by=here.people["officer"], services=here.services)
    return found


def test_the_page_names_every_body_that_organises_it_and_links_to_its_facts(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    desk = Desk(here, "officer")
    page = desk.read(f"/consultations/{ref}")
    assert f"{ref}, Example City Council and {JOINT}" in page
    assert f"Example City Council. Leads the work. {JOINT}. Leads together with us." in page
    path = f"/consultations/{ref}/facts.json"
    link = (
        f'<link rel="alternate" type="application/json" title="The facts of this consultation" href="{path}">'
    )
    assert link in desk.client.get(f"/consultations/{ref}").text
    found = desk.client.get(path).get_json()
    told = found["consultation"]
    assert (found["shape"], found["as_of"]) == ("fair-notice/consultation/1", "2027-03-03")
    assert [each["name"] for each in found["bodies"]] == ["Example City Council", JOINT]
    assert told["says"] in page and (told["state"], told["questions"]) == ("open", ["What works today?"])
    assert told["dates"]["opens"] == {"on": "2027-03-03", "stands": "done", "unconfirmed": False}
    assert told["dates"]["closes"] == {"on": "2027-05-26", "stands": "planned", "unconfirmed": False}
    assert told["dates"]["decision"]["stands"] == "last_safe" and told["shorter_than"] == []
    assert told["organisations_invited"] == 1 and "Example Carers Group" not in str(found)


def test_what_the_page_does_not_show_yet_is_in_no_file_either(here: City, ref: str) -> None:
    hidden = here.open("Staff only", visibility="staff")
    ready.write(here, ref, why="The contract ends early.")
    client = Desk(here, "officer").client
    found = client.get(f"/consultations/{ref}/facts.json")
    assert (
        found.status_code == 200 and "ends early" not in found.text and "What works today?" not in found.text
    )
    assert client.get(f"/consultations/{hidden}/facts.json").status_code == 404
    again = client.get(f"/consultations/{ref}/facts.json", headers={"If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_once_it_is_withdrawn_the_file_asks_nobody_to_reply_and_names_no_day_to_come(
    here: City, ref: str
) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    desk, path = Desk(here, "officer"), f"/consultations/{ref}/facts.json"
    told = desk.client.get(path).get_json()["consultation"]
    assert told["ways_to_reply"] == ["Email views@example.invalid"] and told["no_replies_because"] is None
    assert told["decides"] == "Director of Adults and Health" and told["rewritten"] == []
    desk.done(f"/projects/{ref}/withdraw", reason="There is no money left.")
    told = desk.client.get(path).get_json()["consultation"]
    assert (told["state"], told["ways_to_reply"], told["survey"]) == ("withdrawn", [], None)
    assert "withdrawn" in told["no_replies_because"] and told["dates"]["opens"]["stands"] == "done"
    assert (told["dates"]["closes"], told["dates"]["decision"]) == (None, None)


@pytest.mark.parametrize(("closes", "less"), [(date(2027, 5, 5), False), (date(2027, 5, 4), True)])
def test_less_time_than_an_explanation_agreed_to_is_said_beside_it(
    here: City, closes: date, less: bool
) -> None:
    ref, nine_weeks = here.open(), Details(ready.OPENS, date(2027, 5, 5), makes_up=("calls",))
    told = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "planning", "reason": REASON}
    asked = ask_explanation(
        ref=ref, **told, instead="Calls.", details=nine_weeks, by=here.people["officer"],
        services=here.services,
    )  # fmt: skip
    decide_explanation(
        ref=ref, explanation=next(iter(asked.project.explanations)), agreed=True, reason="Yes.",
        by=here.people["manager"], services=here.services,
    )  # fmt: skip
    ready.plan(here, ref, closes=closes)
    here.record(ref, "consultation_opened", ready.OPENS)
    desk = Desk(here, "officer")
    page = desk.read(f"/consultations/{ref}")
    assert "Agreed by Commissioning Manager." in page
    assert ("Less is given than was agreed: 9 weeks." in page) is less
    (found,) = desk.client.get(f"/consultations/{ref}/facts.json").get_json()["consultation"]["explanations"]
    assert found["agreed_days"] == 63
