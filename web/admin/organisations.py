"""The register of organisations as staff keep it: search, what is missing, and a new entry (A04)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import render_template, request
from werkzeug.wrappers import Response

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.forms import Form, post_key, submit
from web.wiring import services
from workflow.commands import organisation_views as views
from workflow.commands import organisations as commands
from workflow.commands.organisation_views import Listed
from workflow.project.access import Action, Subject, may
from workflow.register.entries import Entry, Written, faults, tidied
from workflow.register.kinds import kind_words, kinds
from workflow.store.organisations import Asked
from workflow.words import gettext as _

LONGEST_SEARCH = 100


@blueprint.get("/admin/organisations")
@asks(Action.SEE_REGISTER)
def organisations() -> str:
    """The entries that fit the filters, by name, and the gaps."""
    asked = _asked()
    listed = views.register_page(services(), me(), asked)
    query = _query(asked)
    return render_template(
        "admin/organisations.html",
        listed=listed,
        asked=asked,
        rows=[_row(one, listed) for one in listed.found.entries],
        kinds=[*kinds(), ("none", _("Not said"))],
        districts=[(name, name) for name in listed.districts],
        shows=_shows(),
        show=request.args.get("show", ""),
        query=query,
        may_edit=may(me(), Action.EDIT_ORGANISATION, Subject(me().body)),
    )


@blueprint.get("/admin/organisations/new")
@asks(Action.IMPORT)
def new_organisation() -> tuple[str, int]:
    """A name first; the rest of the entry follows on its own form."""
    return _new(Form({}))


@blueprint.post("/admin/organisations/new")
@asks(Action.IMPORT)
def add_organisation() -> Response | tuple[str, int]:
    """Add it, then go to the rest of its form."""
    form = Form(request.form)
    asked = tidied(
        Written(
            name=form.text("name", _("Enter the organisation's name"), most=300),
            charity_number=form.text("charity_number", most=40),
            company_number=form.text("company_number", most=40),
        )
    )
    form.errors |= {name: wrong for name, wrong in faults(asked).items() if name not in form.errors}
    answer = submit(
        form,
        lambda: commands.add_entry(asked=asked, by=me(), services=services(), once=form.key),
        to=lambda saved: f"/organisations/{saved.id}/edit",
        done=lambda _saved: _("Added. Say more about it here."),
        again=lambda _to: "/admin/organisations",
    )
    return answer or _new(form)


def _new(form: Form) -> tuple[str, int]:
    page = render_template(
        "admin/organisation_new.html", values=form.values, errors=form.errors, key=post_key()
    )
    return page, form.status


def _row(entry: Entry, listed: Listed) -> Sequence[object]:
    post = listed.posts.get(entry.lead or "")
    where = ", ".join(filter(None, (entry.locality, entry.district)))
    note = _("Added by itself, not checked") if entry.unchecked else (entry.charity_number or None)
    return (
        {"text": entry.name, "href": f"/organisations/{entry.id}", "note": note},
        kind_words(entry.type, entry.kind),
        where,
        post.title if post else _("None named yet"),
    )


def _shows() -> list[tuple[str, str]]:
    return [
        ("gap", _("Funded, no lead relationship manager")),
        ("no_lead", _("No lead relationship manager")),
        ("no_contact", _("No contact")),
        ("unchecked", _("Added by itself, not checked")),
    ]


def _asked() -> Asked:
    args, show = request.args, request.args.get("show", "")
    kind, page = args.get("type", ""), args.get("page", "")
    known = {*(slug for slug, _words in kinds()), "none"}
    asked_page = page.isascii() and page.isdecimal() and 0 < len(page) < 6
    return Asked(
        query=args.get("q", "").strip()[:LONGEST_SEARCH],
        type=kind if kind in known else "",
        district=args.get("district", "").strip()[:200],
        no_lead=show in ("gap", "no_lead"),
        funded=show == "gap",
        no_contact=show == "no_contact",
        unchecked=show == "unchecked",
        page=max(int(page), 1) if asked_page else 1,
    )


def _query(asked: Asked) -> str:
    named = {"q": asked.query, "type": asked.type, "district": asked.district}
    named["show"] = request.args.get("show", "")[:20]
    return urlencode({name: value for name, value in named.items() if value})
