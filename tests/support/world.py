"""A council on the day after a last safe date, with something on every page: alert, mail, explanation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from flask import Flask

from tests.support import replies, sector
from tests.support.city import City, build
from tests.support.doors import doors
from tests.support.uploads import on_their_way_in
from tests.support.visitors import Visitor, site
from workflow.commands import engagement_plan, views
from workflow.commands.diary import change_diary
from workflow.commands.diary_work import adding
from workflow.commands.evidence import Details, Upload, add_evidence
from workflow.commands.explain import ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.commands.import_register import import_register
from workflow.commands.interests import record_interest
from workflow.commands.organisations import add_entry
from workflow.commands.partnerships import record_partnership
from workflow.delivery.sweep import sweep
from workflow.register.diary import Entry
from workflow.register.entries import Written
from workflow.register.interests import Asked
from workflow.register.partnerships import Terms
from workflow.store import speaking
from workflow.store.engine import writing

LATE = date(2027, 3, 4)
ANSWERS = "what=retender&bodies=council&kind=neither&value=&end=2028-04-01&movable=yes&decides=board"
HAPPENED = "what=consultation&body=council&from-day=3&from-month=3&from-year=2025"
HAPPENED += "&to-day=4&to-month=5&to-year=2025"
REASON = "The needs assessment was finished three weeks late, on 3 February, and the end is fixed by law."

SHOWS_A_FIGURE = {
    "public.home": "/",
    "public.change": "/changes/{ref}",
    "public.change_dates": "/changes/{ref}/dates",
    "public.explanations": "/explanations",
    "public.explanations_file": "/explanations.csv",
    "public.calendar": "/changes/{ref}/calendar.ics",
    "public.consultations": "/consultations",
    "public.consultation": "/consultations/{ref}",
    "public.consultation_facts": "/consultations/{ref}/facts.json",
    "public.feedback": "/consultations/{ref}/feedback",
    "commissioners.consultation_preview": "/projects/{ref}/consultation/preview",
    "public.result": f"/check-dates/result?{ANSWERS}",
    "public.check_calendar": f"/check-dates/calendar.ics?{ANSWERS}",
    "public.followed_rules": f"/was-the-code-followed/rules?{HAPPENED}",
    "public.followed_result": f"/was-the-code-followed/result?{HAPPENED}&rule=LDS-CODE-12W&reason=no",
    "public.rulebook": "/rulebook/leeds/2026",
    "public.rulebook_pack": "/rulebook/pack/commissioning-code/2017",
    "public.rulebook_compare": "/rulebook/compare?from=example-city@2026&to=leeds@2026",
    "commissioners.project": "/projects/{ref}",
    "commissioners.dates": "/projects/{ref}/dates",
    "commissioners.stage": "/projects/{ref}/stages/consultation",
    "commissioners.finish": "/projects/{short}/stages/consultation/finish",
    "commissioners.new": "/projects/new?route=tender&end=2028-04-01&movable=yes",
    "commissioners.work": "/work",
    "commissioners.record": "/projects/{ref}/record/consultation_opened",
    "commissioners.explain": "/projects/{ref}/explain/LDS-CODE-12W?event=consultation_closed",
    "commissioners.explanation": "/projects/{ref}/explain/LDS-CODE-12W/instead?event=consultation_closed",
    "commissioners.check": "/projects/{ref}/explain/LDS-CODE-12W/check?event=consultation_closed",
    "commissioners.decide": "/explanations/{explanation}/decide",
    "sector.workspace": "/sector",
    "sector.explanation": "/sector/explanations/{commented}",
    "managers.dashboard": "/dashboard",
    "managers.alerts": "/alerts",
    "managers.alert": "/alerts/{alert}",
    "admin.mail": "/admin/mail/{mail}",
    "admin.unconfirmed_rules": "/admin/start/rules",
    "admin.mail_html": "/admin/mail/{mail}/html",
    "registers.agreements": "/agreements",
    "registers.late_starts": "/agreements/last-safe-start-passed",
    "registers.agreement": "/agreements/EX-1",
    "registers.agreements_file": "/agreements.csv",
}
SHOWS_NONE = {
    "static": ("/static/app-own.css", "a file of the front end"),
    "health.health": ("/health", "says whether dates are checked"),
    "public.start": ("/check-dates", "the questions only"),
    "public.question": ("/check-dates/end", "the questions only"),
    "public.followed": ("/was-the-code-followed", "the questions only"),
    "public.rulebooks": ("/rulebook", "names and editions"),
    "public.rulebook_regimes": ("/rulebook/example-city/2026/regimes", "law, all of it read"),
    "public.rulebook_route": ("/rulebook/leeds/2026/routes/decommission", "stages and titles of rules"),
    "account.sign_in_page": ("/sign-in", "a form"),
    "account.code_page": ("/sign-in/code", "a form"),
    "account.ask_reset_page": ("/sign-in/reset", "a form"),
    "account.reset_page": ("/sign-in/reset/{reset}", "a form"),
    "account.invitation": ("/invitations/{invitation}", "a body, a post and a form"),
    "account.ask_link_page": ("/account/sign-in", "a form"),
    "account.sign_in_link": ("/account/sign-in/{sign_in}", "a button"),
    "account.contact_invitation": ("/account/invitations/{contact}", "a button"),
    "account.to_service": ("/sign-in/service", "leads to another service"),
    "account.back_from_service": ("/sign-in/service/back", "leads on from another service"),
    "account.account": ("/account", "one's own sessions"),
    "account.factor": ("/account/second-factor", "a form"),
    "account.set_up_factor": ("/account/second-factor/set-up", "a key and a form"),
    "commissioners.except_": (
        "/projects/{ref}/except/KD-28?event=decision_made",
        "law and the council's own rules, none of them unconfirmed here",
    ),
    "commissioners.evidence": ("/projects/{ref}/stages/need/evidence/needs_assessment", "a form"),
    "commissioners.engagement_plan": ("/projects/{ref}/engagement", "whom to talk to, and the plan"),
    "commissioners.talk_page": ("/projects/{ref}/engagement/talk", "a form"),
    "commissioners.affected_page": ("/projects/{ref}/engagement/affected", "a form"),
    "commissioners.considered_page": ("/projects/{ref}/engagement/considered", "a form"),
    "commissioners.options_page": ("/projects/{ref}/engagement/options-final", "what marking means"),
    "commissioners.new_activity": ("/projects/{ref}/engagement/activity", "a form"),
    "commissioners.activity_page": ("/projects/{ref}/engagement/activities/{activity}", "a form"),
    "commissioners.responses": ("/projects/{consulted}/responses", "what people said"),
    "commissioners.reach": ("/projects/{consulted}/responses/reach", "who replied"),
    "commissioners.new_reply": ("/projects/{consulted}/responses/new", "a form"),
    "commissioners.publish_page": ("/projects/{consulted}/responses/publish", "what was answered"),
    "commissioners.theme": ("/projects/{consulted}/responses/themes/{theme}", "what people said"),
    "commissioners.match_replies": (
        "/projects/{consulted}/responses/file/{replies_sent}",
        "columns of a file",
    ),
    "commissioners.erase_page": ("/projects/{consulted}/responses/replies/{reply}/erase", "a form"),
    "commissioners.erase_comment_page": (
        "/explanations/{commented}/comments/{comment}/erase",
        "what somebody wrote",
    ),
    "commissioners.consultation": ("/projects/{ref}/consultation", "what is written so far"),
    "commissioners.consultation_open": ("/projects/{ref}/consultation/open", "what is still to be written"),
    "commissioners.consultation_dates": ("/projects/{ref}/consultation/dates", "a form, without a date yet"),
    "commissioners.consultation_about": ("/projects/{ref}/consultation/about", "a form"),
    "commissioners.consultation_questions": ("/projects/{ref}/consultation/questions", "a form"),
    "commissioners.consultation_ways": ("/projects/{ref}/consultation/ways", "a form"),
    "commissioners.consultation_meetings": ("/projects/{ref}/consultation/meetings", "a form"),
    "commissioners.consultation_invite": ("/projects/{ref}/consultation/invite", "names"),
    "commissioners.consultation_record": (
        "/projects/{ref}/consultation/record",
        "what happened, as recorded",
    ),
    "commissioners.facts": ("/projects/{ref}/facts", "questions, before anything is asked to change"),
    "commissioners.edition": ("/projects/{ref}/edition", "no newer edition is shipped to preview"),
    "commissioners.people": ("/projects/{ref}/people", "posts"),
    "commissioners.history": ("/projects/{ref}/history", "what happened, as recorded"),
    "commissioners.history_file": ("/projects/{ref}/history.json", "what happened, as recorded"),
    "commissioners.evaluation": ("/evaluation", "counts of a year"),
    "commissioners.evaluation_file": ("/evaluation.csv", "counts of a year"),
    "commissioners.documents": ("/projects/{ref}/documents", "titles and kinds"),
    "commissioners.record_page": ("/projects/{ref}/records/{paper}", "what somebody wrote"),
    "commissioners.record_file": ("/projects/{ref}/records/{paper}/file", "a file"),
    "commissioners.show_record_page": ("/projects/{ref}/records/{paper}/shown", "a form"),
    "commissioners.reopen_page": ("/projects/{ref}/stages/need/reopen", "what opening again means"),
    "public.document": ("/changes/{ref}/documents/{paper}", "a file"),
    "commissioners.questions": ("/projects/{ref}/questions", "a form"),
    "commissioners.withdraw": ("/projects/{ref}/withdraw", "a form"),
    "commissioners.pause_page": ("/projects/{ref}/pause", "a form"),
    "commissioners.taking_part": ("/projects/{ref}/taking-part", "a form"),
    "commissioners.partner": ("/projects/{ref}/partners/new", "a form"),
    "commissioners.interests": ("/interests", "what was received; no period is counted"),
    "commissioners.interest": ("/interests/{interest}", "what was received; no period is counted"),
    "commissioners.new_interest": ("/interests/new", "a form"),
    "commissioners.edit_interest": ("/interests/{interest}/edit", "a form"),
    "commissioners.moved_dates": ("/moved-dates", "no date moved; see test_ground_boards"),
    "admin.calendars": ("/admin/calendars", "days of the body, no rule"),
    "admin.diary_add": ("/admin/calendars/add?kind=meeting", "a form"),
    "admin.diary_line": ("/admin/calendars/line?line=own:note:2027-08-02:2027-08-13:holidays", "a form"),
    "admin.diary_board": ("/admin/calendars/board", "a form"),
    "admin.diary_upload": ("/admin/calendars/upload", "a form"),
    "admin.bank_holidays": ("/admin/calendars/bank-holidays", "a form"),
    "admin.imports_page": ("/admin/import", "a form"),
    "admin.import_round": ("/admin/import/{sent}", "columns of a file"),
    "admin.import_columns": ("/admin/import/{sent}/columns", "columns of a file"),
    "admin.import_preview": ("/admin/import/{ready}/preview", "rows of a file"),
    "admin.import_refused": ("/admin/import/{ready}/refused.csv", "rows of a file"),
    "admin.survey_page": ("/admin/import/survey", "a form"),
    "admin.survey_look": ("/admin/import/survey/{counting}", "counts of replies"),
    "admin.survey_summary": ("/admin/import/surveys/{survey}", "counts of replies"),
    "admin.notices_page": ("/admin/import/notices", "dates as others published them"),
    "admin.notice": ("/admin/import/notices/{notice}", "dates as others published them"),
    "admin.notice_dates": (
        "/admin/import/notices/{notice}/dates?project={ref}",
        "dates as others published them",
    ),
    "admin.records": ("/admin/import/records", "facts as others published them"),
    "admin.buyers": ("/admin/import/buyers", "names"),
    "admin.mails": ("/admin/mail", "subjects and states of mails"),
    "admin.start": ("/admin/start", "what is missing, counted"),
    "admin.adoption": ("/admin/start/rulebook", "codes by their titles, and a form"),
    "admin.people": ("/admin/people", "posts and people"),
    "admin.directorates": ("/admin/people/directorates", "names"),
    "admin.new_post": ("/admin/people/posts/new", "a form"),
    "admin.post": ("/admin/people/posts/{post}", "a form"),
    "admin.hand_over": ("/admin/people/posts/{post}/hand-over", "a form"),
    "admin.suspension_page": ("/admin/people/persons/{person}/suspend", "a form"),
    "admin.second_factor_page": ("/admin/people/persons/{person}/second-factor", "a form"),
    "admin.people_list": ("/admin/people/list", "a form"),
    "admin.body": ("/admin/body", "a form"),
    "admin.promise": ("/admin/body/promises/review", "a form"),
    "admin.set_up": ("/set-up", "where to sign in, once a body is set up"),
    "registers.partnerships": ("/partnerships", "names and partners"),
    "registers.new_partnership": ("/partnerships/new", "a form"),
    "registers.partnership": ("/partnerships/{partnership}", "notice as agreed, no rule of a code"),
    "registers.edit_partnership": ("/partnerships/{partnership}/edit", "a form"),
    "registers.imported_agreements": ("/agreements/imported", "records as their sources published them"),
    "registers.agreement_totals": ("/agreements/totals", "amounts by year"),
    "registers.new_agreement": ("/agreements/new", "a form"),
    "registers.edit_agreement": ("/agreements/EX-1/edit", "a form"),
    "registers.organisations_list": ("/organisations", "names and kinds"),
    "registers.organisation": ("/organisations/{organisation}", "an entry that no change is tied to"),
    "registers.edit_organisation": ("/organisations/{organisation}/edit", "a form"),
    "registers.organisation_contacts_page": ("/organisations/{led}/contacts", "who speaks for it"),
    "registers.add_organisation": ("/organisations/add", "a form"),
    "registers.confirm_organisation": ("/organisations/add/{added}", "what the link would add"),
    "admin.organisations": ("/admin/organisations", "names and kinds"),
    "admin.new_organisation": ("/admin/organisations/new", "a form"),
    "admin.organisation_matches": ("/admin/organisations/matches", "pairs of names"),
    "admin.merge_preview": ("/admin/organisations/{organisation}/merge/{led}", "two entries side by side"),
    "admin.organisation_merges": ("/admin/organisations/merges", "what was merged"),
}
EVERY_PAGE = {**SHOWS_A_FIGURE, **{name: address for name, (address, _why) in SHOWS_NONE.items()}}


@dataclass
class World:
    """The council, its application, and the names that addresses need."""

    city: City
    app: Flask
    names: dict[str, str]

    def address(self, endpoint: str) -> str:
        """Where an endpoint shows something."""
        return EVERY_PAGE[endpoint].format(**self.names)

    def who(self, endpoint: str) -> str | None:
        """Whose page it is: None is the public."""
        if endpoint in ("account.account", "account.factor", "account.set_up_factor"):
            return "manager"
        if endpoint.startswith(("public.", "health.", "account.")) or endpoint == "static":
            return None
        if endpoint.startswith("sector."):
            return "partner"
        administers = endpoint.startswith("admin.") or endpoint == "commissioners.erase_comment_page"
        return "admin" if administers else "manager"

    def read(self, endpoint: str) -> str:
        """What an endpoint answers to somebody who may see it."""
        visitor = Visitor(self.app)
        who = self.who(endpoint)
        if who:
            visitor.sign_in(self.city.emails[who])
        answer = visitor.get(self.address(endpoint))
        assert answer.status_code == 200, (endpoint, answer.status_code)
        return str(answer.get_data(as_text=True)).replace("\r\n ", "")


def _explained(city: City, ref: str) -> None:
    """An explanation that was agreed, so that the public register holds one."""
    asked = ask_explanation(
        ref=ref, rule="LDS-CODE-12W", event="consultation_closed", cause="planning", reason=REASON,
        instead="A second round.", by=city.people["officer"], services=city.services,
    )  # fmt: skip
    city.record(ref, "consultation_opened", date(2026, 9, 1))
    told = {"explanation": next(iter(asked.project.explanations)), "agreed": True, "reason": "Yes."}
    decide_explanation(ref=ref, by=city.people["director"], services=city.services, **told)  # type: ignore[arg-type]


def _late_agreement(city: City) -> None:
    """One that ends before anything planned now could follow it."""
    row = b"EX-1,Example Carers Group,Respite,2024-04-01,2027-09-30\n"
    file = b"agreement id,organisation,title,start,end\n" + row
    import_register(kind="agreements", file=file, body=city.body, services=city.services)


def _organisations(city: City) -> dict[str, str]:
    """One entry, one that the manager's post leads, and one that waits for its link."""
    told = {"by": city.people["officer"], "services": city.services}
    plain = add_entry(asked=Written(name="Example Carers Group", listed=True), **told).id
    led = add_entry(asked=Written(name="Example Carers", lead=city.posts["manager"]), **told).id
    asked = {"name": "Example Circle"}
    with writing(city.services.engine) as connection:
        now = city.at(LATE).services.clock.now()
        added = speaking.ask(connection, city.body, "circle@example.invalid", asked, "here", now)
    return {"organisation": plain, "led": led, "added": added}


def _fund(city: City) -> str:
    """A pooled budget; its id."""
    bodies = ("Example City Council", "NHS Example")
    more = {"post": city.posts["officer"], "exit_section": "Clause 9."}
    terms = Terms(name="Example pooled fund", legal_basis="section_75", partners=bodies, **more)
    return record_partnership(terms=terms, by=city.people["officer"], services=city.services).id


def _replies(city: City) -> dict[str, str]:
    of = replies.consulted(city)
    told = {"reply": replies.take(city, of), "theme": replies.name(city, of)}
    return {"consulted": of, **told, "replies_sent": replies.sent(city, of)}


def _activity(city: City, ref: str) -> str:
    asked = engagement_plan.Asked(
        "Meeting with carers", date(2027, 12, 1), "consulting", "influence", ("Carers",), "", "",
        city.posts["officer"], "public",
    )  # fmt: skip
    told = {"by": city.people["officer"], "services": city.services}
    done = engagement_plan.plan_activity(ref=ref, asked=asked, **told)
    return done.project.engagement.activities[0].plan.id


def _commented(city: City) -> dict[str, str]:
    """An explanation that waits, on which a sector partner has commented and still can."""
    asked = sector.asks(city, city.open("Example Ward allotments"))
    return {"commented": asked, "comment": sector.says(city, sector.seat(city), asked)}


def _interest(city: City) -> str:
    told = {"organisation_name": "Example Carers Group", "service": "Day centre in Example Ward"}
    asked = Asked(received_on=date(2026, 11, 2), **told)
    return record_interest(asked=asked, by=city.people["officer"], services=city.services).id


@contextmanager
def world(url: str, var: Path, authority: str) -> Iterator[World]:
    """The world under one authority's rulebook, in a fresh database."""
    city = build(url, var, authority=authority)
    ref = city.open("Community mental health support")
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    asked = ask_explanation(
        ref=ref, rule="LDS-CODE-12W", event="consultation_closed", cause="planning", reason=REASON,
        instead="Two more meetings.", by=city.people["officer"], services=city.services,
    )  # fmt: skip
    paper = add_evidence(
        ref=ref, stage="need", task="needs_assessment", form="file", text="", visibility="public",
        details=Details(title="Needs assessment"), file=Upload("needs.pdf", BytesIO(b"%PDF-1.7")),
        by=city.people["officer"], services=city.services,
    )  # fmt: skip
    short = city.open("Example Ward lunch club")
    city.record(short, "early_conversation_started", date(2026, 5, 1))
    city.record(short, "consultation_opened", date(2026, 9, 1))
    city.record(short, "consultation_closed", date(2026, 10, 1))
    choir = city.open("Example Ward choir")
    _explained(city, choir)
    holidays = Entry("note", date(2027, 8, 2), date(2027, 8, 13), "Holidays")
    noted = adding(holidays, city.services)
    change_diary(body=city.body, by=city.people["admin"], services=city.services, work=noted)
    _late_agreement(city)
    fund = _fund(city)
    later = city.at(LATE)
    sweep(later.services, later.services.clock.now())
    raised = (a for a in views.alerts(later.services, later.people["manager"]) if a.ref != choir)
    alert = max(raised, key=lambda a: a.rung)
    mails = views.mails(later.services, later.people["admin"])
    mail = next(m for m in mails if m.to_post == alert.recipient)  # they were queued at one moment
    names = {"ref": ref, "short": short, "alert": alert.id, "mail": mail.id, "partnership": fund}
    names["paper"] = paper.project.evidence[-1].id
    names |= on_their_way_in(city)
    names |= _organisations(city)
    names["interest"] = _interest(city)
    names["activity"] = _activity(city, ref)
    names |= _replies(later)
    names |= _commented(later)
    names |= {"post": city.posts["officer"], "person": city.people["officer"].person}
    with site(later) as app:
        yield World(later, app, {**names, **doors(later), "explanation": list(asked.project.explanations)[0]})
