"""From an agreement to a project: the address that opens one with its answers filled in."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from workflow.commands.last_safe import plan_end
from workflow.register.ties import Tie
from workflow.register.vocabulary import vocabulary

LONGEST_TITLE = 200


def address(tie: Tie, ends: date, route: str = "") -> str:
    """Where a project about what follows an agreement is saved; by the usual route unless one is named."""
    chosen = route or vocabulary().kind(tie.instrument).may_follow[0]
    asked = [
        ("agreement", tie.key),
        ("route", chosen),
        ("end", plan_end(chosen, ends).isoformat()),
        ("movable", "yes"),
        ("title", tie.title[:LONGEST_TITLE]),
        ("directorate", tie.directorate),
    ]
    if tie.value is not None and tie.value > 0:
        asked.append(("fact", f"value:{tie.value:.0f}"))
    if tie.post:
        asked.append(("owner", tie.post))
    return f"/projects/new?{urlencode(asked)}"
