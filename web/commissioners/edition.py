"""A newer edition of the rulebook: what would change for a project, before it is moved there."""

from __future__ import annotations

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.effects import effects
from web.forms import Form
from web.wiring import services
from workflow.commands.move_edition import coming_edition, move_edition, newer_edition, preview_of
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.words import gettext as _


@blueprint.get("/projects/<ref>/edition")
@asks(Action.SEE_PROJECT)
def edition(ref: str) -> desk.Page:
    """Every date that would change, old and new, with what else would."""
    return _page(desk.load(ref), Form({}))


@blueprint.post("/projects/<ref>/edition")
@asks(Action.EDIT_PROJECT)
def move_now(ref: str) -> desk.Page:
    """Move the project to the edition that the page showed, with a reason."""
    view, form = desk.load(ref), desk.posted()
    to = form.typed.get("to", "")
    reason = form.text(
        "reason", _("Say why the project moves to the newer edition. The reason is kept."), most=1000
    )
    return desk.send(
        form,
        lambda: move_edition(
            ref=ref,
            to_edition=to,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("project", view),
        done=_("The project goes by edition {edition} now. Its dates are worked out anew.").format(
            edition=to
        ),
        field="reason",
    ) or _page(view, form)


def _page(view: ProjectView, form: Form) -> desk.Page:
    offered = newer_edition(view.situation, services())
    shown = offered or coming_edition(view.situation, services())
    return desk.show(
        "edition",
        view,
        form,
        offered=offered,
        to=shown,
        effects=effects(preview_of(view.situation, shown, services())) if shown else None,
    )
