"""Why a project that goes by two sets of rules for buying keeps both, and which of them governs where."""

from __future__ import annotations

from workflow.commands.views import ProjectView
from workflow.rulebook.model import several
from workflow.timetable.regimes import Difference, regime_title, side_by_side
from workflow.words import gettext as _


def joint(view: ProjectView) -> tuple[str, ...]:
    """One line that names the rules and who brings them, then one for each period in which they differ."""
    project, book = view.overview.project, view.overview.rulebook
    names = tuple(str(each) for each in several(book.facts(project.route, project.facts).get("regime", ())))
    if len(names) < 2:
        return ()
    titles = _(" and the ").join(regime_title(each) for each in names)
    bringing = [each.name for each in project.partners.bringing if each.regime in names]
    who = _("It goes by the {titles}, and keeps both. The stricter governs.").format(titles=titles)
    if bringing:
        who += " " + _("They bind because of who takes part: {names}.").format(names="; ".join(bringing))
    found = side_by_side(book, project.route, view.situation.asked, names)
    return (who, *(_told(view, each) for each in found.differences))


def _told(view: ProjectView, each: Difference) -> str:
    start, end = view.situation.words(each.start).title, view.situation.words(each.end).title
    return _("{start} to {end}: {because}").format(start=start, end=end, because=each.because)
