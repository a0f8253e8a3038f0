"""The sign-ins of a demonstration, shown beside the form so that anybody may look around."""

from __future__ import annotations

import json
from dataclasses import dataclass

from workflow.commands import views
from workflow.commands.services import Services

FILE = "demonstration-sign-ins.json"


@dataclass(frozen=True, slots=True)
class DemonstrationSignIn:
    """One post of the demonstration, and how to sign in as whoever holds it."""

    post: str
    email: str
    password: str


def sign_ins(services: Services) -> tuple[DemonstrationSignIn, ...]:
    """What the loader of the demonstration wrote down; nothing in production or for a body of its own."""
    settings = services.settings
    if settings.production or not any(body.demonstration for body in views.bodies(services)):
        return ()
    try:
        written = json.loads((settings.var / FILE).read_text(encoding="utf-8"))
        return tuple(DemonstrationSignIn(row["post"], row["email"], row["password"]) for row in written)
    except (OSError, ValueError, TypeError, KeyError):
        return ()
