"""One agreement: its page, its forms, and what was decided about its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from web import planning
from web.access import asks, me
from web.forms import Form, post_key, submit
from web.registers import agreement_form, words
from web.registers.blueprint import blueprint
from web.wiring import moment, services
from workflow.commands import agreement_views, views
from workflow.commands.agreement_views import Following, View
from workflow.commands.agreements import change_agreement, decide_end, record_agreement
from workflow.project.access import Action
from workflow.register.prompts import Prompt
from workflow.register.renewals import ends_if_noticed, why_that_day
from workflow.register.ties import Decision, Entry, Tie
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

Page = Response | tuple[str, int]


@blueprint.get("/agreements/new")
@asks(Action.EDIT_AGREEMENT)
def new_agreement() -> Page:
    """An empty form; `organisation` fills in a name."""
    form = Form({})
    form.values |= {"organisation": request.args.get("organisation", "")[:300], "renews": "no"}
    return _form_page(form, None)


@blueprint.post("/agreements/new")
@asks(Action.EDIT_AGREEMENT)
def record_new() -> Page:
    """Record it; sent twice, it is recorded once."""
    form = Form(request.form)
    entry = agreement_form.read(form, _posts())
    return submit(
        form,
        lambda: record_agreement(entry=entry, by=me(), services=services(), once=form.key),
        to=lambda tie: url_for("registers.agreement", name=tie.id),
        done=_saved,
        again=lambda id_: url_for("registers.agreement", name=id_),
    ) or _form_page(form, None)


@blueprint.get("/agreements/<path:name>")  # published keys may hold a slash
@asks(Action.SEE_REGISTER)
def agreement(name: str) -> Page:
    """One agreement with its dates, what may follow it and what is odd about it."""
    return _page(agreement_views.agreement(services(), me(), name), Form({}))


@blueprint.get("/agreements/<name>/edit")
@asks(Action.EDIT_AGREEMENT)
def edit_agreement(name: str) -> Page:
    """The agreement as a form."""
    tie = agreement_views.agreement(services(), me(), name).tie
    form = Form({})
    form.values |= agreement_form.of_tie(tie)
    return _form_page(form, tie)


@blueprint.post("/agreements/<name>/edit")
@asks(Action.EDIT_AGREEMENT)
def change_now(name: str) -> Page:
    """Save it; where someone else saved meanwhile, both are shown and nothing typed is lost."""
    tie = agreement_views.agreement(services(), me(), name).tie
    form = Form(request.form)
    entry = agreement_form.read(form, _posts())
    return submit(
        form,
        lambda: change_agreement(
            id_=tie.id, entry=entry, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        to=lambda changed: url_for("registers.agreement", name=changed.id),
        done=_saved,
        again=lambda id_: url_for("registers.agreement", name=id_),
    ) or _form_page(form, tie, entry)


@blueprint.post("/agreements/<name>/decide")
@asks(Action.EDIT_AGREEMENT)
def decide_now(name: str) -> Page:
    """Record what becomes of it when its term ends."""
    view = agreement_views.agreement(services(), me(), name)
    form = Form(request.form)
    decision = form.choice("decision", _decisions(view), _("Choose what happens then."))
    reason = form.text("reason", _("Say why. The reason is kept."), most=2000)
    given = form.date("given", subject=_("The day of the notice"))
    term_ends = _iso(form.typed.get("term_ends", ""))
    if term_ends is None:
        form.errors[""] = _("Open the agreement again: this page is out of date.")
    return submit(
        form,
        lambda: decide_end(
            id_=view.tie.id, term_ends=term_ends or date.max, decision=decision, reason=reason,
            notice_given_on=given, by=me(), services=services(), once=form.key,
        ),
        to=lambda tie: url_for("registers.agreement", name=tie.id),
        done=lambda tie: _("Recorded. It stands below with your post and the reason."),
        again=lambda id_: url_for("registers.agreement", name=id_),
    ) or _page(view, form)  # fmt: skip


def _saved(tie: Tie) -> str:
    if tie.organisation is None:
        words_ = _("Saved. {name} is not in the register of organisations: it was kept as a name.")
        return words_.format(name=tie.organisation_name)
    return _("Saved. The dates below are worked out anew.")


def _form_page(form: Form, tie: Tie | None, typed: Entry | None = None) -> tuple[str, int]:
    if form.stale and tie is not None:
        tie = agreement_views.agreement(services(), me(), tie.id).tie
    page = render_template(
        "registers/agreement_form.html",
        tie=tie,
        form=form,
        values=form.values,
        errors=form.errors,
        kinds=words.kinds(),
        posts=_posts(),
        methods=agreement_form.notice_methods(),
        renewals=agreement_form.renewals(),
        meanwhile=_compared(tie, form) if form.stale and tie else (),
        saved_at=moment(tie.changed_at) if tie and tie.changed_at else "",
        new_key=post_key,
    )
    return page, form.status


def _compared(tie: Tie, form: Form) -> list[Sequence[object]]:
    """Each field in which the sender's answer differs from what stands now."""
    now, typed = agreement_form.of_tie(tie), form.values
    names = {**_field_names(), **agreement_form.DATES}
    return [
        (names[field], _shown(field, typed.get(field)), _shown(field, now.get(field)))
        for field in names
        if _shown(field, typed.get(field)) != _shown(field, now.get(field))
    ]


def _field_names() -> Mapping[str, str]:
    return {
        "title": _("Title"), "organisation": _("Organisation"), "reference": _("Reference"),
        "instrument": _("Type"), "post": _("Answers for it"), "directorate": _("Directorate"),
        "funder": _("Funder"), "value": _("Value"), "value_per_year": _("Value a year"),
        "notice_clause": _("Notice clause"), "notice_n": _("Notice period"),
        "notice_method": _("How it is counted"), "exit_section": _("Exit section"),
        "renews": _("Renews by itself"), "renews_months": _("Every how many months"),
        "source": _("Where it is published"),
    }  # fmt: skip


def _shown(field: str, value: object) -> str:
    if isinstance(value, date):
        return f"{value.day} {value.month} {value.year}"
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    options = {
        "post": dict(_posts()), "instrument": dict(words.kinds()),
        "notice_method": dict(agreement_form.notice_methods()), "renews": dict(agreement_form.renewals()),
    }.get(field, {})  # fmt: skip
    return options.get(str(value), str(value)) if value not in (None, "") else ""


def _page(view: View, form: Form) -> tuple[str, int]:
    tie, term = view.tie, view.term
    running = term is not None and term.ends >= services().today
    page = render_template(
        "registers/agreement.html",
        view=view,
        tie=tie,
        title=words.title(tie),
        rows=_rows(view),
        dates=_dates(view),
        following=[_follow(view, each) for each in view.following] if running else [],
        prompts=[_prompt(each) for each in view.prompts],
        decisions=[_decision(made) for made in tie.decisions],
        decidable=_decisions(view) if running and term and term.decision is None else [],
        may_edit=words.may_edit(me()),
        form=form,
        values=form.values,
        errors=form.errors,
        new_key=post_key,
    )
    return page, form.status


def _rows(view: View) -> list[Mapping[str, object]]:
    tie = view.tie
    notice = words.notice(tie.notice, tie.nation)
    told = [
        (_("Type"), words.kind(tie.instrument)),
        (_("Organisation"), words.organisation(tie)),
        (_("Organisation identifier"), tie.organisation_key or ""),
        (_("Body"), tie.body_name),
        (_("Answers for it"), tie.post_title or _("No post answers for it")),
        (_("Directorate"), tie.directorate),
        (_("Funder"), tie.funder),
        (_("Value"), words.money(tie.value)),
        (_("Value a year"), words.money(tie.value_per_year) if tie.value_per_year else ""),
        (_("Notice clause"), tie.notice_clause or _("None recorded")),
        (_("Notice period"), notice or _("None recorded, so no last day for notice can be worked out")),
        (_("What happens at the end"), tie.exit_section or _("No exit section")),
        (_("Where it is published"), tie.source),
        (_("Captured"), in_words(tie.captured_on) if tie.captured_on else ""),
    ]
    return [{"key": key, "value": value} for key, value in told if value]


def _dates(view: View) -> list[Sequence[object]]:
    """Every date of the agreement, with what it means."""
    tie, term = view.tie, view.term
    rows: list[Sequence[object]] = [(_("Start"), {"date": tie.starts}, "")]
    rows.append((_("End, as recorded"), words.day(tie.ends), ""))
    if term is not None:
        rows += _term_rows(view)
    elif tie.notice is not None:
        first = ends_if_noticed(tie.notice, tie.nation, services().today)
        rows.append(
            (_("If notice arrived today"), {"date": first}, _("It could end on this day at the earliest."))
        )
    if tie.review_on:
        rows.append((_("Review"), {"date": tie.review_on}, ""))
    return rows


def _term_rows(view: View) -> list[Sequence[object]]:
    tie, term = view.tie, view.term
    rows: list[Sequence[object]] = []
    if term is None:
        return rows
    if term.renews_on is not None:
        every = words.months(tie.renews_months or 0)
        told = _("By itself, for {months}, unless notice is given.").format(months=every)
        rows.append((_("Renews"), {"date": term.renews_on, "weekday": True}, told))
    if term.notice_by is not None and tie.notice is not None:
        why = " ".join(why_that_day(tie.notice, tie.nation, term.ends))
        rows.append((_("Last day to give notice"), {"date": term.notice_by, "weekday": True}, why))
    if view.begin is not None and term.ends >= services().today:
        dates = view.timetable[view.begin.event] if view.timetable else None
        why = words.rule_behind(dates, view.rulebook) if dates else ""
        told = " ".join(dates.because) if dates else ""
        told = f"{told} {words.unconfirmed(view.timetable, view.rulebook)}".strip()
        rows.append(
            (_("Last safe start of the decision"), {"date": view.begin.by, "weekday": True}, f"{why} {told}")
        )
    return rows


def _follow(view: View, found: Following) -> Sequence[object]:
    tie, ends = view.tie, view.term.ends if view.term else date.max
    timetable = found.timetable
    first = next((event for event in timetable.events if event.latest), None) if timetable else None
    link = {"text": _("Start planning: {route}").format(route=found.title),
            "href": planning.address(tie, ends, found.route)}  # fmt: skip
    return (
        found.title,
        {"date": first.latest, "weekday": True, "note": first.title} if first else _("No date yet"),
        {"state": timetable.verdict} if timetable else "",
        link if words.may_edit(me()) else "",
    )


def _prompt(found: Prompt) -> Sequence[object]:
    return words.prompt(found), {"date": found.on}, {"date": found.about}


def _decision(made: Decision) -> Sequence[object]:
    told = _("It runs on") if made.decision == "renew" else _("It ends there")
    given = {"text": told}
    return {"date": made.term_ends}, given, made.reason, {"text": made.post_title, "note": moment(made.at)}


def _decisions(view: View) -> list[tuple[str, str]]:
    if view.term is not None and view.term.renews_on is not None:
        return [("renew", _("Let it renew")), ("end", _("Let it end: notice was or will be given"))]
    return [("end", _("It will end by itself, and nothing follows that needs a project"))]


def _posts() -> list[tuple[str, str]]:
    return [(post.id, post.title) for post in views.posts(services(), me().body).values()]


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
