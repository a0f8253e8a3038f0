"""The dates of a consultation with their instant check, the one act that opens it, and its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.consultation import consultation_page
from web.commissioners.hurdles import grouped
from web.consultation_page import ConsultationPage
from web.feedback_page import FeedbackPage
from web.forms import Form, date_parts
from web.wiring import services
from workflow.commands import consult, consultation_views
from workflow.commands.consult_open import CLOSED, OPENED, hurdles, invite_since, lacking, open_consultation
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.project.consulting import FORMATS
from workflow.project.waits import pairs
from workflow.project.window import Window, length, window
from workflow.timetable.act_days import act_days
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.timetable.overlaps import overlaps
from workflow.timetable.plan import plan
from workflow.words import gettext as _

ANSWERED = consult.ANSWERED
NEXT = ("report_sent_for_clearance", "decision_made")
MANY = 3
"""From so many consultations at once an organisation is said to be busy (R139)."""


@dataclass(frozen=True, slots=True)
class Check:
    """What two dates come to: the length beside each rule, the days before it, what they run into."""

    opens: date
    closes: date
    length: str
    windows: tuple[tuple[str, Window, bool], ...]
    ahead: int
    runs_into: tuple[str, ...]
    busy: tuple[consultation_views.Busy, ...]
    follows: tuple[tuple[str, date], ...]

    @property
    def crowded(self) -> int:
        """How many of those invited have three or more at once, this one counted in."""
        return sum(each.others + 1 >= MANY for each in self.busy)


@blueprint.get("/projects/<ref>/consultation/dates")
@asks(Action.SEE_PROJECT)
def consultation_dates(ref: str) -> desk.Page:
    """When it opens and closes, and by when it is answered."""
    view, form = desk.load(ref), Form({})
    project = view.overview.project
    for name, event in (("opens", OPENED), ("closes", CLOSED), ("answer_by", ANSWERED)):
        day = project.actual(event) or project.planned(event)
        form.values[name] = _parts(day)
    return _dates_page(view, form)


@blueprint.post("/projects/<ref>/consultation/dates")
@asks(Action.EDIT_PROJECT)
def plan_window(ref: str) -> desk.Page:
    """Check them, or keep them."""
    view, form = desk.load(ref), desk.posted()
    project = view.overview.project
    opens = project.actual(OPENED) or form.date("opens", _("Enter the day on which it opens."))
    closes = form.date("closes", _("Enter the day on which it closes."))
    answer_by, reason = form.date("answer_by"), form.text("reason", most=1000)
    if form.typed.get("look") or form.errors or not opens or not closes:
        return _dates_page(view, form, opens, closes)
    return desk.send(
        form,
        lambda: consult.plan_window(ref=ref, opens=opens, closes=closes, answer_by=answer_by, reason=reason,
                                    by=me(), services=services(), seen_version=form.version, once=form.key),
        to=desk.address("consultation_dates", view),
        done=_("The dates are planned. What they come to stands below."),
        field=_at_fault(view, opens, closes, reason),
    ) or _dates_page(view, form, opens, closes)  # fmt: skip


@blueprint.get("/projects/<ref>/consultation/open")
@asks(Action.SEE_PROJECT)
def consultation_open(ref: str) -> desk.Page:
    """Everything at one glance before it opens."""
    return _open_page(desk.load(ref), Form({}))


@blueprint.post("/projects/<ref>/consultation/open")
@asks(Action.EDIT_PROJECT)
def open_now(ref: str) -> desk.Page:
    """Open it: dates, invitations and public page in one."""
    view, form = desk.load(ref), desk.posted()
    return desk.send(
        form,
        lambda: open_consultation(
            ref=ref, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        to=desk.address("consultation", view),
        done=_("The consultation is open. Everyone chosen is invited, and the public page says so."),
    ) or _open_page(view, form)


@blueprint.post("/projects/<ref>/consultation/invite-since")
@asks(Action.EDIT_PROJECT)
def invite_chosen_since(ref: str) -> desk.Page:
    """Invite those chosen since it opened."""
    view, form = desk.load(ref), desk.posted()
    return desk.send(
        form,
        lambda: invite_since(ref=ref, by=me(), services=services(), seen_version=form.version, once=form.key),
        to=desk.address("consultation", view),
        done=_("Those chosen since it opened are invited."),
    ) or consultation_page(view, form)


@blueprint.get("/projects/<ref>/consultation/record")
@asks(Action.SEE_PROJECT)
def consultation_record(ref: str) -> desk.Page:
    """The record of the consultation: who, how, when, how long, what changed (R067)."""
    view = desk.load(ref)
    project = view.overview.project
    opened, closed = project.actual(OPENED), project.actual(CLOSED) or project.planned(CLOSED)
    return desk.show(
        "consultation_record",
        view,
        here="consultation",
        opened=opened,
        closed=closed,
        length=length((closed - opened).days, True) if opened and closed else "",
        invited=consultation_views.invited(services(), ref),
        forms=[FORMATS[name] for name in project.consultation.formats],
        page=FeedbackPage(ConsultationPage(view, services())),
        explanations=[one for one in project.explanations.values() if one.agreed and one.event == CLOSED],
    )


@blueprint.get("/projects/<ref>/consultation/preview")
@asks(Action.SEE_PROJECT)
def consultation_preview(ref: str) -> desk.Page:
    """The public page as it would stand today."""
    view = desk.load(ref)
    page = ConsultationPage(view, services(), preview=True)
    return desk.show("consultation_preview", view, here="consultation", page=page)


def _dates_page(
    view: ProjectView, form: Form, opens: date | None = None, closes: date | None = None
) -> desk.Page:
    project = view.overview.project
    begin = opens or project.actual(OPENED) or project.planned(OPENED)
    end = closes or project.planned(CLOSED)
    found = check(view, begin, end) if begin and end and end > begin else None
    if begin and end and end <= begin:
        form.errors.setdefault(
            "closes",
            _("Closing date must be after the opening date, {day}.").format(day=in_words(begin)),
        )
    if opens and opens < view.situation.today and not project.actual(OPENED):
        form.errors.setdefault("opens", _("This day has passed. Enter a day from today on."))
    answer = form.date("answer_by") if form.typed.get("look") else None
    if answer and end and answer <= end:
        form.errors.setdefault("answer_by", _("The answer comes after the closing date."))
    return desk.show(
        "consultation_dates", view, form, here="consultation", check=found, opened=project.actual(OPENED)
    )


def _open_page(view: ProjectView, form: Form) -> desk.Page:
    project = view.overview.project
    closes, stage = project.planned(CLOSED), view.situation.stage
    held = hurdles(view.situation, closes) if not project.actual(OPENED) else ()
    return desk.show(
        "consultation_open",
        view,
        form,
        here="consultation",
        opened=project.actual(OPENED),
        closes=closes,
        check=check(view, view.situation.today, closes) if closes and closes > view.situation.today else None,
        missing=[(each.words, desk.address(each.page, view)) for each in lacking(project)],
        groups=grouped(view, stage, held) if stage else (),
        chosen=consultation_views.chosen(services(), me(), project),
    )


def check(view: ProjectView, opens: date, closes: date) -> Check:
    """What these dates come to, without keeping them."""
    situation = view.situation
    pins = {**situation.asked.pins, OPENED: opens, CLOSED: closes}
    timetable = plan(situation.rulebook, situation.project.route, replace(situation.asked, pins=pins))
    met = (each for each in overlaps(situation.rulebook, timetable, situation.facts) if each.days)
    return Check(
        opens,
        closes,
        length((closes - opens).days, True),
        tuple(_windows(view, opens, closes)),
        max((opens - situation.today).days, 0),
        (*_days_off(view, opens, closes), *(" ".join(each.says) for each in met)),
        consultation_views.busy(
            services(), me(), situation.project.ref, situation.project.consultation.chosen, opens, closes
        ),
        tuple(
            (view.overview.route.event(each.id).title, each.earliest)
            for each in timetable.events
            if each.id in NEXT and each.earliest and not each.done
        ),
    )


def _days_off(view: ProjectView, opens: date, closes: date) -> Iterator[str]:
    """That the first or the last day is none on which the body works."""
    situation = view.situation
    known = situation.rulebook.facts(situation.route.id, situation.facts)
    working = act_days(situation.rulebook.authority, situation.route, known).working
    if not working.is_working(opens) and not situation.project.actual(OPENED):
        words = _("{day} is not a working day here: the plan counts from {next}.")
        yield words.format(day=with_weekday(opens), next=with_weekday(working.on_or_after(opens)))
    if not working.is_working(closes):
        words = _("{day} is not a working day here: nobody may be there to help on the last day.")
        yield words.format(day=with_weekday(closes))


def _windows(view: ProjectView, opens: date, closes: date) -> Iterator[tuple[str, Window, bool]]:
    situation = view.situation
    for rule in situation.rules_begun(opens):
        if any(pair == (OPENED, CLOSED) for pair in pairs(rule, situation.route)):
            found = window(situation, rule.id, CLOSED, opens, closes)
            if found:
                yield rule.title, found, situation.rulebook.unconfirmed(rule.id)


def _at_fault(view: ProjectView, opens: date, closes: date, reason: str) -> str:
    """The field beside which a refusal stands."""
    if opens < view.situation.today and not view.overview.project.actual(OPENED):
        return "opens"
    return "reason" if not reason and closes > opens and closes >= view.situation.today else "closes"


def _parts(day: date | None) -> dict[str, str]:
    typed = {"d-day": day.day, "d-month": day.month, "d-year": day.year} if day else {}
    return date_parts({name: str(value) for name, value in typed.items()}, "d")
