"""What people said: the replies, their themes and the answers, until all of it is published."""

from __future__ import annotations

from flask import request

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.consultation_page import ConsultationPage
from web.feedback_page import FeedbackPage
from web.forms import Form, submit
from web.wiring import services
from workflow.commands import answer, respond, response_views
from workflow.commands.change import subject_of
from workflow.commands.views import ProjectView
from workflow.errors import NotAllowed, NotFound
from workflow.project.access import Action, may
from workflow.project.answering import EFFECTS, Theme
from workflow.store.responses import ON_A_PAGE
from workflow.words import gettext as _

EFFECT_CHOICES = tuple(EFFECTS.items())
CHANGED = (("yes", _("Something changed")), ("no", _("Nothing changed")))


@blueprint.get("/projects/<ref>/responses")
@asks(Action.SEE_PROJECT)
def responses(ref: str) -> desk.Page:
    """The replies and their themes."""
    return _page(desk.load(ref), Form({}))


@blueprint.post("/projects/<ref>/responses/themes")
@asks(Action.EDIT_PROJECT)
def add_theme(ref: str) -> desk.Page:
    """Name a theme."""
    view, form = desk.load(ref), desk.posted()
    title = form.text("title", _("Give the theme a name."), most=200)
    said = form.text("said", _("Write what people said."))
    return desk.send(
        form,
        lambda: answer.name_theme(ref=ref, title=title, said=said, by=me(), services=services(),
                                  seen_version=form.version, once=form.key),
        to=desk.address("responses", view),
        done=_("The theme is named. Somebody else answers it."),
        field="title",
    ) or _page(view, form)  # fmt: skip


@blueprint.post("/projects/<ref>/responses/tag")
@asks(Action.EDIT_PROJECT)
def tag_replies(ref: str) -> desk.Page:
    """Put the replies that were ticked under a theme."""
    view, form = desk.load(ref), desk.posted()
    known = [(theme.id, theme.title) for theme in view.overview.project.answers.themes.values()]
    if not _keeper(view):
        raise NotAllowed
    theme = form.choice("theme", known, _("Choose a theme."))
    ticked = request.form.getlist("reply")
    if not ticked:
        form.errors["theme"] = _("Tick at least one reply.")
    return submit(
        form,
        lambda: respond.put_under(ref=ref, theme=theme, replies=ticked, by=me(), services=services(),
                                  seen_version=form.version),
        to=lambda _none: desk.address("responses", view, untagged="yes"),
        done=lambda _none: _("Those ticked stand under the theme."),
        again=lambda _first: desk.address("responses", view),
        field_name="theme",
    ) or _page(view, form)  # fmt: skip


@blueprint.get("/projects/<ref>/responses/themes/<theme>")
@asks(Action.SEE_PROJECT)
def theme(ref: str, theme: str) -> desk.Page:
    """One theme: what people said, its replies, and its answer."""
    view = desk.load(ref)
    found = _theme(view, theme)
    form = Form({})
    if found.answer:
        form.values |= {"effect": found.answer.effect, "answer": found.answer.answer}
    return _theme_page(view, found, form)


@blueprint.post("/projects/<ref>/responses/themes/<theme>")
@asks(Action.EDIT_PROJECT)
def answer_theme(ref: str, theme: str) -> desk.Page:
    """Answer it."""
    view, form = desk.load(ref), desk.posted()
    found = _theme(view, theme)
    effect = form.choice("effect", EFFECT_CHOICES, _("Choose what follows."))
    text = form.text("answer", _("Say what changes, or why not."), most=answer.LONGEST_ANSWER)
    by_when = form.date("by_when")
    post = form.choice("post", desk.post_options(view), _("Choose the post that answers for it."))
    return desk.send(
        form,
        lambda: answer.answer_theme(ref=ref, theme=theme, effect=effect, answer=text, by_when=by_when,
                                    post=post, by=me(), services=services(), seen_version=form.version,
                                    once=form.key),
        to=desk.address("responses", view),
        done=_("The theme is answered."),
        field="answer",
    ) or _theme_page(view, found, form)  # fmt: skip


@blueprint.post("/projects/<ref>/responses/themes/<theme>/done")
@asks(Action.EDIT_PROJECT)
def keep_promise(ref: str, theme: str) -> desk.Page:
    """Record that what was promised was done."""
    view, form = desk.load(ref), desk.posted()
    found = _theme(view, theme)
    shown_by = form.text("shown_by", _("Say what shows that it was done."), most=answer.LONGEST_SHOWN)
    on = form.date("on", _("Enter the day on which it was done."))
    return desk.send(
        form,
        lambda: answer.keep_promise(ref=ref, theme=theme, on=on, shown_by=shown_by, by=me(),
                                    services=services(), seen_version=form.version, once=form.key),
        to=desk.address("responses", view),
        done=_("Recorded that it was done. The public page says so."),
        field="on",
    ) or _theme_page(view, found, form)  # fmt: skip


@blueprint.post("/projects/<ref>/responses/themes/<theme>/words")
@asks(Action.EDIT_PROJECT)
def reword_theme(ref: str, theme: str) -> desk.Page:
    """Put it in other words, or take it away."""
    view, form = desk.load(ref), desk.posted()
    found = _theme(view, theme)
    if form.typed.get("drop"):
        reason = form.text("reason", _("Say why the theme is taken away."))
        return desk.send(
            form,
            lambda: answer.drop_theme(ref=ref, theme=theme, reason=reason, by=me(), services=services(),
                                      seen_version=form.version, once=form.key),
            to=desk.address("responses", view),
            done=_("The theme is taken away. Its replies wait for another."),
            field="reason",
        ) or _theme_page(view, found, form)  # fmt: skip
    title = form.text("title", _("Give the theme a name."), most=200)
    said = form.text("said", _("Write what people said."))
    return desk.send(
        form,
        lambda: answer.name_theme(ref=ref, title=title, said=said, theme=theme, by=me(), services=services(),
                                  seen_version=form.version, once=form.key),
        to=desk.address("theme", view, theme=theme),
        done=_("Saved. In other words it waits for an answer again."),
        field="title",
    ) or _theme_page(view, found, form)  # fmt: skip


@blueprint.get("/projects/<ref>/responses/publish")
@asks(Action.SEE_PROJECT)
def publish_page(ref: str) -> desk.Page:
    """What is still missing, what changed as a whole, and the act of publishing."""
    view, form = desk.load(ref), Form({})
    outcome = view.overview.project.answers.outcome
    if outcome:
        form.values |= {"changed": "yes" if outcome.changed else "no", "text": outcome.text}
    return _publish_page(view, form)


@blueprint.post("/projects/<ref>/responses/outcome")
@asks(Action.EDIT_PROJECT)
def write_outcome(ref: str) -> desk.Page:
    """Write what changed."""
    view, form = desk.load(ref), desk.posted()
    changed = form.choice("changed", CHANGED, _("Say whether anything changed."))
    text = form.text("text", _("Say what changed, or why nothing did."))
    return desk.send(
        form,
        lambda: answer.write_outcome(ref=ref, changed=changed == "yes", text=text, by=me(),
                                     services=services(), seen_version=form.version, once=form.key),
        to=desk.address("publish_page", view),
        done=_("Saved what changed."),
        field="text",
    ) or _publish_page(view, form)  # fmt: skip


@blueprint.post("/projects/<ref>/responses/publish")
@asks(Action.EDIT_PROJECT)
def publish_feedback(ref: str) -> desk.Page:
    """Publish it."""
    view, form = desk.load(ref), desk.posted()
    return desk.send(
        form,
        lambda: answer.publish_feedback(
            ref=ref, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        to=desk.address("responses", view),
        done=_("What people said and what you will do is public."),
    ) or _publish_page(view, form)


@blueprint.get("/projects/<ref>/responses/reach")
@asks(Action.SEE_PROJECT)
def reach(ref: str) -> desk.Page:
    """Whom the consultation reached, and who is missing."""
    view = desk.load(ref)
    own = view.body.id == me().body
    return desk.show(
        "reach",
        view,
        here="responses",
        reach=response_views.reach(services(), me(), ref, view.overview.project.agreement),
        own=own,
        trend=response_views.equality_trend(services(), me()) if own else (),
    )


def _page(view: ProjectView, form: Form) -> desk.Page:
    ref, chosen = view.overview.project.ref, request.args.get("theme", "")
    untagged, at = request.args.get("untagged") == "yes", request.args.get("page", "1")
    number = int(at) if at.isdecimal() and 0 < int(at) < 10_000 else 1
    found, in_all = response_views.page(services(), me(), ref, theme=chosen, untagged=untagged, at=number)
    return desk.show(
        "responses",
        view,
        form,
        here="responses",
        replies=found,
        in_all=in_all,
        keeper=_keeper(view),
        overdue=view.overview.project.answers.late(services().today),
        at=number,
        pages=max(1, -(-in_all // ON_A_PAGE)),
        chosen=chosen,
        untagged=untagged,
        numbers=response_views.numbers(services(), ref),
        kinds=respond.KINDS,
        channels=respond.CHANNELS,
        unanswered=answer.unanswered_in_words(len(view.overview.project.answers.unanswered)),
    )


def _keeper(view: ProjectView) -> bool:
    """Whether the reader keeps the project, also once it is over: words are erased and promises done then."""
    return may(me(), Action.EDIT_PROJECT, subject_of(view.body.id, view.overview.project))


def _others(view: ProjectView) -> list[str]:
    """The posts but the reader's own that can answer what people said."""
    people, mine = view.overview.project.people, me().posts
    posts = dict.fromkeys(post for post in (people.owner, people.manager) if post not in mine)
    return [title for post in posts if (title := view.post_title(post))]


def _theme(view: ProjectView, id_: str) -> Theme:
    found = view.overview.project.answers.themes.get(id_)
    if found is None:
        raise NotFound
    return found


def _theme_page(view: ProjectView, found: Theme, form: Form) -> desk.Page:
    form.values.setdefault("title", found.title)
    form.values.setdefault("said", found.said)
    replies, in_all = response_views.page(services(), me(), view.overview.project.ref, theme=found.id)
    return desk.show(
        "theme",
        view,
        form,
        here="responses",
        theme=found,
        own=found.by == me().person,
        keeper=_keeper(view),
        others=_others(view),
        today=services().today,
        effects=EFFECT_CHOICES,
        posts=desk.post_options(view),
        replies=replies,
        in_all=in_all,
        kinds=respond.KINDS,
        channels=respond.CHANNELS,
    )


def _publish_page(view: ProjectView, form: Form) -> desk.Page:
    return desk.show(
        "publish_feedback",
        view,
        form,
        here="responses",
        missing=answer.lacking(view.situation),
        page=FeedbackPage(ConsultationPage(view, services())),
        changed=CHANGED,
    )
