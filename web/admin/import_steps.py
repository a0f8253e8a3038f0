"""A09, step by step: match the columns, see what would change, import, read what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.admin.imports import Page, state
from web.forms import Form, post_key
from web.wiring import moment, services
from workflow.commands import imports
from workflow.commands.import_kinds import KINDS, label, labels, required
from workflow.commands.imports import Look, Preview
from workflow.errors import AlreadyDone, BadRequest
from workflow.project.access import Action
from workflow.publish.sheets import csv_file
from workflow.register.guessing import Guess
from workflow.store.imports import KEPT_FOR, Round
from workflow.words import gettext as _
from workflow.words import ngettext

SHOWN = 200
"""So many lines of a list are shown; the file with all refused rows can be fetched."""
FEW = 12
REFRESHED_AFTER = 2


@blueprint.get("/admin/import/<id_>")
@asks(Action.IMPORT)
def import_round(id_: str) -> Page | Response:
    """The step that the file is at."""
    found = imports.one(services(), me(), id_)
    if found.kind not in KINDS:
        return redirect(url_for("admin.survey_look", id_=id_))
    if found.state == "uploaded":
        return _match_page(found, Form({}))
    if found.state == "ready":
        return redirect(url_for("admin.import_preview", id_=id_))
    return _became(found)


@blueprint.get("/admin/import/<id_>/columns")
@asks(Action.IMPORT)
def import_columns(id_: str) -> Page:
    """The columns again, on the sheet and with the heading row that were asked for."""
    return _match_page(imports.one(services(), me(), id_), Form({}))


@blueprint.post("/admin/import/<id_>/columns")
@asks(Action.IMPORT)
def match_columns(id_: str) -> Page | Response:
    """Keep how the columns are matched."""
    found, form = imports.one(services(), me(), id_), Form(request.form)
    look = _look(found, form.typed)
    matched = {
        guess.heading: ours
        for n, guess in enumerate(look.guesses)
        if (ours := form.choice(f"column-{n}", [*labels(KINDS[found.kind]).items()])) and guess.heading
    }
    try:
        imports.match(
            id_=id_,
            sheet=look.sheet,
            heading=look.heading,
            matched=matched,
            by=me(),
            services=services(),
        )
    except BadRequest as fault:
        form.errors["column-0"] = str(fault)
        return _match_page(found, form)
    return redirect(url_for("admin.import_preview", id_=id_), 303)


@blueprint.get("/admin/import/<id_>/preview")
@asks(Action.IMPORT)
def import_preview(id_: str) -> Page | Response:
    """What would be new and changed, every refused row with its mend, every odd one with its finding."""
    found = imports.one(services(), me(), id_)
    if found.state != "ready":
        return redirect(url_for("admin.import_round", id_=id_))
    preview = imports.preview(services(), me(), id_)
    page = render_template(
        "admin/import_preview.html",
        round=found,
        kind=_(KINDS[found.kind].title),
        preview=preview,
        counts=_counts(preview),
        changed=_changed(preview),
        refused=_told(((one.row, one.why) for one in preview.refused), {}),
        kept=_told(((one.row, one.finding) for one in preview.kept), preview.names),
        columns=bool(found.matched),
        more=len(preview.changed) - SHOWN,
        new_key=post_key,
    )
    return page, 200


@blueprint.post("/admin/import/<id_>/import")
@asks(Action.IMPORT)
def import_now(id_: str) -> Response:
    """Import it, once."""
    try:
        imports.begin(id_=id_, by=me(), services=services(), seen_version=Form(request.form).version)
    except AlreadyDone:
        flash(_("This file was imported already. Nothing was done twice."), "info")
    return redirect(url_for("admin.import_round", id_=id_), 303)


@blueprint.post("/admin/import/<id_>/drop")
@asks(Action.IMPORT)
def import_drop(id_: str) -> Response:
    """Throw the file away."""
    imports.drop(id_=id_, by=me(), services=services(), seen_version=Form(request.form).version)
    flash(_("The file was thrown away. Nothing was imported."), "success")
    return redirect(url_for("admin.imports_page"), 303)


@blueprint.get("/admin/import/<id_>/refused.csv")
@asks(Action.IMPORT)
def import_refused(id_: str) -> FileResponse:
    """The refused rows as they stand in the file, each with its reason, to mend and send again."""
    answer = FileResponse(csv_file(imports.refused_rows(services(), me(), id_)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="refused-rows.csv"'
    return answer


def _look(found: Round, asked: Mapping[str, str]) -> Look:
    heading = asked.get("heading", "")
    row = int(heading) - 1 if heading.isdecimal() and 0 < len(heading) < 3 else None
    return imports.look(services(), me(), found.id, asked.get("sheet"), row)


def _match_page(found: Round, form: Form) -> tuple[str, int]:
    look = _look(found, form.typed or request.args)
    kind = KINDS[found.kind]
    chosen = [form.typed.get(f"column-{n}", guess.ours) for n, guess in enumerate(look.guesses)]
    page = render_template(
        "admin/import_match.html",
        round=found,
        kind=_(kind.title),
        look=look,
        sheets=[(name, name) for name in look.sheets],
        columns=[(guess, ours, _why(guess)) for guess, ours in zip(look.guesses, chosen, strict=True)],
        ours=[*labels(kind).items()],
        missing=[label(name) for name in required(kind) if name not in chosen],
        wanted=[label(name) for name in required(kind)],
        rows=[(str(n), _first_cells(n, row)) for n, row in enumerate(look.first, 1)],
        errors=form.errors,
        until=moment(found.at + KEPT_FOR),
    )
    return page, form.status


def _first_cells(n: int, row: Sequence[str]) -> str:
    cells = [cell.strip() for cell in row if cell.strip()]
    return _("Row {n}: {cells}").format(n=n, cells=", ".join(cells[:4])[:80])


def _why(guess: Guess) -> str:
    if guess.why == "before":
        return _("As you matched it the last time")
    if not guess.ours:
        return _("Your column looks like nothing that is read here")
    words = {
        "heading": _("Your column “{heading}” looks like: {ours}"),
        "values": _("The values of “{heading}” look like: {ours}"),
    }[guess.why]
    return words.format(heading=guess.heading, ours=label(guess.ours))


def _counts(preview: Preview) -> list[dict[str, object]]:
    rows = [
        (_("Rows in the file"), preview.total),
        (_("New"), preview.new),
        (_("Changed"), len(preview.changed)),
        (_("Unchanged"), preview.unchanged),
        (_("Refused"), len(preview.refused)),
        (_("Of these left out, since they look like a natural person"), preview.people),
        (_("Kept without an end date"), preview.without_end),
    ]
    return [{"key": key, "value": f"{n:,}"} for n_, (key, n) in enumerate(rows) if n or n_ < 5]


def _changed(preview: Preview) -> list[Sequence[object]]:
    return [
        (name, "; ".join(_change(each.name, each.before, each.after) for each in changes))
        for name, changes in preview.changed[:SHOWN]
    ]


def _change(name: str, before: object, after: object) -> str:
    words = _("{name}: was {before}, will be {after}")
    told = {"before": imports.in_words(before), "after": imports.in_words(after)}
    return words.format(name=label({"starts": "start", "ends": "end"}.get(name, name)), **told)


def _told(said: Iterable[tuple[int, str]], names: Mapping[int, str]) -> list[Sequence[object]]:
    """What is said, each once, with the rows of which it is said; the commonest first."""
    rows: dict[str, list[int]] = {}
    for row, words in said:
        rows.setdefault(words, []).append(row)
    ordered = sorted(rows.items(), key=lambda each: (0 in each[1] and -1, -len(each[1]), each[1][0]))
    return [(_rows(found, names), words) for words, found in ordered[:SHOWN]]


def _rows(found: Sequence[int], names: Mapping[int, str]) -> str:
    if found == [0]:
        return _("The whole file")
    if len(found) == 1 and found[0] in names:
        return _("Row {row}: {name}").format(row=found[0], name=names[found[0]][:80])
    shown = ", ".join(map(str, found[:FEW]))
    if len(found) > FEW:
        return _("{n} rows: {shown} and more").format(n=len(found), shown=shown)
    return ngettext("Row {shown}", "Rows {shown}", len(found)).format(shown=shown)


def _became(found: Round) -> Page:
    """How far it has come, or what became of it."""
    stopped = imports.stopped(services(), found)
    running = found.state == "running" and not stopped
    result = found.result or {}
    refused = result.get("refused", ())
    page = render_template(
        "admin/import_done.html",
        round=found,
        kind=_(KINDS[found.kind].title),
        kind_id=found.kind,
        state=state(found),
        stopped=stopped,
        running=running,
        progress=_progress(found),
        refresh=REFRESHED_AFTER if running else None,
        people=sum(bool(one["person"]) for one in refused),
        took=_took(found),
        refused=_told(((one["row"], one["why"]) for one in refused), {}),
        kept=_told(((one["row"], one["finding"]) for one in result.get("kept", ())), {}),
        new_key=post_key,
    )
    answer = Response(page, content_type="text/html; charset=utf-8")
    if running:
        answer.headers["Refresh"] = str(REFRESHED_AFTER)
    return answer


def _progress(found: Round) -> str:
    if found.total and found.done >= found.total:
        return _("All {n:,} rows are read and checked; they are being stored, all at once.").format(
            n=found.done
        )
    return _("{done:,} of {total:,} rows are read and checked.").format(done=found.done, total=found.total)


def _took(found: Round) -> str:
    if not found.ended_at or not found.beat_at or not found.total:
        return ""
    took = max(found.ended_at - found.beat_at, timedelta())
    return _("{n:,} rows, stored in {seconds:.1f} seconds.").format(
        n=found.total, seconds=took.total_seconds()
    )
