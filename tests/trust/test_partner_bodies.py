"""R029: who is named in a body that takes part reads one project, page by page, and changes nothing of it."""

from __future__ import annotations

import pytest

from tests.support.databases import fresh_database
from tests.trust.estate import estate
from tests.trust.matrix import EXPECTED
from tests.trust.test_access import outcome
from tests.trust.who import IN, MISSING
from workflow.commands.partners import Part, name_partner

ALWAYS = {"project", "dates", "people", "stage", "history", "documents"}
"""Pages that must be there for whoever is named."""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("partners")
    with fresh_database("sqlite", folder) as url, estate(url, folder) as found:
        own = found.own
        part = Part("Example Borough Council", "council", "takes_part", posts=("Commissioning Officer",))
        by = {"by": own.city.people["officer"], "services": own.city.services}
        name_partner(ref=own.ref, part=part, **by)
        yield found


def addresses(town, method):
    """Every address of the council's one shared project, with its good form."""
    for endpoint, row in sorted(EXPECTED.items()):
        for rule in town.rules(endpoint):
            if endpoint.startswith("commissioners.") and "ref" in rule.arguments and method in rule.methods:
                yield endpoint, town.path(rule, town.own.values(rule)) + row.query, town.filled(row.form)


def test_r029_whoever_is_named_reads_its_pages_and_whoever_is_not_finds_nothing(town):
    named, other = town.regular("foreign officer"), town.regular("foreign manager")
    shown = set()
    for endpoint, path, _form in addresses(town, "GET"):
        if f"/projects/{town.own.ref}" not in path:
            continue
        answer = named.client.get(path)
        assert answer.status_code in (200, 404), (path, answer.status_code)
        if answer.status_code == 200:
            shown.add(endpoint.removeprefix("commissioners."))
        assert outcome(other.client.get(path)) == MISSING, path
    assert shown >= ALWAYS, ALWAYS - shown
    assert town.own.ref in named.client.get("/work").text
    overview = named.client.get(f"/projects/{town.own.ref}").text
    assert "This project is led by Example City Council" in overview
    assert "/explanations/" not in overview.replace('href="/explanations"', "")


def test_r029_whoever_is_named_changes_nothing_and_sees_no_other_project(town):
    named, before = town.regular("foreign officer"), town.footprint()
    for endpoint, path, form in addresses(town, "POST"):
        answer = named.client.post(path, data={**named.fields, **form})
        assert outcome(answer) != IN or answer.status_code in (400, 409), (endpoint, answer.status_code)
        assert town.footprint() == before, f"{endpoint}: {path} changed something"
    for ref in (town.own.hidden, town.own.ending, town.own.of_other, town.own.withdrawn):
        assert outcome(named.client.get(f"/projects/{ref}")) == MISSING, ref
