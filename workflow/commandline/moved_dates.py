"""The dates that a late bank holiday moved, as a script and as a person read them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from workflow.store.moved import MovedRow
from workflow.timetable.dates_in_words import with_weekday
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _
from workflow.words import ngettext


def as_data(moved: MovedRow) -> dict[str, object]:
    """One date for JSON. `needs_a_person`: nothing happens to it until somebody decides on `new`."""
    return {
        "project": moved.project,
        "event": moved.event,
        "title": moved.title,
        "old": moved.old.isoformat(),
        "new": moved.new.isoformat(),
        "reason": moved.reason,
        "published": moved.published,
        "needs_a_person": moved.needs_a_person,
        "unconfirmed": moved.unconfirmed,
    }


def in_lines(moved: Sequence[MovedRow]) -> list[str]:
    """Every date in plain words: first what waits for a person, then what the rules moved, by project."""
    if not moved:
        return ["", _("No date of a running project moves.")]
    waiting = [each for each in moved if each.needs_a_person]
    by_law = [each for each in moved if not each.needs_a_person]
    lines: list[str] = []
    if waiting:
        heading = ngettext(
            "{n} date waits for a person. It stays as it is until somebody decides:",
            "{n} dates wait for a person. They stay as they are until somebody decides:",
            len(waiting),
        )
        lines += ["", heading.format(n=len(waiting)), *_listed(waiting)]
    if by_law:
        heading = ngettext("{n} last safe date moved:", "{n} last safe dates moved:", len(by_law))
        lines += ["", heading.format(n=len(by_law)), *_listed(by_law)]
    return lines


def _listed(moved: Sequence[MovedRow]) -> list[str]:
    """The dates by project and reason, so that a reason is read once."""
    lines = []
    for (project, reason), dates in groupby(moved, key=lambda each: (each.project, each.reason)):
        lines.append(f"  {project}: {reason}")
        lines += [f"    {_line(each)}" for each in dates]
    return lines


def _line(moved: MovedRow) -> str:
    words = _("{title}: {old}, now {new}")
    if moved.needs_a_person:
        words = _("{title}: {old}, proposed {new}")
    line = words.format(title=moved.title, old=with_weekday(moved.old), new=with_weekday(moved.new))
    told = [_("This date was published.")] if moved.published else []
    told += [UNCONFIRMED] if moved.unconfirmed else []
    return " ".join((f"{line}.", *told))
