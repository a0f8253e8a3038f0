"""`timetable`: every date of one exercise, each with the rule that sets it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TextIO

from workflow.clock import SystemClock
from workflow.clock import today as today_of
from workflow.commandline.jsonl import as_json
from workflow.commandline.values import read_day
from workflow.errors import BadRequest
from workflow.rulebook.library import library
from workflow.rulebook.model import Facts, Route, Rulebook
from workflow.timetable.count_in_words import edition
from workflow.timetable.dates_in_words import in_words, one_and_another, with_weekday
from workflow.timetable.model import (
    NOT_LEGAL_ADVICE,
    UNCONFIRMED,
    Asked,
    Choice,
    Conflict,
    EventDates,
    Timetable,
    TimingVerdict,
)
from workflow.timetable.overlaps import Overlap, as_data, overlaps
from workflow.timetable.plan import plan, route_for
from workflow.timetable.record import read_facts
from workflow.timetable.ties import ORDER, counted_on
from workflow.timetable.workdays import Calendar
from workflow.words import gettext as _
from workflow.words import ngettext

_TRUTH = {"true": True, "false": False}


def add_parser(subparsers: Any) -> None:
    """Add `timetable` to the subcommands."""
    about = _(
        "Plan forward from today and back from the end: every date, the rule that sets it, one verdict."
    )
    parser = subparsers.add_parser("timetable", help=_("a whole timetable"), description=about)
    parser.add_argument(
        "--rulebook", required=True, metavar="R[@EDITION]", help=_("an authority's, like example-city")
    )
    parser.add_argument("--route", required=True, help=_("like tender or decommission"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="EVENT=DATE",
        help=_("fix the end, or pin an event; repeat"),
    )
    parser.add_argument(
        "--fact", action="append", default=[], metavar="KEY=VALUE", help=_("what is so in this case; repeat")
    )
    parser.add_argument("--end-can-move", action="store_true", help=_("the end is asked for, but can move"))
    parser.add_argument("--today", metavar="DATE", help=_("plan as if today were this day"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))
    parser.set_defaults(run=run)


def run(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Print the timetable; always 0, however late things are. Raises BadRequest for a wrong request."""
    today = read_day(args.today, "--today") if args.today else today_of(SystemClock())
    rulebook = library().rulebook(args.rulebook, today)
    facts = _facts(args.fact, rulebook, args.route)
    route = route_for(rulebook, args.route, facts)
    timetable = plan(rulebook, route.id, _asked(args, route, facts, today))
    met = overlaps(rulebook, timetable, facts)
    on = counted_on(rulebook, route, facts)
    if args.json:
        told = document(timetable, met) | {"calendars": [_calendar(each) for each in on]}
        stdout.write(as_json(told) + "\n")
    else:
        stdout.write("\n".join([*_text(timetable, rulebook, route, met), *_basis(timetable, on)]) + "\n")
    return 0


def document(timetable: Timetable, met: Sequence[Overlap]) -> dict[str, object]:
    """The timetable, with what it runs into, as the JSON document that scripts rely on; dates in ISO 8601."""
    return {
        "rulebook": timetable.rulebook,
        "edition": timetable.edition,
        "route": timetable.route,
        "today": timetable.today.isoformat(),
        "end": _iso(timetable.end),
        "end_fixed": timetable.end_fixed,
        "verdict": timetable.verdict.value,
        "unconfirmed": list(timetable.unconfirmed),
        "last_safe_consultation_opening": _iso(timetable.last_safe_consultation_opening),
        "events": [_event(event) for event in timetable.events],
        "conflicts": [_conflict(conflict) for conflict in timetable.conflicts],
        "choices": [_choice(choice) for choice in timetable.choices],
        "overlaps": [as_data(each) for each in met],
        "note": NOT_LEGAL_ADVICE,
    }


def _calendar(counted: Calendar) -> dict[str, object]:
    return {
        "name": counted.name,
        "title": counted.title,
        "edition": counted.fingerprint,
        "published_to": _iso(counted.horizon),
    }


def _event(event: EventDates) -> dict[str, object]:
    return {
        "id": event.id,
        "title": event.title,
        "earliest": _iso(event.earliest),
        "latest": _iso(event.latest),
        "date": _iso(event.date),
        "done": event.done,
        "spare_working_days": event.spare_working_days,
        "binding_rule": None if event.binding_rule == ORDER else event.binding_rule,
        "force": event.force,
        "unconfirmed": event.unconfirmed,
        "provisional": event.provisional,
        "because": list(event.because),
    }


def _conflict(conflict: Conflict) -> dict[str, object]:
    return {
        "rule": conflict.rule,
        "force": conflict.force,
        "kind": conflict.kind,
        "start": conflict.start,
        "event": conflict.event,
        "required": conflict.required.isoformat(),
        "planned": conflict.planned.isoformat(),
        "short_by_days": conflict.short_by_days,
        "because": list(conflict.because),
    }


def _choice(choice: Choice) -> dict[str, object]:
    return {
        "kind": choice.kind,
        "title": choice.title,
        "rule": choice.rule,
        "dates": {event: day.isoformat() for event, day in choice.dates.items()},
        "needs": choice.needs,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _facts(given: list[str], rulebook: Rulebook, route: str) -> Facts:
    facts = {key: _value(text) for key, text in _pairs(given, "--fact", "KEY=VALUE")}
    return read_facts(facts, rulebook.own_facts(route))


def _asked(args: Namespace, route: Route, facts: Facts, today: date) -> Asked:
    """A date given for a day before today is taken as having happened."""
    pins = _dates(args.set, route)
    end = pins.pop(route.ends_with, None)
    if end is None and args.end_can_move:
        raise BadRequest(
            _("--end-can-move needs the end that is asked for. Add --set {event}=DATE.").format(
                event=route.ends_with
            )
        )
    return Asked(
        today=today,
        pins=pins,
        done=frozenset(name for name, day in pins.items() if day < today),
        end=end,
        end_fixed=not args.end_can_move,
        facts=facts,
    )


def _dates(given: list[str], route: Route) -> dict[str, date]:
    known = [event.id for event in route.events]
    pins: dict[str, date] = {}
    for name, text in _pairs(given, "--set", "EVENT=DATE"):
        if name not in known:
            raise BadRequest(
                _("Route {route} has no event '{name}'. Its events: {known}.").format(
                    route=route.id, name=name, known=", ".join(known)
                )
            )
        if name in pins:
            raise BadRequest(_("--set {name} is given twice. Keep one.").format(name=name))
        pins[name] = read_day(text, f"--set {name}")
    return pins


def _pairs(given: list[str], option: str, form: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise BadRequest(
                _("{option} '{text}': write it like {form}.").format(option=option, text=text, form=form)
            )
        pairs.append((name.strip(), value.strip()))
    return pairs


def _value(text: str) -> object:
    """true and false as such, a number as a number, anything else as text."""
    if text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def _text(timetable: Timetable, rulebook: Rulebook, route: Route, met: Sequence[Overlap]) -> list[str]:
    heading = _("{route}, by the rulebook of {authority} (edition {edition})")
    return [
        heading.format(route=route.title, authority=rulebook.authority.name, edition=timetable.edition),
        _("Today {day}. {verdict}.").format(day=in_words(timetable.today), verdict=timetable.verdict.text),
        "",
        *_table(timetable),
        *_conflict_lines(timetable),
        *_choice_lines(timetable),
        *_overlap_lines(met),
        *_why_lines(timetable),
        *_unconfirmed_lines(timetable, rulebook),
    ]


def _basis(timetable: Timetable, on: Sequence[Calendar]) -> list[str]:
    """Which dates are provisional, and the editions of the calendars they were counted on."""
    waiting = [event.title for event in timetable.events if event.provisional and not event.done]
    words = _("Provisional, since not every bank holiday or meeting up to then is known: {events}.")
    said = [words.format(events="; ".join(waiting))] if waiting else []
    return ["", *said, *filter(None, map(edition, on)), NOT_LEGAL_ADVICE]


def _table(timetable: Timetable) -> list[str]:
    rows = [(e.title, _when(e), _spare(e), _rule(e), _planned(e)) for e in timetable.events]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _when(event: EventDates) -> str:
    if event.done and event.date:
        return _("done {day}").format(day=with_weekday(event.date))
    if event.latest:
        return _("by {day}").format(day=with_weekday(event.latest))
    return _("from {day}").format(day=with_weekday(event.earliest)) if event.earliest else _("no date yet")


def _planned(event: EventDates) -> str:
    if event.date is None or event.done or event.date == event.latest:
        return ""
    return _("planned {day}").format(day=with_weekday(event.date))


def _spare(event: EventDates) -> str:
    spare = event.spare_working_days
    if spare is None:
        return ""
    if spare < 0:
        return ngettext("{n} working day late", "{n} working days late", -spare).format(n=-spare)
    return ngettext("{n} working day to spare", "{n} working days to spare", spare).format(n=spare)


def _rule(event: EventDates) -> str:
    if event.binding_rule is None:
        return ""
    if event.binding_rule == ORDER:
        return _("the plain order of events")
    unconfirmed = _(", unconfirmed") if event.unconfirmed else ""
    return f"{event.binding_rule} ({event.force.label}{unconfirmed})" if event.force else event.binding_rule


def _conflict_lines(timetable: Timetable) -> list[str]:
    if not timetable.conflicts:
        return []
    lines = [f"- {conflict.rule}: {' '.join(conflict.because)}" for conflict in timetable.conflicts]
    return ["", _("What does not fit"), *lines]


def _choice_lines(timetable: Timetable) -> list[str]:
    """The ways out, one a line; several rules with the same one stand together, since it needs all."""
    if not timetable.choices:
        return []
    words: Mapping[str, str] = {
        "explanation": _(" (needs an explanation: {rules})"),
        "exception": _(" (needs the exception, recorded: {rules})"),
    }
    asking: dict[tuple[str, str], list[str]] = {}
    for choice in timetable.choices:
        asking.setdefault((choice.title, choice.needs or ""), []).append(choice.rule or "")
    lines = [
        f"- {title}{words.get(needs, '').format(rules=one_and_another(rules))}"
        for (title, needs), rules in asking.items()
    ]
    return ["", _("What can be done"), *lines]


def _overlap_lines(met: Sequence[Overlap]) -> list[str]:
    lines = [f"- {' '.join(each.says)}" for each in met]
    return ["", _("What the plan runs into"), *lines] if lines else []


def _why_lines(timetable: Timetable) -> list[str]:
    """Why the consultation must open when it must, or why the end is where it is."""
    told = {event.id: event for event in timetable.events}
    late = timetable.verdict in (TimingVerdict.TOO_LATE, TimingVerdict.LATE)
    event = None if late else told.get("consultation_opened")
    return ["", f"{event.title}: {' '.join(event.because)}"] if event else []


def _unconfirmed_lines(timetable: Timetable, rulebook: Rulebook) -> list[str]:
    titles = [rulebook.rules[rule].title for rule in timetable.unconfirmed if rule in rulebook.rules]
    return ["", UNCONFIRMED, *(f"- {title}" for title in titles)] if titles else []
