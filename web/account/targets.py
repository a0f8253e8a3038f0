"""Where to go after signing in: only ever to a page of our own."""

from __future__ import annotations

from web.own_pages import own_page as own_page
from web.wiring import services
from workflow.commands import views
from workflow.project.access import Action, Actor, may


def first_page(actor: Actor) -> str:
    """The page that a person's posts are for; for a contact, their organisation's."""
    if actor.organisation:
        return f"/organisations/{actor.organisation}"
    if may(actor, Action.ADMINISTER) and not views.shows_dates(services(), actor.body):
        return "/admin/start"
    for action, page in (
        (Action.SEE_DASHBOARD, "/dashboard"),
        (Action.OPEN_PROJECT, "/work"),
        (Action.SEE_MAIL, "/admin/mail"),
        (Action.SEE_ALERTS, "/alerts"),
        (Action.COMMENT_EXPLANATION, "/sector"),
    ):
        if may(actor, action):
            return page
    return "/"
