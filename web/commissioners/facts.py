"""Correct what is known of a project: the dates that would change are shown before anything is saved."""

from __future__ import annotations

from collections.abc import Iterable

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.effects import Effects, effects
from web.commissioners.known import VALUE, Question, questions, typed
from web.forms import Form
from web.wiring import services
from workflow.commands.correct_facts import correct_facts, preview_facts
from workflow.commands.views import ProjectView
from workflow.errors import BadRequest
from workflow.project.access import Action
from workflow.words import gettext as _

MOST_POUNDS = 15
"""Digits of the largest sum that is taken."""


@blueprint.get("/projects/<ref>/facts")
@asks(Action.SEE_PROJECT)
def facts(ref: str) -> desk.Page:
    """What is known, as answers that can be changed."""
    view, form = desk.load(ref), Form({})
    for question in questions(view.situation):
        form.values[question.fact] = typed(view.overview.project.facts.get(question.fact))
    return _page(view, form)


@blueprint.post("/projects/<ref>/facts")
@asks(Action.EDIT_PROJECT)
def correct(ref: str) -> desk.Page:
    """Show what the answers would change; or save them, with a reason."""
    view, form = desk.load(ref), desk.posted()
    given = _answers(form, questions(view.situation))
    saving = form.typed.get("action") == "save"
    missing = _("Say why it is corrected. The reason is kept.") if saving else None
    reason = form.text("reason", missing, most=1000)
    if not saving:
        return _page(view, form, _effects(ref, form, given))
    return desk.send(
        form,
        lambda: correct_facts(
            ref=ref,
            facts=given,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("project", view),
        done=_("Corrected. The dates below are worked out anew."),
        field="reason",
    ) or _page(view, form, _effects(ref, form, given))


def _answers(form: Form, asked: Iterable[Question]) -> dict[str, object]:
    """What was answered; a question that the form did not carry stays as it is known."""
    given: dict[str, object] = {}
    for question in asked:
        if question.fact not in form.typed:
            continue
        if question.fact == VALUE:
            given[VALUE] = _pounds(form)
        else:
            given[question.fact] = _parsed(form.choice(question.fact, question.options))
    return given


def _parsed(answer: str) -> object:
    return {"": None, "true": True, "false": False}.get(answer, answer)


def _pounds(form: Form) -> int | None:
    text = form.text(VALUE, most=40)
    digits = "".join(text.removeprefix("£").replace(",", "").split())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > MOST_POUNDS:
        form.errors[VALUE] = _(
            "Enter the value in whole pounds including VAT, like 90,000, or leave it empty."
        )
        return None
    return int(digits)


def _effects(ref: str, form: Form, given: dict[str, object]) -> Effects | None:
    """What would change, unless an answer cannot be read."""
    if set(form.errors) - {"reason"} or form.stale:
        return None
    try:
        return effects(preview_facts(services(), me(), ref, given))
    except BadRequest as fault:
        form.errors.setdefault("", str(fault))
        return None


def _page(view: ProjectView, form: Form, found: Effects | None = None) -> desk.Page:
    return desk.show("facts", view, form, here="facts", questions=questions(view.situation), effects=found)
