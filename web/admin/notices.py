"""Procurement notices that came in: read them, say whose they are, begin a project's dates from one."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.admin.imports import Page
from web.forms import Form, post_key, submit
from web.wiring import services
from workflow.commands import notices, views
from workflow.commands.notices import NoticeView, Proposed
from workflow.project.access import Action, may
from workflow.store.notices import ON_A_PAGE, NoticeRow
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext

LONGEST_TITLE = 200


@blueprint.get("/admin/import/notices")
@asks(Action.IMPORT)
def notices_page() -> str:
    """The notices of the body, the newest first; those with the words that were asked for."""
    asked, number = request.args.get("q", "").strip()[:200], page_asked()
    found, many, same = notices.listed(services(), me(), asked, number)
    return render_template(
        "admin/import_notices.html",
        asked=asked,
        rows=[_row(each, same.get(each.buyer, each.buyer)) for each in found],
        many=many,
        page=number,
        pages=max((many + ON_A_PAGE - 1) // ON_A_PAGE, 1),
        groups=len(notices.buyer_groups(services(), me())),
        query=urlencode({"q": asked}) if asked else "",
    )


@blueprint.get("/admin/import/notices/<id_>")
@asks(Action.IMPORT)
def notice(id_: str) -> str:
    """One notice, every notice of the same process, and what can be begun from it."""
    seen = notices.view(services(), me(), id_)
    mine = [view.overview.project for view in views.work(services(), me())]
    return render_template(
        "admin/import_notice.html",
        seen=seen,
        notice=seen.notice,
        rows=_facts(seen),
        process=[_row(each, each.tag or _("No tag")) for each in seen.process],
        start=_start(seen) if _may_open() else None,
        projects=[(project.ref, f"{project.ref}, {project.title}") for project in mine],
    )


@blueprint.get("/admin/import/notices/<id_>/dates")
@asks(Action.IMPORT)
def notice_dates(id_: str) -> Page:
    """The dates that the notice shows for a project, to be confirmed one by one."""
    ref = request.args.get("project", "")
    return _dates_page(id_, ref, Form({})) if ref else redirect(url_for("admin.notice", id_=notice_id(id_)))


@blueprint.post("/admin/import/notices/<id_>/dates")
@asks(Action.IMPORT)
def take_notice_dates(id_: str) -> Page:
    """Record the dates that somebody confirmed, each with the notice as its source."""
    form = Form(request.form)
    ref = form.text("project", most=40)
    if not ref:
        return redirect(url_for("admin.notice", id_=notice_id(id_)), 303)
    chosen = request.form.getlist("event")
    if not chosen:
        form.errors["event"] = _("Choose the dates that are right.")
    return submit(
        form,
        lambda: notices.take_dates(
            id_=id_,
            ref=ref,
            events=chosen,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=lambda changed: f"/projects/{changed.project.ref}/dates",
        done=lambda changed: ngettext(
            "{n} date was recorded from the notice.", "{n} dates were recorded from the notice.", len(chosen)
        ).format(n=len(chosen)),
        again=lambda found: f"/projects/{found}/dates",
        field_name="event",
    ) or _dates_page(id_, ref, form)


@blueprint.get("/admin/import/buyers")
@asks(Action.IMPORT)
def buyers() -> Page:
    """Spellings that may be one buyer, each with how many notices have it."""
    return _buyers_page(Form({}))


@blueprint.post("/admin/import/buyers")
@asks(Action.IMPORT)
def join_buyers() -> Page:
    """Show the chosen spellings under one name; the notices stay as published."""
    form = Form(request.form)
    name = form.text("name", _("Enter the name to show."), most=300)
    chosen = request.form.getlist("spelling")
    if len(chosen) < 2:
        form.errors["spelling"] = _("Choose the spellings that are one buyer, two at the least.")
    return submit(
        form,
        lambda: notices.join_buyers(
            same=dict.fromkeys(chosen, name), by=me(), services=services(), once=form.key
        ),
        to=lambda n: url_for("admin.buyers"),
        done=lambda n: _("{n} spellings are shown as {name}.").format(n=n, name=name),
        again=lambda found: url_for("admin.buyers"),
    ) or _buyers_page(form)


def notice_id(id_: str) -> str:
    """The same id, if it is a notice of the reader's body. Raises NotFound."""
    return notices.view(services(), me(), id_).notice.id


def _row(found: NoticeRow, note: str) -> Sequence[object]:
    linked = {"text": found.title or found.number, "href": f"/admin/import/notices/{found.id}", "note": note}
    return (
        linked,
        {"date": found.published} if found.published else None,
        {"date": found.deadline, "note": found.status} if found.deadline else found.status,
        {"date": found.ends} if found.ends else None,
    )


def _facts(seen: NoticeView) -> list[dict[str, object]]:
    found = seen.notice
    buyer = seen.buyer if seen.buyer == found.buyer else f"{seen.buyer} ({found.buyer})"
    dates = (
        (_("Published"), found.published),
        (_("Tenders close"), found.deadline),
        (_("Awarded"), found.awarded),
        (_("Contract starts"), found.starts),
        (_("Contract ends"), found.ends),
    )
    texts = (
        (_("Buyer"), buyer),
        (_("What kind of notice"), found.tag),
        (_("Value"), f"£{found.value:,.2f}" if found.value is not None else ""),
        (_("Supplier"), found.supplier),
        (_("How it is bought"), found.method),
        (_("Number"), found.number),
        (_("Open contracting id"), found.ocid),
        (_("Source"), found.source),
    )
    rows: list[dict[str, object]] = [{"key": key, "date": on} for key, on in dates if on]
    rows += [{"key": key, "value": value} for key, value in texts if value]
    if found.address:
        rows.append({"key": _("As published"), "value": found.address, "href": found.address})
    return rows


def _start(seen: NoticeView) -> str:
    """The form of a new project with what the notice says: its title and the day the contract starts."""
    found = seen.notice
    starts = next((each.starts for each in reversed(seen.process) if each.starts), None)
    asked = {"title": found.title[:LONGEST_TITLE], "route": "tender", "movable": "yes"}
    if starts:
        asked["end"] = starts.isoformat()
    return "/projects/new?" + urlencode({**asked, "notice": found.id})


def _may_open() -> bool:

    return may(me(), Action.OPEN_PROJECT)


def _dates_page(id_: str, ref: str, form: Form) -> tuple[str, int]:
    seen = notices.view(services(), me(), id_)
    view = views.project(services(), me(), ref)
    proposed = notices.proposed(services(), me(), id_, ref)
    page = render_template(
        "admin/import_notice_dates.html",
        notice=seen.notice,
        project=view.overview.project,
        version=view.version,
        choices=[(each.event, _date(each), _beside(each)) for each in proposed],
        chosen=request.form.getlist("event") or [each.event for each in proposed if each.standing is None],
        errors=form.errors,
        new_key=post_key,
    )
    return page, form.status


def _date(each: Proposed) -> str:
    return _("{event}: {on}").format(event=each.title, on=in_words(each.on))


def _beside(each: Proposed) -> str:
    source = each.source
    if each.standing == each.on:
        return _("The project has this date already. {source}").format(source=source)
    if each.standing:
        words = _("The project has {standing}. {source}")
        return words.format(standing=in_words(each.standing), source=source)
    return source


def _buyers_page(form: Form) -> tuple[str, int]:
    found = notices.buyer_groups(services(), me())
    page = render_template(
        "admin/import_buyers.html",
        groups=[(group.name, [(name, name, _notices(n)) for name, n in group.spellings]) for group in found],
        errors=form.errors,
        new_key=post_key,
    )
    return page, form.status


def _notices(n: int) -> str:
    return ngettext("{n} notice", "{n} notices", n).format(n=n)


def page_asked() -> int:
    """The number of the page that was asked for; 1 where it is none."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 5 and int(asked) else 1
