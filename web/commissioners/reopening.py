"""Open a stage again: with a reason, or within a day of leaving it without."""

from __future__ import annotations

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands import reopening
from workflow.commands.change import subject_of
from workflow.commands.views import ProjectView
from workflow.project.access import Action, may
from workflow.words import gettext as _


@blueprint.get("/projects/<ref>/stages/<slug>/reopen")
@asks(Action.SEE_PROJECT)
def reopen_page(ref: str, slug: str) -> desk.Page:
    """What opening a stage again means, and the form where it can be."""
    return _page(desk.load(ref), slug, Form({}))


@blueprint.post("/projects/<ref>/stages/<slug>/reopen")
@asks(Action.EDIT_PROJECT)
def reopen(ref: str, slug: str) -> desk.Page:
    """Open it again."""
    view, form = desk.load(ref), desk.posted()
    name = view.stage(slug).line.stage.name
    step, free = reopening.way_back(view, services())
    asked = step is not None and step.end == slug and not free
    reason = form.text("reason", _("Say why the stage is opened again.") if asked else None)
    return desk.send(
        form,
        lambda: reopening.reopen(
            ref=ref,
            stage=slug,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("stage", view, slug=slug),
        done=_("{stage} is open again. Nothing that was recorded is lost.").format(stage=name),
        field="reason",
    ) or _page(view, slug, form)


def may_reopen(view: ProjectView) -> bool:
    """Whether the reader may open a stage of this project again, also of one that has ended."""
    return may(me(), Action.EDIT_PROJECT, subject_of(view.body.id, view.overview.project))


def _page(view: ProjectView, slug: str, form: Form) -> desk.Page:
    step, free = reopening.way_back(view, services())
    possible = step is not None and step.end == slug and may_reopen(view)
    stage = view.stage(slug).line.stage
    return desk.show("reopen", view, form, stage=stage, possible=possible, free=free, last=step)
