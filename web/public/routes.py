"""The public pages: changes, one change with its calendar, and the check of dates."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from web.access import asks
from web.public import (
    consultation_data,
    consultations,
    dates_page,
    documents,
    explanations,
    followed,
    lean,
    lists,
    rulebook_regimes,
    rulebooks,
    wizard,
)
from web.public.answers import QUESTIONS
from web.public.change_page import ChangePage
from web.public.history import facts_of
from web.wiring import services
from workflow.commands import views
from workflow.project.access import Action
from workflow.publish import ical

blueprint = Blueprint("public", __name__)
blueprint.after_app_request(lean.compressed)
LONGEST_SEARCH = 200


@blueprint.get("/")
@asks(Action.READ_PUBLIC)
def home() -> str:
    """Changes to local services: what closes soon, opens soon and goes on; or what a search finds."""
    found = services()
    changes = views.changes(found)
    words = " ".join(request.args.get("q", "")[:LONGEST_SEARCH].split())
    hits = lists.in_one_list(lists.matching(changes, words), found.today) if words else ()
    return render_template(
        "public/home.html",
        words=words,
        hits=hits,
        lists=() if words else lists.lists(changes, found.today),
        changes=len(changes),
        private=views.private_count(found),
        bodies=[body.name for body in views.bodies(found) if body.dates_public],
        not_ready=[body.name for body in views.bodies(found) if not body.dates_public],
    )


@blueprint.get("/changes/<ref>")
@asks(Action.READ_CHANGE)
def change(ref: str) -> str:
    """One honest page for one change."""
    found = services()
    page = ChangePage(views.change(found, ref), found.today, found.library)
    return render_template(
        "public/change.html", page=page, view=page.view, project=page.view.overview.project
    )


@blueprint.get("/changes/<ref>/calendar.ics")
@asks(Action.READ_CHANGE)
def calendar(ref: str) -> Response:
    """The public dates of one change as a calendar file."""
    found = services()
    view = views.change(found, ref)
    project, base = view.overview.project, found.settings.public_base_url
    sheet = ical.Sheet(
        ref=project.ref,
        title=project.title,
        host=urlsplit(base).hostname or "localhost",
        url=f"{base}/changes/{project.ref}",
        stamp=view.history[0].at,
        sequence=ical.times_moved(fact for _entry, fact in facts_of(view)),
        entries=ical.of_project(view.overview),
        cancelled=bool(project.withdrawn_because),
        demonstration=view.body.demonstration,
    )
    return wizard.calendar_file(sheet, project.ref)


blueprint.add_url_rule("/changes/<ref>/documents/<record>", view_func=documents.document)
blueprint.add_url_rule(wizard.START, view_func=wizard.start)
blueprint.add_url_rule(f"{wizard.START}/<any({', '.join(QUESTIONS)}):question>", view_func=wizard.question)
blueprint.add_url_rule(wizard.RESULT, view_func=wizard.result)
blueprint.add_url_rule(wizard.CALENDAR, endpoint="check_calendar", view_func=wizard.calendar)
blueprint.add_url_rule(followed.START, endpoint="followed", view_func=followed.start)
blueprint.add_url_rule(followed.RULES, endpoint="followed_rules", view_func=followed.rules)
blueprint.add_url_rule(followed.RESULT, endpoint="followed_result", view_func=followed.result)
blueprint.add_url_rule(rulebooks.LIST, view_func=rulebooks.rulebooks)
blueprint.add_url_rule(rulebooks.COMPARE, endpoint="rulebook_compare", view_func=rulebooks.compare)
blueprint.add_url_rule(rulebooks.BOOK, view_func=rulebooks.rulebook)
blueprint.add_url_rule(rulebooks.PACK, view_func=rulebooks.rulebook_pack)
blueprint.add_url_rule(rulebooks.ROUTE, endpoint="rulebook_route", view_func=rulebooks.rulebook_route_page)
blueprint.add_url_rule(
    rulebook_regimes.ADDRESS, endpoint="rulebook_regimes", view_func=rulebook_regimes.regimes
)
blueprint.add_url_rule("/consultations", view_func=consultations.consultations)
blueprint.add_url_rule("/consultations/<ref>", view_func=consultations.consultation)
blueprint.add_url_rule(consultation_data.FILE, view_func=consultation_data.consultation_facts)
blueprint.add_url_rule(explanations.PAGE, endpoint="explanations", view_func=explanations.register)
blueprint.add_url_rule(explanations.FILE, endpoint="explanations_file", view_func=explanations.register_file)
blueprint.add_url_rule(dates_page.PAGE, endpoint="change_dates", view_func=dates_page.change_dates)
blueprint.add_url_rule("/consultations/<ref>/feedback", view_func=consultations.feedback)
