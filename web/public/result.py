"""The answer of the date check in words: what the page says first, what it assumes, what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from web import pictures, pictures_regimes
from web.public.answers import Answers
from web.public.assumed import assumed
from web.public.threshold_words import Sums, sums
from web.public.timetables import (
    PA,
    Basis,
    Column,
    basis,
    figures,
    first_step,
    period,
    pressing,
    regimes_of,
    side_by_side,
)
from web.public.words import Said, in_weeks, said, written_in
from workflow.rulebook.library import Library
from workflow.rulebook.model import Rule, Rulebook
from workflow.timetable.count_in_words import edition
from workflow.timetable.counting import describe
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import Choice, EventDates, Timetable, TimingVerdict
from workflow.timetable.overlaps import Overlap, overlaps, stretches
from workflow.timetable.regimes import difference_in_words
from workflow.timetable.ties import counted_on
from workflow.words import gettext as _
from workflow.words import ngettext

OPENS = "consultation_opened"
LATE = (TimingVerdict.LATE, TimingVerdict.TOO_LATE)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the table: a last safe date for each column, and what sets the first."""

    title: str
    days: tuple[date | None, ...]
    weeks: str
    basis: tuple[Basis, ...]
    why: tuple[str, ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing that can be done when it is late: its dates, what it means, and its own timetable."""

    title: str
    dates: tuple[tuple[str, date], ...]
    means: str
    rules: tuple[Basis, ...]
    end: date | None


@dataclass(frozen=True, slots=True)
class Standstills:
    """Two standstills: by how much they differ, which one a joint project keeps and why, and the picture."""

    differ: str
    because: str
    drawn: pictures_regimes.Rulers


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that the page of one check shows."""

    answers: Answers
    rulebook: Rulebook
    columns: tuple[Column, ...]
    today: date
    library: Library

    @property
    def timetable(self) -> Timetable:
        """The timetable that leaves least time: the headline is about it."""
        return pressing(self.columns).timetable

    @property
    def late(self) -> bool:
        """Whether no plan fits the date asked for."""
        return self.timetable.verdict in LATE

    @property
    def earliest_end(self) -> date | None:
        """The earliest last day that the rules shown allow."""
        return self.timetable.events[-1].earliest if self.timetable.events else None

    def headline(self) -> str:
        """The answer in one sentence."""
        if self.late:
            return self._too_late()
        step = first_step(self.timetable)
        if step is None or step.latest is None:
            return _("No step has a last safe date")
        if self.timetable.verdict is TimingVerdict.ON_TIME:
            return _("You have time. {act} by {day}.").format(act=_act(step), day=in_words(step.latest))
        return _within(step)

    def planned(self) -> Said | None:
        """What was asked for and why it does not fit, where the end is fixed."""
        if self.timetable.verdict is not TimingVerdict.TOO_LATE:
            return None
        return said(_("You planned {day}. ") + self._notice_asked(), self.answers.end)

    def opening(self) -> EventDates | None:
        """The opening of the consultation, where there is still time for it."""
        found = {event.id: event for event in self.timetable.events}.get(OPENS)
        return found if found and found.latest and not self.late else None

    def protects(self) -> str:
        """What the last safe date of the consultation is for, with its period where a rule sets one."""
        event = self.opening()
        rule = self._rule(event)
        if rule is None or rule.period is None:
            return self.rulebook.routes[self.timetable.route].event(OPENS).protects
        asked = describe(rule.period.method, rule.period.n, rule.period.calendar)
        return _("to give organisations the full {period}").format(period=asked)

    def if_later(self) -> str:
        """What opening later would mean."""
        event = self.opening()
        rule = self._rule(event)
        later = _("end the funding later") if self.answers.ending else _("start the service later")
        later = _("change the agreement later") if self.answers.changing else later
        if rule and rule.force.may_be_explained:
            return _("If you open later, you must explain why, or {later}.").format(later=later)
        return _("If you open later, you must {later}.").format(later=later)

    def rows(self) -> tuple[StepRow, ...]:
        """Every step that has a last safe date, earliest first."""
        lead = self.columns[0].timetable
        found = [self._row(event) for event in lead.events if event.latest]
        return tuple(sorted(found, key=lambda row: row.days[0] or date.max))

    def ways_out(self) -> tuple[WayOut, ...]:
        """What can be done when it is late; several rules with the same way out are one."""
        found: dict[tuple[object, ...], list[Choice]] = {}
        for choice in self.timetable.choices:
            found.setdefault((choice.title, *choice.dates.items()), []).append(choice)
        ways = [self._way_out(choices) for choices in found.values()]
        return (*ways, *self._extension())

    def sums(self) -> Sums | None:
        """How the value stands to the threshold, of a procurement that begins today."""
        facts = {**self.columns[0].facts, "regime": regimes_of(self.answers)}
        return sums(self.rulebook, self.rulebook.facts(self.timetable.route, facts), self.today, self.library)

    def under_the_act(self) -> bool:
        """Whether the Act may apply, so that a value would be held against its threshold."""
        return PA in regimes_of(self.answers)

    def constraints(self) -> tuple[Overlap, ...]:
        """What the dates run into: elections, closures, months without meetings."""
        return overlaps(self.rulebook, self.timetable, pressing(self.columns).facts)

    def standstills(self) -> Standstills | None:
        """The standstill under each regime in question, where there are two and they count differently."""
        found = side_by_side(self.columns, self.answers, self.rulebook, self.today)
        differs = found.standstill if found else None
        drawn = pictures_regimes.rulers([each for each in differs.sides if each]) if differs else None
        if differs is None or drawn is None:
            return None
        return Standstills(difference_in_words(differs, self.rulebook), differs.because, drawn)

    def assumed(self) -> tuple[str, ...]:
        """What the dates take for granted."""
        return (*assumed(self.answers, self.rulebook), *self._calendars())

    def _calendars(self) -> Iterator[str]:
        """The editions of the calendars on which working days were counted."""
        routes = [(self.rulebook.route(one.timetable.route, one.facts), one.facts) for one in self.columns]
        on = (each for route, facts in routes for each in counted_on(self.rulebook, route, facts))
        yield from filter(None, map(edition, dict.fromkeys(on)))

    def own_figures(self) -> tuple[tuple[str, str], ...]:
        """The authority's own planning figures: what for, how long."""
        return tuple((own.title, period(own)) for own in figures(self.rulebook, self.timetable))

    def picture(self) -> pictures.Timeline:
        """The stages as a picture, if each step is taken on its last safe date."""
        return picture(self.timetable, self.rulebook, self.today)

    def _row(self, event: EventDates) -> StepRow:
        others = [{e.id: e for e in column.timetable.events}.get(event.id) for column in self.columns]
        bases = [basis(e, self.rulebook, self.timetable) for e in others if e]
        return StepRow(
            event.title,
            tuple(e.latest if e else None for e in others),
            in_weeks(min(e.latest for e in others if e and e.latest), self.today),
            tuple(dict.fromkeys(bases)),
            event.because,
            event.provisional,
        )

    def _too_late(self) -> str:
        earliest = in_words(self.earliest_end or self.answers.end)
        if self.timetable.verdict is TimingVerdict.TOO_LATE:
            fixed = _("The earliest this funding can end is {day}")
            fixed = fixed if self.answers.ending else _("The earliest this service can start is {day}")
            if self.answers.changing:
                fixed = _("The earliest last day of the agreement as it is now is {day}")
            return fixed.format(day=earliest)
        words = (
            _("It is too late to end on {asked} and follow the code. The earliest end is {day}.")
            if self.answers.ending
            else _("It is too late to start on {asked} and follow the code. The earliest start is {day}.")
        )
        if self.answers.changing:
            words = _(
                "It is too late to change the agreement after {asked} and follow the code. The earliest last "
                "day as it is now is {day}."
            )
        return words.format(asked=in_words(self.answers.end), day=earliest)

    def _notice_asked(self) -> str:
        received = {event.id: event for event in self.timetable.events}.get("notice_received")
        rule = self._rule(received)
        if rule is None or rule.period is None:
            return _("The rules shown need more time than that leaves.")
        words = _("{name} asks for notice of {period}, given after the decision can no longer be called in.")
        if pressing(self.columns).facts.get("call_in") is False:
            words = _("{name} asks for notice of {period}, given after the decision can take effect.")
        asked = describe(rule.period.method, rule.period.n, rule.period.calendar)
        return words.format(name=written_in(rule, self.library), period=asked)

    def _way_out(self, choices: Sequence[Choice]) -> WayOut:
        first = choices[0]
        events = {event.id: event.title for event in self.timetable.events}
        rules = [self.rulebook.find(choice.rule) for choice in choices]
        return WayOut(
            first.title,
            tuple((events.get(event, event), day) for event, day in sorted(first.dates.items(), key=_day)),
            self._means(first),
            tuple(Basis(r.title, r.force.value, self.rulebook.unconfirmed(r.id)) for r in rules if r),
            next(iter(first.dates.values())) if first.kind == "later_end" else None,
        )

    def _means(self, choice: Choice) -> str:
        if choice.needs == "explanation":
            return _(
                "Someone else must agree an explanation, and it is published: why, and what you do instead."
            )
        if choice.needs == "exception":
            return _("The exception must be recorded, with its reason and the post that answers for it.")
        return _("Every period shown then fits, counted from today.")

    def _extension(self) -> Iterator[WayOut]:
        """The time between the date asked for and the earliest start, covered by what runs today."""
        has_provider = self.answers.what == "retender"
        if not (self.late and has_provider and self.earliest_end and self.earliest_end > self.answers.end):
            return
        weeks = -(-(self.earliest_end - self.answers.end).days // 7)
        title = ngettext(
            "Extend the current agreement for {n} week", "Extend the current agreement for {n} weeks", weeks
        )
        means = _("People keep the service until the new one starts. Check what the agreement says about it.")
        days = ((_("Current agreement goes on to at least"), self.earliest_end),)
        yield WayOut(title.format(n=weeks), days, means, (), None)

    def _rule(self, event: EventDates | None) -> Rule | None:
        return self.rulebook.find(event.binding_rule, event.binding_edition) if event else None


def picture(timetable: Timetable, rulebook: Rulebook, today: date) -> pictures.Timeline:
    """The stages of a timetable, each from its first to its last last safe date."""
    known = {event.id: event for event in timetable.events}
    rows = []
    for stage in rulebook.routes[timetable.route].stages:
        dated = [known[e] for e in stage.events if e in known and known[e].latest]
        if dated:
            rows.append(_stage_row(stage.name, dated, timetable))
    opens = known.get(OPENS)
    says = _("{n} stages, each on its last safe dates.").format(n=len(rows))
    if opens and opens.latest:
        must = _("The consultation must open by {day}.").format(day=in_words(opens.latest))
        says = f"{says} {must}"
    bands = [pictures.Band(one.title, one.first, one.last) for one in stretches(rulebook.authority.diary)]
    return pictures.timeline(
        rows, today=today, title=_("Last safe dates by stage"), description=says, bands=bands
    )


def _stage_row(name: str, dated: Sequence[EventDates], timetable: Timetable) -> pictures.Row:
    days = [event.latest for event in dated if event.latest]
    spare = [event.spare_working_days for event in dated if event.spare_working_days is not None]
    last = max(days) == timetable.end
    return pictures.Row(
        label=name,
        planned_from=min(days),
        planned_to=max(days),
        last_safe=None if last else min(days),
        fixed=last,
        spare=min(spare, default=None),
    )


def _act(step: EventDates) -> str:
    known = {
        "early_conversation_started": _("Start talking to providers"),
        OPENS: _("Open the consultation"),
    }
    return known.get(step.id, step.title)


def _within(step: EventDates) -> str:
    spare = step.spare_working_days or 0
    if spare == 0:
        return _("{act} today").format(act=_act(step))
    words = ngettext("{act} within {n} working day", "{act} within {n} working days", spare)
    return words.format(act=_act(step), n=spare)


def _day(pair: tuple[str, date]) -> date:
    return pair[1]
