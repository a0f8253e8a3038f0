"""What became of what people said, in words, for the project's history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from workflow.commands.views import ProjectView
from workflow.project.answering import EFFECTS
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext

Data = Mapping[str, object]


def _taken(view: ProjectView, data: Data) -> tuple[str, str]:
    n = int(str(data["number"]))
    how = _("from a survey's file") if data["how"] == "file" else _("typed")
    return ngettext("{n} reply taken in", "{n} replies taken in", n).format(n=n), how


def _erased(view: ProjectView, data: Data) -> tuple[str, str]:
    return _("The words of a reply were erased"), str(data["reason"])


def _named(view: ProjectView, data: Data) -> tuple[str, str]:
    return _("Theme: {title}").format(title=data["title"]), str(data["said"])


def _dropped(view: ProjectView, data: Data) -> tuple[str, str]:
    return _("A theme was taken away"), str(data["reason"])


def _answered(view: ProjectView, data: Data) -> tuple[str, str]:
    theme = view.overview.project.answers.themes.get(str(data["id"]))
    title = _("Theme answered: {title}").format(title=theme.title if theme else "")
    told = f"{EFFECTS.get(str(data['effect']), '')}. {data['answer']}"
    if data["by_when"]:
        day = in_words(date.fromisoformat(str(data["by_when"])))
        told += " " + _("By {day}.").format(day=day)
    return title, told


def _outcome(view: ProjectView, data: Data) -> tuple[str, str]:
    title = _("What changed") if data["changed"] else _("Nothing changed")
    return title, str(data["text"])


def _published(view: ProjectView, data: Data) -> tuple[str, str]:
    n = int(str(data["themes"]))
    themes = ngettext("{n} theme answered", "{n} themes answered", n).format(n=n)
    return _("What people said and what follows was published"), themes


def _kept(view: ProjectView, data: Data) -> tuple[str, str]:
    theme = view.overview.project.answers.themes.get(str(data["id"]))
    day = in_words(date.fromisoformat(str(data["on"])))
    title = _("Done on {day} as promised: {title}").format(day=day, title=theme.title if theme else "")
    return title, str(data["shown_by"])


TELL: Mapping[str, Callable[[ProjectView, Data], tuple[str, str]]] = {
    "replies_taken": _taken,
    "reply_erased": _erased,
    "theme_named": _named,
    "theme_dropped": _dropped,
    "theme_answered": _answered,
    "outcome_written": _outcome,
    "feedback_published": _published,
    "promise_kept": _kept,
}
