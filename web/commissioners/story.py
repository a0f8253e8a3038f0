"""A project's history in words: each fact as a title and a text, with the post and the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from web.commissioners import known, story_answering, story_consulting, story_engagement, story_partners
from web.wiring import moment
from workflow.commands.views import ProjectView
from workflow.project.orders import promise
from workflow.rulebook.model import Route
from workflow.store.queries import Entry
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

Told = tuple[str, str]
Data = Mapping[str, object]


def told(view: ProjectView, entry: Entry) -> dict[str, object]:
    """One entry as the history component shows it."""
    title, text = _TELL[entry.kind](view, entry.data) if entry.kind in _TELL else (entry.kind, "")
    return {"title": title, "by": entry.post_title, "when": moment(entry.at), "text": text}


def rule_title(view: ProjectView, rule: str) -> str:
    """The title of a rule of the project's rulebook, or of what its route asks for first."""
    found = promise(view.overview.rulebook, rule)
    return found.title if found else rule


def _opened(view: ProjectView, data: Data) -> Told:
    return _("Project opened"), _("Under {rulebook}, edition {edition}. End asked for: {end}.").format(
        rulebook=view.overview.rulebook.authority.name, edition=data["edition"], end=_day(data["end"])
    )


def _people(view: ProjectView, data: Data) -> Told:
    named = {role: view.post_title(str(data[role])) for role in ("owner", "manager", "decider")}
    return _("People named"), _("Owner: {owner}. Manager: {manager}. Decides: {decider}.").format(**named)


def _questions(view: ProjectView, data: Data) -> Told:
    parts = [_("Decided: {text}").format(text=data["decided"])] if data["decided"] else []
    parts.append(_("Still open: {text}").format(text=data["still_open"]))
    return _("What is decided and what is still open"), "; ".join(parts)


def _end(view: ProjectView, data: Data) -> Told:
    fixed = _("fixed") if data["end_fixed"] else _("it can move")
    known = {"end": _day(data["end"]), "fixed": fixed, "reason": data["reason"]}
    return _("End moved"), _("Now {end} ({fixed}). {reason}").format(**known)


def _date(view: ProjectView, data: Data) -> Told:
    words = view.situation.words(str(data["event"]))
    if data["on"] is None:
        return _("Date taken back: {event}").format(event=words.title), str(data["reason"])
    shape = {
        "actual": _("{done} on {day}"),
        "planned": _("{title}: planned for {day}"),
        "published": _("{title}: {day} published"),
    }[str(data["what"])]
    return shape.format(done=words.done, title=words.title, day=_day(data["on"])), str(data["reason"])


def _evidence(view: ProjectView, data: Data) -> Told:
    tasks = {task.id: task.title for stage in _whole(view).stages for task in stage.tasks}
    shape = _("New version added: {task}") if data.get("replaces") else _("Record added: {task}")
    return shape.format(task=tasks.get(str(data["task"]), data["task"])), _named(data)


def _shown(view: ProjectView, data: Data) -> Told:
    return _("Who may see a record changed"), f"{_seen_by(data)} {data['reason']}"


def _named(data: Data) -> str:
    """What a record is called, where it has a title, and who may see it."""
    return f"{data['title']}. {_seen_by(data)}" if data.get("title") else _seen_by(data)


def _seen_by(data: Data) -> str:
    if data["visibility"] == "exempt":
        return _("Exempt under rule {rule}.").format(rule=data["rule"])
    return _("The public may see it.") if data["visibility"] == "public" else _("Staff may see it.")


def _asked(view: ProjectView, data: Data) -> Told:
    title = rule_title(view, str(data["rule"]))
    return _("Explanation asked for: {rule}").format(rule=title), str(data["reason"])


def _decided(view: ProjectView, data: Data) -> Told:
    told = [str(data["reason"]), *_conditions(data)]
    return (_("Explanation agreed") if data["agreed"] else _("Explanation refused")), " ".join(told)


def _conditions(data: Data) -> list[str]:
    found = data.get("conditions")
    each = _("Condition: {text} By {day}.")
    return [
        each.format(text=one["text"], day=_day(one["by"]))
        for one in (found if isinstance(found, list) else ())
    ]


def _condition(view: ProjectView, data: Data) -> Told:
    asked = view.overview.project.explanations.get(str(data["id"]))
    found = (each.text for each in (asked.conditions if asked else ()) if each.id == data["condition"])
    told = _("{text} Met on {day}. {evidence}")
    said = told.format(text=next(found, ""), day=_day(data["on"]), evidence=data["evidence"])
    return _("Condition met"), said.strip()


def _commented(view: ProjectView, data: Data) -> Told:
    shape = {
        "said": _("The sector partner commented on an explanation: {rule}"),
        "changed": _("The sector partner changed a comment on an explanation: {rule}"),
        "nothing": _("The sector partner has no comment on an explanation: {rule}"),
    }[str(data["how"])]
    return shape.format(rule=_departs_from(view, data)), ""


def _erased(view: ProjectView, data: Data) -> Told:
    shape = _("The words of a comment on an explanation were erased: {rule}")
    return shape.format(rule=_departs_from(view, data)), str(data["reason"])


def _departs_from(view: ProjectView, data: Data) -> str:
    asked = view.overview.project.explanations.get(str(data["id"]))
    return rule_title(view, asked.rule) if asked else ""


def _exception(view: ProjectView, data: Data) -> Told:
    title = rule_title(view, str(data["rule"]))
    return _("Exception recorded: {rule}").format(rule=title), str(data["reason"])


def _not_met(view: ProjectView, data: Data) -> Told:
    return f"{data['words']}: {data['title']}", str(data["missing"])


def _moved(view: ProjectView, data: Data) -> Told:
    names = {stage.slug: stage.name for stage in _whole(view).stages}
    which = str(data["end"] if data["how"] == "reopen" else data["start"])
    start = names.get(which, which)
    shape = {
        "finish": _("Stage finished: {stage}"),
        "skip": _("Stage not needed: {stage}"),
        "withdraw": _("Project withdrawn at: {stage}"),
        "reopen": _("Stage opened again: {stage}"),
    }[str(data["how"])]
    return shape.format(stage=start), str(data.get("reason", ""))


def _edition(view: ProjectView, data: Data) -> Told:
    shape = _("Moved from edition {old} of the rulebook to edition {new}")
    return shape.format(old=data["edition_from"], new=data["edition_to"]), str(data["reason"])


def _facts(view: ProjectView, data: Data) -> Told:
    corrected = data["facts"] if isinstance(data["facts"], Mapping) else {}
    said = [known.told(view.overview.rulebook, name, value) for name, value in corrected.items()]
    return _("Corrected: {facts}").format(facts="; ".join(said)), str(data["reason"])


def _kept(view: ProjectView, data: Data) -> Told:
    pins = data["pins"] if isinstance(data["pins"], Mapping) else {}
    days = [f"{view.situation.words(event).title}: {_day(day)}" for event, day in pins.items()]
    end = view.overview.route.event(view.overview.route.ends_with).title
    return _("Scenario kept: {name}").format(name=data["name"]), "; ".join(
        [*days, f"{end}: {_day(data['end'])}"]
    )


def _dropped(view: ProjectView, data: Data) -> Told:
    return _("Scenario closed: {name}").format(name=data["name"]), ""


def _whole(view: ProjectView) -> Route:
    """The route with the steps that the project's path has left out since."""
    return view.overview.rulebook.routes[view.overview.route.id]


_TELL: Mapping[str, Callable[[ProjectView, Data], Told]] = {
    "project_opened": _opened,
    "people_named": _people,
    "open_questions_written": _questions,
    "end_moved": _end,
    "date_recorded": _date,
    "evidence_added": _evidence,
    "record_shown": _shown,
    "explanation_asked": _asked,
    "explanation_decided": _decided,
    "explanation_commented": _commented,
    "comment_erased": _erased,
    "condition_met": _condition,
    "exception_recorded": _exception,
    "rule_not_met": _not_met,
    "stage_moved": _moved,
    "edition_moved": _edition,
    "facts_corrected": _facts,
    "scenario_kept": _kept,
    "scenario_dropped": _dropped,
    **story_consulting.TELL,
    **story_answering.TELL,
    **story_engagement.TELL,
    **story_partners.TELL,
}


def _day(value: object) -> str:
    return in_words(value if isinstance(value, date) else date.fromisoformat(str(value)))
