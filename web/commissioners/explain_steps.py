"""The questions of a request for an explanation, one a page; then all answers, to be checked and sent."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, request
from werkzeug.datastructures import MultiDict

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.explain import (
    Departure,
    asks_for,
    deciders,
    departure,
    keeps_in_words,
    waiting_at,
    window_of,
)
from web.commissioners.explain_answers import (
    CHOICES,
    FIELDS,
    PROTECTED,
    STEPS,
    WAYS,
    Answers,
    read,
    read_instead,
    read_make_up,
    read_why,
    read_worse_off,
    without_vague,
)
from web.explained import Explained, explained
from web.forms import PARTS, Form
from web.wiring import services
from workflow.commands.change import Changed
from workflow.commands.explain import FEWEST_WORDS, ask_explanation
from workflow.commands.explain_drafts import draft, keep_draft
from workflow.commands.views import ProjectView
from workflow.errors import BadRequest, NotFound
from workflow.project.access import Action
from workflow.project.events import ExplanationAsked
from workflow.project.explanation import Explanation
from workflow.project.window import Window
from workflow.words import gettext as _

UPDATE = "update"


@blueprint.get("/projects/<ref>/explain/<rule>/<step>")
@asks(Action.SEE_PROJECT)
def explanation(ref: str, rule: str, step: str) -> desk.Page:
    """One question, with what was answered before."""
    view, found = _asked_about(ref, rule, step)
    kept = _draft(view, found)
    return _question(view, found, step, _shown(Form({**_known(view, found), **kept}), step))


@blueprint.post("/projects/<ref>/explain/<rule>/<step>")
@asks(Action.ASK_EXPLANATION)
def answer(ref: str, rule: str, step: str) -> desk.Page:
    """Keep the answer and go on; or only show its effect. Vague words are pointed out once."""
    view, found = _asked_about(ref, rule, step)
    typed = _typed(request.form, step)
    form = Form({**_draft(view, found), **typed})
    vague = _read(view, found, form, step)
    if request.form.get("action") == UPDATE:
        return _question(view, found, step, form)
    if vague and not form.errors and request.form.get("vague") != "seen":
        return _question(view, found, step, form, vague)
    if form.errors:
        return _question(view, found, step, form, vague)
    try:
        keep_draft(ref=ref, rule=rule, event=found.event, answers=form.typed, by=me(), services=services())
    except BadRequest as fault:
        form.errors[""] = str(fault)
        return _question(view, found, step, form)
    return redirect(_next(view, found, step), 303)


@blueprint.get("/projects/<ref>/explain/<rule>/check")
@asks(Action.SEE_PROJECT)
def check(ref: str, rule: str) -> desk.Page:
    """All answers, each with the way back to it, and the public page as it would be."""
    view, found = _asked_about(ref, rule)
    if waiting_at(view, found):
        return _question(view, found, STEPS[0], Form({}))
    form = Form(_draft(view, found))
    answers = read(form, _dated(view, found))
    missing = next((step for step in STEPS if _names_error(form, step)), None)
    if missing:
        return redirect(_step(view, found, missing))
    form.said.clear()
    return _check_page(view, found, form, answers)


@blueprint.post("/projects/<ref>/explain/<rule>/check")
@asks(Action.ASK_EXPLANATION)
def ask(ref: str, rule: str) -> desk.Page:
    """Send it to whoever decides."""
    view, form = desk.load(ref), desk.posted()
    found = _explainable(view, rule)
    told = read(form, _dated(view, found))

    def send() -> Changed:
        return ask_explanation(
            ref=ref,
            rule=rule,
            event=found.event,
            cause=told.cause,
            reason=told.reason,
            instead=told.instead,
            details=told.details,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        )

    done = _("Sent for agreement. It waits for {posts}.").format(posts=deciders(view))
    return desk.send(form, send, to=found.back.href, done=done) or _check_page(view, found, form, told)


def _asked_about(ref: str, rule: str, step: str = STEPS[0]) -> tuple[ProjectView, Departure]:
    """The project and what is departed from. Raises NotFound, also for a question that is none."""
    view = desk.load(ref)
    if step not in STEPS:
        raise NotFound
    return view, _explainable(view, rule)


def _explainable(view: ProjectView, rule: str) -> Departure:
    """What is departed from. Raises NotFound for a rule that cannot be explained: it has other pages."""
    found = departure(view, rule)
    if not found.force.may_be_explained:
        raise NotFound
    return found


def _draft(view: ProjectView, found: Departure) -> Mapping[str, str]:
    ref = view.overview.project.ref
    return draft(ref=ref, rule=found.rule, event=found.event, by=me(), services=services())


def _known(view: ProjectView, found: Departure) -> dict[str, str]:
    """What the project says already: the dates of the window, and the link to its equality record."""
    told: dict[str, str] = {}
    left = window_of(view, found)
    for name, day in (("starts", left.starts), ("given", left.given)) if left else ():
        if day:
            told |= dict(
                zip(
                    (f"{name}-{part}" for part in PARTS),
                    map(str, (day.day, day.month, day.year)),
                    strict=True,
                )
            )
    records = (
        each
        for each in view.overview.project.evidence
        if each.form == "link" and each.visibility == "public" and "equality" in each.task
    )
    link = next((record.text for record in records), "")
    return told | {"equality": link}


def _typed(posted: MultiDict[str, str], step: str) -> dict[str, str]:
    """What this page's fields hold; the ways chosen as one text."""
    told = {name: posted.get(name, "") for name in FIELDS[step]}
    return told | ({"makes_up": ",".join(posted.getlist("makes_up"))} if step == "make-up" else {})


def _read(view: ProjectView, found: Departure, form: Form, step: str) -> list[str]:
    """Read one page's answers; the vague words of a reason."""
    if step == "instead":
        read_instead(form, _dated(view, found))
    elif step == "make-up":
        read_make_up(form)
    elif step == "worse-off":
        read_worse_off(form)
    else:
        return without_vague(read_why(form)[3])[0]
    return []


def _shown(form: Form, step: str) -> Form:
    """A form that shows what it holds, and complains of nothing yet."""
    read(form, dated=True)
    form.errors.clear()
    form.said.clear()
    return form


def _dated(view: ProjectView, found: Departure) -> bool:
    return window_of(view, found) is not None


def _question(
    view: ProjectView, found: Departure, step: str, form: Form, vague: list[str] | None = None
) -> tuple[str, int]:
    place = STEPS.index(step)
    before = _step(view, found, STEPS[place - 1]) if place else found.back.href
    effect = _effect(view, found, form) if step == "instead" else ""
    return desk.show(
        "ask",
        view,
        form,
        departure=found,
        step=step,
        place=place + 1,
        steps=len(STEPS) + 1,
        before=before,
        dated=_dated(view, found),
        effect=effect,
        keeps=_keeps(view, found) if step == STEPS[0] else "",
        refused=_refused(view, found) if step == STEPS[0] else None,
        agreed=_agreed(view, found) if step == STEPS[0] else "",
        causes=CHOICES,
        ways=WAYS,
        protected=PROTECTED,
        vague=vague or [],
        fewest=FEWEST_WORDS,
        deciders=deciders(view),
        after=view.situation.passed(found.event),
        waiting=waiting_at(view, found),
    )


def _refused(view: ProjectView, found: Departure) -> Explanation | None:
    """The last request for the same that was refused: its reason says what to do instead."""
    asked = view.overview.project.explanations.values()
    same = [e for e in asked if (e.rule, e.event) == (found.rule, found.event) and e.agreed is not None]
    return same[-1] if same and same[-1].agreed is False else None


def _agreed(view: ProjectView, found: Departure) -> str:
    """That the same was agreed before, so that a new request takes its place; "" where it was not."""
    known = view.overview.project.explained(found.rule, found.event)
    words = _("The same was agreed before by {post}. That holds until a new request is agreed in its place.")
    return words.format(post=known.decided_by_post) if known else ""


def _keeps(view: ProjectView, found: Departure) -> str:
    left = window_of(view, found)
    return keeps_in_words(view, left) if left else ""


def _effect(view: ProjectView, found: Departure, form: Form) -> str:
    """The window that the dates give, in words; "" while they are open or wrong."""
    looked = Form(form.typed)
    starts, given, _words = read_instead(looked, dated=True)
    left = (
        window_of(view, found, starts, given) if starts and given and "given" not in looked.errors else None
    )
    return _gives(found, left) if left else ""


def _gives(found: Departure, left: Window) -> str:
    told = _("That gives {gives}.").format(gives=left.gives)
    return f"{told} {asks_for(found, left)}"


def _check_page(view: ProjectView, found: Departure, form: Form, told: Answers) -> tuple[str, int]:
    return desk.show(
        "ask_check",
        view,
        form,
        departure=found,
        preview=_preview(view, found, told),
        answers=[(name, form.typed.get(name, "")) for step in STEPS for name in FIELDS[step]],
        change={step: _step(view, found, step) for step in STEPS},
        deciders=deciders(view),
        before=_step(view, found, STEPS[-1]),
        after=view.situation.passed(found.event),
        steps=len(STEPS) + 1,
    )


def _preview(view: ProjectView, found: Departure, told: Answers) -> Explained:
    """The explanation as the public would read it."""
    more = told.details
    left = window_of(view, found, more.starts, more.given)
    asked = ExplanationAsked(
        "preview", found.rule, found.event, told.cause, told.reason, told.instead, me().person,
        view.situation.passed(found.event),
        starts=more.starts, given=more.given, required=left.required if left else None,
        asks=left.asks if left else "", who=more.who if told.cause == "others" else "",
        link=more.link if told.cause == "covered" else "", makes_up=more.makes_up, mitigation=more.mitigation,
        groups=more.groups, organisations=more.organisations, equality=more.equality,
    )  # fmt: skip
    return explained(view.overview.rulebook, Explanation(asked))


def _names_error(form: Form, step: str) -> bool:
    names = {name.rsplit("-", 1)[0] if name.endswith(PARTS) else name for name in FIELDS[step]}
    return bool(names & form.errors.keys())


def _step(view: ProjectView, found: Departure, step: str) -> str:
    return desk.address("explanation", view, rule=found.rule, step=step, event=found.event)


def _next(view: ProjectView, found: Departure, step: str) -> str:
    later = STEPS[STEPS.index(step) + 1 :]
    if later:
        return _step(view, found, later[0])
    return desk.address("check", view, rule=found.rule, event=found.event)
