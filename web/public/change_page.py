"""One change as the public sees it: where it stands, its dates and what became of them, who decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from web import pictures
from web.consultation_page import ConsultationPage, withdrawn_on
from web.explained import Explained, explained
from web.feedback_page import FeedbackPage
from web.public import code_rows, history, lists, taking_part
from web.public.documents import PublicDocument, documents_of
from web.public.taking_part import TakingPart
from web.public.words import Said, money, said
from web.wiring import services
from workflow.commands.views import ProjectView
from workflow.project.engagement import Activity
from workflow.project.orders import not_told, told_late
from workflow.project.partners import PROVIDERS
from workflow.project.summaries import EventLine, StageLine
from workflow.rulebook.library import Library
from workflow.rulebook.model import Rule
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import last_day
from workflow.timetable.dates_in_words import in_words, one_and_another
from workflow.words import gettext as _

SHOWN_AHEAD = 3
"""So many steps without a date of their own stand open on the page."""
DECISION, PUBLISHED = "decision_made", "decision_published"
EQUALITY, EQUALITY_TASK = "equality_assessment_completed", "equality_assessment"
EQUALITY_GUARD = "equality_record_read"


@dataclass(frozen=True, slots=True)
class DateRow:
    """One step: planned, last safe and done, what moved, and why it must be then; `later`: to be folded."""

    title: str
    planned: date | None
    last_safe: date | None
    done: date | None
    moved: tuple[history.Moved, ...]
    passed: Said | None
    unconfirmed: bool
    because: tuple[str, ...]
    asked_for: bool
    later: bool = False


@dataclass(frozen=True, slots=True)
class Decides:
    """Who takes one decision, when, and until when it can be called in."""

    what: str
    post: str
    on: date | None
    standing: str
    call_in: date | None


@dataclass(frozen=True, slots=True)
class Equality:
    """How the equality assessment stands, whether its record was read, and whether it is public."""

    standing: Said | None
    done: bool
    read: bool
    public: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of what people said: the `outcome` once it is published, until then how it stands."""

    outcome: str
    standing: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Everything on the page of one change."""

    view: ProjectView
    today: date
    library: Library

    @property
    def withdrawn(self) -> tuple[date | None, str] | None:
        """When it was withdrawn and why, or None."""
        why = self.view.overview.project.withdrawn_because
        return (withdrawn_on(self.view), why) if why else None

    @property
    def part(self) -> TakingPart:
        """What it says of taking part."""
        return TakingPart(self.view, services())

    @property
    def documents(self) -> list[PublicDocument]:
        """The documents that everyone may open."""
        return documents_of(self.view)

    @property
    def bodies(self) -> str:
        """The body whose change it is, and those that take part."""
        return one_and_another(self.view.overview.project.partners.bodies(self.view.body.name))

    @property
    def provider(self) -> str:
        """Which type of provider may provide it, in words; "" while nobody said."""
        known = self.view.overview.project.partners.provider
        return PROVIDERS[known].lower() if known in PROVIDERS and known != "unknown" else ""

    @property
    def value(self) -> str:
        """What it is worth, in words, or nothing."""
        return money(self.view.overview.project.facts.get("value"))

    def points(self, text: str) -> tuple[str, ...]:
        """A text as bullets, one a line."""
        return tuple(line.strip(" -•*") for line in text.splitlines() if line.strip(" -•*"))

    def in_short(self) -> Said:
        """What the date asked for is, as the route says it."""
        project = self.view.overview.project
        words = self.view.situation.route.event(self.view.situation.route.ends_with)
        if project.actual(words.id):
            return said(_("{done} on {day}."), project.actual(words.id) or project.end, done=words.done)
        fixed = _("{title} on {day} (fixed).") if project.end_fixed else _("{title} on {day} (planned).")
        return said(fixed, project.end, title=words.title)

    def stage(self) -> StageLine | None:
        """The stage that it stands in, None once it is over."""
        return lists.stage_of(self.view)

    def heard(self) -> Heard | None:
        """What came of what people said; None before a consultation has opened."""
        if not self.view.overview.project.actual(lists.OPENS):
            return None
        answers = self.view.overview.project.answers
        page = FeedbackPage(ConsultationPage(self.view, services()))
        outcome = answers.outcome.text if answers.published and answers.outcome else ""
        return Heard(outcome, page.standing())

    def passed(self) -> tuple[Said, ...]:
        """What was due and has not happened."""
        if not self.view.overview.project.live:
            return ()
        found = (lists.passed(line, self.today) for line in self._lines())
        return tuple(one for one in found if one)

    def next(self) -> Said | None:
        """What comes next for the public."""
        ahead = [line for line in self._lines() if line.words.act and not lists.passed(line, self.today)]
        ahead = [line for line in ahead if not lists.closed(line, self.today)]
        waiting = [line for line in ahead if line.dates.spare_working_days is not None]
        line = min(waiting, key=lambda one: one.planned or one.dates.latest or date.max, default=None)
        return lists.coming(line) if line and self.view.overview.project.live else None

    def dates(self) -> tuple[DateRow, ...]:
        """Every public step that has or had a date, by date."""
        moved = history.moves(self.view)
        rows = [_date_row(self.view, line, moved, self.today) for line in self._lines()]
        activities = self.view.overview.project.engagement.activities
        rows += [self._activity_row(each) for each in activities if each.public]
        kept = [row for row in rows if row.planned or row.last_safe or row.done or row.moved]
        return _later(sorted(kept, key=lambda row: row.done or row.planned or row.last_safe or date.max))

    def decides(self) -> tuple[Decides, ...]:
        """Each decision of the route, by whom it is taken."""
        return tuple(self._decides())

    def picture(self) -> pictures.Timeline:
        """The stages as a picture."""
        rows = [row for stage in self.view.overview.stages if (row := _stage_row(self.view, stage))]
        says = _("{n} stages with dates.").format(n=len(rows))
        opens = lists.line_of(self.view, lists.OPENS)
        if opens and not opens.dates.done and opens.dates.latest:
            must = _("The consultation must open by {day}.").format(day=in_words(opens.dates.latest))
            says = f"{says} {must}"
        return pictures.timeline(rows, today=self.today, title=_("Dates by stage"), description=says)

    def rules(self) -> tuple[code_rows.RuleRow, ...]:
        """How each rule is followed."""
        return code_rows.rows(self.view, self.library)

    def to_read_first(self, rules: Sequence[code_rows.RuleRow]) -> tuple[code_rows.RuleRow, ...]:
        """The rules that were not kept as they stand: not met, explained, or under an exception."""
        return tuple(row for row in rules if row.status in ("not_met", "explained", "exception"))

    def in_numbers(self, rules: Sequence[code_rows.RuleRow]) -> str:
        """How many rules stand how, in one sentence."""
        return code_rows.in_numbers(rules)

    def equality(self, rules: Iterable[code_rows.RuleRow]) -> Equality | None:
        """How the equality assessment stands, given how each rule stands; None where none is asked."""
        line = lists.line_of(self.view, EQUALITY)
        if line is None:
            return None
        gates = [row for row in rules if row.rule.gate and row.rule.gate.guard == EQUALITY_GUARD]
        public = any(
            one.task == EQUALITY_TASK and one.visibility == "public"
            for one in self.view.overview.project.evidence
        )
        done = said(_("It was completed on {day}."), line.actual) if line.actual else None
        live = self.view.overview.project.live
        waits = (lists.passed(line, self.today) or lists.coming(line)) if live else None
        read = bool(gates) and all(row.status == "met" for row in gates)
        return Equality(done or waits, done is not None, read, public)

    def explanations(self) -> tuple[Explained, ...]:
        """The agreed explanations in full."""
        days, book = history.decided_on(self.view), self.view.overview.rulebook
        found = self.view.overview.project.explanations.values()
        return tuple(explained(book, one, days.get(one.id)) for one in found if one.agreed)

    def not_met(self) -> tuple[code_rows.NotMet, ...]:
        """Acts without what a rule asks that cannot be explained."""
        return code_rows.acts_not_met(self.view)

    def told_late(self) -> str:
        """That the provider was not told first, in words; "" where it was or the departure is explained."""
        told = not_told(self.view.situation)
        return told_late(self.view.situation) if told else ""

    def notes(self) -> tuple[tuple[str, str], ...]:
        """Public records that are no documents: title and text."""
        found = code_rows.public_records(self.view)
        return tuple((title, record.text) for title, record in found if record.form in ("note", "meeting"))

    def history(self) -> list[dict[str, object]]:
        """The public history, newest first, as its component wants it."""
        return [
            {"title": told.title, "by": told.by, "when": told.when, "text": told.text}
            for told in history.history(self.view)
        ]

    def _activity_row(self, each: Activity) -> DateRow:
        late = taking_part.passed(each, self.today, self.view.overview.project.live)
        done = each.done_on
        return DateRow(each.plan.what, each.plan.on, None, done, (), late, False, (), asked_for=False)

    def _lines(self) -> Iterable[EventLine]:
        return (line for line in self.view.overview.events if line.words.public)

    def _decides(self) -> Iterator[Decides]:
        post = self.view.post_title(self.view.overview.project.people.decider)
        for line in self._lines():
            if line.words.id.endswith(DECISION):
                over = not (self.view.overview.project.live or line.actual or line.planned)
                day, standing = (None, "") if over else _standing(line)
                prefix = line.words.id.removesuffix(DECISION)
                published = lists.line_of(self.view, prefix + PUBLISHED)
                yield Decides(line.words.title, post, day, standing, self._call_in(published))

    def _call_in(self, published: EventLine | None) -> date | None:
        day = _standing(published)[0] if published else None
        rule = self._call_in_rule(day) if day else None
        if rule is None or rule.period is None or day is None:
            return None
        return last_day(rule.period.method, rule.period.n, calendar(rule.period.calendar), day)

    def _call_in_rule(self, day: date) -> Rule | None:
        known = self.view.situation.rules_begun(day)
        return next((rule for rule in known if rule.applies_to.call_in and rule.period), None)


def _later(rows: Sequence[DateRow]) -> tuple[DateRow, ...]:
    """The same rows; those with a last safe date alone, but for the next of them, are for later reading."""
    bare = [row for row in rows if not (row.planned or row.done or row.moved or row.passed)]
    far = {id(row) for row in bare[SHOWN_AHEAD:]}
    return tuple(replace(row, later=id(row) in far) for row in rows)


def _standing(line: EventLine) -> tuple[date | None, str]:
    if line.actual:
        return line.actual, _("done")
    if line.planned:
        return line.planned, _("planned")
    return line.dates.latest, _("last safe date")


def _date_row(view: ProjectView, line: EventLine, moved: tuple[history.Moved, ...], today: date) -> DateRow:
    asked_for = line.words.id == view.situation.route.ends_with
    waits = line.dates.spare_working_days is not None and view.overview.project.live
    return DateRow(
        title=line.words.title,
        planned=line.planned or (view.overview.project.end if asked_for and not line.actual else None),
        last_safe=line.dates.latest if waits and not asked_for else None,
        done=line.actual,
        moved=tuple(one for one in moved if one.event == line.words.id),
        passed=lists.passed(line, today) if view.overview.project.live else None,
        unconfirmed=line.dates.unconfirmed,
        because=line.dates.because if waits else (),
        asked_for=asked_for,
    )


def _stage_row(view: ProjectView, stage: StageLine) -> pictures.Row | None:
    lines = [
        line for line in view.overview.events if line.words.id in stage.stage.events and line.words.public
    ]
    days = [day for line in lines if (day := line.actual or line.planned or line.dates.latest)]
    if not days or stage.status == "not_needed":
        return None
    ends = any(line.words.id == view.situation.route.ends_with for line in lines)
    open_ = [line.dates.latest for line in lines if line.dates.spare_working_days is not None]
    return pictures.Row(
        label=stage.stage.name,
        planned_from=min(days),
        planned_to=max(days),
        last_safe=None if ends else min((day for day in open_ if day), default=None),
        done=stage.status == "completed",
        fixed=ends,
    )
