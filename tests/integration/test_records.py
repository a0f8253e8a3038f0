"""Files and their rows, on both databases: one of two at once wins, and what is refused leaves nothing."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.city import build
from workflow.commands import views
from workflow.commands.documents import open_record
from workflow.commands.evidence import Details, Upload, add_evidence, folder
from workflow.commands.history import check_chains, trail_of
from workflow.errors import BadRequest, Stale

PDF = b"%PDF-1.7 an example"


def put(city, ref, **details):
    """A file added to a task."""
    told = {"title": "Needs assessment", **details}
    asked = {"stage": "need", "task": "needs_assessment", "form": "file", "text": "", "visibility": "exempt"}
    told |= {"rule": "10.4(3)"}
    file = Upload("needs.pdf", io.BytesIO(PDF))
    by = {"by": city.people["officer"], "services": city.services}
    return add_evidence(ref=ref, **asked, details=Details(**told), file=file, **by).project.evidence[-1]


def kept(city) -> list[Path]:
    return [path for path in folder(city.services).glob("??/*") if path.is_file()]


def test_r085_of_two_new_versions_at_once_one_takes_the_place_and_the_other_leaves_nothing(
    database_url, tmp_path
):
    city = build(database_url, tmp_path)
    ref = city.open()
    first = put(city, ref)

    def replace(_n: int) -> str:
        try:
            return put(city, ref, replaces=first.id).id
        except (BadRequest, Stale):
            return ""

    with ThreadPoolExecutor(4) as people:
        won = [id_ for id_ in people.map(replace, range(4)) if id_]
    project = views.project(city.services, city.people["officer"], ref).overview.project
    assert len(won) == 1 and project.evidence[0].replaced_by == won[0]
    assert len(kept(city)) == len(project.evidence) == 2


def test_r085_each_reading_of_what_is_exempt_is_an_entry_and_the_chain_holds(database_url, tmp_path):
    city = build(database_url, tmp_path)
    ref = city.open()
    record = put(city, ref)
    asked = {"ref": ref, "record": record.id, "by": city.people["director"], "services": city.services}
    with ThreadPoolExecutor(4) as people:
        opened = list(people.map(lambda _n: open_record(**asked, with_file=True), range(4)))
    assert {found.path.read_bytes() for found in opened} == {PDF}
    check_chains(city.services)
    trail = trail_of(views.project(city.services, city.people["officer"], ref), city.services)
    assert [one.post_title for one in trail.viewed] == ["Director of Adults and Health"] * 4
    assert trail.whole
