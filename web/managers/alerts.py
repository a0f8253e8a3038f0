"""Alerts: what needs action, one alert in full, and a plan that pauses reminders but never the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import asks, me
from web.forms import Form, post_key, submit
from web.managers.blueprint import blueprint
from web.managers.ladder import ladder
from web.matters import (
    ACKNOWLEDGED,
    CLOSED,
    NEEDS_ACTION,
    STATES,
    letterhead,
    matters,
    says,
    seen,
)
from web.wiring import services
from workflow.alerts.model import PROMISE
from workflow.alerts.texts import paragraphs
from workflow.clock import london
from workflow.commands import views
from workflow.commands.acknowledge import LONGEST_PLAN, acknowledge, next_level, subject_of
from workflow.commands.views import ProjectView
from workflow.project.access import Action, may
from workflow.store.queries import AlertRow
from workflow.store.register import PostRow
from workflow.timetable.dates_in_words import in_words, one_and_another
from workflow.words import gettext as _

MOST_CLOSED = 50


@dataclass(frozen=True, slots=True)
class Answering:
    """Whether the reader may record a plan; if not, why not, in `instead`."""

    allowed: bool
    instead: str = ""


@blueprint.get("/alerts")
@asks(Action.SEE_ALERTS)
def alerts() -> str:
    """Everything that was ever told to the reader's posts, or to anyone for a manager, by what it needs."""
    posts = views.posts(services(), me().body)
    found = {
        name: matters(views.alerts(services(), me(), state=states), me(), posts)
        for name, states in (("needed", NEEDS_ACTION), ("acknowledged", ACKNOWLEDGED), ("closed", CLOSED))
    }
    closed = sorted(found["closed"], key=lambda one: one.alert.due_on, reverse=True)
    return render_template(
        "managers/alerts.html",
        needed=found["needed"],
        acknowledged=found["acknowledged"],
        closed=closed[:MOST_CLOSED],
        more_closed=max(len(closed) - MOST_CLOSED, 0),
    )


@blueprint.get("/alerts/<id_>")
@asks(Action.SEE_ALERTS)
def alert(id_: str) -> tuple[str, int]:
    """One alert: what, by when, how late, who is told next, and what can be done."""
    return _page(views.alert(services(), me(), id_), Form({}))


@blueprint.post("/alerts/<id_>/acknowledge")
@asks(Action.ACKNOWLEDGE_ALERT)
def acknowledge_alert(id_: str) -> tuple[str, int] | Response:
    """Keep what will be done and until when."""
    found = views.alert(services(), me(), id_)
    here = f"/alerts/{found.id}"
    if found.state in CLOSED:
        flash(_("This alert is closed. Nothing more is asked of anyone."), "info")
        return redirect(here, 303)
    form = Form(request.form)
    plan = form.text("plan", _("Enter what you will do"), most=LONGEST_PLAN)
    until = form.date("until", _("Enter the new date"), _("The new date"))
    answer = submit(
        form,
        lambda: acknowledge(
            alert=found.id,
            plan=plan,
            until=until,
            by=me(),
            services=services(),
            seen_version=form.version or 0,
            once=form.key,
        ),
        to=lambda done: here,
        done=lambda done: _recorded(until),
        again=lambda first: here,
        field_name="until",
    )
    return answer or _page(views.alert(services(), me(), id_), form)


def _recorded(until: date | None) -> str:
    pause = _("Your plan is recorded. Reminders to you stop until {day}.").format(
        day=in_words(until or date.max)
    )
    return pause + " " + _("The clock does not stop, and others are still told.")


def _page(found: AlertRow, form: Form) -> tuple[str, int]:
    posts = views.posts(services(), me().body)
    if found.agreement is not None:
        return _agreement_page(found, posts, form)
    view = views.project(services(), me(), found.ref)
    head = letterhead(me())
    read = seen(found, head)
    return render_template(
        "managers/alert.html",
        alert=found,
        title=says(found, head),
        paragraphs=[paragraph for paragraph in paragraphs(read) if not paragraph.link],
        rows=_rows(found, view, posts),
        ladder=ladder(found, head, services().today, _opened(view)),
        plan=_plan(found, posts),
        links=_links(found, view),
        answering=_answering(found, posts),
        form=form,
        values=form.values,
        errors=form.errors,
        key=post_key(),
    ), form.status


def _agreement_page(found: AlertRow, posts: Mapping[str, PostRow], form: Form) -> tuple[str, int]:
    """An alert about an agreement: the same page without the ladder of a project."""
    head, place = letterhead(me()), f"/agreements/{found.agreement}"
    told = posts[found.recipient].title if found.recipient in posts else ""
    owner = posts[found.owner].title if found.owner in posts else ""
    rows: list[dict[str, object]] = [
        {"key": _("Agreement"), "value": f"{found.ref} {found.title}", "href": place},
        {"key": _("Day"), "date": found.last_safe, "weekday": True},
        {"key": _("Answers for it"), "value": owner},
        {"key": _("Told"), "value": told},
        {"key": _("Step reached on"), "date": found.due_on},
        {"key": _("State"), "value": STATES[found.state]},
    ]
    links = [{"text": _("Start planning, or record what happens"), "href": place}]
    return render_template(
        "managers/alert.html",
        alert=found,
        title=says(found, head),
        paragraphs=[each for each in paragraphs(seen(found, head)) if not each.link],
        rows=rows,
        ladder=None,
        plan=_plan(found, posts),
        links=links,
        answering=_answering(found, posts),
        form=form,
        values=form.values,
        errors=form.errors,
        key=post_key(),
    ), form.status


def _opened(view: ProjectView) -> date:
    """The day on which the project was opened: that of its first entry."""
    return london(view.history[-1].at).date()


def _rows(found: AlertRow, view: ProjectView, posts: Mapping[str, PostRow]) -> list[dict[str, object]]:
    ref = found.ref
    told = posts[found.recipient].title if found.recipient in posts else ""
    rows: list[dict[str, object]] = [
        {"key": _("Project"), "value": f"{ref} {found.title}", "href": f"/projects/{ref}"},
        {"key": _("Rule"), "value": _rule(found, view)},
        {"key": _("Owner"), "value": view.post_title(found.owner)},
        {"key": _("Told"), "value": told},
        {"key": _("Step reached on"), "date": found.due_on},
        {"key": _("State"), "value": STATES[found.state]},
    ]
    if found.family == "date":
        rows.insert(2, {"key": _("Last safe date"), "date": found.last_safe, "weekday": True})
    return rows


def _rule(found: AlertRow, view: ProjectView) -> str:
    """The rule with its force in words; a duration of the body's own by its name."""
    rulebook = view.overview.rulebook
    rule = rulebook.find(found.rule)
    if rule is not None:
        return _("{title} ({force})").format(title=rule.title, force=rule.force.words)
    if found.family in ("activity", "early"):
        return _("The engagement plan of this project")
    if found.family == PROMISE:
        return _("What was promised in the answer to the consultation")
    own = rulebook.authority.durations.get(view.overview.project.route, ())
    title = next((each.title for each in own if found.rule == f"local:{each.name}"), "")
    return (
        _("{title} (the body's own planning time)").format(title=title) if title else _("The order of steps")
    )


def _plan(found: AlertRow, posts: Mapping[str, PostRow]) -> str:
    if not found.plan or not found.plan_until:
        return ""
    by = [post.title for post in posts.values() if post.holder == found.acknowledged_by]
    known = {"plan": found.plan, "day": in_words(found.plan_until), "by": one_and_another(by)}
    return (_("{by}, until {day}: {plan}") if by else _("Until {day}: {plan}")).format(**known)


def _links(found: AlertRow, view: ProjectView) -> list[dict[str, str]]:
    ref = found.ref
    stage = found.words("stage")
    known = {each.slug for each in view.overview.route.stages}
    links = []
    if found.words("explanation"):
        page = f"/explanations/{found.words('explanation')}/decide"
        links.append({"text": _("Go to the explanation"), "href": page})
    if found.family == PROMISE:
        page = f"/projects/{ref}/responses/themes/{found.event.partition(':')[2]}"
        links.append({"text": _("Go to what was promised"), "href": page})
    if stage in known:
        words = _("Go to the stage: {name}").format(name=found.words("stage_name"))
        links.append({"text": words, "href": f"/projects/{ref}/stages/{stage}"})
    links.append({"text": _("Move dates"), "href": f"/projects/{ref}/dates"})
    if found.detail.get("may_be_explained") and view.overview.rulebook.find(found.rule):
        where = f"/projects/{ref}/explain/{found.rule}?event={found.words('explain_at') or found.event}"
        links.append({"text": _("Ask for a departure to be explained"), "href": where})
    return links


def _answering(found: AlertRow, posts: Mapping[str, PostRow]) -> Answering:
    if found.state in CLOSED or not may(me(), Action.ACKNOWLEDGE_ALERT, subject_of(found)):
        return Answering(False)
    above = next_level(found, posts)
    if above and not above & me().posts:
        titles = _(" or ").join(posts[post].title for post in posts if post in above)
        return Answering(False, _("A second plan needs the next level up: {posts}.").format(posts=titles))
    return Answering(True)
