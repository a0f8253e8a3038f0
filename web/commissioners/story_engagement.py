"""The facts of the early conversation and of the plan of engagement, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from web.engagement_words import WEIGHED, early_words
from workflow.commands.views import ProjectView
from workflow.project.engagement import FIXED
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

Data = Mapping[str, object]
Told = tuple[str, str]


def _talk(view: ProjectView, data: Data) -> Told:
    fixed = f"{FIXED[str(data['fixed'])]}. {data['fixed_words']}".strip()
    return _("Early conversation on {day}").format(day=_day(data["on"])), f"{data['said']} {fixed}"


def _weighed(view: ProjectView, data: Data) -> Told:
    told = [f"{words}: {_why(data[name])}" for name, words in WEIGHED.items()]
    return _("Information, consultation and involvement considered"), " ".join(told)


def _why(weighed: object) -> str:
    found = weighed if isinstance(weighed, Mapping) else {}
    used = _("used here.") if found.get("used") else _("not used here.")
    return f"{used} {found.get('why', '')}"


def _planned(view: ProjectView, data: Data) -> Told:
    planned = _("Engagement planned for {day}: {what}")
    return planned.format(day=_day(data["on"]), what=data["what"]), str(data.get("reason", ""))


def _done(view: ProjectView, data: Data) -> Told:
    told = _("Engagement took place on {day}").format(day=_day(data["on"]))
    return told, _with_name(view, data, "outcome")


def _dropped(view: ProjectView, data: Data) -> Told:
    return _("Engagement taken off the plan"), _with_name(view, data, "reason")


def _final(view: ProjectView, data: Data) -> Told:
    return _("Options marked final on {day}").format(day=_day(data["on"])), " ".join(
        early_words(talked=bool(data["talked"]), consulted=bool(data["consulted"]))
    )


def _with_name(view: ProjectView, data: Data, name: str) -> str:
    planned = (entry.data for entry in view.history if entry.kind == "activity_planned")
    what = next((str(one["what"]) for one in planned if one["id"] == data["id"]), "")
    return f"{what}: {data[name]}" if what else str(data[name])


def _day(value: object) -> str:
    return in_words(value if isinstance(value, date) else date.fromisoformat(str(value)))


TELL: Mapping[str, Callable[[ProjectView, Data], Told]] = {
    "talk_logged": _talk,
    "ways_weighed": _weighed,
    "activity_planned": _planned,
    "activity_done": _done,
    "activity_dropped": _dropped,
    "options_marked_final": _final,
}
