"""What would change for a project under another edition or with other facts, in words and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from web.commissioners import words
from workflow.project.preview import (
    DateChange,
    GateChange,
    LooseDeparture,
    Preview,
    RuleChange,
)
from workflow.rulebook.comparing import DurationChange
from workflow.rulebook.model import Duration, Rule
from workflow.timetable.counting import describe
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import UNCONFIRMED, EventDates
from workflow.words import gettext as _

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Effects:
    """A preview as its page shows it."""

    found: Preview
    dates: tuple[Row, ...]
    rules: tuple[Row, ...]
    own_times: tuple[Row, ...]
    gates: tuple[str, ...]
    loose: tuple[str, ...]
    conflicts: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all would change."""
        told = (self.dates, self.rules, self.own_times, self.gates, self.loose, self.found.newly_not_met)
        return not any(told)


def effects(found: Preview) -> Effects:
    """The preview in words and rows."""
    before = {(each.rule, each.start, each.event) for each in found.was.conflicts}
    new = (each for each in found.now.conflicts if (each.rule, each.start, each.event) not in before)
    return Effects(
        found=found,
        dates=tuple(_date(change) for change in found.dates),
        rules=tuple(_rule(change) for change in found.rules),
        own_times=tuple(_own_time(change) for change in found.own_times),
        gates=tuple(_gate(change) for change in found.gates),
        loose=tuple(_loose(departure) for departure in found.loose),
        conflicts=tuple(" ".join(each.because) for each in new),
    )


def both(before: date | None, after: date | None) -> str:
    """A date that would be another, with both; the one where it stays; "" where there is none."""
    if before == after:
        return in_words(after) if after else ""
    was = in_words(before) if before else _("no date")
    now = in_words(after) if after else _("no date")
    return was_and_now(was, now)


def was_and_now(was: str, now: str) -> str:
    """Two texts as one sentence each."""
    return _("Was {was}. Would be {now}.").format(was=was, now=now)


def _date(change: DateChange) -> Row:
    old, new = change.before, change.after
    if new is None:
        return (change.title, _("No longer a step of this project"), "", "", "")
    if old is None:
        first = in_words(new.latest) if new.latest else _("no date")
        return (
            change.title,
            _("A new step: {day}").format(day=first),
            "",
            _spare(new),
            _sets(change.rule_after, new),
        )
    return (
        change.title,
        both(old.latest, new.latest),
        both(old.earliest, new.earliest),
        _either(_spare(old), _spare(new)),
        _either(_sets(change.rule_before, old), _sets(change.rule_after, new)),
    )


def _spare(dates: EventDates) -> str:
    return words.spare(dates.spare_working_days) or _("none")


def _sets(rule: Rule | None, dates: EventDates) -> str:
    """What sets a last safe date: the rule and its force, or the order or own time behind it."""
    reason = words.reason(dates)
    return f"{rule.title} ({reason})" if rule else reason


def _either(was: str, now: str) -> str:
    return now if was == now else was_and_now(words.first_small(was), words.first_small(now))


def _rule(change: RuleChange) -> Row:
    if change.before is None:
        return (_titled(change), _("New"), change.after.asks if change.after else "")
    if change.after is None:
        return (_titled(change), _("Gone"), change.before.asks)
    said = zip(_said(change.before), _said(change.after), strict=True)
    told = [was_and_now(was.rstrip("."), now.rstrip(".")) for was, now in said if was != now]
    if change.unconfirmed == (True, False):
        told.append(_("Its figure would be confirmed."))
    return (_titled(change), _("Changed"), " ".join(told) or _("Its details differ."))


def _titled(change: RuleChange) -> object:
    return {"text": change.title, "note": UNCONFIRMED if change.unconfirmed[1] else ""}


def _said(rule: Rule) -> tuple[str, str, str]:
    """What a change of a rule is told by: its length, its force, its last day."""
    period = rule.period
    length = describe(period.method, period.n, period.calendar) if period else _("no period")
    return length, rule.force.label, in_words(rule.in_force_to) if rule.in_force_to else _("no last day")


def _own_time(change: DurationChange) -> Row:
    return (change.title, _length(change.was), _length(change.now))


def _length(own: Duration | None) -> str:
    return describe(own.method, own.n, own.calendar) if own else _("none")


def _gate(change: GateChange) -> str:
    shape = (
        _("{stage}: no longer asks for “{rule}”.") if change.closes else _("{stage}: also asks for “{rule}”.")
    )
    return shape.format(stage=change.stage, rule=change.rule)


def _loose(departure: LooseDeparture) -> str:
    shape = (
        _("Explanation of “{rule}” ({event}).")
        if departure.kind == "explanation"
        else _("Exception from “{rule}” ({event}).")
    )
    after = (
        _("The rule would say something else: look at it again.")
        if departure.changed
        else _("The rule would no longer ask for anything.")
    )
    return f"{shape.format(rule=departure.rule, event=departure.event)} {after}"
