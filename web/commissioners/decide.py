"""Decide a departure that someone else has asked for."""

from __future__ import annotations

from dataclasses import dataclass

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.story import rule_title
from web.forms import Form
from web.wiring import moment, services
from workflow.commands import views
from workflow.commands.explain_decide import decide_explanation
from workflow.commands.views import ProjectView
from workflow.project.access import Action, Subject, may
from workflow.project.model import Explanation
from workflow.project.situation import CAUSES, OPTIONS_NOT_FINAL
from workflow.words import gettext as _

ANSWERS = (
    ("agree", _("Agree"), _("It is published with its reason")),
    ("refuse", _("Refuse"), _("Say what the team should do instead")),
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request in full: what it departs from, who asked, in which post and when."""

    request: Explanation
    title: str
    asks: str
    cause: str
    by_post: str
    at: str
    event: str
    unconfirmed: bool


@blueprint.get("/explanations/<explanation>/decide")
@asks(Action.DECIDE_EXPLANATION)
def decide(explanation: str) -> desk.Page:
    """The request in full, with the form for whoever may decide it."""
    return _page(_load(explanation), explanation, Form({}))


@blueprint.post("/explanations/<explanation>/decide")
@asks(Action.DECIDE_EXPLANATION)
def decide_now(explanation: str) -> desk.Page:
    """Agree or refuse. Nobody agrees their own: 403."""
    view, form = _load(explanation), desk.posted()
    answer = form.choice("answer", ANSWERS, _("Choose whether you agree."))
    reason = form.text("reason", _("Say why. If you refuse, say what the team should do instead."))
    agreed = answer == "agree"
    if not _may_decide(view, explanation):
        return _page(view, explanation, form)
    return desk.send(
        form,
        lambda: decide_explanation(
            ref=view.overview.project.ref,
            explanation=explanation,
            agreed=agreed,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("project", view),
        done=_("Agreed. The explanation is published with the project.") if agreed else _("Refused."),
        field="reason",
    ) or _page(view, explanation, form)


def _load(explanation: str) -> ProjectView:
    """The project of a request of the reader's own body. Raises NotFound."""
    return desk.load(views.explanation_ref(services(), me(), explanation))


def _may_decide(view: ProjectView, explanation: str) -> bool:
    asked = view.overview.project.explanations[explanation]
    subject = Subject(view.body.id, view.overview.project.people, explanation=asked)
    return may(me(), Action.DECIDE_EXPLANATION, subject)


def _page(view: ProjectView, explanation: str, form: Form) -> desk.Page:
    asked = view.overview.project.explanations[explanation]
    allowed = _may_decide(view, explanation)
    page, status = desk.show(
        "decide",
        view,
        form,
        asking=_asking(view, asked),
        allowed=allowed,
        why_not=_why_not(view, asked),
        answers=ANSWERS,
    )
    return page, status if allowed or asked.agreed is not None else 403


def _why_not(view: ProjectView, asked: Explanation) -> str:
    people = view.overview.project.people
    if asked.asked_by == me().person or people.owner in me().posts:
        return _("You asked for this. Someone else must decide.")
    titles = [view.post_title(people.manager), view.post_title(people.decider)]
    known = _(" or ").join(dict.fromkeys(title for title in titles if title))
    return _("Only {posts} can decide this.").format(posts=known)


def _asking(view: ProjectView, asked: Explanation) -> Asking:
    entries = (e for e in view.history if e.kind == "explanation_asked" and e.data.get("id") == asked.id)
    entry = next(entries, None)
    rule = view.overview.rulebook.rules.get(asked.rule)
    early = _("Log the early conversation before options are marked final.")
    return Asking(
        request=asked,
        title=rule_title(view, asked.rule),
        asks=rule.asks if rule else (early if asked.rule == OPTIONS_NOT_FINAL else ""),
        cause=CAUSES.get(asked.cause, asked.cause),
        by_post=entry.post_title if entry else "",
        at=moment(entry.at) if entry else "",
        event=view.situation.words(asked.event).title,
        unconfirmed=view.overview.rulebook.unconfirmed(asked.rule),
    )
