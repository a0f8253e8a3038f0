"""Records: a new version takes the place of the old one and keeps it; who may see one can change."""

from __future__ import annotations

from tests.unit.project.test_project import after
from workflow.project import events as happened
from workflow.project.evidence import current
from workflow.project.guards import obstacles


def file(id_: str, **more) -> happened.EvidenceAdded:
    return happened.EvidenceAdded(id_, "need", "needs_assessment", "file", "", "public", **more)


def test_r085_a_new_version_replaces_the_old_one_and_keeps_it():
    project = after(file("1"), file("2", replaces="1"), file("3", replaces="2"), file("4")).project
    assert [(one.id, one.version) for one in current(project.evidence)] == [("3", 3), ("4", 1)]
    assert [one.replaced_by for one in project.evidence] == ["2", "3", "", ""]


def test_r085_a_record_made_exempt_says_under_which_rule_and_later_no_more():
    exempt = happened.RecordShown("1", "exempt", "10.4(3)", "Prices of one bidder.")
    public = happened.RecordShown("1", "public", "", "The contract is signed.")
    first, second = after(file("1"), exempt).project, after(file("1"), exempt, public).project
    assert (first.evidence[0].exempt, first.evidence[0].rule) == (True, "10.4(3)")
    assert (second.evidence[0].visibility, second.evidence[0].rule) == ("public", "")


def test_what_is_missing_is_called_as_its_own_stage_calls_it():
    situation = after()
    stage = situation.route.stage("decision-to-procure")
    said = " ".join(found.missing for found in obstacles(situation, stage))
    assert "Attach the record of the decision" in said and "record of the award decision" not in said
