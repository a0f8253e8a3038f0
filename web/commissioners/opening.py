"""Save a timetable as a project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import cast

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict

from web.access import asks, me
from web.commissioners import desk, words
from web.commissioners.blueprint import blueprint
from web.forms import Form, post_key, submit
from web.wiring import services
from workflow.alerts.rules import LADDER, working_day_from
from workflow.commands import views
from workflow.commands.agreement_views import agreement
from workflow.commands.change import Changed
from workflow.commands.interests import interest
from workflow.commands.open_project import Opening, open_project
from workflow.errors import BadRequest, NotFound
from workflow.project.access import DECIDER, MANAGER, Action
from workflow.project.partners import PROVIDERS
from workflow.register.interests import Interest
from workflow.rulebook.model import Applies, Rulebook
from workflow.store.register import PostRow
from workflow.timetable.calendars import calendar
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import Asked, Timetable
from workflow.timetable.plan import plan
from workflow.timetable.record import read_facts
from workflow.words import gettext as _

FACTS = frozenset({*Applies.model_fields, "value"})
SEE = (
    ("public", _("The public"), _("From the early conversation on")),
    ("staff", _("Staff only"), _("For now")),
)
MOVABLE = (("yes", _("Yes, the date can move")), ("no", _("No, the date is fixed")))
LONGEST_TITLE, LONGEST_FACT = 200, 60
PROCESSES = (
    ("renew", _("Renew it: go on under a new agreement")),
    ("extend", _("Extend it: let it run longer")),
    ("vary", _("Vary it: change what it pays for")),
)
"""What may be done with an agreement that runs, on the route for that."""
RENEWS = "renew-or-vary"
_NOTICE = re.compile(r"[0-9a-f]{20}")


@blueprint.get("/projects/new")
@asks(Action.OPEN_PROJECT)
def new() -> desk.Page:
    """The timetable that was checked, and what must be known to save it."""
    return _page(_prefilled(request.args))


@blueprint.post("/projects/new")
@asks(Action.OPEN_PROJECT)
def create() -> desk.Page:
    """Save it; sent twice, it is saved once."""
    form = Form(request.form)
    asked = _asked(form)
    return submit(
        form,
        lambda: open_project(asked=asked, by=me(), services=services(), once=form.key),
        to=lambda changed: _after(changed.project.ref, form),
        done=_created,
        again=lambda ref: url_for("commissioners.project", ref=ref),
    ) or _page(form)


def _after(ref: str, form: Form) -> str:
    """Begun from a procurement notice, a project is first offered the dates that the notice shows."""
    notice = form.typed.get("notice", "")
    if _NOTICE.fullmatch(notice):
        return f"/admin/import/notices/{notice}/dates?project={ref}"
    return url_for("commissioners.project", ref=ref)


def parsed_facts(pairs: Iterable[str]) -> dict[str, object]:
    """The facts of `key:value` pairs; what the rules do not know as a fact or as its value is left out."""
    found: dict[str, object] = {}
    rulebook = _rulebook()
    own = frozenset(fact for route in rulebook.routes for fact in rulebook.own_facts(route))
    for pair in pairs:
        key, colon, value = pair.partition(":")
        if colon and key in FACTS | own and 0 < len(value) <= LONGEST_FACT:
            with suppress(BadRequest):
                found |= read_facts({key: _parsed(value)}, own)
    return found


def _parsed(value: str) -> object:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdecimal() and len(value) < 16 else value


def _pair(key: str, value: object) -> str:
    if isinstance(value, tuple):  # a joint project: two bodies, two regimes
        return f"{key}:{','.join(map(str, value))}"
    return f"{key}:{str(value).lower() if isinstance(value, bool) else value}"


def _prefilled(args: Mapping[str, str]) -> Form:
    form = Form({})
    form.values["route"] = args.get("route", "")
    form.values["movable"] = {"yes": "yes", "no": "no"}.get(args.get("movable", ""), "")
    try:
        form.values["end"] = date.fromisoformat(args.get("end", ""))
    except ValueError:
        form.values["end"] = None
    form.values |= {**_default_posts(), "visibility": "public", "agreement": _agreement(args)}
    form.values |= {"provider": "unknown", "interest": _interest(args)}
    form.values["process"] = parsed_facts(request.args.getlist("fact")).get("process", "")
    form.values |= {name: args[name][:LONGEST_TITLE] for name in ("title", "directorate") if args.get(name)}
    form.values["notice"] = args.get("notice", "")[:LONGEST_TITLE]
    if args.get("owner") in dict(_posts()):
        form.values["owner"] = args["owner"]
    return form


def _agreement(typed: Mapping[str, str]) -> str:
    """The reference of the agreement that the project is about, if the body has one of that name; else ""."""
    key = typed.get("agreement", "")
    try:
        return agreement(services(), me(), key).tie.key if key else ""
    except NotFound:
        return ""


def _interest(typed: Mapping[str, str]) -> str:
    """The id of the expression of interest that it is started from, if the body has that one; else ""."""
    id_ = typed.get("interest", "")
    try:
        return interest(services(), me(), id_).id if id_ else ""
    except NotFound:
        return ""


def _asked(form: Form) -> Opening:
    routes, posts = _routes(), _posts()
    form.values["interest"] = _interest(form.typed)
    form.values["agreement"], form.values["notice"] = _agreement(form.typed), form.typed.get("notice", "")
    return Opening(
        agreement=str(form.values["agreement"]) or None,
        title=form.text("title", _("Enter a title."), most=LONGEST_TITLE),
        route=form.choice("route", routes, _("Choose what you are planning.")),
        end=form.date("end", _("Enter the date the service must start, or the funding must end.")),
        end_fixed=form.choice("movable", MOVABLE, _("Say whether that date can move.")) == "no",
        summary=form.text("summary", _("Enter a short summary for the public.")),
        directorate=form.text("directorate", most=LONGEST_TITLE),
        owner=form.choice("owner", posts, _("Choose the one post that answers for it.")),
        manager=form.choice("manager", posts, _("Choose the manager.")),
        decider=form.choice("decider", posts, _("Choose who decides.")),
        visibility=form.choice("visibility", SEE, _("Choose who may see it.")),
        decided=form.text("decided"),
        still_open=form.text("still_open", _("Say what is still open to change. If nothing is, say so.")),
        facts=parsed_facts(request.form.getlist("fact")) | _process(form),
        provider=form.choice("provider", PROVIDERS.items()) or "unknown",
        interest=str(form.values["interest"]) or None,
    )


def _process(form: Form) -> dict[str, object]:
    """What is done with an agreement that runs; on other routes the route says it."""
    chosen = form.choice("process", PROCESSES)
    return {"process": chosen} if chosen and form.values.get("route") == RENEWS else {}


def _same_agreement(form: Form) -> tuple[str, ...]:
    """The running projects about the same agreement."""
    key = str(form.values.get("agreement") or "")
    return agreement(services(), me(), key).tie.projects if key else ()


def _page(form: Form) -> tuple[str, int]:
    facts = parsed_facts(_source().getlist("fact"))
    timetable = _timetable(form, facts)
    page = render_template(
        "commissioners/new.html",
        form=form,
        values=form.values,
        errors=form.errors,
        timetable=timetable,
        given=timetable is not None and not {"route", "end", "movable"} & form.errors.keys(),
        key_dates=_key_dates(timetable) if timetable else (),
        facts=[_pair(key, value) for key, value in facts.items()],
        known=[words.fact(key, value) for key, value in facts.items()],
        routes=_routes(),
        posts=_posts(),
        see=SEE,
        movable=MOVABLE,
        processes=PROCESSES if form.values.get("route") in ("", RENEWS, None) else (),
        providers=PROVIDERS.items(),
        same=_same_agreement(form),
        interest=_interest_of(form),
        end_day=_end(form),
        new_key=post_key,
        words=words,
    )
    return page, form.status


def _interest_of(form: Form) -> Interest | None:
    id_ = str(form.values.get("interest") or "")
    return interest(services(), me(), id_) if id_ else None


def _source() -> MultiDict[str, str]:
    return request.form if request.method == "POST" else request.args


def _rulebook() -> Rulebook:
    own = next(body for body in views.bodies(services()) if body.id == me().body)
    return services().rulebook(own.authority, own.id)


def _routes() -> list[tuple[str, str]]:
    return [(route.id, route.title) for route in _rulebook().routes.values()]


def _posts() -> list[tuple[str, str]]:
    return [(post.id, post.title) for post in views.posts(services(), me().body).values()]


def _default_posts() -> dict[str, object]:
    """My own post owns it; the managing and the deciding post are the next ones above with that role."""
    posts = views.posts(services(), me().body)
    own = next((post for post in posts if post in me().posts), "")
    above = list(_above(posts, own))
    manager = next((post.id for post in above if MANAGER in post.roles), "")
    decider = next((post.id for post in (*above, *posts.values()) if DECIDER in post.roles), "")
    return {"owner": own, "manager": manager, "decider": decider}


def _above(posts: Mapping[str, PostRow], own: str) -> Iterable[PostRow]:
    seen: set[str] = set()
    here = posts[own].reports_to if own else None
    while here is not None and here in posts and here not in seen:
        seen.add(here)
        yield posts[here]
        here = posts[here].reports_to


def _end(form: Form) -> date | None:
    found = form.values.get("end")
    if isinstance(found, dict):
        return Form(request.form).date("end")
    return cast("date | None", found)


def _timetable(form: Form, facts: Mapping[str, object]) -> Timetable | None:
    """What the dates would be today, once route and end are known."""
    rulebook, route, end = _rulebook(), form.values.get("route"), _end(form)
    if route not in rulebook.routes or end is None or form.values.get("movable") not in ("yes", "no"):
        return None
    asked = Asked(services().today, end=end, end_fixed=form.values["movable"] == "no", facts=facts)
    try:
        return plan(rulebook, str(route), asked)
    except BadRequest:
        return None


def _key_dates(timetable: Timetable) -> Sequence[Sequence[object]]:
    route = _rulebook().routes[timetable.route]
    return [
        (
            event.title,
            {"date": event.latest, "weekday": True, "note": words.spare(event.spare_working_days)},
            words.reason(event),
        )
        for event in timetable.events
        if route.event(event.id).act and event.latest
    ]


def _created(changed: Changed) -> str:
    project = changed.project
    following = desk.load(project.ref).overview.next
    created = _("Project {ref} created.").format(ref=project.ref)
    if following is None or following.dates.latest is None:
        return created
    nation = _rulebook().authority.nation
    ahead = -LADDER[0].days
    reminder = working_day_from(calendar(nation), following.dates.latest, -ahead)
    if reminder <= services().today:
        return f"{created} " + _("We will remind you the next time dates are checked.")
    told = _("We will remind you on {day} ({days} before {must}).")
    event = words.first_small(following.words.must)
    return f"{created} " + told.format(day=in_words(reminder), days=words.days(ahead), must=event)
