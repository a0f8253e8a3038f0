"""The page of a consultation as JSON: the same facts, from the same page object."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from flask import make_response, request
from werkzeug.wrappers import Response

from web.access import asks
from web.consultation_page import ConsultationPage
from web.public.documents import PublicDocument, documents_of
from web.wiring import services
from workflow.commands import views
from workflow.project.access import Action
from workflow.project.promised import Moved
from workflow.project.summaries import EventLine
from workflow.publish.open_data import Sheet, as_json, day
from workflow.store.consultations import ANSWERED, CLOSED, OPENED

FILE = "/consultations/<ref>/facts.json"
DATES = {"opens": OPENED, "closes": CLOSED, "feedback": ANSWERED, "decision": "decision_made"}


@asks(Action.READ_CHANGE)
def consultation_facts(ref: str) -> Response:
    """What the page says, for machines; 304 while it is the same."""
    found = services()
    page = ConsultationPage(views.change(found, ref), found)
    data = as_json(_sheet(page))
    answer = make_response(data)
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(sha256(data).hexdigest()[:32])
    return answer.make_conditional(request)


def _sheet(page: ConsultationPage) -> Sheet:
    project, base = page.project, page.services.settings.public_base_url
    return Sheet(
        kind="consultation",
        ref=project.ref,
        title=project.title,
        page=f"{base}/consultations/{project.ref}",
        bodies=tuple({"name": name, "part": part} for name, part in page.organisers),
        as_of=page.today,
        demonstration=page.view.body.demonstration,
        facts={**_standing(page, base), **_written(page)},
    )


def _standing(page: ConsultationPage, base: str) -> Mapping[str, object]:
    project = page.project
    answered = page.state == "answered" and page.answered_here
    return {
        "state": page.state,
        "says": page.first_line(),
        "paused": bool(page.rests),
        "change": f"{base}/changes/{project.ref}",
        "feedback": f"{base}/consultations/{project.ref}/feedback" if answered else None,
        "dates": {name: _day(page, event) for name, event in DATES.items()},
        "promise_moved": _moved(page.broken) if page.broken else None,
        "rewritten": [{"what": what, "on": on} for what, on in page.rewritten],
        "decides": page.decider or None,
        "left": [{"name": name, "on": on} for name, on in page.left],
        "made_longer": [_moved(each) for each in page.lengthened],
        "shorter_than": [
            {"rule": rule.title, "force": rule.force.value, "asks_days": given.days_asked,
             "gives_days": given.days_given, "unconfirmed": rule.id in page.asked.unsure}
            for rule, given in page.short
        ],
        "explanations": [
            {"why": one.reason, "instead": one.instead, "agreed_by": one.decided_by_post,
             "agreed_days": one.days_left}
            for one in page.explanations
        ],
    }  # fmt: skip


def _written(page: ConsultationPage) -> Mapping[str, object]:
    known, project, asks = page.known, page.project, not page.over
    meetings = [{"on": m.on, "where": m.where, "access": m.access} for m in known.meetings]
    dropped = [
        {"on": each.meeting.on, "where": each.meeting.where, "not_taking_place": each.reason}
        for each in known.dropped
    ]
    return {
        "why": page.points(known.why),
        "decided": page.points(project.decided),
        "still_open": page.points(project.still_open),
        "who_should_reply": page.points(known.who),
        "questions": known.questions,
        "no_replies_because": page.over or None,
        "survey": known.survey or None if asks else None,
        "ways_to_reply": known.replies if asks else (),
        "forms": page.formats if asks else (),
        "languages": known.languages or None if asks else None,
        "help_for_small_groups": page.points(known.help),
        "meetings": [*meetings, *dropped],
        "designed_with": known.together,
        "organisations_invited": len(page.invited),
        "documents": [_document(page, one) for one in documents_of(page.view)],
    }


def _day(page: ConsultationPage, event: str) -> dict[str, object] | None:
    line: EventLine | None = next((e for e in page.view.overview.events if e.words.id == event), None)
    if line is None:
        return None
    planned = line.planned is not None
    unsure = line.dates.unconfirmed and not (planned or line.actual)
    on = line.actual or page.to_come(line)
    return day(on, planned=planned, done=line.actual is not None, unconfirmed=unsure)


def _moved(moved: Moved) -> Mapping[str, object]:
    return {"was": moved.old, "now": moved.new, "why": moved.reason or None}


def _document(page: ConsultationPage, one: PublicDocument) -> Mapping[str, object]:
    base = page.services.settings.public_base_url
    where = one.href if one.external else f"{base}{one.href}"
    return {"title": one.title, "kind": one.kind, "version": one.version, "address": where}
