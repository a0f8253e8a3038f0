"""What sector partners said of a request, for its team and whoever decides; and erasing their words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands import commenting, views
from workflow.commands.commenting import Standing
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action, may
from workflow.register.commenting import time_in_words
from workflow.store.commenting import Comment
from workflow.timetable.dates_in_words import with_weekday
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Said:
    """One comment on the page of its request; `erase`: where its words can be erased, by whoever may."""

    comment: Comment
    erase: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What stands under "What the sector says": the comments, then what else there is to know."""

    comments: tuple[Said, ...]
    note: str


def heard(view: ProjectView, explanation: str) -> Heard | None:
    """What was said of a request; None for a reader who may not know."""
    standing = commenting.standing(services(), me(), view, explanation)
    if standing is None:
        return None
    return Heard(tuple(Said(each, _erase(explanation, each)) for each in standing.comments), _note(standing))


@blueprint.get("/explanations/<explanation>/comments/<comment>/erase")
@asks(Action.ADMINISTER)
def erase_comment_page(explanation: str, comment: str) -> desk.Page:
    """What erasing means, with the words."""
    return _page(explanation, comment, Form({}))


@blueprint.post("/explanations/<explanation>/comments/<comment>/erase")
@asks(Action.ADMINISTER)
def erase_comment(explanation: str, comment: str) -> desk.Page:
    """Erase the words of a comment, with a reason."""
    _find(explanation, comment)
    form = desk.posted()
    reason = form.text("reason", _("Say why the words are erased. Do not repeat them."), most=500)
    return desk.send(
        form,
        lambda: commenting.erase_comment(
            explanation=explanation,
            comment=comment,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=url_for("commissioners.decide", explanation=explanation),
        done=_("The words are erased. That there was a comment stays."),
        field="reason",
    ) or _page(explanation, comment, form)


def _page(explanation: str, comment: str, form: Form) -> desk.Page:
    view, found = _find(explanation, comment)
    back = url_for("commissioners.decide", explanation=explanation)
    return desk.show("erase_comment", view, form, found=found, back=back)


def _find(explanation: str, comment: str) -> tuple[ProjectView, Comment]:
    """A comment of the reader's own body. Raises NotFound."""
    view = desk.load(views.explanation_ref(services(), me(), explanation))
    standing = commenting.standing(services(), me(), view, explanation)
    found = [each for each in (standing.comments if standing else ()) if each.id == comment]
    if not found:
        raise NotFound
    return view, found[0]


def _erase(explanation: str, comment: Comment) -> str:
    if comment.erased_at or not comment.text or not may(me(), Action.ADMINISTER):
        return ""
    return url_for("commissioners.erase_comment_page", explanation=explanation, comment=comment.id)


def _note(standing: Standing) -> str:
    """What else there is to know: whether a comment may still come, else why there is none."""
    if standing.until:
        told = (
            _("Until the end of {day} a comment can still come or be changed; you need not wait.")
            if standing.comments
            else _("The sector partner has until {day} to comment; you need not wait.")
        )
        return told.format(day=with_weekday(standing.until))
    if standing.comments:
        return ""
    if not standing.seen:
        return _("The change is not public yet, so the sector partner cannot see this request.")
    if not standing.waits:
        return _("No comment was made before the decision.")
    if not standing.partners:
        return _("Nobody holds the post of a sector partner here, so nobody was asked to comment.")
    return _("No comment was made in the {time}.").format(time=time_in_words())
