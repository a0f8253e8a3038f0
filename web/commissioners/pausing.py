"""Let work on a project rest, and go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.wiring import services
from workflow.clock import london
from workflow.commands.pausing import pause, resume
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Paused:
    """Since when work rests, by which post, and why."""

    on: date
    by: str
    reason: str


@blueprint.get("/projects/<ref>/pause")
@asks(Action.SEE_PROJECT)
def pause_page(ref: str) -> desk.Page:
    """What pausing means, or going on; and why it is asked for."""
    return _page(desk.load(ref))


@blueprint.post("/projects/<ref>/pause")
@asks(Action.EDIT_PROJECT)
def pause_now(ref: str) -> desk.Page:
    """Pause it, or let it go on, whichever the form was about, with a reason that is kept."""
    view, form = desk.load(ref), desk.posted()
    reason = form.text("reason", _("Say why. The reason is kept."), most=1000)
    goes_on = form.typed.get("action") == "resume"
    command = resume if goes_on else pause
    return desk.send(
        form,
        lambda: command(
            ref=ref, reason=reason, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        to=desk.address("project", view),
        done=_("The project goes on.") if goes_on else _("The project is paused. Its dates still run."),
        field="reason",
    ) or desk.show("pause", view, form, paused=paused(view))


def paused(view: ProjectView) -> Paused | None:
    """Since when, by whom and why work on it rests; None while it does not."""
    if not view.overview.project.partners.paused:
        return None
    entry = next(each for each in view.history if each.kind == "project_paused")
    return Paused(london(entry.at).date(), entry.post_title, str(entry.data["reason"]))


def _page(view: ProjectView) -> desk.Page:
    return desk.show("pause", view, paused=paused(view))
