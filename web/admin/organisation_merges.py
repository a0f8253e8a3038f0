"""Merging two entries: who may be one, a preview with both, the merge, and its undo (A04)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web import organisation_words
from web.access import asks, me
from web.admin import desk
from web.admin.blueprint import blueprint
from web.forms import Form, post_key, submit
from web.wiring import moment, services
from workflow.commands import organisation_views as views
from workflow.commands.organisation_views import Pair, Preview
from workflow.commands.organisations import Choice, keep_apart, merge_entries, take_in_mergers, undo_merge
from workflow.errors import Refused
from workflow.project.access import Action
from workflow.register.matching import LIKE_NAME, MERGED, NUMBER, SAME_NAME
from workflow.words import gettext as _

WHY = {
    NUMBER: _("The same charity or company number"),
    MERGED: _("The register of charity mergers says so"),
    SAME_NAME: _("The same name, or written otherwise"),
    LIKE_NAME: _("Names that are much alike"),
}
FIRST, OTHER = "first", "other"


@blueprint.get("/admin/organisations/matches")
@asks(Action.MERGE_ORGANISATIONS)
def organisation_matches() -> desk.Page:
    """The entries that may be one; `of` asks about one entry."""
    return _matches(Form({}))


def _matches(form: Form) -> desk.Page:
    of = request.args.get("of", "")[:40] or None
    found = views.pairs(services(), me(), of)
    return desk.show(
        "organisation_matches", form, rows=[_pair(one) for one in found], number=len(found), of=of
    )


@blueprint.post("/admin/organisations/mergers")
@asks(Action.MERGE_ORGANISATIONS)
def take_in_charity_mergers() -> desk.Page:
    """Take in a register of charity mergers."""
    form, file = desk.posted(), request.files.get("file")
    given = file.read() if file and file.filename else b""
    if not given:
        form.errors["file"] = _("Choose a CSV file.")
    source = form.text("source", most=200) or _("Register of charity mergers")
    return desk.send(
        form,
        lambda: take_in_mergers(file=given, source=source, by=me(), services=services()),
        to="/admin/organisations/matches",
        done=lambda new: _("{n} lines are new.").format(n=new),
        field="file",
    ) or _matches(form)


@blueprint.get("/admin/organisations/<winner>/merge/<loser>")
@asks(Action.MERGE_ORGANISATIONS)
def merge_preview(winner: str, loser: str) -> tuple[str, int]:
    """Both entries side by side, what would move, and which value is kept of each field."""
    return _preview(winner, loser, Form({}))


@blueprint.post("/admin/organisations/<winner>/merge/<loser>")
@asks(Action.MERGE_ORGANISATIONS)
def merge_now(winner: str, loser: str) -> Response | tuple[str, int]:
    """Merge them, or note that they are two."""
    form = Form(request.form)
    if request.form.get("action") == "apart":
        keep_apart(one=winner, other=loser, by=me(), services=services())
        flash(_("Kept as two organisations. They are not offered again."), "success")
        return redirect("/admin/organisations/matches", 303)
    reason = form.text("reason", _("Enter why they are one organisation"), most=2000)
    keep, own = (_chosen(which) for which in (OTHER, FIRST))
    seen = request.form.get("other_version", "")
    choice = Choice(winner, loser, form.version, int(seen) if seen.isdecimal() else 0, keep, reason, own)
    answer = submit(
        form,
        lambda: merge_entries(choice=choice, by=me(), services=services(), once=form.key),
        to=lambda _merge: f"/organisations/{winner}",
        done=lambda _merge: _("Merged. You can undo it under Merges."),
        again=lambda _to: f"/organisations/{winner}",
    )
    return answer or _preview(winner, loser, form)


@blueprint.get("/admin/organisations/merges")
@asks(Action.MERGE_ORGANISATIONS)
def organisation_merges() -> str:
    """What was merged, and by whom; each can be undone."""
    found = views.merges(services(), me())
    return render_template("admin/organisation_merges.html", merges=found, moment=moment, key=post_key())


@blueprint.post("/admin/organisations/merges/<merge>/undo")
@asks(Action.MERGE_ORGANISATIONS)
def undo_organisation_merge(merge: str) -> Response | tuple[str, int]:
    """Undo a merge; where something was changed since, say what and ask."""
    form = Form(request.form)
    anyway = request.form.get("anyway") == "yes"
    try:
        answer = submit(
            form,
            lambda: _undo(merge, anyway, form),
            to=lambda _done: "/admin/organisations/merges",
            done=lambda _done: _("Undone. Both entries are as they were."),
            again=lambda _to: "/admin/organisations/merges",
        )
    except _Changed as changed:
        fields = [organisation_words.FIELDS[name] for name in changed.names]
        page = render_template(
            "admin/merge_undo.html",
            fields=fields,
            merge=merge,
            version=form.version,
            key=post_key(),
            errors={},
        )
        return page, 409
    if answer is None:
        flash(form.errors.get("", ""), "error")
        return redirect("/admin/organisations/merges", 303)
    return answer


class _Changed(Exception):
    """What a merge moved was changed since."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = names


def _undo(merge: str, anyway: bool, form: Form) -> object:
    try:
        return undo_merge(
            merge=merge,
            by=me(),
            services=services(),
            anyway=anyway,
            seen_version=form.version,
            once=form.key,
        )
    except Refused as fault:
        names = [str(name) for name in fault.obstacles if name in organisation_words.FIELDS]
        if names:
            raise _Changed(names) from None
        raise


def _chosen(which: str) -> frozenset[str]:
    """The fields of which this entry's value was chosen."""
    return frozenset(name for name in organisation_words.FIELDS if request.form.get(f"keep-{name}") == which)


def _pair(one: Pair) -> Sequence[object]:
    first, second = one.first, one.second
    return (
        {"text": first.name, "href": f"/organisations/{first.id}", "note": first.charity_number or None},
        {"text": second.name, "href": f"/organisations/{second.id}", "note": second.charity_number or None},
        WHY[one.found.reason],
        {
            "text": _("Compare {first} with {second}").format(first=first.name, second=second.name),
            "href": f"/admin/organisations/{first.id}/merge/{second.id}",
        },
    )


def _preview(winner: str, loser: str, form: Form) -> tuple[str, int]:
    found = views.preview(services(), me(), winner, loser)
    page = render_template(
        "admin/organisation_merge.html",
        found=found,
        fields=_fields(found),
        same=_same(found),
        values=form.values,
        errors=form.errors,
        key=post_key(),
    )
    return page, form.status


def _fields(found: Preview) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """The fields that differ: name, words, the two values to choose from, which is proposed."""
    shown = []
    for name, first, second in found.fields:
        if first == second:
            continue
        one, other = (organisation_words.value(name, held, found.posts) for held in (first, second))
        proposed = FIRST if found.merged[name] == first else OTHER
        shown.append(
            (f"keep-{name}", organisation_words.FIELDS[name], [(FIRST, one), (OTHER, other)], proposed)
        )
    return shown


def _same(found: Preview) -> list[dict[str, str]]:
    return [
        {"key": organisation_words.FIELDS[name], "value": organisation_words.value(name, first, found.posts)}
        for name, first, second in found.fields
        if first == second and first not in ("", None)
    ]
