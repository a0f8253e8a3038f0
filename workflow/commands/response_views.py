"""What the pages about replies ask for: the replies, their numbers, whom the consultation reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.commands import views
from workflow.commands.change import subject_of
from workflow.commands.import_kinds import source_of
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound
from workflow.project.access import Action, Actor, may
from workflow.register.replies import Heading, headings
from workflow.register.small_counts import share, shown
from workflow.store import consultations, imports, queries, responses
from workflow.store.engine import reading
from workflow.store.responses import Numbers, Response
from workflow.store.unit_of_work import unit_of_work
from workflow.words import gettext as _

KIND = imports.REPLIES
FEW_VOICES = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a consultation reached. `share_of_three` and `share_of_providers` in hundredths; None: no replies.

    `groups`: the groups served by those invited, with how many were invited and how many replied.
    `equality_rate`: in hundredths; None where it would tell of fewer than ten people.
    """

    invited: tuple[tuple[str, str, bool], ...]
    replied: int
    share_of_three: int | None
    share_of_providers: int | None
    groups: tuple[tuple[str, int, int], ...]
    sizes: Mapping[str, int]
    equality_rate: int | None

    @property
    def narrow(self) -> bool:
        """Whether more than half of what organisations said comes from three of them, or from providers."""
        return (self.share_of_three or 0) > 50 or (self.share_of_providers or 0) > 50


def page(
    services: Services, actor: Actor, ref: str, *, theme: str = "", untagged: bool = False, at: int = 1
) -> tuple[tuple[Response, ...], int]:
    """A page of a project's replies and how many there are; only for who may see the project. NotFound."""
    views.project(services, actor, ref)
    with reading(services.engine) as connection:
        stored = queries.stored(connection, None, ref)
        return responses.page(connection, stored.id, theme=theme, untagged=untagged, at=at)


def reply(services: Services, actor: Actor, ref: str, id_: str) -> Response:
    """One reply; only for who may see the project. Raises NotFound, also for another project's."""
    views.project(services, actor, ref)
    with reading(services.engine) as connection:
        return responses.one(connection, queries.stored(connection, None, ref).id, id_)


def numbers(services: Services, ref: str) -> Numbers:
    """The numbers of a project's replies."""
    with reading(services.engine) as connection:
        return responses.numbers(connection, queries.stored(connection, None, ref).id)


def quotes(services: Services, ref: str) -> Mapping[str, tuple[str, ...]]:
    """The words that may be quoted in public, by theme."""
    with reading(services.engine) as connection:
        return responses.quotes(connection, queries.stored(connection, None, ref).id)


def equality(services: Services, ref: str) -> Mapping[str, Mapping[str, int | None]]:
    """Equality answers as they may be shown, by question; None is fewer than ten, or would give one away."""
    with reading(services.engine) as connection:
        found = responses.equality(connection, queries.stored(connection, None, ref).id)
    return {question: shown(answers) for question, answers in found.items()}


def reach(services: Services, actor: Actor, ref: str, agreement: str | None) -> Reach:
    """Whom the consultation of a project reached (R178, R182)."""
    views.project(services, actor, ref)
    with reading(services.engine) as connection:
        stored = queries.stored(connection, None, ref)
        invited = responses.reach(connection, stored.id)
        counted = responses.numbers(connection, stored.id)
        groups = responses.silent_groups(connection, stored.id)
        provide = set(consultations.providers(connection, stored.body, agreement))
        known = {each.name for each in consultations.candidates(connection, stored.body, provide, ())}
        rates = {r: (n, m) for r, _t, n, m in responses.equality_rates(connection, stored.body)}
    voices = counted.by_voice
    three = sum(n for _name, n in voices[:FEW_VOICES])
    provided = sum(n for name, n in voices if name in known)
    replies, answered = rates.get(ref, (0, 0))
    return Reach(
        invited=invited,
        replied=sum(did for _id, _name, did in invited),
        share_of_three=_percent(three, counted.organisations) if len(voices) > FEW_VOICES else None,
        share_of_providers=_percent(provided, counted.organisations),
        groups=tuple((group, n, did) for group, (n, did) in groups.items()),
        sizes=counted.by_size,
        equality_rate=share(answered, replies),
    )


def equality_trend(services: Services, actor: Actor) -> tuple[tuple[str, str, int | None], ...]:
    """The share of replies with an equality answer, in hundredths, for each consultation of the actor's own
    body (R017); None where it would tell of fewer than ten people."""
    with reading(services.engine) as connection:
        found = responses.equality_rates(connection, actor.body)
    return tuple((ref, title, share(m, n)) for ref, title, n, m in found)


def send_file(*, ref: str, file: bytes, name: str, by: Actor, services: Services) -> str:
    """Keep an export until its columns are chosen, a day at most; its round's id. BadRequest, NotAllowed."""
    view = views.project(services, by, ref)
    if not may(by, Action.EDIT_PROJECT, subject_of(view.body.id, view.overview.project)):
        raise NotAllowed
    if not file:
        raise BadRequest(_("Choose a file that is not empty."))
    headings(source_of(file))
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        now = services.clock.now()
        imports.purge(uow.connection, now)
        kept = {
            "kind": KIND,
            "file": file,
            "file_name": name[:200],
            "state": "ready",
            "matched": {"project": ref},
        }
        return imports.add(uow.connection, body=by.body, by=by.person, at=now, **kept)


def sent_file(services: Services, by: Actor, ref: str, id_: str) -> tuple[bytes, tuple[Heading, ...]]:
    """A file that waits for this project, and its columns; only for who takes replies in, since nobody has
    read it yet. NotFound, NotAllowed; AlreadyDone once it was taken in."""
    view = views.project(services, by, ref)
    if not may(by, Action.EDIT_PROJECT, subject_of(view.body.id, view.overview.project)):
        raise NotAllowed
    with reading(services.engine) as connection:
        found = imports.one(connection, by.body, id_)
        file = imports.file_of(connection, by.body, id_)
    if found.kind != KIND or found.matched.get("project") != ref:
        raise NotFound
    if file is None:
        raise AlreadyDone(id_)
    return file, headings(source_of(file))


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
