"""Who takes part in a project, who may provide, and when its work rested, in words for its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workflow.commands.views import ProjectView
from workflow.project.partners import PROVIDERS, ROLES
from workflow.timetable.regimes import regime_title
from workflow.words import gettext as _

Data = Mapping[str, object]
Told = tuple[str, str]


def _named(view: ProjectView, data: Data) -> Told:
    told = [ROLES.get(str(data["role"]), "")]
    if data.get("regime"):
        told.append(_("Goes by: {rules}").format(rules=regime_title(str(data["regime"]))))
    return _("Takes part: {name}").format(name=data["name"]), ". ".join(told)


def _left(view: ProjectView, data: Data) -> Told:
    before = (each.data for each in view.history if each.kind == "partner_named")
    name = next((str(each["name"]) for each in before if each["id"] == data["id"]), "")
    return _("Takes part no longer: {name}").format(name=name), str(data["reason"])


def _directorates(view: ProjectView, data: Data) -> Told:
    names = data["names"] if isinstance(data["names"], list | tuple) else ()
    return _("Further directorates named"), ", ".join(map(str, names)) or _("None")


def _provider(view: ProjectView, data: Data) -> Told:
    return _("Who may provide it"), PROVIDERS.get(str(data["provider"]), "")


def _interest(view: ProjectView, data: Data) -> Told:
    return _("Started from an expression of interest"), ""


def _paused(view: ProjectView, data: Data) -> Told:
    return _("Project paused"), str(data["reason"])


def _resumed(view: ProjectView, data: Data) -> Told:
    return _("Project goes on"), str(data["reason"])


TELL: Mapping[str, Callable[[ProjectView, Data], Told]] = {
    "partner_named": _named,
    "partner_left": _left,
    "directorates_named": _directorates,
    "provider_type_said": _provider,
    "interest_taken_up": _interest,
    "project_paused": _paused,
    "project_resumed": _resumed,
}
