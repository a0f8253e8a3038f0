"""What each alert says. Calm and exact: the fact, what it means, what can be done; no blame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.alerts.answering import late_answer
from workflow.alerts.model import (
    COMING,
    GATE,
    LAST_DAY,
    LATE,
    TOO_LATE,
    TOO_SHORT,
    Alert,
    Letterhead,
)
from workflow.alerts.own_words import NOT_COUNTED, OWN_WORDS
from workflow.alerts.parts import Line as Line
from workflow.alerts.parts import Paragraph as Paragraph
from workflow.alerts.rules import LADDER, Rung, working_day_from
from workflow.timetable.dates_in_words import day_and_month, in_words, one_and_another, with_weekday
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _
from workflow.words import ngettext

COPIED_AT = next(rung for rung in LADDER if "manager" in rung.told).number
FIRST_LATE = next(rung for rung in LADDER if rung.days > 0).number
LAST_RUNG = LADDER[-1].number
DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Seen:
    """An alert on the day on which it is read. A rung that was overtaken says what is true that day."""

    alert: Alert
    day: date
    head: Letterhead

    @property
    def kind(self) -> str:
        """Which text fits: a last safe date that has passed is late, whatever rung first told of it."""
        trigger = self.alert.trigger
        if trigger not in (COMING, LAST_DAY):
            return trigger
        if self.day > self.alert.last_safe:
            return LATE
        return LAST_DAY if self.day == self.alert.last_safe else COMING

    @property
    def counted(self) -> bool:
        """Whether its day was counted by rules: what a body promised was not."""
        return self.alert.family not in NOT_COUNTED

    @property
    def days_late(self) -> int:
        """Working days since the last safe date, today counted."""
        after = self.head.working.working_days_between(self.alert.last_safe + DAY, self.day + DAY)
        return max(after, 1)

    @property
    def window(self) -> tuple[int, date] | None:
        """For an opening: the days of the full window, and the day by which it must close."""
        closes = self.alert.day("window_closes_by")
        return ((closes - self.alert.last_safe).days, closes) if closes else None

    @property
    def fact(self) -> str:
        """What has not happened, e.g. "the consultation has not opened"."""
        due, not_yet = self.alert.words("was_due"), self.alert.words("not_yet")
        for joint in (" was due to ", " were due to "):
            if joint in due and not_yet.startswith(("it ", "they ")):
                return _small(due.split(joint)[0]) + " " + not_yet.split(" ", 1)[1]
        return not_yet or _small(self.alert.words("event_title"))


def subject(seen: Seen) -> Line:
    """What the subject of a mail says about an alert."""
    alert, kind = seen.alert, seen.kind
    if alert.family in OWN_WORDS:
        return OWN_WORDS[alert.family][0](alert, seen.day)
    if kind == COMING:
        by = _("by {day}").format(day=day_and_month(alert.last_safe))
        return Line(alert.words("must"), f" {by}", titled=True)
    if kind == LAST_DAY:
        return Line(_("Today is the last safe day: {must}").format(must=_small(alert.words("must"))))
    if kind == TOO_LATE and seen.window:
        return Line(_("Too late for {time}").format(time=_span(seen.window[0])), titled=True)
    if kind == TOO_LATE:
        return Line(_("Too late for the end as fixed: {fact}").format(fact=seen.fact))
    if kind == TOO_SHORT:
        return Line(_("As planned, {days} too short").format(days=_days(alert)), titled=True)
    if kind == GATE:
        return Line(_("Recorded: {words}").format(words=_small(alert.words("words"))), titled=True)
    decision = alert.day("decision_by")
    if alert.rung == LAST_RUNG and decision:
        risk = _("decision of {day} at risk").format(day=day_and_month(decision))
        return Line(f"{_late(seen)}: {risk}")
    return Line(f"{_late(seen)}: {seen.fact}")


def paragraphs(seen: Seen) -> tuple[Paragraph, ...]:
    """Everything a mail says about one alert, the fact first."""
    if seen.alert.family in OWN_WORDS:
        return OWN_WORDS[seen.alert.family][1](seen.alert, seen.day, seen.head)
    written = {COMING: _coming, LAST_DAY: _last_day, TOO_LATE: _too_late, TOO_SHORT: _too_short, GATE: _gate}
    told = list(written.get(seen.kind, _is_late)(seen))
    if seen.alert.detail.get("unconfirmed"):
        told.append(Paragraph(UNCONFIRMED))
    return tuple(told)


def _coming(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    left = seen.head.working.working_days_between(seen.day, alert.last_safe)
    when = ngettext("That is in %d working day.", "That is in %d working days.", left) % left
    must = _("{must} by {day}: {title}.")
    said = must.format(must=alert.words("must"), day=with_weekday(alert.last_safe), title=_title(alert))
    yield Paragraph(f"{said} {when}")
    yield from _protects(seen)
    yield from _to_do(alert)
    if alert.rung == COPIED_AT:
        yield _copied(alert, left)
    yield _stage(seen)
    yield Paragraph(_("If this cannot be done by then, say so now: a later date may still move."))


def _last_day(seen: Seen) -> Iterator[Paragraph]:
    alert, decision = seen.alert, seen.alert.day("decision_by")
    must, today = alert.words("must"), with_weekday(seen.day)
    yield Paragraph(
        _("{must} today, {today}: {title}. It is the last safe day.").format(
            must=must, today=today, title=_title(alert)
        )
    )
    keeps = _("If it is done today, the dates that follow still fit.")
    if seen.window:
        full = _span(seen.window[0])
        keeps = _("If it opens today, organisations get the full {time}.").format(time=full)
    if decision:
        keeps += " " + _("The decision can be taken on {day}.").format(day=in_words(decision))
    yield Paragraph(f"{keeps} {_from_tomorrow(alert)}")
    yield from _to_do(alert)
    yield _stage(seen)
    yield Paragraph(_choices(alert, _("record it as done"), _("move dates")))


def _is_late(seen: Seen) -> Iterator[Paragraph]:
    fact = late_answer(seen.alert) or f"{_was_due(seen)}."
    yield Paragraph(f"{_title(seen.alert)}: {fact} {_it_is_late(seen)}")
    yield Paragraph(_effect(seen), lead=_("What this means:"))
    yield from _who(seen)
    yield from _ways(seen)
    yield from _where_it_goes(seen)


def _too_late(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    fixed = _("the end ({title}, {day}) is marked as fixed").format(
        title=alert.words("ends_title"), day=in_words(alert.day("end_date") or alert.last_safe)
    )
    gone = _("The dates that follow no longer fit.")
    if seen.window:
        gone = _("{time} no longer fit.").format(time=_span(seen.window[0]))
    yield Paragraph(f"{_title(alert)}: {_was_due(seen)}, {_('and')} {fixed}. {gone}")
    yield Paragraph(_effect(seen), lead=_("What this means:"))
    yield from _who(seen)
    yield Paragraph(_choices(alert, _("let the end move"), _("agree a plan and a date")))
    yield _stage(seen)
    yield _answer(seen)
    yield from _where_it_goes(seen)


def _too_short(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    rule = alert.words("rule_title") or alert.words("event_title")
    force = f" ({alert.words('force')})" if alert.words("force") else ""
    yield Paragraph(
        _("{title}: as planned, {days} too short for this rule: {rule}{force}.").format(
            title=_title(alert), days=_days(alert), rule=rule, force=force
        )
    )
    required, planned = alert.day("required"), alert.day("planned")
    if required and planned:
        said = _("{event}: planned for {planned}; the rule asks for {required}.")
        event = alert.words("end_event_title")
        yield Paragraph(said.format(event=event, planned=in_words(planned), required=in_words(required)))
    yield Paragraph(_choices(alert, _("move a date")))
    yield _stage(seen)


def _gate(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    on = in_words(alert.day("on") or alert.last_safe)
    happened = _("{title}: recorded for {day}: {done}.")
    yield Paragraph(happened.format(title=_title(alert), day=on, done=_small(alert.words("done"))))
    missing = f"{alert.words('title')}. {alert.words('missing')}".strip()
    yield Paragraph(missing, lead=f"{alert.words('words')}:")
    excepted = _("No exception is recorded.")
    if alert.detail.get("excepted"):
        excepted = _("Its exception is recorded.")
    recorded = _("Recorded on {day} with its true date.").format(day=in_words(alert.due_on))
    yield Paragraph(f"{recorded} {excepted}")
    yield Paragraph(_("See the record"), link=_stage(seen).link)


def _was_due(seen: Seen) -> str:
    alert = seen.alert
    due = f"{_small(alert.words('was_due'))} {_('by')} {with_weekday(alert.last_safe)}"
    return f"{due}; {alert.words('not_yet')}"


def _late(seen: Seen) -> str:
    return ngettext("%d working day late", "%d working days late", seen.days_late) % seen.days_late


def _it_is_late(seen: Seen) -> str:
    return _("It is {late}.").format(late=_late(seen))


def _effect(seen: Seen) -> str:
    """What is still possible, worked out for the day of reading."""
    alert = seen.alert
    if seen.window:
        full, closes = seen.window
        left, half = (closes - seen.day).days, full // 2
        if left <= 0:
            return _("No time to respond is left before {day}.").format(day=in_words(closes))
        still = _("{time} are still possible if it opens today.").format(time=_span(left))
        if left > half:
            last = day_and_month(closes - timedelta(days=half))
            fewer = _("After {day} fewer than {time} will be left.")
            return f"{still} {fewer.format(day=last, time=_span(half))}"
        return f"{still} {_('That is less than half.')}"
    end = alert.day("end_date")
    if not end:
        return _("The dates that follow no longer fit.")
    kept = _("Each working day later takes time from what follows, or moves the end ({title}, {day}).")
    return kept.format(title=alert.words("ends_title"), day=in_words(end))


def _from_tomorrow(alert: Alert) -> str:
    if alert.detail.get("end_fixed"):
        return _("The end is marked as fixed: from tomorrow the dates that follow no longer fit.")
    end = in_words(alert.day("end_date") or alert.last_safe)
    later = _("Each working day later leaves less time, or moves the end ({title}, {day}).")
    return later.format(title=alert.words("ends_title"), day=end)


def _protects(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    if not alert.words("protects"):
        return
    force = f" ({alert.words('force')})" if alert.words("force") else ""
    said = _("This is {purpose}{force}.").format(purpose=alert.words("protects"), force=force)
    if seen.window:
        full, closes = seen.window
        said += " " + _("The full time is {time}, to {day}.").format(time=_span(full), day=in_words(closes))
    yield Paragraph(said)


def _to_do(alert: Alert) -> Iterator[Paragraph]:
    tasks = alert.detail.get("tasks")
    if isinstance(tasks, list) and tasks:
        yield Paragraph("; ".join(_small(str(task)) for task in tasks) + ".", lead=_("Still to do:"))


def _copied(alert: Alert, left: int) -> Paragraph:
    days = ngettext("%d working day is left", "%d working days are left", left) % left
    if alert.role == "owner":
        copied = _("We have copied the {manager} because {days}.")
        return Paragraph(copied.format(manager=alert.post("manager") or _("manager"), days=days))
    told = _("You are copied because {days}. The {owner} owns this project.")
    return Paragraph(told.format(days=days, owner=alert.post("owner")))


def _who(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    if alert.role != "owner" and alert.post("owner"):
        yield Paragraph(_("the {post}.").format(post=alert.post("owner")), lead=_("Owner:"))
    if alert.rung <= FIRST_LATE:
        return
    plan = _("Recorded plan: {plan}").format(plan=alert.plan) if alert.plan else _("No plan is recorded.")
    yield Paragraph(" ".join([*_told_before(alert), plan]))


def _told_before(alert: Alert) -> Iterator[str]:
    for day in sorted({day for _post, day in alert.told}):
        posts = [_("the {post}").format(post=post) for post, told_on in alert.told if told_on == day]
        were = ngettext("{posts} was told on {day}.", "{posts} were told on {day}.", len(posts))
        yield _big(were.format(posts=one_and_another(posts), day=day_and_month(day)))


def _ways(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    if alert.rung < LAST_RUNG:
        yield Paragraph(_choices(alert, _("agree a new date and plan"), _("reassign it")))
    else:
        yield from _three_ways(seen)
    yield _stage(seen)
    yield _answer(seen)


def _three_ways(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    yield Paragraph(_("You can:"))
    left = (seen.window[1] - seen.day).days if seen.window else 0
    now = _("open it today: {time} are left to respond;").format(time=_span(left))
    yield Paragraph(now if left > 0 else _("do it today: what follows has less time;"), lead="1.")
    moved = _("move the end ({title}, {day}): everyone keeps their time, and the end comes later;")
    end = in_words(alert.day("end_date") or alert.last_safe)
    yield Paragraph(moved.format(title=alert.words("ends_title"), day=end), lead="2.")
    if alert.detail.get("may_be_explained"):
        explain = _("have a shorter time explained: the post that agrees it, and the reason, will be public.")
        yield Paragraph(explain, lead="3.")
    else:
        yield Paragraph(_("record what happens with its true date: it will show as not met."), lead="3.")


def _choices(alert: Alert, *ways: str) -> str:
    every = list(ways)
    if alert.detail.get("may_be_explained"):
        every.append(_("ask for a departure to be explained"))
    *most, last = every
    if not most:
        return _("You can {way}.").format(way=last)
    return _("You can: {most}, or {last}.").format(most=", ".join(most), last=last)


def _where_it_goes(seen: Seen) -> Iterator[Paragraph]:
    alert = seen.alert
    following = next((rung for rung in LADDER if FIRST_LATE <= alert.rung < rung.number), None)
    if following:
        yield from _goes_to(seen, following)
    if alert.detail.get("public"):
        due = f"{alert.words('was_due')} {_('by')} {in_words(alert.last_safe)}; {alert.words('not_yet')}"
        yield Paragraph(_('The public page says today: "{words}".').format(words=due))


def _goes_to(seen: Seen, following: Rung) -> Iterator[Paragraph]:
    titles = [seen.alert.post(role) for role in following.told]
    posts = [_("the {post}").format(post=title) for title in titles if title]
    on = working_day_from(seen.head.working, seen.alert.last_safe, following.days)
    said = _("If nothing is recorded by {day} this goes to {posts}.")
    if posts and on > seen.day:
        yield Paragraph(said.format(day=day_and_month(on), posts=one_and_another(posts)))


def _stage(seen: Seen) -> Paragraph:
    alert = seen.alert
    name = alert.words("stage_name")
    words = _("Go to the stage: {name}").format(name=name) if name else _("Go to the project")
    return Paragraph(words, link=f"{seen.head.base_url}/projects/{alert.ref}/stages/{alert.words('stage')}")


def _answer(seen: Seen) -> Paragraph:
    return Paragraph(_("Record who does what, by when"), link=f"{seen.head.base_url}/alerts/{seen.alert.id}")


def _title(alert: Alert) -> str:
    return alert.words("project_title")


def _days(alert: Alert) -> str:
    days = int(str(alert.detail.get("short_by_days") or 0))
    return ngettext("%d day", "%d days", days) % days


def _span(days: int) -> str:
    """A stretch of days as people say it: "12 weeks", "11 weeks 6 days", "5 days"."""
    weeks, rest = divmod(days, WEEK)
    said = [ngettext("%d week", "%d weeks", weeks) % weeks] if weeks else []
    said += [ngettext("%d day", "%d days", rest) % rest] if rest or not weeks else []
    return " ".join(said)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _big(words: str) -> str:
    return words[:1].upper() + words[1:]
