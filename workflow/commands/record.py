"""Record what is planned and what really happened. A gate never stops a true date from being recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from workflow.commands.change import Changed, change, while_it_runs
from workflow.commands.evidence import LONGEST_NOTE as LONGEST_NOTE
from workflow.commands.evidence import add_evidence as add_evidence
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Action, Actor
from workflow.project.events import (
    DateRecorded,
    EndMoved,
    Fact,
    OpenQuestionsWritten,
    PeopleNamed,
    RuleNotMet,
)
from workflow.project.folding import add
from workflow.project.guards import broken_by
from workflow.project.model import NOBODY_ELSE, People
from workflow.project.situation import Situation
from workflow.store import register
from workflow.store.engine import reading
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

What = Literal["planned", "published", "actual"]
OPENED, CLOSED, ANSWERED = "consultation_opened", "consultation_closed", "response_published"


def record_date(
    *,
    ref: str,
    event: str,
    on: date | None,
    what: What,
    by: Actor,
    services: Services,
    reason: str = "",
    instance: int = 1,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Record a planned, published or actual date of an event, in any order, early or late.

    An act that its gate had not allowed is stored with its true date and marked "not met", and the monitoring
    officer's post is told. Raises BadRequest for an event the route does not have, or an actual date to come.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        check_date(situation, event, on, what, reason)
        if what == "planned":
            _closes_after_opening(situation, event, on)
        if what == "actual":
            _true_day(situation, (event, instance), on, reason)
        if what != "actual" and not situation.project.live:
            raise BadRequest(_("This project is over. Nothing more is planned in it."))
        return facts_of_date(situation, event, on, what, reason, instance)

    return _edit(ref=ref, by=by, work=work, services=services, seen_version=seen_version, once=once)


def facts_of_date(
    situation: Situation, event: str, on: date | None, what: What, reason: str, instance: int = 1
) -> tuple[Fact, ...]:
    """A date that was checked, as facts; an act that its gate had not allowed is marked "not met". What was
    published moves with the plan. A consultation that closed and gets more time is open again."""
    fact = DateRecorded(event, instance, what, on, reason.strip())
    known = situation.project.instances.get((event, instance))
    again: tuple[Fact, ...] = ()
    if what == "planned" and _opens_again(situation, event, on):
        again = (DateRecorded(event, instance, "actual", None, reason.strip()),)
    waits = known is not None and (again or not known.actual)
    if what == "planned" and on and known and known.published and known.published != on and waits:
        return (*again, fact, DateRecorded(event, instance, "published", on, reason.strip()))
    if what != "actual" or on is None:
        return (*again, fact)
    after = Situation(
        add(fact, situation.project), situation.rulebook, situation.route, situation.today, situation.body
    )
    return (fact, *_not_met(after, event, on))


def check_date(situation: Situation, event: str, on: date | None, what: What, reason: str) -> None:
    """BadRequest with the mend for a date that cannot be recorded so."""
    if event not in {e.id for e in situation.route.events}:
        known = ", ".join(e.id for e in situation.route.events)
        raise BadRequest(
            _("This route has no event '%(event)s'. Known: %(known)s.") % {"event": event, "known": known}
        )
    if what == "actual" and on and on > situation.today:
        raise BadRequest(
            _("The date is still to come. Record it as planned, or enter the day on which it happened.")
        )
    before = _told(situation, event, what)
    if what != "actual" and before != on:
        still_to_come(situation, event, on)
    if what != "actual" and before and before != on and not reason.strip():
        raise BadRequest(_("Say why the date moves. The reason is shown beside the old and the new date."))
    if what != "actual":
        never_shorter(situation, event, on)
        _not_answered(situation, event, on)


def still_to_come(situation: Situation, event: str, on: date | None) -> None:
    """BadRequest for a plan that a consultation opens or closes on a day that has passed. What happened is
    recorded with its true date."""
    if on is None or on >= situation.today or situation.project.actual(event):
        return
    told = {
        OPENED: _("The consultation opens on {day}, which has passed. Choose a day from today on."),
        CLOSED: _("The consultation closes on {day}, which has passed. Choose a day from today on."),
    }
    if event in told:
        raise BadRequest(told[event].format(day=in_words(on)))


def _true_day(situation: Situation, which: tuple[str, int], on: date | None, reason: str) -> None:
    """BadRequest for another day of what happened without a reason, for a close before the opening, and for
    taking back an opening of which people were told."""
    known = situation.project.instances.get(which)
    if known and known.actual and known.actual != on and not reason.strip():
        words = _(
            "{day} is recorded. Say why that is corrected: people read it beside the old and the new day."
        )
        raise BadRequest(words.format(day=in_words(known.actual)))
    if which[0] == OPENED and on is None and situation.project.consultation.opened:
        words = _(
            "It was opened here and people were told. Correct the day, or record the day on which it closed."
        )
        raise BadRequest(words)
    opens = on if which[0] == OPENED else situation.project.actual(OPENED)
    closes = on if which[0] == CLOSED else situation.project.actual(CLOSED)
    if opens and closes and closes < opens and which[0] in (OPENED, CLOSED):
        words = _("It cannot close on {closes}, before it opens on {opens}. Correct the other day first.")
        raise BadRequest(words.format(opens=in_words(opens), closes=in_words(closes)))


def _closes_after_opening(situation: Situation, event: str, on: date | None) -> None:
    """BadRequest where a consultation would close on or before the day on which it opens."""
    opens = situation.project.actual(OPENED) or _told(situation, OPENED, "planned")
    if event == CLOSED and on and opens and on <= opens:
        raise BadRequest(_("Closing date must be after the opening date, {day}.").format(day=in_words(opens)))


def never_shorter(situation: Situation, event: str, on: date | None) -> None:
    """BadRequest where a consultation that is open would close before the day that people were told."""
    running = situation.project.actual(OPENED) and not situation.project.actual(event)
    told = [day for what in ("planned", "published") if (day := _told(situation, event, what))]
    if event == CLOSED and running and told and (on is None or on < max(told)):
        raise BadRequest(_("The consultation is open. It can be made longer, not shorter."))


def _not_answered(situation: Situation, event: str, on: date | None) -> None:
    """BadRequest where a closed consultation would be opened again after its answer was published."""
    answered = situation.project.actual(ANSWERED)
    if answered and _opens_again(situation, event, on):
        words = _("Its answer was published on {day}, so it cannot be opened again.")
        raise BadRequest(words.format(day=in_words(answered)))


def _opens_again(situation: Situation, event: str, on: date | None) -> bool:
    closed = situation.project.actual(CLOSED)
    return event == CLOSED and bool(closed and on and on > closed and on >= situation.today)


def _told(situation: Situation, event: str, what: str) -> date | None:
    """The latest instance's planned or published day."""
    dated = sorted(i for (name, i) in situation.project.instances if name == event)
    days = (getattr(situation.project.instances[event, i], what) for i in reversed(dated))
    return next((day for day in days if day), None)


def _not_met(situation: Situation, event: str, on: date) -> tuple[RuleNotMet, ...]:
    """What no later record can mend. What rests on dates alone is worked out anew whenever it is asked."""
    known = {(fact.rule, fact.event) for fact in situation.project.not_met}
    return tuple(
        RuleNotMet(o.rule, o.title, o.not_met_words, event, on, situation.today, o.missing)
        for o in broken_by(situation, event)
        if o.tasks and not o.may_be_explained and (o.rule, event) not in known
    )


def name_people(
    *,
    ref: str,
    owner: str,
    manager: str,
    decider: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Name the posts that own, manage and decide a project. BadRequest for a post of another body,
    and where nobody but the owner is left to agree anything."""
    with reading(services.engine) as connection:
        known = register.posts(connection, by.body, services.today)
    if not {owner, manager, decider} <= set(known):
        raise BadRequest(_("Choose posts of your own body."))

    def work(situation: Situation) -> Sequence[Fact]:
        people = situation.project.people
        if People(owner, manager, decider).alone:
            raise BadRequest(NOBODY_ELSE)
        if (owner, manager, decider) == (people.owner, people.manager, people.decider):
            return ()
        return (PeopleNamed(owner, manager, decider),)

    return _edit(ref=ref, by=by, work=work, services=services, seen_version=seen_version, once=once)


def write_open_questions(
    *,
    ref: str,
    decided: str,
    still_open: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Write what is decided and what is still open, for the public page (R027)."""

    def work(situation: Situation) -> Sequence[Fact]:
        if not still_open.strip():
            raise BadRequest(_("Say what is still open to change. If nothing is, say so."))
        return (OpenQuestionsWritten(decided.strip(), still_open.strip()),)

    return _edit(ref=ref, by=by, work=work, services=services, seen_version=seen_version, once=once)


def move_end(
    *,
    ref: str,
    end: date,
    end_fixed: bool,
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Move the date asked for as the end, or mark it as fixed or movable, with a reason."""

    def work(situation: Situation) -> Sequence[Fact]:
        if not reason.strip():
            raise BadRequest(_("Say why the date moves. The reason is shown beside the new date."))
        return (EndMoved(end, end_fixed, reason.strip()),)

    return _edit(
        ref=ref, by=by, work=while_it_runs(work), services=services, seen_version=seen_version, once=once
    )


def _edit(**asked: object) -> Changed:
    return change(action=Action.EDIT_PROJECT, **asked)  # type: ignore[arg-type]
