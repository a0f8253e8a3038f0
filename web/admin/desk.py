"""What the pages of administration share: their frame, their forms, and the words for who holds a post."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import render_template, request
from werkzeug.wrappers import Response

from web.forms import Form, post_key, submit

Answer = TypeVar("Answer")
Page = Response | tuple[str, int]


def posted() -> Form:
    """The form that was sent."""
    return Form(request.form)


def show(template: str, form: Form | None = None, **more: object) -> tuple[str, int]:
    """A page of administration; with a form, what was typed and what is wrong with it."""
    form = form or Form({})
    frame = {"form": form, "values": form.values, "errors": form.errors, "new_key": post_key}
    return render_template(f"admin/{template}.html", **{**frame, **more}), form.status


def send(
    form: Form,
    command: Callable[[], Answer],
    *,
    to: str,
    done: str | Callable[[Answer], str],
    field: str = "",
) -> Response | None:
    """Run a command for a form: the redirect, or None with the form saying why not."""
    said = done if callable(done) else (lambda answer: done)
    return submit(form, command, to=lambda answer: to, done=said, again=lambda first: to, field_name=field)
