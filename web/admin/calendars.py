"""Calendars and boards: bank holidays, closures, elections, meetings and notes, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote

from flask import render_template

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.wiring import moment, services
from workflow.commands import diary_views
from workflow.commands.diary_views import BoardDiary, DiaryPage, Line, Nation
from workflow.project.access import Action
from workflow.register.diary import CLOSURE, ELECTION, MEETING, NOTE, told
from workflow.store.diary import Kept
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.words import gettext as _
from workflow.words import ngettext

CALENDARS = "/admin/calendars"
KINDS = (
    (MEETING, _("Meetings of a board")),
    (CLOSURE, _("Closures")),
    (ELECTION, _("Elections")),
    (NOTE, _("School holidays and observances")),
)


@blueprint.get(CALENDARS)
@asks(Action.ADMINISTER)
def calendars() -> str:
    """Everything that the body's dates rest on, with what is missing first."""
    page = diary_views.diary_page(services(), me())
    return render_template(
        "admin/calendars/page.html",
        warnings=list(warnings(page)),
        boards=[_board(each) for each in page.boards],
        closures=[_closure(each) for each in page.closures],
        elections=[_election(each, page) for each in page.elections],
        notes=[_note(each) for each in page.notes],
        gone=[_gone(each, page) for each in page.gone],
        nations=[_nation(each) for each in page.nations],
        checked=_checked(page),
    )


def warnings(page: DiaryPage) -> Iterable[str]:
    """Boards whose list ends before some project needs them."""
    for board in page.boards:
        if board.waiting and board.last:
            words = ngettext(
                "No meetings of the {board} are recorded after {day}: {n} project cannot be dated.",
                "No meetings of the {board} are recorded after {day}: {n} projects cannot be dated.",
                board.waiting,
            )
            yield words.format(board=board.title, day=in_words(board.last), n=board.waiting)
        elif board.waiting:
            words = ngettext(
                "No meetings of the {board} are recorded: {n} project cannot be dated.",
                "No meetings of the {board} are recorded: {n} projects cannot be dated.",
                board.waiting,
            )
            yield words.format(board=board.title, n=board.waiting)


def _board(board: BoardDiary) -> dict[str, object]:
    today = services().today
    coming = [each for each in board.lines if each.entry.first >= today]
    return {
        "slug": board.slug,
        "title": board.title,
        "rows": [_meeting(each) for each in coming],
        "past": [_meeting(each) for each in board.lines if each.entry.first < today],
    }


def _meeting(line: Line) -> Sequence[object]:
    entry = line.entry
    papers = {"date": entry.due} if entry.due else _("Not recorded")
    state = _("Cancelled") if entry.cancelled else ""
    return (
        _linked(with_weekday(entry.first), line, state),
        papers,
        source(line),
    )


def _closure(line: Line) -> Sequence[object]:
    entry = line.entry
    acts = _("Somebody is there") if entry.acts else _("Nothing is planned on these days")
    return _linked(entry.title, line), _days(entry.first, entry.last), acts, source(line)


def _election(line: Line, page: DiaryPage) -> Sequence[object]:
    entry = line.entry
    notice = page.notices.get(entry.first)
    since = {"date": notice, "note": "" if entry.due else _("At the latest, by the election timetable")}
    unknown = _("Not known: add the day of the notice of election")
    return _linked(entry.title, line), with_weekday(entry.first), since if notice else unknown, source(line)


def _note(line: Line) -> Sequence[object]:
    entry = line.entry
    return _linked(entry.title, line), _days(entry.first, entry.last), source(line)


def _linked(text: str, line: Line, note: str = "") -> object:
    return {"text": text, "href": f"{CALENDARS}/line?line={quote(line.name)}", "note": note}


def source(line: Line) -> object:
    """Where a line is from, and who added it when."""
    if line.kept is None:
        return line.entry.source
    who = line.kept.added_as or _("the command line")
    words = _("Added by {who} at {when}").format(who=who, when=moment(line.kept.added_at))
    return {"text": line.entry.source or _("Typed in"), "note": words}


def _days(first: date, last: date) -> str:
    if first == last:
        return in_words(first)
    return _("{first} to {last}").format(first=in_words(first), last=in_words(last))


def _gone(kept: Kept, page: DiaryPage) -> Sequence[object]:
    when = moment(kept.removed_at) if kept.removed_at else ""
    who = kept.removed_as or _("the command line")
    return told(kept.entry, page.now.counts.boards), f"{who}, {when}", kept.removed_because


def _nation(nation: Nation) -> Sequence[object]:
    since = _("None announced since the calendars were published")
    if nation.told_at:
        since = _("{source}, {when}").format(
            source=nation.source or _("No source named"), when=moment(nation.told_at)
        )
    following = nation.coming[0] if nation.coming else None
    coming = f"{following[1]}, {with_weekday(following[0])}" if following else _("None")
    return _(nation.title), {"date": nation.horizon}, coming, since


def _checked(page: DiaryPage) -> str:
    if page.checked_at is None:
        return _("Nobody has checked for newly announced bank holidays yet.")
    return _("Last checked at {when}.").format(when=moment(page.checked_at))
