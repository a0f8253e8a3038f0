"""The stages of a project as a picture and a list, with where the way may part (G2)."""

from __future__ import annotations

from web import pictures_stages
from web.pictures_stages import Branch, Step
from workflow.commands.views import ProjectView
from workflow.project.summaries import StageLine
from workflow.rulebook.model import Force
from workflow.words import gettext as _

PUBLISHED = ("decision_published", "award_decision_published")
MAY_END = "end-or-renew"


def stage_picture(view: ProjectView) -> pictures_stages.Diagram:
    """The diagram of a project: what is behind it, where it is, and the branches ahead."""
    title = _("Stages of {title}").format(title=view.overview.project.title)
    return pictures_stages.diagram([_step(view, line) for line in view.overview.stages], title)


def _step(view: ProjectView, line: StageLine) -> Step:
    return Step(line.stage.name, line.status, tuple(_branches(view, line)))


def _branches(view: ProjectView, line: StageLine) -> list[Branch]:
    book, project = view.overview.rulebook, view.overview.project
    facts, found = book.facts(project.route, project.facts), []
    if facts.get("call_in") and set(PUBLISHED) & set(line.stage.events):
        told = _("If the decision is called in: it is released, or sent back to be decided again.")
        found.append(Branch(_("Called in?"), told, back=True))
    if line.stage.slug == MAY_END:
        told = _("If the service ends: its ending is a project of its own, with its own notice.")
        found.append(Branch(_("End a service"), told))
    rules = (book.rules.get(rule) for rule in line.stage.gates)
    if line.current and any(rule.force in (Force.CODE, Force.GUIDANCE) for rule in rules if rule):
        told = _("If a rule of a code cannot be kept: explain it, then go on.")
        found.append(Branch(_("Explain"), told, back=True))
    return found
