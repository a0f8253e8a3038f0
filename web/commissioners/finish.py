"""Check and finish a stage, or say why it is not needed."""

from __future__ import annotations

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.hurdles import grouped
from web.commissioners.reopening import may_reopen
from web.commissioners.stages import said_above, task_items
from web.forms import Form
from web.wiring import services
from workflow.commands.advance import advance
from workflow.commands.change import Changed
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.machine import step_back
from workflow.rulebook.model import Move
from workflow.timetable.dates_in_words import with_weekday
from workflow.timetable.model import NOT_LEGAL_ADVICE
from workflow.words import gettext as _


@blueprint.get("/projects/<ref>/stages/<slug>/finish")
@asks(Action.SEE_PROJECT)
def finish(ref: str, slug: str) -> desk.Page:
    """What is there, what is missing, and the button when nothing holds it back."""
    return _page(desk.load(ref), slug, Form({}))


@blueprint.post("/projects/<ref>/stages/<slug>/finish")
@asks(Action.EDIT_PROJECT)
def finish_now(ref: str, slug: str) -> desk.Page:
    """Finish the stage; refused with every obstacle while a gate is open."""
    view, form = desk.load(ref), desk.posted()
    return _step(view, slug, form, view.stage(slug).finish, "") or _page(view, slug, form)


@blueprint.post("/projects/<ref>/stages/<slug>/skip")
@asks(Action.EDIT_PROJECT)
def skip(ref: str, slug: str) -> desk.Page:
    """Leave out a stage that need not be, with the reason."""
    view, form = desk.load(ref), desk.posted()
    reason = form.text("reason", _("Say why this stage is not needed. The reason is kept."))
    return _step(view, slug, form, view.stage(slug).skip, reason) or _page(view, slug, form)


def _step(view: ProjectView, slug: str, form: Form, move: Move | None, reason: str) -> desk.Page | None:
    """Take a step, or None with the form saying why not. A step already taken is shown as taken."""
    ref, project = view.overview.project.ref, view.overview.project
    known = move or _taken(view, slug, "skip" if reason else "finish")
    if known is None:
        raise NotFound
    taken = slug in project.finished or slug in project.skipped
    return desk.send(
        form,
        lambda: advance(
            ref=ref,
            move=known.id,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("stage", view, slug=slug) if taken else _next_place(view, known),
        done=lambda changed: _said(view, slug, changed),
    )


def _taken(view: ProjectView, slug: str, kind: str) -> Move | None:
    """The step that would have left a stage in which the project no longer stands."""
    moves = view.overview.route.moves
    return next((move for move in moves if move.start == slug and move.kind == kind), None)


def _next_place(view: ProjectView, move: Move) -> str:
    known = {stage.slug for stage in view.overview.route.stages}
    if move.end in known:
        return desk.address("stage", view, slug=move.end)
    return desk.address("project", view)


def _said(view: ProjectView, slug: str, changed: Changed) -> str:
    route = view.overview.route
    name = route.stage(slug).name
    after = desk.load(changed.project.ref)
    if after.situation.stage is None:
        ended = _("{stage} is finished. The project has ended. It can be opened again from that stage.")
        return ended.format(stage=name)
    following = after.overview.next
    left = _("{stage} is finished.") if slug in changed.project.finished else _("{stage} is not needed.")
    told = left.format(stage=name)
    if following is None or following.dates.latest is None:
        return told
    known = {"must": following.words.must, "day": with_weekday(following.dates.latest)}
    dated = _("Next: {must} by {day}.").format(**known)
    return " ".join((told, dated, NOT_LEGAL_ADVICE, _who_knows(after)))


def _who_knows(view: ProjectView) -> str:
    """Who sees that a stage was finished, and whom reminders go to: nothing that was not done."""
    people = view.overview.project.people
    known = {"owner": view.post_title(people.owner), "manager": view.post_title(people.manager)}
    seen = (
        _("The public page and its calendar show it now.")
        if view.overview.project.public
        else _("Only staff can see it.")
    )
    told = _("Before that day we remind {owner}, and near it {manager} too.").format(**known)
    return f"{seen} {told}"


def _page(view: ProjectView, slug: str, form: Form) -> desk.Page:
    page = view.stage(slug)
    return desk.show(
        "finish",
        view,
        form,
        page=page,
        tasks=task_items(view, page),
        groups=grouped(view, page.line.stage, [o for o in page.obstacles if not said_above(page, o)]),
        undated=sum(said_above(page, found) for found in page.obstacles),
        warnings=grouped(view, page.line.stage, page.warnings),
        held=_held(view, slug),
        reopens=_reopens(view, slug),
    )


def _reopens(view: ProjectView, slug: str) -> bool:
    step = step_back(view.situation)
    return step is not None and step.end == slug and may_reopen(view)


def _held(view: ProjectView, slug: str) -> str:
    """The sentence that says what keeps a stage unfinished, or ""."""
    blocking = view.stage(slug).obstacles
    strict = [found for found in blocking if found.force and found.force.closes_by_exception]
    told = _("You can go on recording what happens. This stage stays unfinished.")
    if strict:
        named = "; ".join(f"{found.not_met_words}: {found.title}" for found in strict)
        return f"{told} {named}."
    return told if blocking else ""
