"""Up to three scenarios beside the plan: keep a date in one, use its dates, or drop it."""

from __future__ import annotations

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.compared import scenarios, steps
from web.commissioners.dates import page
from web.wiring import services
from workflow.commands.change import Changed
from workflow.commands.scenarios import drop_scenario, keep_in_scenario, use_scenario
from workflow.project.access import Action
from workflow.words import gettext as _

TAKE_OUT = "take_out"


@blueprint.post("/projects/<ref>/scenarios")
@asks(Action.EDIT_PROJECT)
def keep_scenario(ref: str) -> desk.Page:
    """Give a step a date in a scenario, or take its date out."""
    view, form = desk.load(ref), desk.posted()
    name = form.text("name", _("Give the scenario a name."), most=200)
    step = form.choice("step", steps(view), _("Choose a step."))
    out = form.typed.get("action") == TAKE_OUT
    on = None if out else form.date("day", _("Enter the date."))

    def keep() -> Changed:
        return keep_in_scenario(
            ref=ref,
            name=name,
            event=step,
            on=on,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        )

    done = _("Kept in the scenario. Nothing is planned and nothing is public until you use it.")
    to = desk.address("dates", view) + "#scenarios"
    return desk.send(form, keep, to=to, done=done, field="name") or page(view, form)


@blueprint.post("/projects/<ref>/scenarios/close")
@asks(Action.EDIT_PROJECT)
def close_scenario(ref: str) -> desk.Page:
    """Let the dates of a scenario be the plan, with a reason; or drop it."""
    view, form = desk.load(ref), desk.posted()
    name = form.typed.get("scenario", "")
    field = next((kept.field for kept in scenarios(view).kept if kept.name == name), "")
    dropping = form.typed.get("action") == "drop"
    missing = (
        None if dropping else _("Say why these dates are used. The reason is shown beside the old dates.")
    )
    reason = form.text(field, missing, most=1000) if field else ""

    def close() -> Changed:
        told = {"ref": ref, "name": name, "by": me(), "services": services()}
        seen = {"seen_version": form.version, "once": form.key}
        if dropping:
            return drop_scenario(**told, **seen)  # type: ignore[arg-type]
        return use_scenario(reason=reason, **told, **seen)  # type: ignore[arg-type]

    done = (
        _("The scenario is dropped.")
        if dropping
        else _("Its dates are the plan now. The dates below are worked out anew.")
    )
    return desk.send(form, close, to=desk.address("dates", view), done=done, field=field) or page(view, form)
