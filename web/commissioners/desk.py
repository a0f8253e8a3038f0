"""What the pages of one project share: the project as its reader may see it, and the frame around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from web.access import me
from web.commissioners import words
from web.commissioners.story import told
from web.forms import Form, post_key, submit
from web.wiring import services
from workflow.commands import views
from workflow.commands.change import Changed, subject_of
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action, may
from workflow.rulebook.model import RouteEvent, Stage
from workflow.words import gettext as _

Answer = TypeVar("Answer")
Page = Response | tuple[str, int]


def load(ref: str) -> ProjectView:
    """A project of the reader's own body. Raises NotFound."""
    return views.project(services(), me(), ref)


def posted() -> Form:
    """The form that was sent."""
    return Form(request.form)


def editable(view: ProjectView) -> bool:
    """Whether the reader may change the project now."""
    project = view.overview.project
    return project.live and may(me(), Action.EDIT_PROJECT, subject_of(view.body.id, project))


def address(endpoint: str, view: ProjectView, **more: object) -> str:
    """The address of one of the project's pages."""
    return url_for(f"commissioners.{endpoint}", ref=view.overview.project.ref, **more)  # type: ignore[arg-type]


def show(
    template: str, view: ProjectView, form: Form | None = None, *, here: str = "", **more: object
) -> tuple[str, int]:
    """A page of a project, with its frame; with a form, what was typed and what is wrong with it."""
    form = form or Form({})
    context: Mapping[str, object] = {
        "view": view,
        "overview": view.overview,
        "project": view.overview.project,
        "form": form,
        "values": form.values,
        "errors": form.errors,
        "editable": editable(view),
        "subnav": _sub_navigation(view, here),
        "meanwhile": _meanwhile(view, form),
        "new_key": post_key,
        "words": words,
        "address": lambda endpoint, **named: address(endpoint, view, **named),
        **more,
    }
    return render_template(f"commissioners/{template}.html", **context), form.status


def send(
    form: Form,
    command: Callable[[], Changed],
    *,
    to: str | Callable[[Changed], str],
    done: str | Callable[[Changed], str],
    field: str = "",
) -> Response | None:
    """Run a command on a project for a form: the redirect, or None with the form saying why not."""
    place = to if callable(to) else (lambda changed: to)
    said = done if callable(done) else (lambda changed: done)
    again = to if isinstance(to, str) else request.path
    return submit(form, command, to=place, done=said, again=lambda first: again, field_name=field)


def event_of(view: ProjectView, event: str) -> RouteEvent:
    """An event of the project's route. Raises NotFound."""
    try:
        return view.overview.route.event(event)
    except KeyError:
        raise NotFound from None


def stage_with(view: ProjectView, event: str) -> Stage | None:
    """The stage in which an event happens, if any."""
    return next((stage for stage in view.overview.route.stages if event in stage.events), None)


def post_options(view: ProjectView) -> list[tuple[str, str]]:
    """Every post of the body as the options of a select."""
    return [(post.id, post.title) for post in view.posts.values()]


def _sub_navigation(view: ProjectView, here: str) -> list[dict[str, object]]:
    pages = (
        ("project", _("Overview")),
        ("dates", _("Dates")),
        ("engagement_plan", _("Engagement")),
        ("consultation", _("Consultation")),
        ("responses", _("Responses")),
        ("facts", _("What is known")),
        ("people", _("People")),
        ("documents", _("Documents")),
        ("history", _("History")),
    )
    return [{"text": text, "href": address(name, view), "active": name == here} for name, text in pages]


def _meanwhile(view: ProjectView, form: Form) -> list[dict[str, object]]:
    """What others saved since the sender of a stale form opened it, newest first."""
    if not form.stale:
        return []
    seen = form.version or 0
    return [told(view, entry) for entry in view.history if entry.seq > seen]
