"""What waits for somebody else, and what will need a project: the later parts of My work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from web import planning
from web.access import me
from web.commissioners import words
from web.commissioners.desk import address
from web.commissioners.story import rule_title
from web.wiring import services
from workflow.commands import views
from workflow.commands.agreement_views import ends_without_project
from workflow.commands.views import ProjectView
from workflow.project.access import Action, Subject, may
from workflow.project.explanation import conditions_of
from workflow.register.ties import Tie
from workflow.words import gettext as _

MONTHS = 24
MOST = 10
Row = Sequence[object]


def waiting_for_others(mine: Iterable[ProjectView]) -> list[Row]:
    """The explanations of my projects that somebody else decides: what, who, since when."""
    since = views.waiting_since(services(), me())
    return [
        (
            {
                "text": rule_title(view, each.rule),
                "href": f"/explanations/{each.id}/decide",
                "note": _named(view),
            },
            _who(view),
            {"date": since.get(each.id)},
        )
        for view in mine
        for each in view.overview.project.explanations.values()
        if each.agreed is None and not _mine_to_decide(view, each.id)
    ]


def conditions_owed(mine: Iterable[ProjectView]) -> list[Row]:
    """The conditions of agreed explanations that my projects still owe, the longest owed first."""
    today = services().today
    found = [
        (each, view)
        for view in mine
        for each in conditions_of(view.overview.project.explanations.values())
        if each.met is None
    ]
    return [
        (
            {"text": each.text, "href": f"/explanations/{each.explanation}/decide", "note": _named(view)},
            {
                "date": each.by,
                "weekday": True,
                "note": _("It was due by then.") if each.late(today) else None,
            },
        )
        for each, view in sorted(found, key=lambda pair: pair[0].by)
    ]


def shared() -> list[Row]:
    """The running projects of other bodies that my post is named in."""
    return [
        (
            {"text": view.overview.project.title, "href": address("project", view), "note": view.body.name},
            view.situation.stage.name if view.situation.stage else "",
            _next(view),
        )
        for view in views.shared_with(services(), me())
    ]


def ending() -> tuple[list[Row], int]:
    """The agreements that end within 24 months and that no project is about; and how many there are."""
    if not may(me(), Action.SEE_REGISTER, Subject(me().body)):
        return [], 0
    found = ends_without_project(services(), me(), MONTHS)
    return [_agreement(tie, end) for tie, end in found[:MOST]], len(found)


def _agreement(tie: Tie, end: date) -> Row:
    title = tie.title or tie.key
    start = {"text": _("Start planning: {title}").format(title=title), "href": planning.address(tie, end)}
    return (
        {"text": title, "href": f"/agreements/{tie.id}", "note": tie.key},
        {"date": end},
        start if may(me(), Action.OPEN_PROJECT, Subject(me().body)) else "",
    )


def _who(view: ProjectView) -> str:
    people = view.overview.project.people
    posts = dict.fromkeys((people.manager, people.decider))
    return _(" or ").join(filter(None, (view.post_title(post) for post in posts)))


def _mine_to_decide(view: ProjectView, id_: str) -> bool:
    people, asked = view.overview.project.people, view.overview.project.explanations[id_]
    return may(me(), Action.DECIDE_EXPLANATION, Subject(view.body.id, people, explanation=asked))


def _next(view: ProjectView) -> object:
    following = view.overview.next
    if following is None:
        return _("No date yet")
    note = words.due(following.dates, following.words.title)
    return {"date": following.dates.latest, "note": note}


def _named(view: ProjectView) -> str:
    return f"{view.overview.project.ref} {view.overview.project.title}"
