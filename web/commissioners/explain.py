"""Comply or explain: ask for a departure, or record a rule's own exception where none can be explained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.hurdles import Link
from web.commissioners.story import rule_title
from web.forms import Form
from web.wiring import services
from workflow.commands.explain import FEWEST_WORDS, ask_explanation
from workflow.commands.explain_exception import record_exception
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.guards import ways_out
from workflow.project.situation import CAUSES, OPTIONS_NOT_FINAL, WayOut
from workflow.rulebook.model import Force, Rule
from workflow.timetable.model import Choice, Conflict
from workflow.words import gettext as _

HINTS = {"others": _("Say whose"), "covered": _("Give the link")}
CHOICES = tuple((name, text, HINTS.get(name)) for name, text in CAUSES.items())
VAGUE = (
    _("operational reasons"), _("unforeseen circumstances"), _("timescales"), _("pressures"), _("capacity"),
    _("where possible"), _("where appropriate"), _("as necessary"), _("in due course"), _("shortly"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Departure:
    """What a person would depart from, in the words of its rule."""

    rule: str
    event: str
    title: str
    asks: str
    force: Force
    source: str
    unconfirmed: bool
    conflicts: tuple[Conflict, ...]
    choices: tuple[Choice, ...]
    back: Link


@blueprint.get("/projects/<ref>/explain/<rule>")
@asks(Action.SEE_PROJECT)
def explain(ref: str, rule: str) -> desk.Page:
    """Before anyone departs from a rule: what it asks, what does not fit, and what would."""
    view = desk.load(ref)
    found = _departure(view, rule)
    if not found.force.may_be_explained:
        return _exception_page(view, found, Form({}))
    return desk.show("explain", view, departure=found)


@blueprint.get("/projects/<ref>/explain/<rule>/ask")
@asks(Action.SEE_PROJECT)
def explanation(ref: str, rule: str) -> desk.Page:
    """The form that asks for a departure to be agreed."""
    view = desk.load(ref)
    found = _departure(view, rule)
    if not found.force.may_be_explained:
        return _exception_page(view, found, Form({}))
    return _ask_page(view, found, Form({}))


@blueprint.post("/projects/<ref>/explain/<rule>/ask")
@asks(Action.ASK_EXPLANATION)
def ask(ref: str, rule: str) -> desk.Page:
    """Ask for it; vague words are pointed out once and then sent as they stand."""
    view, form = desk.load(ref), desk.posted()
    found = _departure(view, rule)
    cause = form.choice("cause", CHOICES, _("Choose why."))
    reason = form.text("reason", _("Say what happened and when."))
    instead = form.text("instead", _("Say what you will do instead, and for whom."))
    vague = _check_words(form, reason)
    if vague and not form.errors and form.typed.get("vague") != "seen":
        return _ask_page(view, found, form, vague)
    return desk.send(
        form,
        lambda: ask_explanation(
            ref=ref,
            rule=rule,
            event=found.event,
            cause=cause,
            reason=reason,
            instead=instead,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=found.back.href,
        done=_("Sent for agreement. It waits for {posts}.").format(posts=_deciders(view)),
        field="reason",
    ) or _ask_page(view, found, form, vague)


@blueprint.get("/projects/<ref>/except/<rule>")
@asks(Action.SEE_PROJECT)
def except_(ref: str, rule: str) -> desk.Page:
    """What can be done about a rule that cannot be explained, with the form for its own exception."""
    view = desk.load(ref)
    return _exception_page(view, _departure(view, rule), Form({}))


@blueprint.post("/projects/<ref>/except/<rule>")
@asks(Action.EDIT_PROJECT)
def except_now(ref: str, rule: str) -> desk.Page:
    """Record the rule's own exception."""
    view, form = desk.load(ref), desk.posted()
    found = _departure(view, rule)
    options = _options(_ways(view, rule))
    chosen = form.choice("exception", options, _("Choose one of the rule's own exceptions."))
    reason = form.text("reason", _("Enter the reason."))
    post = form.text("post", _("Enter the post that answers for it."), most=200)
    return desk.send(
        form,
        lambda: record_exception(
            ref=ref,
            rule=rule,
            event=found.event,
            exception=chosen,
            reason=reason,
            post=post,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=found.back.href,
        done=_("The exception is recorded, with its reason and post."),
        field="exception",
    ) or _exception_page(view, found, form)


def _departure(view: ProjectView, rule: str) -> Departure:
    """What the address asks about. Raises NotFound for a rule or event that the project does not have."""
    event = desk.event_of(view, request.args.get("event", "")).id
    timetable = view.overview.timetable
    title, asks_, force, source = _words(view, rule)
    return Departure(
        rule,
        event,
        title,
        asks_,
        force,
        source,
        rule != OPTIONS_NOT_FINAL and view.overview.rulebook.unconfirmed(rule),
        tuple(c for c in timetable.conflicts if c.rule == rule),
        tuple(c for c in timetable.choices if c.rule in (rule, None)),
        _back(view, event),
    )


def _words(view: ProjectView, rule: str) -> tuple[str, str, Force, str]:
    if rule == OPTIONS_NOT_FINAL:
        asks_ = _("Log the early conversation before options are marked final.")
        return rule_title(view, rule), asks_, Force.CODE, _("The order of the stages")
    found = _rule(view, rule)
    return found.title, found.asks, found.force, found.source.name


def _rule(view: ProjectView, rule: str) -> Rule:
    found = view.overview.rulebook.rules.get(rule)
    if found is None:
        raise NotFound
    return found


def _back(view: ProjectView, event: str) -> Link:
    """The stage that a person came from: where the act is, else where the project stands."""
    stage = desk.stage_with(view, event) or view.situation.stage
    if stage is None:
        return Link(_("Overview"), desk.address("project", view))
    return Link(stage.name, desk.address("stage", view, slug=stage.slug))


def _ask_page(view: ProjectView, found: Departure, form: Form, vague: Sequence[str] = ()) -> tuple[str, int]:
    waiting = view.overview.project.waiting(found.rule, found.event)
    return desk.show(
        "ask",
        view,
        form,
        departure=found,
        causes=CHOICES,
        vague=vague,
        fewest=FEWEST_WORDS,
        deciders=_deciders(view),
        after=view.overview.project.actual(found.event),
        waiting=waiting and url_for("commissioners.decide", explanation=waiting.id),
    )


def _exception_page(view: ProjectView, found: Departure, form: Form) -> tuple[str, int]:
    form.values.setdefault("post", me().post_title)
    return desk.show(
        "except",
        view,
        form,
        departure=found,
        options=_options(_ways(view, found.rule)),
        risk=Force.RISK_CHECK,
    )


def _ways(view: ProjectView, rule: str) -> tuple[WayOut, ...]:
    return () if rule == OPTIONS_NOT_FINAL else ways_out(_rule(view, rule))


def _options(ways: Sequence[WayOut]) -> list[tuple[str, str, str]]:
    return [(way.id, way.title, way.asks) for way in ways]


def _check_words(form: Form, reason: str) -> list[str]:
    """The vague words of a reason; one that says nothing else is an error."""
    found = [words for words in VAGUE if re.search(rf"\b{re.escape(words)}\b", reason, re.IGNORECASE)]
    rest = reason
    for words in found:
        rest = re.sub(re.escape(words), "", rest, flags=re.IGNORECASE)
    if reason and len(rest.split()) < FEWEST_WORDS:
        form.errors["reason"] = _("Say what happened and when, in {n} words or more.").format(n=FEWEST_WORDS)
    return found


def _deciders(view: ProjectView) -> str:
    people = view.overview.project.people
    titles = [view.post_title(post) for post in (people.manager, people.decider) if post != people.owner]
    return _(" or ").join(dict.fromkeys(title for title in titles if title))
