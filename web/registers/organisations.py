"""Organisations: the public list, one page with its public and its own part, and who speaks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import actor, asks, me
from web.forms import Form, post_key, submit
from web.pictures_year import picture
from web.promises import confirmed_words
from web.registers import organisation_words, words
from web.registers.blueprint import blueprint
from web.wiring import services
from workflow.commands import organisation_contacts, organisations
from workflow.commands import organisation_views as views
from workflow.commands.organisation_views import Page
from workflow.errors import NotAllowed
from workflow.project.access import Action, Subject, may
from workflow.register.entries import Entry
from workflow.register.kinds import kind_words, kinds, size_words
from workflow.register.ties import Tie
from workflow.store.organisations import Asked
from workflow.words import gettext as _

LONGEST_SEARCH = 100


@blueprint.get("/organisations")
@asks(Action.READ_PUBLIC)
def organisations_list() -> str:
    """What every body lists in public, by name; words are found from their beginning, in old names too."""
    asked = Asked(
        query=organisation_words.query(), type=organisation_words.chosen("type", kinds()), page=words_page()
    )
    listed = views.public_page(services(), asked)
    return render_template(
        "registers/organisations.html",
        listed=listed,
        asked=asked,
        kinds=kinds(),
        rows=[organisation_words.public_row(one, listed) for one in listed.found.entries],
        query=urlencode({name: value for name, value in (("q", asked.query), ("type", asked.type)) if value}),
    )


@blueprint.get("/organisations/<id_>")
@asks(Action.READ_PUBLIC)
def organisation(id_: str) -> str | Response:
    """One organisation; an address of an entry that was merged leads to the one it went into."""
    here = views.where_it_went(services(), actor(), id_)
    if here != id_:
        return redirect(f"/organisations/{here}")
    page = views.page(services(), actor(), id_)
    return render_template(
        "registers/organisation.html",
        page=page,
        facts=_facts(page),
        awards=[_award(tie) for tie in page.published],
        changes=[_change(one) for one in page.planned],
        invited=[organisation_words.invited(one) for one in page.invited],
        notices=[organisation_words.notice(one) for one in page.own.notices] if page.own else [],
        ties=[_tie(tie) for tie in page.own.ties] if page.own else [],
        headline=organisation_words.headline(page) if page.own else "",
        clashes=[organisation_words.clash(one) for one in page.own.clashes] if page.own else [],
        uncounted=organisation_words.uncounted(page),
        year=picture(page, services().today) if page.own else None,
        history=[organisation_words.history(one) for one in page.own.history] if page.own else [],
        promised=confirmed_words(page.entry.body),
        key=post_key(),
    )


@blueprint.post("/organisations/<id_>/checked")
@asks(Action.SEE_REGISTER)
def organisation_checked(id_: str) -> Response:
    """Note that the body has looked at an entry that the organisation wrote."""
    form = Form(request.form)
    answer = submit(
        form,
        lambda: organisations.check_entry(
            id_=id_, by=me(), seen_version=form.version, services=services(), once=form.key
        ),
        to=lambda _done: f"/organisations/{id_}",
        done=lambda _done: _("You have noted that the entry is checked."),
        again=str,
    )
    if answer is None:
        flash(form.errors.get("", ""), "error")
    return answer or redirect(f"/organisations/{id_}", 303)


@blueprint.get("/organisations/<id_>/contacts")
@asks(Action.MANAGE_CONTACTS)
def organisation_contacts_page(id_: str) -> tuple[str, int]:
    """Who speaks for the organisation: invite another, end one."""
    return _contacts(id_, Form({}))


@blueprint.post("/organisations/<id_>/contacts")
@asks(Action.MANAGE_CONTACTS)
def invite_organisation_contact(id_: str) -> Response | tuple[str, int]:
    """Invite a contact by mail."""
    _keeps_contacts(id_)
    form = Form(request.form)
    email = form.text("email", _("Enter an email address"), most=254)
    title = form.text("title", _("Enter the title of their post, like Secretary"), most=200)
    answer = submit(
        form,
        lambda: organisation_contacts.invite_contact(
            id_=id_, email=email, title=title, by=me(), services=services(), once=form.key
        ),
        to=lambda _done: f"/organisations/{id_}/contacts",
        done=lambda _done: _("The invitation is on its way to {email}.").format(email=email),
        again=str,
        field_name="email",
    )
    return answer or _contacts(id_, form)


@blueprint.post("/organisations/<id_>/contacts/<contact>/end")
@asks(Action.MANAGE_CONTACTS)
def end_organisation_contact(id_: str, contact: str) -> Response | tuple[str, int]:
    """End a contact."""
    _keeps_contacts(id_)
    form = Form(request.form)
    answer = submit(
        form,
        lambda: organisation_contacts.end_contact(
            id_=id_, contact=contact, by=me(), seen_version=form.version, services=services(), once=form.key
        ),
        to=lambda _done: f"/organisations/{id_}",
        done=lambda _done: _("They no longer speak for the organisation."),
        again=str,
    )
    return answer or _contacts(id_, form)


def _contacts(id_: str, form: Form) -> tuple[str, int]:
    entry = _keeps_contacts(id_)
    found = views.contacts(services(), entry)
    page = render_template(
        "registers/contacts.html",
        entry=entry,
        contacts=found,
        values=form.values,
        errors=form.errors,
        key=post_key(),
    )
    return page, form.status


def _keeps_contacts(id_: str) -> Entry:
    entry = views.own_entry(services(), me(), id_)
    if not may(me(), Action.MANAGE_CONTACTS, organisations.subject_of(entry)):
        raise NotAllowed
    return entry


def words_page() -> int:
    """The page of a list that was asked for."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 and int(asked) else 1


def _facts(page: Page) -> list[Mapping[str, object]]:
    entry = page.entry
    rows = [
        (_("Kind"), kind_words(entry.type, entry.kind)),
        (_("Charity number"), entry.charity_number),
        (_("Company number"), entry.company_number),
        (_("Where"), ", ".join(filter(None, (entry.locality, entry.district)))),
        (_("Areas it works in"), ", ".join(entry.area)),
        (_("Who it serves"), ", ".join(entry.serves)),
        (_("What it knows"), ", ".join(entry.knows)),
        (_("Size"), size_words(entry.size)),
        (_("Earlier names"), "; ".join(entry.old_names)),
        (_("Lead relationship manager"), organisation_words.lead(page)),
        (_("Source"), organisation_words.source(entry)),
    ]
    found: list[Mapping[str, object]] = [{"key": key, "value": value} for key, value in rows if value]
    if entry.website:
        leads = {"href": entry.website} if entry.website.startswith(("https://", "http://")) else {}
        found.insert(1, {"key": _("Website"), "value": entry.website, **leads})
    return found


def _award(tie: Tie) -> Sequence[object]:
    return (
        {"text": words.title(tie), "note": tie.body_name},
        words.money(tie.value),
        {"date": tie.awarded_on or tie.starts},
        {"date": tie.ends},
        tie.source,
    )


def _change(one: views.Planned) -> Sequence[object]:
    return (
        {"text": one.title, "href": f"/changes/{one.ref}", "note": one.body_name},
        {"date": one.next_on, "note": organisation_words.next_words(one) or None},
    )


def _tie(tie: Tie) -> Sequence[object]:
    who = me()
    href = f"/agreements/{tie.id}" if may(who, Action.SEE_REGISTER, Subject(tie.body)) else None
    answers = tie.directorate or tie.post_title or tie.funder or _("No department named")
    return (
        {"text": words.title(tie), "href": href, "note": words.kind(tie.instrument)},
        {"text": tie.body_name, "note": answers},
        words.money(tie.value),
        {"date": tie.starts},
        {"date": tie.ends, "note": _("No end date recorded") if tie.ends is None else None},
        tie.notice_clause or _("Not recorded"),
    )
