"""Two judgements: is there time enough, and was the Code followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.rulebook.library import Library
from workflow.rulebook.model import Applies, Force, Method, Period, Rule, several
from workflow.timetable.calendars import calendar
from workflow.timetable.count_in_words import do_not_count, edition, not_published
from workflow.timetable.counting import acts_from, count, depends_on_calendar, describe, last_day
from workflow.timetable.dates_in_words import with_weekday
from workflow.timetable.model import UNCONFIRMED, Asked, EventDates, TimingVerdict
from workflow.timetable.passes import Solved
from workflow.timetable.record import Record, read_record
from workflow.words import gettext as _
from workflow.words import ngettext

# The words of the five timing verdicts stand in model.py, their limits in working days to spare only here.
AT_RISK_UP_TO = 10
START_SOON_UP_TO = 20


def timing(asked: Asked, found: Solved, events: Iterable[EventDates]) -> TimingVerdict:
    """The one timing verdict of a plan: the first that fits, from the worst. What was too short between two
    acts that have both happened is past: no plan mends it, and no date to come is late for it."""
    spare = min((e.spare_working_days for e in events if e.spare_working_days is not None), default=None)
    to_come = [short for short in found.shortfalls if not {short.tie.start, short.tie.end} <= asked.done]
    fits = found.fits_end and not to_come
    if not fits and asked.end is not None and asked.end_fixed:
        return TimingVerdict.TOO_LATE
    return TimingVerdict.LATE if not fits else by_spare(spare)


def by_spare(spare: int | None) -> TimingVerdict:
    """The verdict on working days to spare alone; a passed date is late, no date at all on time."""
    if spare is None or spare > START_SOON_UP_TO:
        return TimingVerdict.ON_TIME
    if spare < 0:
        return TimingVerdict.LATE
    return TimingVerdict.AT_RISK if spare <= AT_RISK_UP_TO else TimingVerdict.START_SOON


class Outcome(StrEnum):
    """What a record shows of one rule."""

    MET = "met"
    MET_WITH_EXPLANATION = "met_with_explanation"
    NOT_MET = "not_met"
    NOT_EVIDENCED = "not_evidenced"
    NOT_APPLICABLE = "not_applicable"
    NOT_IN_FORCE = "not_in_force"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Result:
    """One rule judged on one record. `required` is the earliest (of a maximum the latest) date of `event`
    that meets it; `shortfall_days` calendar days from it, 0 where it is met, None where no date was judged.
    """

    rule: str
    force: Force
    result: Outcome
    event: str | None
    required: date | None
    actual: date | None
    shortfall_days: int | None
    because: tuple[str, ...]
    unconfirmed: bool


def check(record: object, library: Library) -> list[Result]:
    """Judge a record (facts, events, rules, explanations, exemptions) fairly: also by a method that a rule
    accepts.

    Results stand in the order of the record's rules, or without those by rule id. BadRequest names what is
    not known.
    """
    read = read_record(record, library)
    if read.rules is not None:
        return [judge(library.rule(name), read, library) for name in read.rules]
    return [judge(rule, read, library) for rule in library.all_rules() if _in_question(rule, read, library)]


def judge(rule: Rule, record: Record, library: Library) -> Result:
    """One rule on one record: whether it applies, was in force, is lifted, can be seen from dates, and was
    kept."""
    period = rule.period
    if not applies(rule, record, library):
        return _without_dates(rule, record, Outcome.NOT_APPLICABLE, _why_not(rule, record, library))
    start = record.events.get(period.start) if period else None
    if start is not None and not rule.in_force_on(start):
        return _without_dates(rule, record, Outcome.NOT_IN_FORCE, _not_in_force(rule, start))
    if record.exemptions.get(rule.id):
        return _without_dates(rule, record, Outcome.EXEMPT, *_exempt(rule, record.exemptions[rule.id]))
    if period is None:
        return _without_dates(
            rule, record, Outcome.NOT_EVIDENCED, _("Dates cannot show it: it asks for a record.")
        )
    actual = record.events.get(period.end)
    if start is None or actual is None:
        return _without_dates(rule, record, Outcome.NOT_EVIDENCED, _missing(period, record))
    return _dated(rule, period, record, start, actual)


def applies(rule: Rule, record: Record, library: Library) -> bool:
    """Whether the rule's coded facts fit; a restriction to an authority also fits those that adopted its
    pack."""
    return rule.applies_to.fits(_facts_for(rule, record, library))


def _facts_for(rule: Rule, record: Record, library: Library) -> dict[str, object]:
    facts = dict(record.facts)
    named = rule.applies_to.authority
    if (
        named
        and facts.get("authority") not in (None, *named)
        and facts["authority"] in library.adopters(rule.id)
    ):
        del facts["authority"]
    return facts


def _why_not(rule: Rule, record: Record, library: Library) -> str:
    """Which fact keeps a rule from applying: it says otherwise, or is needed and not given."""
    facts = _facts_for(rule, record, library)
    needed = rule.applies_to.model_dump(exclude_defaults=True)
    misses = [name for name in needed if not Applies.model_validate({name: needed[name]}).fits(facts)]
    values = ((name, needed[name]) for name in misses)
    asks = "; ".join(f"{name}: {_written(value)}" for name, value in values)
    if misses and all(name not in facts for name in misses):
        return _("It applies only with this fact, which the record does not give: {facts}.").format(
            facts=asks
        )
    return _("The facts given are not those it applies to: {facts}.").format(facts=asks)


def _written(value: object) -> str:
    """The value of a fact as a record has it: true, not True."""
    return str(value).lower() if isinstance(value, bool) else ", ".join(map(str, several(value)))


def _in_question(rule: Rule, record: Record, library: Library) -> bool:
    """Without named rules: one that the record says something about, in force on the first date it gives."""
    period = rule.period
    if period is None:
        return False
    known = record.events.get(period.start) or record.events.get(period.end)
    return known is not None and rule.in_force_on(known) and applies(rule, record, library)


def _dated(rule: Rule, period: Period, record: Record, start: date, actual: date) -> Result:
    far = period.far_side()
    if far and actual > last_day(far.method, far.n, calendar(far.calendar), start):
        period = far
    required, method = _required(period, start)
    least = period.kind == "minimum"
    short = (required - actual).days if least else (actual - required).days
    outcome, why = _outcome(rule, record, short)
    said = [
        _counted(period, method, start, required),
        *_on_which_days(period, method, start),
        _happened(actual, short, least),
        *why,
        *_other_figures(rule),
    ]
    return Result(
        rule=rule.id,
        force=rule.force,
        result=outcome,
        event=period.end,
        required=required,
        actual=actual,
        shortfall_days=max(0, short),
        because=_told(rule, said),
        unconfirmed=rule.rests_on_memory,
    )


def _required(period: Period, start: date) -> tuple[date, Method]:
    """The most lenient date among the rule's method and those it accepts."""
    cal = calendar(period.calendar)
    methods = (period.method, *period.accepts)
    if period.kind == "maximum":
        return max(((last_day(m, period.n, cal, start), m) for m in methods), key=_first)
    return min(((acts_from(m, period.n, cal, start, period.ends), m) for m in methods), key=_first)


def _first(pair: tuple[date, Method]) -> date:
    return pair[0]


def _outcome(rule: Rule, record: Record, short: int) -> tuple[Outcome, tuple[str, ...]]:
    if short <= 0:
        return Outcome.MET, ()
    explained = record.explanations.get(rule.id)
    if explained and rule.force.may_be_explained:
        return Outcome.MET_WITH_EXPLANATION, (_("Explained: {text}").format(text=explained),)
    if explained:
        no = _("An explanation does not change that: {label}, {words}.")
        return Outcome.NOT_MET, (no.format(label=rule.force.label, words=rule.force.words),)
    return Outcome.NOT_MET, (_("{label}: {words}.").format(label=rule.force.label, words=rule.force.words),)


def _counted(period: Period, method: Method, start: date, required: date) -> str:
    words = {
        "period": describe(method, period.n, period.calendar),
        "start": with_weekday(start),
        "required": with_weekday(required),
    }
    if period.kind == "maximum":
        return _("Within {period} of {start}: by {required}.").format(**words)
    return _("{period} from {start}: {required} at the earliest.").format(**words)


def _on_which_days(period: Period, method: Method, start: date) -> tuple[str, ...]:
    """The holidays that did not count, by name, and on which edition of which calendar."""
    if not depends_on_calendar(method):
        return ()
    cal = calendar(period.calendar)
    found = count(method, period.n, cal, start)
    skipped = do_not_count([(each.date, each.why) for each in found.skipped])
    return (*skipped, *not_published(cal, found.provisional), *filter(None, [edition(cal)]))


def _happened(actual: date, short: int, least: bool) -> str:
    if short <= 0:
        return _("It was on {actual}.").format(actual=with_weekday(actual))
    if least:
        missed = ngettext("It was on {actual}, {n} day short.", "It was on {actual}, {n} days short.", short)
    else:
        missed = ngettext("It was on {actual}, {n} day late.", "It was on {actual}, {n} days late.", short)
    return missed.format(actual=with_weekday(actual), n=short)


def _other_figures(rule: Rule) -> tuple[str, ...]:
    """That the rule has other figures, for cases that the record does not tell apart."""
    if rule.figure is None or rule.figure.kind != "also" or (rule.period and rule.period.no_later):
        return ()
    words = _("It has other figures too, for cases that these dates do not tell apart. It asks: {asks}")
    return (words.format(asks=rule.asks),)


def _missing(period: Period, record: Record) -> str:
    names = [name for name in (period.start, period.end) if name not in record.events]
    return _("The record gives no date for {events}.").format(events=", ".join(names))


def _not_in_force(rule: Rule, start: date) -> str:
    words = {"start": with_weekday(start)}
    if rule.in_force_from and start < rule.in_force_from:
        since = _("It came into force on {day}; the record starts on {start}.")
        return since.format(day=with_weekday(rule.in_force_from), **words)
    assert rule.in_force_to is not None
    until = _("It was in force until {day}; the record starts on {start}.")
    return until.format(day=with_weekday(rule.in_force_to), **words)


def _exempt(rule: Rule, text: str) -> Sequence[str]:
    recorded = _("Its own exception is recorded: {text}").format(text=text)
    if rule.exceptions:
        return (recorded,)
    return recorded, _("The rulebook lists no exception of this rule: check what it rests on.")


def _without_dates(rule: Rule, record: Record, outcome: Outcome, *why: str) -> Result:
    period = rule.period
    event = period.end if period else None
    return Result(
        rule=rule.id,
        force=rule.force,
        result=outcome,
        event=event,
        required=None,
        actual=record.events.get(event) if event else None,
        shortfall_days=None,
        because=_told(rule, why),
        unconfirmed=rule.rests_on_memory,
    )


def _told(rule: Rule, why: Iterable[str]) -> tuple[str, ...]:
    said = (_("{title}.").format(title=rule.title.rstrip(".")), *why)
    return (*said, UNCONFIRMED) if rule.rests_on_memory else said
