"""The consultation of a project: what is written of it so far, and the pages on which it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import request

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands import consult, consultation_views
from workflow.commands.consult import ANSWERED, CLOSED, OPENED
from workflow.commands.consult_open import lacking
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.project.consulting import FORMATS
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.words import gettext as _
from workflow.words import ngettext

PACK = "consultation_pack"
PARTS = (
    ("questions", _("Write what is decided and what is still open")),
    ("consultation_about", _("Say why you are asking and who should reply")),
    ("consultation_questions", _("Write the questions, or link the survey")),
    ("consultation_ways", _("Say in which forms it comes and how people reply")),
    ("consultation_meetings", _("Set meetings")),
    ("consultation_invite", _("Choose whom to invite")),
    ("consultation_dates", _("Set the dates")),
)


@dataclass(frozen=True, slots=True)
class Next:
    """What to do now, and the page on which it is done."""

    words: str
    link: str
    href: str


@blueprint.get("/projects/<ref>/consultation")
@asks(Action.SEE_PROJECT)
def consultation(ref: str) -> desk.Page:
    """What is done, what is missing, and the way to open it."""
    return consultation_page(desk.load(ref), Form({}))


def consultation_page(view: ProjectView, form: Form) -> desk.Page:
    """The hub of the consultation, with what a form on it was refused for."""
    project = view.overview.project
    missing = {each.page for each in lacking(project)}
    return desk.show(
        "consultation",
        view,
        form,
        here="consultation",
        tasks=[*(_task(view, page, title, missing) for page, title in PARTS), *_pack(view)],
        next=_next(view),
        opened=project.actual(OPENED),
        invited=consultation_views.invited(services(), project.ref),
        own=view.body.id == me().body,
        formats=FORMATS,
        ready=not missing,
    )


@blueprint.get("/projects/<ref>/consultation/about")
@asks(Action.SEE_PROJECT)
def consultation_about(ref: str) -> desk.Page:
    """Why people are asked, who should reply, what helps, and with whom it was designed."""
    view, form = desk.load(ref), Form({})
    known, affects = view.overview.project.consultation, view.overview.project.engagement.affects
    form.values |= {"why": known.why, "who": known.who, "help": known.help}
    form.values |= {"together": "\n".join(known.together), "groups": "\n".join(affects.groups)}
    form.values |= {"areas": "\n".join(affects.areas)}
    return desk.show("consultation_about", view, form)


@blueprint.post("/projects/<ref>/consultation/about")
@asks(Action.EDIT_PROJECT)
def describe(ref: str) -> desk.Page:
    """Write it down."""
    view, form = desk.load(ref), desk.posted()
    told = {
        "why": form.text("why", _("Say why you are asking.")),
        "who": form.text("who", _("Say who should reply.")),
        "help": form.text("help"),
    }
    together = _lines(form, "together")
    return desk.send(
        form,
        lambda: consult.describe(ref=ref, **told, together=together, by=me(), services=services(),
                                 seen_version=form.version, once=form.key),
        to=_hub(view),
        done=_("Saved what the consultation is about."),
    ) or desk.show("consultation_about", view, form)  # fmt: skip


@blueprint.get("/projects/<ref>/consultation/questions")
@asks(Action.SEE_PROJECT)
def consultation_questions(ref: str) -> desk.Page:
    """What people are asked, or where."""
    view, form = desk.load(ref), Form({})
    known = view.overview.project.consultation
    form.values |= {"questions": "\n".join(known.questions), "survey": known.survey}
    return desk.show("consultation_questions", view, form, most=consult.MOST_QUESTIONS)


@blueprint.post("/projects/<ref>/consultation/questions")
@asks(Action.EDIT_PROJECT)
def set_questions(ref: str) -> desk.Page:
    """Write it down."""
    view, form = desk.load(ref), desk.posted()
    asked, survey = _lines(form, "questions"), form.text("survey", most=500)
    return desk.send(
        form,
        lambda: consult.ask(ref=ref, questions=asked, survey=survey, by=me(), services=services(),
                            seen_version=form.version, once=form.key),
        to=_hub(view),
        done=_("Saved what people are asked."),
        field="questions" if not survey else "survey",
    ) or desk.show("consultation_questions", view, form, most=consult.MOST_QUESTIONS)  # fmt: skip


@blueprint.get("/projects/<ref>/consultation/ways")
@asks(Action.SEE_PROJECT)
def consultation_ways(ref: str) -> desk.Page:
    """The forms in which it comes, and how people reply."""
    view, form = desk.load(ref), Form({})
    known = view.overview.project.consultation
    form.values |= {"formats": known.formats, "languages": known.languages}
    form.values["replies"] = "\n".join(known.replies)
    return desk.show("consultation_ways", view, form, formats=tuple(FORMATS.items()))


@blueprint.post("/projects/<ref>/consultation/ways")
@asks(Action.EDIT_PROJECT)
def set_ways(ref: str) -> desk.Page:
    """Write it down."""
    view, form = desk.load(ref), desk.posted()
    chosen = [name for name in request.form.getlist("formats") if name in FORMATS]
    form.values["formats"] = chosen
    form.said += [FORMATS[name] for name in chosen]
    languages, replies = form.text("languages", most=300), _lines(form, "replies")
    return desk.send(
        form,
        lambda: consult.offer(ref=ref, formats=chosen, languages=languages, replies=replies, by=me(),
                              services=services(), seen_version=form.version, once=form.key),
        to=_hub(view),
        done=_("Saved how people can read it and reply."),
        field="replies",
    ) or desk.show("consultation_ways", view, form, formats=tuple(FORMATS.items()))  # fmt: skip


@blueprint.get("/projects/<ref>/consultation/meetings")
@asks(Action.SEE_PROJECT)
def consultation_meetings(ref: str) -> desk.Page:
    """The meetings of the consultation."""
    return desk.show("consultation_meetings", desk.load(ref), Form({}))


@blueprint.post("/projects/<ref>/consultation/meetings")
@asks(Action.EDIT_PROJECT)
def set_meeting(ref: str) -> desk.Page:
    """Set one more, or drop one."""
    view, form = desk.load(ref), desk.posted()
    dropped = request.form.get("drop", "")
    if dropped:
        reason = form.text("reason", most=1000)
        return desk.send(
            form,
            lambda: consult.drop_meeting(ref=ref, meeting=dropped, reason=reason, by=me(),
                                         services=services(), seen_version=form.version, once=form.key),
            to=desk.address("consultation_meetings", view),
            done=_("The meeting is off the list."),
            field=f"reason-{_place(view, dropped)}",
        ) or desk.show("consultation_meetings", view, form)  # fmt: skip
    on = form.date("on", _("Enter the day of the meeting."), _("The day of the meeting"))
    where = form.text("where", _("Enter the place, or the address to join it."), most=500)
    access = form.text("access", most=500)
    return desk.send(
        form,
        lambda: consult.set_meeting(ref=ref, on=on, where=where, access=access, by=me(),
                                    services=services(), seen_version=form.version, once=form.key),
        to=desk.address("consultation_meetings", view),
        done=_("The meeting is on the list."),
        field="on",
    ) or desk.show("consultation_meetings", view, form)  # fmt: skip


def _place(view: ProjectView, meeting: str) -> int:
    known = [each.id for each in view.overview.project.consultation.meetings]
    return known.index(meeting) + 1 if meeting in known else 1


def _task(view: ProjectView, page: str, title: str, missing: set[str]) -> dict[str, object]:
    known = view.overview.project.consultation
    optional = page == "consultation_meetings"
    done = bool(known.meetings) if optional else page not in missing
    hint = {
        "consultation_invite": _chosen(len(known.chosen)),
        "consultation_meetings": _("If there are none, leave this out"),
    }
    return {
        "title": title,
        "href": desk.address(page, view),
        "status": "completed" if done else "not_started",
        "hint": hint.get(page),
    }


def _pack(view: ProjectView) -> Iterator[dict[str, object]]:
    """Where the documents of the consultation are attached, in a route that asks for them."""
    project = view.overview.project
    asking = (stage for stage in view.overview.route.stages if any(t.id == PACK for t in stage.tasks))
    for stage in tuple(asking)[:1]:
        public = any(one.task == PACK and one.visibility == "public" for one in project.evidence)
        yield {
            "title": _("Attach the documents"),
            "href": desk.address("evidence", view, slug=stage.slug, task=PACK),
            "status": "completed" if public else "not_started",
            "hint": _("Those that are public stand on the page of the consultation"),
        }


def _next(view: ProjectView) -> Next | None:
    """What to do once it has opened, by when, and where."""
    project, today = view.overview.project, view.situation.today
    closes, answer_by = project.planned(CLOSED), project.planned(ANSWERED)
    if not project.actual(OPENED) or not project.live or project.answers.published:
        return None
    if not project.actual(CLOSED) and closes and closes < today:
        told = _("The day for closing, {day}, has passed. Record on which day it closed.")
        link = _("Record that it has closed")
        return Next(told.format(day=in_words(closes)), link, desk.address("record", view, event=CLOSED))
    if not project.actual(CLOSED):
        told = _("Take in replies as they come, and put them under themes.")
        return Next(told, _("Take in replies"), desk.address("new_reply", view))
    told = _("Answer each theme, then publish what people said and what you will do.")
    if answer_by:
        told = _("Answer each theme, then publish what people said and what you will do, by {day}.")
        told = told.format(day=with_weekday(answer_by))
    return Next(told, _("Go to the responses"), desk.address("responses", view))


def _chosen(n: int) -> str:
    return ngettext("{n} organisation chosen", "{n} organisations chosen", n).format(n=n)


def _hub(view: ProjectView) -> str:
    return desk.address("consultation", view)


def _lines(form: Form, name: str) -> Sequence[str]:
    return form.text(name).splitlines()
