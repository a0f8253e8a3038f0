"""One project at a glance, its history, and the two things said about it as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from web import pictures
from web.access import asks, me
from web.commissioners import desk, partners, words
from web.commissioners.blueprint import blueprint
from web.commissioners.joint import joint
from web.commissioners.moved import waiting_for
from web.commissioners.pausing import paused
from web.commissioners.people import decides
from web.commissioners.stage_picture import stage_picture
from web.commissioners.story import rule_title
from web.forms import Form
from web.matters import Matter, matters
from web.wiring import services
from workflow.commands import views
from workflow.commands.advance import advance
from workflow.commands.move_edition import newer_edition
from workflow.commands.record import write_open_questions
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.explanation import conditions_of
from workflow.project.guards import not_met
from workflow.project.model import Explanation
from workflow.project.summaries import StageLine
from workflow.rulebook.model import Move
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import TimingVerdict
from workflow.timetable.overlaps import stretches
from workflow.words import gettext as _
from workflow.words import ngettext


@blueprint.get("/projects/<ref>")
@asks(Action.SEE_PROJECT)
def project(ref: str) -> desk.Page:
    """What to do next, where the project stands, and what has not been met."""
    return _overview(desk.load(ref))


@blueprint.get("/projects/<ref>/questions")
@asks(Action.SEE_PROJECT)
def questions(ref: str) -> desk.Page:
    """What is decided and what is still open, for the public page."""
    view = desk.load(ref)
    form = Form({})
    form.values |= {
        "decided": view.overview.project.decided,
        "still_open": view.overview.project.still_open,
    }
    return desk.show("questions", view, form)


@blueprint.post("/projects/<ref>/questions")
@asks(Action.EDIT_PROJECT)
def write_questions(ref: str) -> desk.Page:
    """Write it down."""
    view, form = desk.load(ref), desk.posted()
    asked = {
        "decided": form.text("decided"),
        "still_open": form.text("still_open", _("Say what is still open to change. If nothing is, say so.")),
    }
    return desk.send(
        form,
        lambda: write_open_questions(
            ref=ref, **asked, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        to=desk.address("project", view),
        done=_("Saved what is decided and what is still open."),
    ) or desk.show("questions", view, form)


@blueprint.get("/projects/<ref>/withdraw")
@asks(Action.SEE_PROJECT)
def withdraw(ref: str) -> desk.Page:
    """What withdrawing means, and why it is asked for."""
    return desk.show("withdraw", desk.load(ref))


@blueprint.post("/projects/<ref>/withdraw")
@asks(Action.EDIT_PROJECT)
def withdraw_now(ref: str) -> desk.Page:
    """Withdraw the project, with a reason that is kept."""
    view, form = desk.load(ref), desk.posted()
    reason = form.text("reason", _("Say why the project is withdrawn. The reason is shown."))
    move = _withdrawal(view)
    return desk.send(
        form,
        lambda: advance(
            ref=ref,
            move=move.id,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("project", view),
        done=_("The project is withdrawn."),
    ) or desk.show("withdraw", view, form)


def _withdrawal(view: ProjectView) -> Move:
    found = next((move for move in view.overview.moves if move.kind == "withdraw"), None)
    if found is None:
        raise NotFound
    return found


def _overview(view: ProjectView) -> desk.Page:
    stage = view.situation.stage
    return desk.show(
        "project",
        view,
        here="project",
        tracker=[_step(view, line) for line in view.overview.stages],
        steps=view.stage(stage.slug) if stage else None,
        facts=_facts(view),
        picture=picture(view),
        diagram=stage_picture(view),
        alerts=[_alert(one) for one in alerts_of(view)],
        paused=paused(view),
        partners=partners.listed(view),
        decides=decides(view),
        together=joint(view),
        guest=view.body.id != me().body,
        owed=conditions_of(view.overview.project.explanations.values()),
        today=services().today,
        newer=newer_edition(view.situation, services()),
        waiting=waiting_for(view),
        not_met=not_met(view.situation),
        explanations=[_explanation(view, asked) for asked in _explanations(view)],
    )


def alerts_of(view: ProjectView) -> tuple[Matter, ...]:
    """The alerts about the project that wait for an answer and that the reader may see, by matter."""
    found = views.project_alerts(services(), me(), view.overview.project.ref)
    return matters(found, me(), view.posts)


def _alert(one: Matter) -> tuple[object, ...]:
    told = _("Told: {posts}").format(posts=one.told) if one.told else None
    return (
        {"text": one.says, "href": f"/alerts/{one.alert.id}"},
        {"date": one.alert.last_safe, "note": told},
    )


def _facts(view: ProjectView) -> list[dict[str, object]]:
    whole, project = view.overview, view.overview.project
    end = whole.route.event(whole.route.ends_with)
    moves = _("fixed") if project.end_fixed else _("it can move")
    seen = _("The public") if project.public else _("Staff only so far")
    return [
        {"key": _("What"), "value": whole.route.title},
        {
            "key": end.title,
            "value": f"{in_words(project.end)} ({moves})",
            "change": desk.address("dates", view) + "#move-end" if desk.editable(view) else None,
        },
        {"key": _("Owner"), "value": view.post_title(project.people.owner)},
        {"key": _("Who decides"), "value": view.post_title(project.people.decider)},
        {"key": _("Who can see it"), "value": seen},
    ]


def _step(view: ProjectView, line: StageLine) -> dict[str, object]:
    tasks = view.stage(line.stage.slug).tasks
    required = [task for task in tasks if task.task.required]
    done = sum(task.status == "completed" for task in required)
    counted = ngettext("{done} of {n} task done.", "{done} of {n} tasks done.", len(required))
    return {
        "title": line.stage.name,
        "href": desk.address("stage", view, slug=line.stage.slug),
        "status": "in_progress" if line.status == "current" else line.status,
        "current": line.current,
        "verdict": line.verdict,
        "starts": line.starts,
        "ends": line.ends,
        "note": line.note or (counted.format(done=done, n=len(required)) if required else ""),
    }


def _explanations(view: ProjectView) -> Iterable[Explanation]:
    return view.overview.project.explanations.values()


def _explanation(view: ProjectView, asked: Explanation) -> tuple[object, ...]:
    states: dict[bool | None, dict[str, str]] = {
        None: {"state": "waiting", "note": _("Waits for a decision")},
        True: {"state": "explained", "note": _("Agreed")},
        False: {"text": _("Refused")},
    }
    href = f"/explanations/{asked.id}/decide" if view.body.id == me().body else None
    return (
        {"text": rule_title(view, asked.rule), "href": href},
        states[asked.agreed],
    )


def picture(view: ProjectView) -> pictures.Timeline:
    """The timeline of a project's stages, with its conclusion in words."""
    rows = [_row(view, line) for line in view.overview.stages if line.stage.events]
    return pictures.timeline(
        rows,
        today=view.overview.timetable.today,
        title=_("Timeline of {title}").format(title=view.overview.project.title),
        description=_conclusion(view),
        bands=[
            pictures.Band(one.title, one.first, one.last)
            for one in stretches(view.situation.rulebook.authority.diary)
        ],
    )


def _row(view: ProjectView, line: StageLine) -> pictures.Row:
    events = [found for found in view.overview.events if found.words.id in line.stage.events]
    days = [found.dates.date for found in events if found.dates.date]
    waiting = [found for found in events if not found.dates.done and found.words.act and found.dates.latest]
    first = min(waiting, key=lambda found: found.dates.latest, default=None)  # type: ignore[arg-type,return-value]
    ends = view.overview.route.ends_with in line.stage.events
    return pictures.Row(
        line.stage.name,
        planned_from=min(days, default=None),
        planned_to=max(days, default=None),
        last_safe=first.dates.latest if first else None,
        done=bool(events) and not waiting and all(found.dates.done for found in events),
        fixed=ends,
        spare=first.dates.spare_working_days if first else None,
        state=line.verdict if first else None,
        note=line.note or (words.due(first.dates, first.words.title) if first else None),
    )


def _conclusion(view: ProjectView) -> str:
    following = view.overview.next
    if view.overview.timetable.verdict is TimingVerdict.TOO_LATE:
        return _("No plan fits the fixed end, {day}.").format(day=in_words(view.overview.project.end))
    if following is None or following.dates.latest is None:
        return _("Nothing is left to be done by a date.")
    must = _("{must} by {day}.").format(must=following.words.must, day=in_words(following.dates.latest))
    left = words.spare(following.dates.spare_working_days)
    return f"{must} {left}." if left else must
