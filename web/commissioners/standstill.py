"""How the standstill of a project is counted, for the stage that waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from web import pictures_regimes
from workflow.commands.views import ProjectView
from workflow.project.summaries import StagePage
from workflow.rulebook.model import Facts, Rulebook, several
from workflow.timetable.regimes import CHANGE_NOTICE, WAITS, known, standstills, stricter, why


@dataclass(frozen=True, slots=True)
class Standstill:
    """The days drawn; where several regimes are possible also which governs and why. `dated`: the notice is
    out; `promised`: the wait holds because a notice promises it; `compare`: "" where there is no page."""

    drawn: pictures_regimes.Rulers
    because: str
    dated: bool
    promised: bool
    compare: str


def standstill(view: ProjectView, page: StagePage) -> Standstill | None:
    """The count from the day of the award notice (else its planned or last safe day); None on a stage that
    waits for no standstill, or before there is such a day."""
    line = next((line for line in view.overview.events if line.words.id in WAITS), None)
    notice = (line.actual or line.planned or line.dates.latest) if line else None
    gates = {rule.id for rule in page.gates}
    book, project = view.overview.rulebook, view.overview.project
    if line is None or notice is None or not gates:
        return None
    facts = book.facts(view.overview.route.id, project.facts)
    found = [one for one in standstills(book, view.overview.route.id, facts, notice) if one.rule.id in gates]
    drawn = pictures_regimes.rulers(found)
    if drawn is None:
        return None
    change = line.words.id == CHANGE_NOTICE
    because = why(found, stricter(found)) if len(_possible(book, facts, notice)) > 1 else ""
    address = "" if change else f"/rulebook/{book.id}/{book.edition}/regimes?day={notice.isoformat()}"
    return Standstill(drawn, because, line.actual is not None, change, address)


def _possible(book: Rulebook, facts: Facts, on: date) -> tuple[object, ...]:
    """The regimes that a project may be bought under: those that were said, else all that are known."""
    said = facts.get("regime")
    return known(book, on) if said is None else several(said)
