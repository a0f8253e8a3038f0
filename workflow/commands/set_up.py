"""The first body of an installation, made by whoever has the code that the server printed."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from workflow.commands.accounts import hash_password
from workflow.commands.import_register import OWN_BODY
from workflow.commands.invitations import is_address
from workflow.commands.passwords import weakness
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest
from workflow.project.access import ADMIN
from workflow.store import register
from workflow.store.alone import make_bodies_alone
from workflow.store.engine import reading, writing
from workflow.store.unit_of_work import UnitOfWork
from workflow.words import gettext as _

CODE = "set-up-code"
KINDS = ("council", "nhs", "central", "other")
NATIONS = ("england", "wales", "scotland", "northern-ireland")
LONGEST_NAME = 200
# Letters and figures that nobody mistakes for another; four groups of five are about 98 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstBody:
    """What is asked to set an installation up; `trial` marks it as a demonstration on every page."""

    name: str
    kind: str
    authority: str
    nation: str
    trial: bool
    post_title: str
    email: str
    password: str


def needed(services: Services) -> bool:
    """Whether nothing was set up yet: there is no body, the one for imported registers left out."""
    with reading(services.engine) as connection:
        return _nothing_yet(connection)


def code(services: Services) -> str:
    """The code that setting up asks for, made once and kept in `var` for its owner only.

    Raises BadRequest with the mend if it can neither be read nor written.
    """
    path = services.settings.var / CODE
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with open(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
            ) as file:
                file.write(_new_code())
        except FileExistsError:
            pass
        return path.read_text(encoding="utf-8").strip()
    except OSError as fault:
        words = _("{file} cannot be written ({why}). Set FAIRNOTICE_VAR to a folder of yours.")
        raise BadRequest(words.format(file=path, why=(fault.strerror or "").lower())) from None


def is_code(given: str, services: Services) -> bool:
    """Whether this is the code of this installation; never, once it was set up."""
    kept = _kept(services.settings.var / CODE)
    return (
        bool(kept) and needed(services) and hmac.compare_digest(_bare(given).encode(), _bare(kept).encode())
    )


def wrong_answers(asked: FirstBody, services: Services) -> dict[str, str]:
    """What is wrong with the answers, by the field that mends it; empty if they can be used."""
    wrong: dict[str, str] = {}
    if not asked.name.strip() or len(asked.name) > LONGEST_NAME:
        wrong["name"] = _("Enter the name of the body, in %d characters or fewer.") % LONGEST_NAME
    if asked.kind not in KINDS:
        wrong["kind"] = _("Choose what kind of body it is.")
    if asked.nation not in NATIONS:
        wrong["nation"] = _("Choose the nation whose working days it keeps.")
    if asked.authority not in services.library.authorities:
        wrong["authority"] = _("Choose the rulebook that it goes by.")
    elif asked.nation in NATIONS:
        wrong |= _wrong_nation(asked, services)
    if not asked.post_title.strip() or len(asked.post_title) > LONGEST_NAME:
        wrong["post_title"] = _("Enter the title of your post, in %d characters or fewer.") % LONGEST_NAME
    if not is_address(asked.email.strip().casefold()):
        wrong["email"] = _("Enter an email address like name@example.org.")
    weak = weakness(asked.password, (asked.name, asked.email, asked.post_title))
    return wrong | ({"password": weak} if weak else {})


def set_up(*, asked: FirstBody, code: str, services: Services) -> str:
    """Make the first body with its first post, which is an administrator's; the body's id. The code is spent.

    Raises AlreadyDone once there is a body, BadRequest for a wrong code or answers that will not do.
    """
    if not needed(services):
        raise AlreadyDone(
            _("This service was set up already. Sign in, or ask its administrator to invite you.")
        )
    if not is_code(code, services):
        raise BadRequest(_("This is not the set-up code. It is printed where the server was started."))
    wrong = wrong_answers(asked, services)
    if wrong:
        raise BadRequest(" ".join(wrong.values()))
    secret = hash_password(asked.password)
    with writing(services.engine) as connection:
        make_bodies_alone(connection)  # two who send the form at the same moment
        if not _nothing_yet(connection):
            raise AlreadyDone(_("Somebody else set this service up at the same moment. Sign in."))
        body = _make(connection, asked, secret, services)
    (services.settings.var / CODE).unlink(missing_ok=True)
    return body


def slug_of(name: str, taken: frozenset[str] = frozenset()) -> str:
    """The name of a body as addresses and commands write it: "example-city-council"; none that is taken."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:70] or "body"
    used = taken | {OWN_BODY}
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if slug not in used)


def _make(connection: Connection, asked: FirstBody, secret: str, services: Services) -> str:
    body = register.add_body(
        connection,
        slug=slug_of(asked.name),
        name=" ".join(asked.name.split()),
        kind=asked.kind,
        nation=asked.nation,
        authority=asked.authority,
        demonstration=asked.trial,
        dates_public=False,
    )
    title = " ".join(asked.post_title.split())
    post = register.add_post(connection, body, title, (ADMIN,))
    person = register.add_person(connection, body, asked.email.strip(), secret, post, services.today)
    told = {"name": asked.name, "kind": asked.kind, "authority": asked.authority, "nation": asked.nation}
    UnitOfWork(connection, services.clock, body).audit("body_set_up", {**told, "post": post}, by=person)
    return body


def _wrong_nation(asked: FirstBody, services: Services) -> dict[str, str]:
    authority = services.library.rulebook(asked.authority, services.today).authority
    if authority.nation.value == asked.nation:
        return {}
    words = _("The rulebook of {name} counts the working days of another nation. Choose that nation here.")
    return {"nation": words.format(name=authority.name)}


def _nothing_yet(connection: Connection) -> bool:
    return all(body.slug == OWN_BODY for body in register.bodies(connection))


def _kept(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _bare(text: str) -> str:
    """The code without what people add when they copy it."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _new_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(5)) for _group in range(4))
