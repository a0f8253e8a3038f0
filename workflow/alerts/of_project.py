"""What every deadline of a project says of the project and of the stage that it belongs to."""

from __future__ import annotations

from workflow.project.situation import Situation
from workflow.rulebook.model import Stage


def of_project(situation: Situation, stage: Stage | None, *, public: bool) -> dict[str, object]:
    """Its reference, title and stage, and whether the public sees what is due."""
    project = situation.project
    return {
        "project": project.ref,
        "project_title": project.title,
        "stage": stage.slug if stage else project.stage,
        "stage_name": stage.name if stage else "",
        "public": public,
    }
