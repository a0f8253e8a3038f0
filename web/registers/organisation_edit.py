"""Correcting an entry: staff, the lead relationship manager, and the organisation itself (R176)."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from web import organisation_words
from web.access import asks, me
from web.forms import Form, post_key, submit
from web.registers import organisation_form
from web.registers.blueprint import blueprint
from web.wiring import services
from workflow.commands import organisation_views as views
from workflow.commands.organisations import Saved, edit_entry, speaks_for_it, subject_of
from workflow.errors import NotAllowed
from workflow.project.access import Action, may
from workflow.register.entries import EDITABLE, Entry, Written, written
from workflow.words import gettext as _

Answer = Response | tuple[str, int]


@blueprint.get("/organisations/<id_>/edit")
@asks(Action.EDIT_ORGANISATION)
def edit_organisation(id_: str) -> Answer:
    """The entry as a form."""
    entry = _entry(id_)
    form = Form({})
    form.values |= organisation_form.of_entry(entry)
    return _page(form, entry, None)


@blueprint.post("/organisations/<id_>/edit")
@asks(Action.EDIT_ORGANISATION)
def change_organisation(id_: str) -> Answer:
    """Save it; if someone else did meanwhile, both are shown."""
    entry = _entry(id_)
    form = Form(request.form)
    asked = organisation_form.read(form, entry, _posts(entry))
    answer = submit(
        form,
        lambda: edit_entry(
            id_=id_, asked=asked, by=me(), seen_version=form.version, services=services(), once=form.key
        ),
        to=lambda saved: f"/organisations/{saved.id}",
        done=_saved,
        again=str,
    )
    return answer or _page(form, entry, asked)


def _saved(saved: Saved) -> str:
    if not saved.changed:
        return _("Nothing was different.")
    fields = ", ".join(organisation_words.FIELDS[name] for name in saved.changed)
    return _("Saved: {fields}.").format(fields=fields)


def _entry(id_: str) -> Entry:
    entry = views.own_entry(services(), me(), id_)
    if not may(me(), Action.EDIT_ORGANISATION, subject_of(entry)):
        raise NotAllowed
    return entry


def _posts(entry: Entry) -> list[tuple[str, str]] | None:
    """The posts that may lead; None for a contact, who does not name one."""
    if speaks_for_it(me(), entry):
        return None
    return [(post.id, post.title) for post in views.posts(services(), me()).values()]


def _page(form: Form, entry: Entry, asked: Written | None) -> Answer:
    posts = _posts(entry)
    page = render_template(
        "registers/organisation_edit.html",
        entry=entry,
        posts=posts,
        version=entry.version,
        key=post_key(),
        compared=_compared(entry, asked) if form.stale and asked else [],
        **organisation_form.context(form),
    )
    return page, form.status


def _compared(entry: Entry, asked: Written) -> list[tuple[str, str, str]]:
    """What differs: the field, the reader's answer, what someone else saved."""
    mine, theirs = written(asked), written(entry)
    posts = views.posts(services(), me())
    return [
        (
            organisation_words.FIELDS[name],
            organisation_words.value(name, mine[name], posts),
            organisation_words.value(name, theirs[name], posts),
        )
        for name in EDITABLE
        if mine[name] != theirs[name]
    ]
