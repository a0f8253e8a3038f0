"""S21: everything that happened to a project, what changed with it, and whether the record of it is whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from werkzeug.wrappers import Response

from web.access import asks
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.changed import Change, changes
from web.commissioners.records import title
from web.commissioners.story import rule_title, told
from web.wiring import moment, services
from workflow.clock import london
from workflow.commands.history import Trail, Viewed, trail_of
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.orders import ORDERS
from workflow.publish.sheets import csv_file
from workflow.rulebook.model import Route
from workflow.store.queries import Entry
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

FILTERS = ("post", "kind", "stage", "rule")
VIEWED = "exempt_record_read"
HEADINGS = ("when", "post", "kind", "title", "text", "stage", "rule", "what", "before", "after")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the history in words, with what it can be found by."""

    at: datetime
    post: str
    kind: str
    title: str
    text: str
    stage: str
    rule: str
    changes: Sequence[Change] = ()

    @property
    def when(self) -> str:
        """The moment as people read it."""
        return moment(self.at)


@blueprint.get("/projects/<ref>/history")
@asks(Action.SEE_PROJECT)
def history(ref: str) -> desk.Page:
    """Everything that happened, newest first; filtered as the address says."""
    view = desk.load(ref)
    trail = trail_of(view, services())
    everything = lines(view, trail)
    wanted = _wanted()
    return desk.show(
        "history",
        view,
        here="history",
        lines=_matching(everything, wanted),
        all=len(everything),
        wanted=wanted,
        filters=_filters(view, everything),
        trail=trail,
        integrity=integrity(trail),
        query=request.query_string.decode("ascii", "ignore"),
    )


@blueprint.get("/projects/<ref>/history.<kind>")
@asks(Action.SEE_PROJECT)
def history_file(ref: str, kind: str) -> Response:
    """The same entries as a file: CSV or JSON."""
    if kind not in ("csv", "json"):
        raise NotFound
    view = desk.load(ref)
    trail = trail_of(view, services())
    found = _matching(lines(view, trail), _wanted())
    if kind == "csv":
        content, media = csv_file((HEADINGS, *_rows(found))), "text/csv; charset=utf-8"
    else:
        content, media = _as_json(ref, trail, found), "application/json"
    answer = Response(content, content_type=media)
    answer.headers["Content-Disposition"] = f"attachment; filename={ref}-history.{kind}"
    return answer


def lines(view: ProjectView, trail: Trail) -> list[Line]:
    """Every entry in words, the newest first: facts, and the readings of exempt records."""
    changed = changes(view)
    facts = [_fact_line(view, entry, changed.get(entry.seq, ())) for entry in view.history]
    viewed = [_viewed_line(view, one) for one in trail.viewed]
    return sorted([*facts, *viewed], key=lambda line: line.at, reverse=True)


def integrity(trail: Trail) -> str:
    """Whether an entry was altered, and when that was last looked at, in words."""
    day = in_words(london(trail.checked_at).date())
    if trail.whole:
        return _("Checked {day}: no entries altered.").format(day=day)
    told = _("Checked {day}: an entry was altered or is missing. Tell the administrator.")
    return told.format(day=day)


def kind_words(kind: str) -> str:
    """A kind of entry in words: "Date recorded"."""
    return _("Exempt record read") if kind == VIEWED else kind.replace("_", " ").capitalize()


def _fact_line(view: ProjectView, entry: Entry, changed: Sequence[Change]) -> Line:
    said = told(view, entry)
    named = {"post": entry.post_title, "title": str(said["title"]), "text": str(said["text"])}
    return Line(
        entry.at,
        kind=entry.kind,
        stage=_stage(view, entry),
        rule=_rule(view, entry),
        changes=changed,
        **named,
    )


def _viewed_line(view: ProjectView, one: Viewed) -> Line:
    records = {record.id: record for record in view.overview.project.evidence}
    record = records.get(str(one.data.get("record")))
    words = _("Exempt record read: {title}").format(title=title(record) if record else "")
    under = _("Exempt under rule {rule}.").format(rule=one.data.get("rule", ""))
    return Line(one.at, one.post_title, VIEWED, words, under, str(one.data.get("stage", "")), "")


def _stage(view: ProjectView, entry: Entry) -> str:
    """The stage that an entry is about: as it says, else where its event belongs, else ""."""
    named = entry.data.get("stage") or (entry.data.get("start") if entry.kind == "stage_moved" else None)
    event = entry.data.get("event")
    stages = (stage.slug for stage in _whole(view).stages if event in stage.events)
    return str(named or next(stages, ""))


def _rule(view: ProjectView, entry: Entry) -> str:
    """The rule that an entry is about, or ""."""
    known = {*view.overview.rulebook.ever(), *ORDERS}
    asked = view.overview.project.explanations.get(str(entry.data.get("id")))
    rule = str(entry.data.get("rule") or (asked.rule if asked else ""))
    return rule if rule in known else ""


def _whole(view: ProjectView) -> Route:
    return view.overview.rulebook.routes[view.overview.route.id]


def _wanted() -> dict[str, str]:
    return {name: request.args.get(name, "")[:200] for name in FILTERS}


def _matching(found: Iterable[Line], wanted: dict[str, str]) -> list[Line]:
    return [line for line in found if all(getattr(line, name) == is_ for name, is_ in wanted.items() if is_)]


def _filters(view: ProjectView, found: Sequence[Line]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The filters that have a choice to offer: name, label, options."""
    stages = {stage.slug: stage.name for stage in _whole(view).stages}
    words: dict[str, tuple[str, Callable[[str], str]]] = {
        "post": (_("Post"), str),
        "kind": (_("Kind of entry"), kind_words),
        "stage": (_("Stage"), lambda slug: stages.get(slug, slug)),
        "rule": (_("Rule"), lambda rule: rule_title(view, rule)),
    }
    every = {name: sorted({getattr(line, name) for line in found} - {""}) for name in FILTERS}
    return [
        (name, words[name][0], [(one, words[name][1](one)) for one in every[name]])
        for name in FILTERS
        if every[name]
    ]


def _rows(found: Iterable[Line]) -> Iterable[Sequence[object]]:
    for line in found:
        begins = (line.at.isoformat(), line.post, line.kind, line.title, line.text, line.stage, line.rule)
        for one in line.changes or (Change("", "", ""),):
            yield (*begins, one.what, one.before, one.after)


def _as_json(ref: str, trail: Trail, found: Iterable[Line]) -> str:
    entries = [
        {
            **{name: getattr(line, name) for name in ("post", "kind", "title", "text", "stage", "rule")},
            "at": line.at.isoformat(),
            "changes": [{"what": one.what, "before": one.before, "after": one.after} for one in line.changes],
        }
        for line in found
    ]
    checked = {"checked_at": trail.checked_at.isoformat(), "no_entries_altered": trail.whole}
    return json.dumps(
        {"project": ref, "integrity": checked, "entries": entries}, indent=1, ensure_ascii=False
    )
