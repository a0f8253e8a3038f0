"""Opening a consultation as one act: its dates, its invitations and their letters, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.alerts.letters import letter
from workflow.commands.change import Changed, change, while_it_runs
from workflow.commands.letters import send_letter
from workflow.commands.record import facts_of_date
from workflow.commands.services import Services
from workflow.errors import BadRequest, Refused
from workflow.project.access import Action, Actor
from workflow.project.events import DateRecorded, Fact
from workflow.project.events.consulting import ConsultationOpened, OrganisationsInvited
from workflow.project.explanation import Explanation
from workflow.project.folding import add
from workflow.project.guards import broken_by
from workflow.project.model import Project
from workflow.project.orders import not_told
from workflow.project.situation import Obstacle, Situation
from workflow.project.waits import pairs
from workflow.project.window import Window, length, window
from workflow.store import consultations, organisations, register
from workflow.store.consultations import LETTER, NO_ADDRESS, NO_MAIL, Candidate
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.timetable.dates_in_words import in_words, one_and_another
from workflow.words import gettext as _
from workflow.words import ngettext

OPENED, CLOSED = consultations.OPENED, consultations.CLOSED


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is still to be written before a consultation can open, and the page for it."""

    page: str
    words: str


def lacking(project: Project) -> tuple[Lacking, ...]:
    """What must be written first, whatever the rules ask: people cannot answer what they are not told."""
    found = project.consultation
    wanted = (
        (bool(project.still_open), "questions", _("Write what is decided and what is still open.")),
        (found.described, "consultation_about", _("Say why you are asking and who should reply.")),
        (found.asks, "consultation_questions", _("Write the questions, or give the address of the survey.")),
        (found.can_be_answered, "consultation_ways", _("Say how people can reply.")),
        (bool(project.planned(CLOSED)), "consultation_dates", _("Set the day on which it closes.")),
        (bool(found.chosen), "consultation_invite", _("Choose whom to invite.")),
    )
    return tuple(Lacking(page, words) for done, page, words in wanted if not done)


def hurdles(situation: Situation, closes: date | None) -> tuple[Obstacle, ...]:
    """What rules hold against opening today and closing on a day: gates of law and own rules, and periods
    of a code that this would cut short and nobody has explained."""
    today = situation.today
    opened = DateRecorded(OPENED, 1, "actual", today)
    after = Situation(
        add(opened, situation.project), situation.rulebook, situation.route, today, situation.body
    )
    told = not_told(situation)
    return (*((told,) if told else ()), *broken_by(after, OPENED), *_cut_short(after, closes))


def _cut_short(situation: Situation, closes: date | None) -> tuple[Obstacle, ...]:
    found = []
    for rule in situation.rules_in_force(tuple(situation.rulebook.rules)):
        unheld = situation.rulebook.unconfirmed(rule.id) or rule.effect not in ("block", "explain")
        if unheld or not any(pair == (OPENED, CLOSED) for pair in pairs(rule, situation.route)):
            continue
        agreed = situation.project.explained(rule.id, CLOSED)
        given = window(situation, rule.id, CLOSED, situation.today, closes)
        if not given or not given.fewer or situation.project.excepted(rule.id, CLOSED):
            continue
        if not agreed or given.days_given < (agreed.days_left or 0):
            found.append(_short(situation, rule.id, given, agreed))
    return tuple(found)


def _short(situation: Situation, rule_id: str, given: Window, agreed: Explanation | None) -> Obstacle:
    rule = situation.rulebook.rules[rule_id]
    words, asks, fewer = _("{asks} are asked for. This gives {gives}: {fewer}."), given.asks, given.fewer
    if agreed and agreed.days_left:
        words = _("{asks} were agreed. This gives {gives}: {fewer}. Let it close later, or ask again.")
        asks, fewer = length(agreed.days_left, given.in_weeks), agreed.days_left - given.days_given
    if given.days_given < 1:
        words = _("{asks} are asked for, and the day planned for closing has passed. Plan a later one.")
    in_days = ngettext("{n} day fewer", "{n} days fewer", fewer).format(n=fewer)
    return Obstacle(
        rule=rule_id,
        title=rule.title,
        force=rule.force,
        missing=words.format(asks=asks, gives=given.gives, fewer=in_days),
        event=CLOSED,
        blocks=True,
        may_be_explained=rule.force.may_be_explained,
        source=rule.source.name,
        waiting=situation.project.waiting(rule_id, CLOSED) is not None,
    )


def open_consultation(
    *, ref: str, by: Actor, services: Services, seen_version: int | None = None, once: str | None = None
) -> Changed:
    """Open it today: the true date, the closing date as published, every invitation and its letter, in one
    transaction. Raises BadRequest for what is not written yet, Refused with every rule in the way."""
    act = _Act(services, by)
    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=while_it_runs(act.facts),
        services=services,
        seen_version=seen_version,
        once=once,
        also=act.invite,
    )


def invite_since(
    *, ref: str, by: Actor, services: Services, seen_version: int | None = None, once: str | None = None
) -> Changed:
    """Invite those chosen since it opened, each with its letter, once. BadRequest while it is not open, has
    no closing date, or nobody is left to invite."""
    act = _Act(services, by)
    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=while_it_runs(act.later),
        services=services,
        seen_version=seen_version,
        once=once,
        also=act.invite,
    )


@dataclass(slots=True)
class _Act:
    """One opening, or one later invitation: the facts first, then the letters that they speak of."""

    services: Services
    by: Actor
    whom: tuple[str, ...] = ()
    project: Project | None = None
    closes: date = date.max

    def facts(self, situation: Situation) -> Sequence[Fact]:
        """The facts of an opening today."""
        project, today, closes = situation.project, situation.today, situation.project.planned(CLOSED)
        if project.actual(OPENED):
            raise BadRequest(_("The consultation is open already."))
        missing = lacking(project)
        if missing or closes is None:
            raise BadRequest(" ".join(each.words for each in missing))
        if closes <= today:
            raise BadRequest(_("Closing date must be after the opening date."))
        held = hurdles(situation, closes)
        if held:
            raise Refused(held, _("The consultation cannot be opened yet."))
        self.project, self.closes, self.whom = project, closes, project.consultation.chosen
        opened = facts_of_date(situation, OPENED, today, "actual", "")
        published = DateRecorded(CLOSED, 1, "published", closes)
        return (*opened, published, ConsultationOpened(project.consultation.chosen, closes))

    def later(self, situation: Situation) -> Sequence[Fact]:
        """The fact of inviting those chosen since."""
        project, closes = situation.project, situation.project.planned(CLOSED)
        if not project.actual(OPENED) or project.actual(CLOSED) or (closes and closes < situation.today):
            raise BadRequest(_("The consultation is not open."))
        if closes is None:
            raise BadRequest(_("Set the day on which it closes."))
        whom = project.consultation.to_invite
        if not whom:
            raise BadRequest(_("Everybody chosen is invited already."))
        self.project, self.closes, self.whom = project, closes, whom
        return (OrganisationsInvited(whom),)

    def invite(self, uow: UnitOfWork, stored: Stored) -> None:
        """Note each invitation, and write to every contact that may be written to."""
        if self.project is None:
            return
        chosen = consultations.candidates(uow.connection, uow.body, self.whom, ())
        led: dict[str, list[Candidate]] = {}
        for each in chosen:
            if not self._invite_one(uow, stored, each):
                continue
            lead = organisations.told_with(uow.connection, each.id, self.services.today)
            if lead and lead.email:
                led.setdefault(lead.id, []).append(each)
        for post, theirs in led.items():
            self._tell_lead(uow, stored, post, theirs)

    def _invite_one(self, uow: UnitOfWork, stored: Stored, each: Candidate) -> bool:
        contacts = organisations.contacts(uow.connection, each.id)
        how = LETTER if each.reached else (NO_MAIL if contacts else NO_ADDRESS)
        first = consultations.invite(
            uow.connection,
            body=uow.body,
            project=stored.id,
            organisation=each.id,
            on=self.services.today,
            how=how,
        )
        for contact in contacts if first and each.reached else ():
            why = _(
                "You get this because you speak for {name}. If it wants no mail, say so in its entry, under"
                " My organisation."
            ).format(name=each.name)
            told = [
                _("{name} is invited to give its views.").format(name=each.name),
                _("The page says what is still open, in which ways you can reply, and what happens next."),
            ]
            key = f"consultation:{stored.id}:{contact.id}"
            self._write(uow, stored, contact.email, None, told, why, key)
        return first

    def _asks(self, body: str) -> str:
        if self.project is None:
            return ""
        bodies, title = self.project.partners.bodies(body), self.project.title
        one = "{bodies} asks for views on {title}, until 11:59pm on {day}."
        more = "{bodies} ask for views on {title}, until 11:59pm on {day}."
        words = ngettext(one, more, len(bodies))
        return words.format(bodies=one_and_another(bodies), title=title, day=in_words(self.closes))

    def _tell_lead(self, uow: UnitOfWork, stored: Stored, post: str, theirs: Sequence[Candidate]) -> None:
        lead = register.posts(uow.connection, uow.body, self.services.today)[post]
        names = ", ".join(each.name for each in theirs)
        told = [_("Invited: {names}.").format(names=names)]
        why = _("You get this because your post is the lead relationship manager of these organisations.")
        key = f"consultation:{stored.id}:lead:{post}:{theirs[0].id}"
        self._write(uow, stored, lead.email or "", post, told, why, key)

    def _write(
        self, uow: UnitOfWork, stored: Stored, to: str, post: str | None, told: list[str], why: str, key: str
    ) -> None:
        page = f"{self.services.settings.public_base_url}/consultations/{stored.ref}"
        head = register.body(uow.connection, uow.body)
        mail = letter(
            subject=_("Consultation open until {day} [{ref}]").format(
                day=in_words(self.closes), ref=stored.ref
            ),
            paragraphs=[self._asks(head.name), *told],
            action=(_("Read it and give your views"), page),
            why=why,
            head=head,
        )
        now = self.services.clock.now()
        send_letter(uow.connection, body=uow.body, to_address=to, to_post=post, mail=mail, key=key, now=now)
