"""A consultation as its public page shows it, for the page itself and for its preview at the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workflow.clock import london
from workflow.commands import consultation_views
from workflow.commands.consultation_views import Length
from workflow.commands.services import Services
from workflow.commands.views import ProjectView
from workflow.project.consulting import FORMATS, Consultation
from workflow.project.events import DateRecorded, Fact, StageMoved, from_data
from workflow.project.events.partners import PartnerLeft, PartnerNamed
from workflow.project.model import Explanation, Project
from workflow.project.partners import ROLES
from workflow.project.promised import Moved, broken
from workflow.project.summaries import EventLine
from workflow.project.window import Window, whole
from workflow.rulebook.model import Rule
from workflow.store.consultations import ANSWERED, CLOSED, OPENED
from workflow.timetable.dates_in_words import in_words, one_and_another, with_weekday
from workflow.words import gettext as _
from workflow.words import ngettext

CLOSING_SOON_DAYS = 14
PROMISED = {"coming": OPENED, "considering": ANSWERED}
"""What was promised for a day and still waits, by the state."""
STATES = ("closing_soon", "open", "due", "coming", "considering", "answered", "overdue", "withdrawn")
"""The groups of the public list, in its order."""


def state_of(
    *,
    today: date,
    opened: date | None,
    due: date | None,
    closes: date | None,
    closed: date | None,
    answer_by: date | None,
    answered: date | None,
) -> str:
    """Where a consultation stands today; `due` is the day by which it opens, planned or last safe."""
    if answered:
        return "answered"
    if closed or (opened and closes and closes < today):
        return "overdue" if answer_by and answer_by < today else "considering"
    if opened:
        soon = closes is not None and (closes - today).days <= CLOSING_SOON_DAYS
        return "closing_soon" if soon else "open"
    return "due" if due and due < today else "coming"  # fmt: skip


def days_left(closes: date, today: date) -> str:
    """How long there is, in words, the closing day counted in."""
    left = (closes - today).days
    return _("today") if left == 0 else ngettext("in {n} day", "in {n} days", left).format(n=left)


def moved_in_words(moved: Moved, state: str) -> str:
    """A promised day that passed unkept, the new one and why: of the opening, or of the feedback."""
    if state == "coming":
        told = _("This consultation was due to open by {day}; it has not opened.")
    else:
        told = _("We said we would publish feedback by {day}. We have not.")
    words = _(" New date: {day}. Why: {reason}") if moved.reason else _(" New date: {day}.")
    new = words.format(day=in_words(moved.new), reason=moved.reason)
    return f"{told.format(day=in_words(moved.old))}{new}"


def withdrawn_on(view: ProjectView) -> date | None:
    """The day on which the project was withdrawn, or None."""
    moves = (entry for entry in view.history if entry.kind == StageMoved.kind)
    return next((london(entry.at).date() for entry in moves if entry.data["how"] == "withdraw"), None)


def withdrawn_in_words(on: date, reason: str) -> str:
    """That the change was withdrawn, when and why."""
    words = _("This change was withdrawn on {day}. Why: {reason}")
    return words.format(day=in_words(on), reason=reason)


WRITTEN: Mapping[str, str] = {
    "open_questions_written": _("What is decided and what is still open"),
    "consultation_described": _("Why we are asking and who should reply"),
    "consultation_questions_set": _("What we ask"),
    "consultation_ways_offered": _("How to reply"),
}
"""What people reply to, by the fact that writes it."""


@dataclass(frozen=True)
class ConsultationPage:
    """Everything on the page of one consultation."""

    view: ProjectView
    services: Services
    preview: bool = False

    @property
    def project(self) -> Project:
        """The project whose consultation it is."""
        return self.view.overview.project

    @property
    def known(self) -> Consultation:
        """What was written of it; before it opens, nothing of that but in the preview."""
        shown = self.preview or self.project.actual(OPENED)
        return self.project.consultation if shown else Consultation()

    @property
    def organisers(self) -> tuple[tuple[str, str], ...]:
        """Every body whose consultation it is, with its part in words; the one that leads the work first."""
        named = self.project.partners.named.values()
        return (
            (self.view.body.name, _("Leads the work")),
            *((each.name, ROLES[each.role]) for each in named),
        )

    @property
    def bodies(self) -> str:
        """The same bodies as people list them."""
        return one_and_another(self.project.partners.bodies(self.view.body.name))

    @property
    def today(self) -> date:
        """The day on which the page is read."""
        return self.services.today

    @cached_property
    def due(self) -> date | None:
        """The day by which it opens: the planned one, else the last safe one."""
        line = next((e for e in self.view.overview.events if e.words.id == OPENED), None)
        return (line.planned or line.dates.latest) if line else None

    @cached_property
    def unconfirmed(self) -> bool:
        """Whether a date on the page rests on a rule whose text was not seen."""
        lines = (e for e in self.view.overview.events if e.words.id in (OPENED, CLOSED, ANSWERED))
        return any(e.dates.unconfirmed and not (e.planned or e.actual) for e in lines)

    @cached_property
    def state(self) -> str:
        """One of `STATES`, or "never_opened" where the change ended without it."""
        project = self.project
        if project.withdrawn_because:
            return "withdrawn"
        if not (project.live or project.actual(OPENED)):
            return "never_opened"
        return state_of(
            today=self.today,
            opened=project.actual(OPENED),
            due=self.due,
            closes=project.planned(CLOSED),
            closed=project.actual(CLOSED),
            answer_by=project.planned(ANSWERED),
            answered=project.actual(ANSWERED),
        )

    @property
    def tag(self) -> str:
        """The state word beside the first line."""
        if self.broken:
            return "late"
        tags = {"considering": "closed", "answered": "completed", "due": "late", "overdue": "late"}
        tags["never_opened"] = "ended"
        return tags.get(self.state, self.state)

    @property
    def closes(self) -> date | None:
        """The day on which it closes or closed."""
        return self.project.actual(CLOSED) or self.project.planned(CLOSED)

    @property
    def weeks(self) -> str:
        """Its length in words; "" while a date is open."""
        opened = self.project.actual(OPENED) or self.project.planned(OPENED)
        return whole((self.closes - opened).days) if opened and self.closes else ""

    def first_line(self) -> str:
        """Where it stands, in one or two sentences."""
        return "".join(self._first_line())

    def _first_line(self) -> Iterator[str]:
        project, closes = self.project, self.closes
        answer = project.planned(ANSWERED)
        match self.state:
            case "withdrawn" if gone := withdrawn_on(self.view):
                yield withdrawn_in_words(gone, project.withdrawn_because)
            case "never_opened":
                yield _("This change is finished. Its consultation did not open.")
            case "coming" | "considering" if self.broken:
                yield moved_in_words(self.broken, self.state)
            case "coming":
                yield self._coming()
            case "due" if self.due:
                words = _("This consultation was due to open by {day}; it has not opened.")
                yield words.format(day=in_words(self.due))
            case "open" | "closing_soon" if closes:
                words = _("Open until 11:59pm on {day}. It closes {left}.")
                yield words.format(day=with_weekday(closes), left=days_left(closes, self.today))
            case "open" | "closing_soon":
                yield _("Open. No closing date yet.")
            case "considering" if closes:
                yield _("Closed on {day}.").format(day=in_words(closes))
                yield (
                    _(" We will publish what you said, and what we will do, by {day}.").format(
                        day=in_words(answer)
                    )
                    if answer
                    else _(" No date yet for what you said and what we will do.")
                )
            case "overdue" if answer:
                words = _("We said we would publish feedback by {day}. We have not.")
                yield words.format(day=in_words(answer))
            case "answered" if self.answered_here:
                yield _("See what you said and what we did.")
            case "answered" if done := project.actual(ANSWERED):
                words = _("What you said and what we will do was published on {day}, elsewhere than here.")
                yield words.format(day=in_words(done))

    @property
    def rests(self) -> str:
        """That work on the change is paused, in words; "" while it is not."""
        resting = self.project.partners.paused and self.project.live
        return _("Work on this change is paused. Its dates still run.") if resting else ""

    @cached_property
    def broken(self) -> Moved | None:
        """The promised day that passed unkept and was moved after that, while what was promised waits."""
        event = PROMISED.get(self.state)
        return broken(((day, fact) for fact, day, _opened in self._past()), event) if event else None

    def _coming(self) -> str:
        opens = self.project.planned(OPENED)
        if opens and self.weeks:
            words = _("Opens on {day} for {weeks} (planned).")
            return words.format(day=with_weekday(opens), weeks=self.weeks)
        if opens:
            return _("Opens on {day} (planned).").format(day=with_weekday(opens))
        if self.due:
            return _("Opens by {day} at the latest.").format(day=with_weekday(self.due))
        return _("No date yet.")

    @cached_property
    def asked(self) -> Length:
        """What the rules ask of its length."""
        return consultation_views.length_asked(self.view.situation)

    @cached_property
    def short(self) -> tuple[tuple[Rule, Window], ...]:
        """The rules that ask for longer, with what is given, the one that asks for most first."""
        opens = self.project.actual(OPENED) or self.project.planned(OPENED)
        return self.asked.too_short(opens, self.closes)

    def gives(self, given: Window) -> str:
        """The length given, in words."""
        return whole(given.days_given, given.in_weeks)

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """The agreed explanations of a shorter consultation."""
        return tuple(e for e in self.project.explanations.values() if e.agreed and e.event == CLOSED)

    def less_than_agreed(self, one: Explanation) -> str:
        """Where the days given are fewer than an explanation agreed to, that in words; else ""."""
        opens, agreed = self.project.actual(OPENED) or self.project.planned(OPENED), one.days_left
        if agreed is None or not opens or not self.closes or (self.closes - opens).days >= agreed:
            return ""
        return _("Less is given than was agreed: {agreed}.").format(agreed=whole(agreed))

    @cached_property
    def lengthened(self) -> tuple[Moved, ...]:
        """Each time that it was made longer while it ran, oldest first."""
        stood: date | None = None
        found = []
        for fact, _day, opened in self._past():
            if isinstance(fact, DateRecorded) and fact.event == CLOSED and fact.what == "planned" and fact.on:
                if opened and stood and fact.on > stood:
                    found.append(Moved(stood, fact.on, fact.reason))
                stood = fact.on
        return tuple(found)

    @cached_property
    def rewritten(self) -> tuple[tuple[str, date], ...]:
        """What was written anew after it had opened, each with the day on which it last was."""
        stood, found = dict[str, Fact](), dict[str, date]()
        for fact, day, opened in self._past():
            if fact.kind in WRITTEN:
                if opened and stood.get(fact.kind, fact) != fact:
                    found[fact.kind] = day
                stood[fact.kind] = fact
        return tuple((WRITTEN[kind], day) for kind, day in found.items())

    @cached_property
    def left(self) -> tuple[tuple[str, date], ...]:
        """The bodies that took part when it opened and do no longer, each with the day on which they left."""
        known, found = dict[str, str](), dict[str, date]()
        for fact, day, opened in self._past():
            if isinstance(fact, PartnerNamed):
                known[fact.id] = fact.name
                found.pop(fact.name, None)
            if isinstance(fact, PartnerLeft) and opened:
                found[known[fact.id]] = day
        return tuple(found.items())

    def _past(self) -> Iterator[tuple[Fact, date, bool]]:
        """Every fact, oldest first, with its day and whether the consultation had been opened by then."""
        opened = False
        for entry in reversed(self.view.history):
            fact = from_data(entry.kind, entry.data)
            if isinstance(fact, DateRecorded) and fact.event == OPENED and fact.what == "actual":
                opened = fact.on is not None
            yield fact, london(entry.at).date(), opened

    @property
    def formats(self) -> list[str]:
        """The forms in which it comes, in words."""
        return [FORMATS[name] for name in self.known.formats]

    @cached_property
    def invited(self) -> tuple[consultation_views.Invited, ...]:
        """Who was invited."""
        return consultation_views.invited(self.services, self.project.ref)

    @property
    def answered_here(self) -> bool:
        """Whether the page of feedback says what people said and what follows."""
        return self.project.answers.published is not None

    @property
    def takes_replies(self) -> bool:
        """Whether one can reply, now or once it opens."""
        return self.state in ("coming", "due", "open", "closing_soon")

    @property
    def over(self) -> str:
        """Why one can reply no longer; "" while one can."""
        if self.state == "withdrawn":
            return _("The change was withdrawn, so there is nothing left to reply to.")
        if self.state == "never_opened":
            return _("The change is finished, so there is nothing left to reply to.")
        closed = self.closes
        if self.takes_replies or not closed:
            return ""
        words = _("It closed on {day}. What comes after that may not be considered.")
        return words.format(day=in_words(closed))

    @property
    def decider(self) -> str:
        """The post that decides in the end; "" where nothing is left to decide."""
        if self.state in ("withdrawn", "never_opened"):
            return ""
        return self.view.post_title(self.project.people.decider)

    def next_dates(self) -> tuple[tuple[str, date, bool], ...]:
        """What follows: the title, the day, and whether it is planned (else the last safe day); nothing once
        the change was withdrawn, and no last safe day once it ended."""
        if self.state in ("withdrawn", "never_opened"):
            return ()
        wanted = (CLOSED, ANSWERED, "decision_made")
        lines = (e for e in self.view.overview.events if e.words.id in wanted and not e.actual)
        found = [
            (line.words.title, day, bool(line.planned))
            for line in lines
            if (day := self.to_come(line)) and day >= self.today
        ]
        return tuple(sorted(found, key=lambda each: each[1]))

    def to_come(self, line: EventLine) -> date | None:
        """The day for which something that has not happened is planned, else while work runs its last safe
        day; None where nothing is left to come."""
        if self.state in ("withdrawn", "never_opened"):
            return None
        return line.planned or (line.dates.latest if self.project.live else None)

    def points(self, text: str) -> tuple[str, ...]:
        """A text as bullets, one a line."""
        return tuple(line.strip(" -•*") for line in text.splitlines() if line.strip(" -•*"))
