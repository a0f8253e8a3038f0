"""A form sent after its sign-in had ended: kept for an hour, given back once, to the same person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from workflow.commands.sealing import seal, unseal
from workflow.commands.services import Services
from workflow.project.access import Actor
from workflow.store import kept_forms, sessions
from workflow.store.engine import reading, writing

LASTS = timedelta(hours=1)
PURPOSE = "kept form"
LARGEST, MOST = 200_000, 20
"""Characters of one form, and forms of one person: more than anybody types, less than would fill a disk."""
SECRETS = ("password", "code", "csrf_token")


def keep(*, session: str, page: str, answers: Mapping[str, Sequence[str]], services: Services) -> str | None:
    """Keep the answers for whoever's session this was; the token that asks for them, None if nothing is kept.

    Passwords and codes are left out; files are not kept.
    """
    told = {name: list(values) for name, values in answers.items() if not _secret(name)}
    text = json.dumps(told)
    if not told or len(text) > LARGEST:
        return None
    with writing(services.engine) as connection:
        person = sessions.owner(connection, session)
        if person is None or kept_forms.number(connection, person) >= MOST:
            return None
        sealed = seal(services.settings, PURPOSE, text)
        return kept_forms.keep(connection, person, page, sealed, services.clock.now())


def page_of(*, token: str, by: Actor, services: Services) -> str | None:
    """The page on which a kept form stood; None if there is none for this person, or none any more."""
    since = services.clock.now() - LASTS
    with reading(services.engine) as connection:
        found = kept_forms.find(connection, token, by.person, since)
    return found.page if found else None


def take(*, token: str, by: Actor, services: Services) -> dict[str, list[str]] | None:
    """The answers, which are kept no longer; None if there are none for this person, or none any more."""
    since = services.clock.now() - LASTS
    with writing(services.engine) as connection:
        found = kept_forms.find(connection, token, by.person, since)
        text = unseal(services.settings, PURPOSE, found.answers) if found else None
        if found:
            kept_forms.forget(connection, token)
    return json.loads(text) if text else None


def _secret(name: str) -> bool:
    return any(word in name for word in SECRETS)
