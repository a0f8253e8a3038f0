"""The dashboard: what is late, why, and what only its reader can unblock."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request

from web.access import asks, me
from web.managers.blueprint import blueprint
from web.managers.lines import PAST, Line, cells, lines, of_team, team
from web.matters import NEEDS_ACTION, Matter, matters
from web.wiring import moment, services
from workflow.commands import views
from workflow.commands.views import Dashboard, ProjectView
from workflow.delivery import heartbeat
from workflow.project.access import Action, Actor, Subject, may
from workflow.store.queries import AlertRow
from workflow.store.register import PostRow
from workflow.timetable.dates_in_words import with_weekday
from workflow.timetable.model import NOT_LEGAL_ADVICE, TimingVerdict
from workflow.words import gettext as _
from workflow.words import ngettext

TEAM, ALL = "team", "all"
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """What one manager sees in one scope."""

    projects: tuple[ProjectView, ...]
    late: tuple[Line, ...]
    at_risk: tuple[Line, ...]
    decisions: tuple[Sequence[object], ...]
    alerts: tuple[Matter, ...]


@blueprint.get("/dashboard")
@asks(Action.SEE_DASHBOARD)
def dashboard() -> str:
    """Late and at risk in words first, then the lists behind the words."""
    found, posts = views.dashboard(services(), me()), views.posts(services(), me().body)
    mine = team(posts, me().posts)
    scope = _scope(mine, me())
    seen = _seen(found, posts, mine if scope == TEAM else None)
    return render_template(
        "managers/dashboard.html",
        scope=scope,
        scopes=[(TEAM, _("My team")), (ALL, _("The whole body"))],
        sentences=list(_sentences(seen)),
        counts=list(_counts(seen)),
        late=[cells(line, NOT_LEGAL_ADVICE) for line in seen.late],
        at_risk=[cells(line, NOT_LEGAL_ADVICE) for line in seen.at_risk],
        decisions=seen.decisions,
        alerts=seen.alerts[:MOST_SHOWN],
        alerts_in_all=len(seen.alerts),
        checked=_checked(seen),
    )


def _scope(mine: frozenset[str], reader: Actor) -> str:
    """The scope that was asked for; else one's team, if one's posts have any."""
    asked = request.args.get("scope")
    return asked if asked in (TEAM, ALL) else (TEAM if mine > reader.posts else ALL)


def _seen(found: Dashboard, posts: Mapping[str, PostRow], mine: frozenset[str] | None) -> Seen:
    projects = tuple(view for view in found.projects if mine is None or of_team(view, mine))
    ids = {view.overview.project.ref for view in projects}
    waiting = [row for row in found.alerts if row.state in NEEDS_ACTION and _shown(row, ids, mine)]
    return Seen(
        projects=projects,
        late=lines(projects, PAST),
        at_risk=lines(projects, [TimingVerdict.AT_RISK]),
        decisions=tuple(_decisions(found)),
        alerts=matters(waiting, me(), posts),
    )


def _shown(row: AlertRow, refs: Collection[str], mine: frozenset[str] | None) -> bool:
    """Whether an alert is about a project that is shown, or about an agreement of the posts in question."""
    if row.agreement is None:
        return row.ref in refs
    return mine is None or bool({row.owner, row.manager} & mine)


def _decisions(found: Dashboard) -> Iterator[Sequence[object]]:
    """The explanations that wait for the reader: nobody is shown their own, or another's to decide."""
    for view, id_ in found.waiting:
        project = view.overview.project
        asked = project.explanations[id_]
        subject = Subject(view.body.id, project.people, explanation=asked)
        if may(me(), Action.DECIDE_EXPLANATION, subject):
            rule = view.overview.rulebook.find(asked.rule)
            title = rule.title if rule else view.situation.words(asked.event).title
            force = rule.force.words if rule else ""
            decide = {"text": title, "href": f"/explanations/{id_}/decide", "note": force}
            yield (decide, f"{project.ref} {project.title}", asked.reason)


def _sentences(seen: Seen) -> Iterator[str]:
    late, risk, decide = len(seen.late), len(seen.at_risk), len(seen.decisions)
    if late:
        yield ngettext("%d project is late.", "%d projects are late.", late) % late
        longest = max(line.days_late or 0 for line in seen.late)
        if longest:
            yield _("The longest is {days}.").format(days=_days(longest))
        closed = sum(line.verdict is TimingVerdict.TOO_LATE for line in seen.late)
        if closed:
            yield (
                ngettext(
                    "%d of them no longer fits its fixed end.",
                    "%d of them no longer fit their fixed end.",
                    closed,
                )
                % closed
            )
    if risk:
        yield ngettext("%d project is at risk.", "%d projects are at risk.", risk) % risk
        first = min((line.last_safe for line in seen.at_risk if line.last_safe), default=None)
        if first:
            yield _("The first last safe date is {day}.").format(day=with_weekday(first))
    if decide:
        waits = ngettext("%d explanation waits for you.", "%d explanations wait for you.", decide)
        yield waits % decide


def _counts(seen: Seen) -> Iterator[Mapping[str, str]]:
    for number, one, many, href in (
        (len(seen.late), _("%d late"), _("%d late"), "#late"),
        (len(seen.at_risk), _("%d at risk"), _("%d at risk"), "#at-risk"),
        (len(seen.decisions), _("%d needs your decision"), _("%d need your decision"), "#decisions"),
        (len(seen.alerts), _("%d alert needs action"), _("%d alerts need action"), "#alerts"),
    ):
        yield {"text": ngettext(one, many, number) % number, "href": href}


def _checked(seen: Seen) -> str:
    """What was looked at and when, so that an empty page is never mistaken for a broken one."""
    number = len(seen.projects)
    looked = ngettext("%d running project was checked", "%d running projects were checked", number) % number
    told = _("{looked} at {now}.").format(looked=looked, now=moment(services().clock.now()))
    swept = heartbeat.checked_at(services())
    if swept is None:
        return told + " " + _("The alert checker has not run yet.")
    return told + " " + _("Alerts were last checked at {when}.").format(when=moment(swept))


def _days(number: int) -> str:
    return ngettext("%d working day", "%d working days", number) % number
