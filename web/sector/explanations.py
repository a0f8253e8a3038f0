"""Explanations that a sector partner can comment on: those that wait, one in full, and the comment."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.access import asks, me
from web.explained import explained
from web.forms import Form, post_key, submit
from web.sector.blueprint import blueprint
from web.wiring import moment, services
from workflow.commands import commenting
from workflow.commands.commenting import LONGEST, Request
from workflow.project.access import Action
from workflow.register.commenting import time_in_words
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _

SAID, NOTHING = "said", "nothing"
ANSWERS = ((SAID, _("A comment")), (NOTHING, _("No comment")))
Page = Response | tuple[str, int]


@blueprint.get("/sector")
@asks(Action.COMMENT_EXPLANATION)
def workspace() -> str:
    """What a sector partner can do now."""
    found = commenting.requests(services(), me())
    return render_template(
        "sector/workspace.html",
        rows=[_line(each) for each in found],
        time=time_in_words(),
        mail=commenting.gets_mail(services(), me()),
        new_key=post_key,
    )


@blueprint.post("/sector/mail")
@asks(Action.COMMENT_EXPLANATION)
def turn_mail() -> Response:
    """Get a mail when a request waits, or none."""
    form = Form(request.form)
    on = form.choice("mail", (("on", ""), ("off", "")), _("Choose whether you want these mails.")) == "on"
    done = _("You will get a mail when an explanation waits.") if on else _("You will get no more mails.")
    to = url_for("sector.workspace")
    sent = submit(
        form,
        lambda: commenting.turn_mail(on=on, by=me(), services=services(), once=form.key),
        to=lambda on: to,
        done=lambda on: done,
        again=lambda first: to,
    )
    return sent or redirect(to, 303)


@blueprint.get("/sector/explanations/<explanation>")
@asks(Action.COMMENT_EXPLANATION)
def explanation(explanation: str) -> Page:
    """One request in full while it can be commented on, with the form; afterwards, how it ended."""
    found, form = commenting.request(services(), me(), explanation), Form({})
    form.values["text"] = found.comment.text if found.comment else ""
    return _page(found, form)


@blueprint.post("/sector/explanations/<explanation>")
@asks(Action.COMMENT_EXPLANATION)
def comment(explanation: str) -> Page:
    """Keep the comment, or that there is none; sent twice, it is kept once."""
    found, form = commenting.request(services(), me(), explanation), Form(request.form)
    answer = form.choice("answer", ANSWERS, _("Save your comment, or say that you have none."))
    text = form.text("text", most=LONGEST)
    if answer == SAID and not text:
        form.errors["text"] = _("Write your comment, or say that you have none.")
    if answer == NOTHING and text and text != (found.comment.text if found.comment else ""):
        form.errors["text"] = _("You wrote a comment. Save it, or take it out to say that you have none.")
    to = url_for("sector.workspace")
    again = url_for("sector.explanation", explanation=explanation)
    return submit(
        form,
        lambda: commenting.comment_on(
            explanation=explanation,
            said=answer == SAID,
            text=text,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=lambda changed: to,
        done=lambda changed: _done(answer, found),
        again=lambda first: again,
        field_name="text",
    ) or _page(commenting.request(services(), me(), explanation), form)


def _done(answer: str, found: Request) -> str:
    told = _("Your comment is saved.") if answer == SAID else _("Saved: you have no comment.")
    until = _("You can change it until the end of {day}.").format(day=with_weekday(found.until))
    return f"{told} {until}"


def _line(each: Request) -> Sequence[object]:
    project = each.situation.project
    told = explained(each.situation.rulebook, each.explanation)
    place = url_for("sector.explanation", explanation=each.explanation.id)
    return (
        {"text": project.title, "href": place, "note": project.ref},
        {"text": told.title, "note": UNCONFIRMED if told.unconfirmed else ""},
        {"date": each.until, "weekday": True},
        _standing(each),
    )


def _standing(each: Request) -> str:
    own = each.comment
    if own is None:
        return _("Nothing said yet")
    if own.erased_at:
        return _("Your words were erased")
    on = in_words(own.said_on)
    return (_("Commented on {day}") if own.said else _("No comment, on {day}")).format(day=on)


def _page(found: Request, form: Form) -> tuple[str, int]:
    project, own = found.situation.project, found.comment
    told = explained(found.situation.rulebook, found.explanation)
    page = render_template(
        "sector/explanation.html",
        found=found,
        project=project,
        told=told,
        event=found.situation.words(found.explanation.event).title,
        time=time_in_words(),
        own=own,
        standing=_standing(found),
        said_at=moment(own.at) if own else "",
        form=form,
        values=form.values,
        errors=form.errors,
        new_key=post_key,
    )
    return page, form.status
