"""The facts of a consultation in words, for the project's history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from workflow.commands.views import ProjectView
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext

Data = Mapping[str, object]


def _described(view: ProjectView, data: Data) -> tuple[str, str]:
    told = [_("Why: {why}").format(why=data["why"]), _("Who should reply: {who}").format(who=data["who"])]
    together = _names(data, "together")
    if together:
        told.append(_("Designed or carried out with: {names}").format(names=", ".join(together)))
    return _("Consultation described"), ". ".join(told)


def _questions(view: ProjectView, data: Data) -> tuple[str, str]:
    asked = _names(data, "questions")
    told = ngettext("{n} question", "{n} questions", len(asked)).format(n=len(asked))
    return _("Questions of the consultation written"), f"{told}. {data.get('survey') or ''}".strip()


def _ways(view: ProjectView, data: Data) -> tuple[str, str]:
    return _("How people can read it and reply"), ". ".join(_names(data, "replies"))


def _meeting(view: ProjectView, data: Data) -> tuple[str, str]:
    day = in_words(date.fromisoformat(str(data["on"])))
    return _("Meeting set for {day}").format(day=day), str(data["where"])


def _dropped(view: ProjectView, data: Data) -> tuple[str, str]:
    return _("A meeting does not take place"), str(data["reason"])


def _chosen(view: ProjectView, data: Data) -> tuple[str, str]:
    n = len(_names(data, "organisations"))
    return _("Whom to invite"), ngettext("{n} organisation", "{n} organisations", n).format(n=n)


def _published(view: ProjectView, data: Data) -> tuple[str, str]:
    n = len(_names(data, "invited"))
    told = ngettext("{n} organisation invited.", "{n} organisations invited.", n).format(n=n)
    closes = in_words(date.fromisoformat(str(data["closes"])))
    return _("Consultation opened"), f"{told} {_('It closes on {day}.').format(day=closes)}"


def _invited(view: ProjectView, data: Data) -> tuple[str, str]:
    n = len(_names(data, "invited"))
    told = ngettext("{n} organisation invited.", "{n} organisations invited.", n).format(n=n)
    return _("Those chosen since it opened"), told


def _affected(view: ProjectView, data: Data) -> tuple[str, str]:
    return _("Whom the change affects"), ", ".join((*_names(data, "groups"), *_names(data, "areas")))


def _names(data: Data, name: str) -> list[str]:
    found = data.get(name)
    return [str(each) for each in found] if isinstance(found, list) else []


TELL: Mapping[str, Callable[[ProjectView, Data], tuple[str, str]]] = {
    "consultation_described": _described,
    "consultation_questions_set": _questions,
    "consultation_ways_offered": _ways,
    "consultation_meeting_set": _meeting,
    "consultation_meeting_dropped": _dropped,
    "organisations_chosen": _chosen,
    "consultation_published": _published,
    "organisations_invited": _invited,
    "affected_named": _affected,
}
