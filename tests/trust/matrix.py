"""Who may do what, written down a second time without the product's policy, to hold the product to.

Each endpoint names who gets in. All others are told: sign in first (the public); there is nothing here (404:
another council's objects, alerts that are none of your business); your post does not allow this (403, rest).
"""

from __future__ import annotations

from tests.trust.matrix_engagement import ENGAGEMENT
from tests.trust.matrix_responses import RESPONSES
from tests.trust.matrix_sector import SECTOR
from tests.trust.who import (
    COMMISSIONING,
    CONTACT,
    DECIDERS,
    EVERYONE,
    FOREIGN,
    INVITERS,
    KEEPERS,
    MANAGING,
    NOT_OURS,
    SIGNED_IN,
    STAFF,
    TEAM,
    TOLD,
    Row,
)

OPEN = Row(EVERYONE)
ADMINS = frozenset({"admin", "foreign admin"})
SEE = Row(STAFF, missing=FOREIGN)
SEE_ONE = Row(TOLD, missing=FOREIGN | {"other", "monitoring", "admin", "clearing"})
EVENT = "?event=consultation_closed"
OPENS_AND_CLOSES = {f"{name}-{part}": value for name, month in (("opens", "5"), ("closes", "9"))
                    for part, value in (("day", "1"), ("month", month), ("year", "2027"))}  # fmt: skip
ON = {"on-day": "1", "on-month": "2", "on-year": "2027"}
IN_MAY = {**ON, "on-month": "5"}
WINDOW = {"starts-day": "1", "starts-month": "2", "starts-year": "2027",
          "given-day": "5", "given-month": "4", "given-year": "2027"}  # fmt: skip
SAID = "The regulator closed the present service on 1 February, so that a shorter time is all that is left."


def edit(query: str = "", **form: str) -> Row:
    """A change of a project: its team may, other staff may not, and for other councils it is not there."""
    return Row(TEAM, missing=FOREIGN, form=form, query=query)


def look(query: str) -> Row:
    """A page of a project that needs a query."""
    return Row(STAFF, missing=FOREIGN, query=query)


A_POST = Row(frozenset({"admin"}), missing=frozenset({"foreign admin"}), names={"post": "post of officer"})
A_PERSON = Row(A_POST.let_in, A_POST.missing, names={"person": "person of officer"})


IMPORTING = COMMISSIONING | {"admin"}
A_ROUND = Row(IMPORTING, missing=FOREIGN, names={"id_": "import"})
A_ROUND_COUNTED = Row(IMPORTING, missing=FOREIGN, names={"id_": "counting"})
A_NOTICE = Row(IMPORTING, missing=FOREIGN, names={"id_": "notice"})

OPENS = COMMISSIONING | {"foreign officer", "foreign manager"}
AN_INTEREST = Row(COMMISSIONING, missing=frozenset({"foreign officer", "foreign manager"}),
                  names={"id_": "interest"})  # fmt: skip
A_RECORD = Row(STAFF, missing=FOREIGN, names={"record": "record"})

EXPECTED: dict[str, Row] = {
    **ENGAGEMENT,
    **RESPONSES,
    **SECTOR,
    "health.health": OPEN,
    "public.home": OPEN,
    "public.change": OPEN,
    "public.change_dates": OPEN,
    "public.explanations": OPEN,
    "public.explanations_file": OPEN,
    "public.consultations": OPEN,
    "public.consultation": OPEN,
    "public.consultation_facts": OPEN,
    "public.feedback": OPEN,
    "public.calendar": OPEN,
    "public.document": Row(EVERYONE, names={"record": "file"}),
    "public.start": OPEN,
    "public.question": OPEN,
    "public.result": OPEN,
    "public.check_calendar": OPEN,
    "public.rulebooks": OPEN,
    "public.rulebook": OPEN,
    "public.rulebook_pack": OPEN,
    "public.rulebook_route": OPEN,
    "public.rulebook_regimes": OPEN,
    "public.rulebook_compare": OPEN,
    "public.followed": OPEN,
    "public.followed_rules": OPEN,
    "public.followed_result": OPEN,
    "account.sign_in_page": OPEN,
    "account.sign_in": OPEN,
    "account.sign_out": Row(SIGNED_IN),
    "account.code_page": OPEN,
    "account.enter_code": OPEN,
    "account.ask_reset_page": OPEN,
    "account.ask_reset": OPEN,
    "account.reset_page": OPEN,
    "account.reset": OPEN,
    "account.invitation": OPEN,
    "account.accept_invitation": OPEN,
    "account.to_service": OPEN,
    "account.back_from_service": OPEN,
    "account.ask_link_page": OPEN,
    "account.ask_link": OPEN,
    "account.sign_in_link": OPEN,
    "account.use_sign_in_link": OPEN,
    "account.contact_invitation": OPEN,
    "account.accept_contact": OPEN,
    "account.account": Row(SIGNED_IN),
    "account.end_session": Row(SIGNED_IN),
    "account.end_other_sessions": Row(SIGNED_IN),
    "account.change_password": Row(SIGNED_IN),
    "account.factor": Row(SIGNED_IN),
    "account.begin_factor": Row(SIGNED_IN),
    "account.set_up_factor": Row(SIGNED_IN),
    "account.confirm_factor": Row(SIGNED_IN),
    "account.new_recovery_codes": Row(SIGNED_IN),
    "account.remove_factor": Row(SIGNED_IN),
    "commissioners.work": Row(STAFF | FOREIGN),
    "commissioners.new": Row(COMMISSIONING | {"foreign officer", "foreign manager"}),
    "commissioners.create": Row(COMMISSIONING | {"foreign officer", "foreign manager"}),
    "commissioners.project": SEE,
    "commissioners.history": SEE,
    "commissioners.dates": SEE,
    "commissioners.facts": SEE,
    "commissioners.edition": SEE,
    "commissioners.people": SEE,
    "commissioners.questions": SEE,
    "commissioners.withdraw": SEE,
    "commissioners.pause_page": SEE,
    "commissioners.taking_part": SEE,
    "commissioners.partner": Row(STAFF, missing=FOREIGN, names={"id_": "part"}),
    "commissioners.interests": Row(STAFF | FOREIGN),
    "commissioners.interest": Row(STAFF, missing=FOREIGN, names={"id_": "interest"}),
    "commissioners.new_interest": Row(OPENS),
    "commissioners.record_interest": Row(OPENS),
    "commissioners.edit_interest": AN_INTEREST,
    "commissioners.change_interest": AN_INTEREST,
    "commissioners.stage": SEE,
    "commissioners.finish": SEE,
    "commissioners.evidence": SEE,
    "commissioners.documents": SEE,
    "commissioners.record_page": A_RECORD,
    "commissioners.record_file": Row(STAFF, missing=FOREIGN, names={"record": "file"}),
    "commissioners.show_record_page": A_RECORD,
    "commissioners.show_record_now": Row(
        TEAM,
        missing=FOREIGN,
        form={"visibility": "exempt", "rule": "10.4(3)", "reason": "Prices."},
        names={"record": "record"},
    ),
    "commissioners.history_file": SEE,
    "commissioners.reopen_page": SEE,
    "commissioners.reopen": Row(
        TEAM, missing=FOREIGN, form={"reason": "A list was missing."}, names={"ref": "ref one stage on"}
    ),
    "commissioners.consultation": SEE,
    "commissioners.consultation_about": SEE,
    "commissioners.consultation_questions": SEE,
    "commissioners.consultation_ways": SEE,
    "commissioners.consultation_meetings": SEE,
    "commissioners.consultation_invite": SEE,
    "commissioners.consultation_dates": SEE,
    "commissioners.consultation_open": SEE,
    "commissioners.consultation_preview": SEE,
    "commissioners.consultation_record": SEE,
    "commissioners.describe": edit(why="The contract ends.", who="Everybody."),
    "commissioners.set_questions": edit(questions="What works?"),
    "commissioners.set_ways": edit(replies="By letter"),
    "commissioners.set_meeting": edit(where="Example Hall", **{**ON, "on-month": "6"}),
    "commissioners.name_affected": edit(groups="carers"),
    "commissioners.choose": edit(),
    "commissioners.plan_window": edit(reason="Later.", **OPENS_AND_CLOSES),
    "commissioners.open_now": edit(),
    "commissioners.invite_chosen_since": edit(),
    "commissioners.record": SEE,
    "commissioners.explain": look(EVENT),
    "commissioners.explanation": look(EVENT),
    "commissioners.check": look(EVENT),
    "commissioners.answer": edit(query=EVENT, instead="Four meetings.", **WINDOW),
    "commissioners.except_": look("?event=decision_made"),
    "commissioners.plan_date": edit(event="consultation_opened", reason="Later.", **IN_MAY),
    "commissioners.change_end": edit(
        movable="yes", why="Later.", **{"end-day": "1", "end-month": "5", "end-year": "2028"}
    ),
    "commissioners.correct": edit(action="save", value="90000", reason="The estimate was wrong."),
    "commissioners.move_now": edit(to="2027", reason="To go by the newer one."),
    "commissioners.keep_scenario": edit(
        name="Later", step="consultation_opened", **{"day-day": "1", "day-month": "4", "day-year": "2027"}
    ),
    "commissioners.close_scenario": edit(scenario="Later", action="drop"),
    "commissioners.name_posts": edit(owner="{other}", manager="{manager}", decider="{director}"),
    "commissioners.write_questions": edit(still_open="Nothing."),
    "commissioners.withdraw_now": edit(reason="Not needed."),
    "commissioners.pause_now": edit(action="pause", reason="The budget is not set."),
    "commissioners.save_directorates": edit(directorates="Children"),
    "commissioners.save_provider": edit(provider="charity"),
    "commissioners.save_partner": Row(
        TEAM,
        missing=FOREIGN,
        form={"name": "NHS Example", "sort": "nhs", "role": "funds", "contact": "Head of Finance"},
        names={"id_": "part"},
    ),
    "commissioners.end_part": Row(
        TEAM, missing=FOREIGN, form={"reason": "It has left."}, names={"id_": "part given up"}
    ),
    "commissioners.add": edit(form="note", visibility="staff", text="We met."),
    "commissioners.record_now": edit(what="planned", reason="Later.", **IN_MAY),
    "commissioners.finish_now": edit(),
    "commissioners.skip": edit(reason="Not needed."),
    "commissioners.ask": edit(
        query=EVENT,
        cause="other",
        reason=SAID,
        instead="Four meetings.",
        makes_up="calls",
        protected="no",
        **WINDOW,
    ),
    "commissioners.except_now": edit(
        query="?event=decision_made", exception="{exception}", reason="Urgent.", post="Monitoring Officer"
    ),
    "commissioners.decide": Row(DECIDERS, missing=FOREIGN),
    "commissioners.decide_now": Row(
        DECIDERS,
        missing=FOREIGN,
        form={
            "answer": "conditions",
            "reason": "Yes.",
            "condition1": "Call all.",
            "by1-day": "1",
            "by1-month": "6",
            "by1-year": "2027",
        },
    ),  # fmt: skip
    "commissioners.condition_met": edit(
        condition="1", evidence1="Calls.", **{"on1-day": "3", "on1-month": "3", "on1-year": "2027"}
    ),
    "managers.dashboard": Row(MANAGING | {"foreign manager"}),
    "commissioners.evaluation": Row(MANAGING | {"foreign manager"}),
    "commissioners.evaluation_file": Row(MANAGING | {"foreign manager"}),
    "managers.alerts": Row(STAFF | FOREIGN),
    "managers.alert": SEE_ONE,
    "managers.acknowledge_alert": Row(
        SEE_ONE.let_in,
        missing=SEE_ONE.missing,
        form={"plan": "We open it.", "until-day": "12", "until-month": "3", "until-year": "2027"},
    ),
    "admin.set_up": OPEN,
    "admin.set_up_now": OPEN,
    "admin.start": Row(ADMINS),
    "admin.show_dates": Row(ADMINS),
    "admin.say_none": Row(ADMINS),
    "admin.adoption": Row(ADMINS),
    "admin.adopt": Row(ADMINS),
    "admin.unconfirmed_rules": Row(ADMINS),
    "admin.rules_read": Row(ADMINS),
    "admin.people": Row(ADMINS),
    "admin.directorates": Row(ADMINS),
    "admin.change_directorates": Row(ADMINS),
    "admin.new_post": Row(ADMINS),
    "admin.add_post": Row(ADMINS),
    "admin.post": A_POST,
    "admin.change_post": A_POST,
    "admin.hand_over": A_POST,
    "admin.hand_over_now": A_POST,
    "admin.suspension_page": A_PERSON,
    "admin.suspend": A_PERSON,
    "admin.second_factor_page": A_PERSON,
    "admin.take_second_factor_away": A_PERSON,
    "admin.people_list": Row(ADMINS),
    "admin.send_people_list": Row(ADMINS),
    "admin.take_back_invitation": Row(ADMINS),
    "admin.send_invitation_again": Row(ADMINS),
    "admin.body": Row(ADMINS),
    "admin.change_body": Row(ADMINS),
    "admin.promise": Row(ADMINS, names={"promise": "promise"}),
    "admin.confirm_promise": Row(ADMINS, names={"promise": "promise"}),
    "commissioners.moved_dates": Row(STAFF | FOREIGN),
    "commissioners.settle_date": Row(
        TEAM, missing=FOREIGN, form={"answer": "keep", "reason": "It stands."}, names={"id_": "moved date"}
    ),
    "admin.calendars": Row(ADMINS),
    "admin.diary_add": Row(ADMINS),
    "admin.diary_add_now": Row(ADMINS),
    "admin.diary_line": Row(ADMINS),
    "admin.diary_line_now": Row(ADMINS),
    "admin.diary_board": Row(ADMINS),
    "admin.diary_board_now": Row(ADMINS),
    "admin.diary_upload": Row(ADMINS),
    "admin.diary_upload_now": Row(ADMINS),
    "admin.bank_holidays": Row(ADMINS),
    "admin.bank_holidays_now": Row(ADMINS),
    "admin.imports_page": Row(IMPORTING | FOREIGN),
    "admin.import_file": Row(IMPORTING | FOREIGN),
    "admin.import_round": A_ROUND,
    "admin.import_columns": A_ROUND,
    "admin.match_columns": A_ROUND,
    "admin.import_preview": A_ROUND,
    "admin.import_now": A_ROUND,
    "admin.import_drop": A_ROUND,
    "admin.import_refused": A_ROUND,
    "admin.survey_page": Row(IMPORTING | FOREIGN),
    "admin.survey_file": Row(IMPORTING | FOREIGN),
    "admin.survey_look": A_ROUND_COUNTED,
    "admin.survey_keep": A_ROUND_COUNTED,
    "admin.survey_summary": Row(IMPORTING, missing=FOREIGN, names={"id_": "survey"}),
    "admin.notices_page": Row(IMPORTING | FOREIGN),
    "admin.notice": A_NOTICE,
    "admin.notice_dates": A_NOTICE,
    "admin.take_notice_dates": A_NOTICE,
    "admin.records": Row(IMPORTING | FOREIGN),
    "admin.buyers": Row(IMPORTING | FOREIGN),
    "admin.join_buyers": Row(IMPORTING | FOREIGN),
    "admin.mails": Row(frozenset({"admin", "foreign admin"})),
    "admin.mail": Row(frozenset({"admin"}), missing=frozenset({"foreign admin"})),
    "admin.mail_html": Row(frozenset({"admin"}), missing=frozenset({"foreign admin"})),
    "registers.partnerships": Row(STAFF | FOREIGN),
    "registers.new_partnership": Row(KEEPERS | FOREIGN),
    "registers.record_partnership_now": Row(KEEPERS | FOREIGN),
    "registers.partnership": Row(STAFF, missing=FOREIGN, names={"id_": "partnership"}),
    "registers.edit_partnership": Row(KEEPERS, missing=FOREIGN, names={"id_": "partnership"}),
    "registers.change_partnership_now": Row(KEEPERS, missing=FOREIGN, names={"id_": "partnership"}),
    "registers.contribute": Row(KEEPERS, missing=FOREIGN, names={"id_": "partnership"}),
    "registers.owe_report": Row(
        KEEPERS,
        missing=FOREIGN,
        names={"id_": "partnership"},
        form={"title": "Spending", "board": "Board", "due-day": "1", "due-month": "6", "due-year": "2027"},
    ),
    "registers.give_report": Row(KEEPERS, missing=FOREIGN, names={"id_": "partnership"}),
    "registers.agreements": Row(STAFF | FOREIGN),
    "registers.late_starts": Row(STAFF | FOREIGN),
    "registers.imported_agreements": Row(STAFF | FOREIGN),
    "registers.agreement_totals": Row(STAFF | FOREIGN),
    "registers.agreements_file": Row(STAFF | FOREIGN),
    "registers.agreement": Row(STAFF, missing=FOREIGN, names={"name": "agreement"}),
    "registers.new_agreement": Row(KEEPERS | FOREIGN),
    "registers.record_new": Row(KEEPERS | FOREIGN),
    "registers.edit_agreement": Row(KEEPERS, missing=FOREIGN, names={"name": "agreement"}),
    "registers.change_now": Row(KEEPERS, missing=FOREIGN, names={"name": "agreement"}),
    "registers.decide_now": Row(
        KEEPERS,
        missing=FOREIGN,
        names={"name": "other agreement"},
        form={"decision": "end", "reason": "Nothing follows.", "term_ends": "2028-03-31"},
    ),
    "registers.organisations_list": OPEN,
    "registers.organisation": Row(
        STAFF | CONTACT, missing=EVERYONE - STAFF - CONTACT, names={"id_": "organisation"}
    ),
    "registers.edit_organisation": Row(KEEPERS | CONTACT, missing=NOT_OURS, names={"id_": "organisation"}),
    "registers.change_organisation": Row(
        KEEPERS | CONTACT, missing=NOT_OURS, names={"id_": "organisation"}, form={"name": "Knots"}
    ),
    "registers.organisation_checked": Row(KEEPERS, missing=FOREIGN, names={"id_": "organisation"}),
    "registers.organisation_contacts_page": Row(INVITERS, missing=NOT_OURS, names={"id_": "organisation"}),
    "registers.invite_organisation_contact": Row(
        INVITERS,
        missing=NOT_OURS,
        names={"id_": "organisation"},
        form={"email": "chair@knots.example", "title": "Chair"},
    ),
    "registers.end_organisation_contact": Row(
        INVITERS, missing=NOT_OURS, names={"id_": "organisation", "contact": "contact"}
    ),
    "registers.add_organisation": OPEN,
    "registers.ask_to_add_organisation": OPEN,
    "registers.confirm_organisation": OPEN,
    "registers.confirm_organisation_now": OPEN,
    "admin.organisations": Row(STAFF | FOREIGN),
    "admin.new_organisation": Row(IMPORTING | FOREIGN),
    "admin.add_organisation": Row(IMPORTING | FOREIGN, form={"name": "Knots"}),
    "admin.organisation_matches": Row(ADMINS),
    "admin.take_in_charity_mergers": Row(ADMINS),
    "admin.organisation_merges": Row(ADMINS),
    "admin.merge_preview": Row(
        frozenset({"admin"}),
        missing=frozenset({"foreign admin"}),
        names={"winner": "organisation", "loser": "other organisation"},
    ),
    "admin.merge_now": Row(
        frozenset({"admin"}),
        missing=frozenset({"foreign admin"}),
        names={"winner": "organisation", "loser": "other organisation"},
        form={"action": "merge", "reason": "One number."},
    ),
    "admin.undo_organisation_merge": Row(
        frozenset({"admin"}), missing=frozenset({"foreign admin"}), names={"merge": "merge"}
    ),
}
