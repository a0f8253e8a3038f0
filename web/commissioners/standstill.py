"""How the standstill of a project is counted, for the stage that waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from web import pictures_regimes
from workflow.commands.views import ProjectView
from workflow.project.summaries import StagePage
from workflow.timetable.regimes import NOTICES, standstills, stricter, why


@dataclass(frozen=True, slots=True)
class Standstill:
    """The days drawn; of a joint project also which regime governs and why. `dated`: the notice is out."""

    drawn: pictures_regimes.Rulers
    because: str
    dated: bool
    compare: str


def standstill(view: ProjectView, page: StagePage) -> Standstill | None:
    """The count from the day of the award notice (else its planned or last safe day); None on a stage that
    waits for no standstill, or before there is such a day."""
    line = next((line for line in view.overview.events if line.words.id in NOTICES), None)
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
    because = why(found, stricter(found)) if len(found) > 1 else ""
    address = f"/rulebook/{book.id}/{book.edition}/regimes?day={notice.isoformat()}"
    return Standstill(drawn, because, line.actual is not None, address)
