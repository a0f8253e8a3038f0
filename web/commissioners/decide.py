"""Decide a departure that someone else has asked for, perhaps on conditions; then say when these are met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.explain import keeps_in_words
from web.commissioners.explain_comments import heard
from web.explained import Explained, explained
from web.forms import Form, date_parts
from web.wiring import moment, services
from workflow.commands import explanations, views
from workflow.commands.explain_decide import (
    LONGEST_CONDITION,
    MOST_CONDITIONS,
    Hangs,
    decide_explanation,
    meet_condition,
)
from workflow.commands.views import ProjectView
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Action, Subject, may
from workflow.project.explanation import ConditionStands, Explanation
from workflow.project.orders import ORDERS
from workflow.project.window import window
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import Choice
from workflow.words import gettext as _
from workflow.words import ngettext

EQUALITY = "equality_assessment_completed"
AGREE, ON_CONDITIONS, REFUSE = "agree", "conditions", "refuse"
ANSWERS = (
    (AGREE, _("Agree"), _("It is published with its reason")),
    (
        ON_CONDITIONS,
        _("Agree with conditions"),
        _("Write each condition below, with the day by which it is met"),
    ),
    (REFUSE, _("Refuse"), _("Say what the team should do instead")),
)
PLACES = tuple(range(1, MOST_CONDITIONS + 1))


@dataclass(frozen=True, slots=True)
class Asking:
    """A request in full: what it departs from, who asked, in which post and when, and what else is known.

    `needed_by`: the day on which what was asked for begins, None once it has passed; `equality`: how the
    assessment stands, "" where none is asked."""

    request: Explanation
    told: Explained
    by_post: str
    at: str
    event: str
    keeps: str
    ways: tuple[str, ...]
    team: str
    needed_by: date | None
    equality: str


@blueprint.get("/explanations/<explanation>/decide")
@asks(Action.DECIDE_EXPLANATION)
def decide(explanation: str) -> desk.Page:
    """The request in full, with the form for whoever may decide it."""
    return _page(_load(explanation), explanation, Form({}))


@blueprint.post("/explanations/<explanation>/decide")
@asks(Action.DECIDE_EXPLANATION)
def decide_now(explanation: str) -> desk.Page:
    """Agree, perhaps on conditions, or refuse. Nobody agrees their own: 403."""
    view, form = _load(explanation), desk.posted()
    answer = form.choice("answer", ANSWERS, _("Choose whether you agree."))
    reason = form.text("reason", _("Say why. If you refuse, say what the team should do instead."))
    hangs_on = _conditions(form) if answer == ON_CONDITIONS else _no_conditions(form)
    agreed = answer in (AGREE, ON_CONDITIONS)
    if not _may_decide(view, explanation):
        return _page(view, explanation, form)
    return desk.send(
        form,
        lambda: decide_explanation(
            ref=view.overview.project.ref,
            explanation=explanation,
            agreed=agreed,
            reason=reason,
            conditions=hangs_on,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("project", view),
        done=_("Agreed. The explanation is published with the project.") if agreed else _("Refused."),
        field="reason",
    ) or _page(view, explanation, form)


@blueprint.post("/explanations/<explanation>/met")
@asks(Action.EDIT_PROJECT)
def condition_met(explanation: str) -> desk.Page:
    """Say that a condition was met, when, and what shows it."""
    view, form = _load(explanation), desk.posted()
    if not desk.editable(view):
        raise NotAllowed
    place, found = _condition(view, explanation, form)
    on = form.date(f"on{place}", _("Enter the day on which it was met."), _("The day"))
    evidence = form.text(f"evidence{place}", _("Say what shows it."), most=LONGEST_CONDITION)
    return desk.send(
        form,
        lambda: meet_condition(
            ref=view.overview.project.ref,
            explanation=explanation,
            condition=found.id,
            on=on or services().today,
            evidence=evidence,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=url_for("commissioners.decide", explanation=explanation),
        done=_("The condition is met. It is shown so in public."),
        field=f"on{place}",
    ) or _page(view, explanation, form)


def _load(explanation: str) -> ProjectView:
    """The project of a request of the reader's own body. Raises NotFound."""
    return desk.load(views.explanation_ref(services(), me(), explanation))


def _condition(view: ProjectView, explanation: str, form: Form) -> tuple[int, ConditionStands]:
    """The condition that a form is about, with its place on the page. BadRequest for none."""
    typed = form.typed.get("condition", "")
    place = int(typed) if typed.isdecimal() and len(typed) < 3 else 0
    found = view.overview.project.explanations[explanation].conditions
    if not 1 <= place <= len(found):
        raise BadRequest(_("There is no such condition. Open the page again."))
    return place, found[place - 1]


def _conditions(form: Form) -> list[Hangs]:
    """The conditions typed, each with its day; at least one."""
    found: list[Hangs] = []
    for place in PLACES:
        text = form.text(f"condition{place}", most=LONGEST_CONDITION)
        by = form.date(f"by{place}", _("Enter the day by which it is met.") if text else None, _("The day"))
        if by and not text:
            form.errors[f"condition{place}"] = _("Write what the condition is.")
        if by and by < services().today:
            form.errors[f"by{place}"] = _("The day by which a condition is met must not have passed.")
        if text and by:
            found.append(Hangs(text, by))
    if not found and not form.errors:
        form.errors["condition1"] = _("Write at least one condition, or choose Agree.")
    return found


def _no_conditions(form: Form) -> list[Hangs]:
    """None, where another answer was chosen; what was typed all the same stays, and is asked about."""
    typed = [form.text(f"condition{place}", most=LONGEST_CONDITION) for place in PLACES]
    for place in PLACES:
        form.values[f"by{place}"] = date_parts(form.typed, f"by{place}")
    if any(typed):
        words = _("You wrote a condition. Choose “Agree with conditions”, or take the condition out.")
        form.errors.setdefault("answer", words)
    return []


def _may_decide(view: ProjectView, explanation: str) -> bool:
    asked = view.overview.project.explanations[explanation]
    subject = Subject(view.body.id, view.overview.project.people, explanation=asked)
    return may(me(), Action.DECIDE_EXPLANATION, subject)


def _page(view: ProjectView, explanation: str, form: Form) -> desk.Page:
    asked = view.overview.project.explanations[explanation]
    allowed = _may_decide(view, explanation)
    withdrawn = bool(view.overview.project.withdrawn_because)
    page, status = desk.show(
        "decide",
        view,
        form,
        asking=_asking(view, asked),
        heard=heard(view, explanation),
        allowed=allowed and not withdrawn,
        why_not=_why_not(view, asked),
        mostly_missing=asked.mostly_missing,
        decider=view.post_title(view.overview.project.people.decider),
        answers=ANSWERS,
        places=PLACES,
        met=url_for("commissioners.condition_met", explanation=explanation),
        here_href=url_for("commissioners.decide", explanation=explanation),
    )
    return page, status if allowed or asked.agreed is not None else 403


def _why_not(view: ProjectView, asked: Explanation) -> str:
    people = view.overview.project.people
    if view.overview.project.withdrawn_because:
        return _("This project was withdrawn. Nothing is left to agree.")
    if asked.asked_by == me().person or people.owner in me().posts:
        return _("You asked for this. Someone else must decide.")
    titles = [view.post_title(people.manager), view.post_title(people.decider)]
    known = _(" or ").join(dict.fromkeys(title for title in titles if title))
    return _("Only {posts} can decide this.").format(posts=known)


def _asking(view: ProjectView, asked: Explanation) -> Asking:
    entries = (e for e in view.history if e.kind == "explanation_asked" and e.data.get("id") == asked.id)
    entry = next(entries, None)
    left = window(view.situation, asked.rule, asked.event, asked.asked.starts, asked.asked.given)
    return Asking(
        request=asked,
        told=explained(view.overview.rulebook, asked),
        by_post=entry.post_title if entry else "",
        at=moment(entry.at) if entry else "",
        event=view.situation.words(asked.event).title,
        keeps=keeps_in_words(view, left) if left else "",
        ways=tuple(_ways(view, asked)),
        team=_team(view),
        needed_by=_needed_by(view, asked),
        equality=_equality(view),
    )


def _needed_by(view: ProjectView, asked: Explanation) -> date | None:
    begins = asked.asked.starts
    return begins if begins and not asked.after_the_event and begins >= view.situation.today else None


def _equality(view: ProjectView) -> str:
    done = view.overview.project.actual(EQUALITY)
    if done:
        return _("Completed on {day}").format(day=in_words(done))
    return _("Not completed yet") if EQUALITY in view.situation.events else ""


def _ways(view: ProjectView, asked: Explanation) -> Iterator[str]:
    if asked.rule in ORDERS:
        yield ORDERS[asked.rule].mend
    yield from (each.title for each in view.overview.timetable.choices if _is_other(each, asked))


def _is_other(choice: Choice, asked: Explanation) -> bool:
    """Whether a way out is another than what is asked for."""
    return choice.rule is None or (choice.rule == asked.rule and choice.needs != "explanation")


def _team(view: ProjectView) -> str:
    """How often this team asked in the last 12 months, e.g. "4 explanations, 3 for own planning"."""
    counted = explanations.team(services(), me(), view.overview.project)
    number, planning = sum(counted.values()), counted.get("planning", 0)
    told = ngettext("{n} explanation", "{n} explanations", number).format(n=number)
    return _("{explanations}, {n} for own planning").format(explanations=told, n=planning)
