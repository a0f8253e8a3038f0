"""One activity of the plan of engagement: planned, moved, done, or taken off the plan."""

from __future__ import annotations

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.engagement import SHOWN
from web.commissioners.records import METHOD_OPTIONS
from web.forms import Form
from web.wiring import services
from workflow.commands import engagement_plan as plan
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.engagement import WAYS, Activity
from workflow.words import gettext as _

WAY_OPTIONS = tuple((way, *words) for way, words in WAYS.items())


@blueprint.get("/projects/<ref>/engagement/activity")
@asks(Action.SEE_PROJECT)
def new_activity(ref: str) -> desk.Page:
    """The form for one more activity."""
    view, form = desk.load(ref), Form({})
    form.values |= {"shown": "public", "post": view.overview.project.people.owner}
    return _page(view, form, None)


@blueprint.post("/projects/<ref>/engagement/activity")
@asks(Action.EDIT_PROJECT)
def add_activity(ref: str) -> desk.Page:
    """Add it to the plan."""
    view, form = desk.load(ref), desk.posted()
    return _plan(view, form, None)


@blueprint.get("/projects/<ref>/engagement/activities/<activity>")
@asks(Action.SEE_PROJECT)
def activity_page(ref: str, activity: str) -> desk.Page:
    """One activity: move or change it, record it as done, or take it off."""
    view = desk.load(ref)
    return _page(view, Form({}), _found(view, activity))


@blueprint.post("/projects/<ref>/engagement/activities/<activity>")
@asks(Action.EDIT_PROJECT)
def change_activity(ref: str, activity: str) -> desk.Page:
    """Set it anew."""
    view, form = desk.load(ref), desk.posted()
    return _plan(view, form, _found(view, activity))


@blueprint.post("/projects/<ref>/engagement/activities/<activity>/done")
@asks(Action.EDIT_PROJECT)
def activity_done(ref: str, activity: str) -> desk.Page:
    """Record that it took place."""
    view, form = desk.load(ref), desk.posted()
    found = _found(view, activity)
    on = form.date("done", _("Enter the day on which it took place."))
    outcome = form.text("outcome", _("Say what came of it, in a sentence."), most=2000)
    return desk.send(
        form,
        lambda: plan.activity_done(ref=ref, activity=activity, on=on, outcome=outcome, by=me(),
                                   services=services(), seen_version=form.version, once=form.key),
        to=_hub(view),
        done=_("Recorded as done."),
        field="done",
    ) or _page(view, form, found)  # fmt: skip


@blueprint.post("/projects/<ref>/engagement/activities/<activity>/drop")
@asks(Action.EDIT_PROJECT)
def drop_activity(ref: str, activity: str) -> desk.Page:
    """Take it off the plan."""
    view, form = desk.load(ref), desk.posted()
    found = _found(view, activity)
    reason = form.text("why", _("Say why it does not take place. The reason stands in the history."))
    return desk.send(
        form,
        lambda: plan.drop_activity(ref=ref, activity=activity, reason=reason, by=me(),
                                   services=services(), seen_version=form.version, once=form.key),
        to=_hub(view),
        done=_("Taken off the plan."),
        field="why",
    ) or _page(view, form, found)  # fmt: skip


def _plan(view: ProjectView, form: Form, found: Activity | None) -> desk.Page:
    on = form.date("on", _("Enter the day."), _("The day"))
    told = {
        "what": form.text("what", _("Say what it is."), most=plan.LONGEST_LINE),
        "audience": form.text("audience", _("Say whom it is for.")).splitlines(),
        "message": form.text("message", most=plan.LONGEST_TEXT),
        "channel": form.text("channel", most=plan.LONGEST_LINE),
        "type": form.choice("type", METHOD_OPTIONS, _("Choose the type of activity.")),
        "way": form.choice("way", WAY_OPTIONS, _("Choose what people can do in it.")),
        "post": form.choice("post", desk.post_options(view), _("Choose the post that does it.")),
        "shown": form.choice("shown", SHOWN, _("Choose who may see it.")),
        "reason": form.text("reason", most=1000),
    }
    return desk.send(
        form,
        lambda: plan.plan_activity(
            ref=view.overview.project.ref,
            asked=plan.Asked(on=on, **told),
            activity=found.plan.id if found else "",
            by=me(), services=services(), seen_version=form.version, once=form.key,
        ),
        to=_hub(view),
        done=_("The activity is on the plan."),
        field="on",
    ) or _page(view, form, found)  # fmt: skip


def _page(view: ProjectView, form: Form, found: Activity | None) -> desk.Page:
    form.values = {**(_values(found) if found else {}), **form.values}
    return desk.show(
        "engagement_activity",
        view,
        form,
        here="engagement_plan",
        activity=found,
        types=METHOD_OPTIONS,
        ways=WAY_OPTIONS,
        posts=desk.post_options(view),
        shown=SHOWN,
    )


def _values(found: Activity) -> dict[str, object]:
    """An activity as its form shows it."""
    told = found.plan
    return {
        "what": told.what,
        "on": {"day": told.on.day, "month": told.on.month, "year": told.on.year},
        "type": told.type,
        "way": told.way,
        "audience": "\n".join(told.audience),
        "message": told.message,
        "channel": told.channel,
        "post": told.post,
        "shown": told.shown,
    }


def _found(view: ProjectView, activity: str) -> Activity:
    try:
        return view.overview.project.engagement.activity(activity)
    except KeyError:
        raise NotFound from None


def _hub(view: ProjectView) -> str:
    return f"{desk.address('engagement_plan', view)}#plan"
