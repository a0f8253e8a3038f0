"""Name who takes part in a project beside the body that leads it, and which type of provider may provide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflow.commands import views
from workflow.commands.change import Changed, change
from workflow.commands.move_edition import refuse_without_stage, what_if
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotFound
from workflow.project.access import STAFF, Action, Actor
from workflow.project.events import Fact, FactsCorrected
from workflow.project.events.partners import DirectoratesNamed, PartnerLeft, PartnerNamed, ProviderTypeSaid
from workflow.project.folding import add
from workflow.project.partners import PROVIDERS, ROLES, SORTS, Partners
from workflow.project.situation import Situation
from workflow.rulebook.model import several
from workflow.store import partners as store
from workflow.store import register
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.store.partners import Contact
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.timetable.regimes import known, regime_title
from workflow.words import gettext as _

LONGEST = 200
MOST = 20
"""Partners, directorates or posts on one list."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is told of a partner. `posts`: titles there of who may read the project, where it is a body here;
    `contact`: whom to reach elsewhere."""

    name: str
    sort: str
    role: str
    regime: str = ""
    posts: tuple[str, ...] = ()
    contact: Contact = Contact("")


@dataclass(frozen=True, slots=True)
class PartnerView:
    """One partner as pages show it: its part, how it is reached, the titles of its posts that may read."""

    part: PartnerNamed
    contact: Contact | None
    posts: tuple[str, ...]


def partners_of(services: Services, body: str, ref: str, found: Partners) -> tuple[PartnerView, ...]:
    """The partners of a project of a body, in the order in which they were named."""
    with reading(services.engine) as connection:
        contacts = store.contacts(connection, body, ref)
    return tuple(
        PartnerView(each, contacts.get(each.id), _titles(each, services)) for each in found.named.values()
    )


def regimes_to_choose(situation: Situation) -> tuple[tuple[str, str], ...]:
    """The rules for buying that a partner may go by: what the project's rulebook has in force today."""
    return tuple((each, regime_title(each)) for each in known(situation.rulebook, situation.today))


def name_partner(
    *,
    ref: str,
    part: Part,
    by: Actor,
    services: Services,
    id_: str | None = None,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Let another body take part, or (with the id of a partner) change what is known of its part.

    Where it brings other rules for buying than ours, the project goes by both from now on. Raises BadRequest
    naming everything that must be mended, NotFound for a partner that is not there.
    """
    named: list[PartnerNamed] = []

    def work(situation: Situation) -> Sequence[Fact]:
        found = situation.project.partners
        if id_ is not None and id_ not in found.named:
            raise NotFound
        fact = _named(situation, part, id_ or new_id(), services)
        if found.named.get(fact.id) == fact:
            return _only_contact(services, situation, fact, part, named)
        named.append(fact)
        return _with_rules(situation, fact, _("{name} takes part.").format(name=fact.name), services)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        before = _partners(stored)
        after = before.after(named[0])
        store.put_readers(uow.connection, stored, after.readers)
        reached = part.contact if named[0].body is None and part.contact.title else None
        store.put_contact(uow.connection, stored, named[0].id, reached)

    return change(
        ref=ref, by=by, action=Action.EDIT_PROJECT, work=work, also=also, services=services,
        seen_version=seen_version, once=once,
    )  # fmt: skip


def end_partner(
    *,
    ref: str,
    id_: str,
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Let a body take part no longer: its people cannot read the project, its own rules bind no more, and how
    it was reached is forgotten. Raises BadRequest without a reason, NotFound for a partner not there."""

    def work(situation: Situation) -> Sequence[Fact]:
        if id_ not in situation.project.partners.named:
            raise NotFound
        if not reason.strip():
            raise BadRequest(_("Say why it takes part no longer."))
        name = situation.project.partners.named[id_].name
        left = PartnerLeft(id_, reason.strip())
        return _with_rules(situation, left, _("{name} takes part no longer.").format(name=name), services)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        after = _partners(stored).after(PartnerLeft(id_, reason))
        store.put_readers(uow.connection, stored, after.readers)
        store.put_contact(uow.connection, stored, id_, None)

    return change(
        ref=ref, by=by, action=Action.EDIT_PROJECT, work=work, also=also, services=services,
        seen_version=seen_version, once=once,
    )  # fmt: skip


def name_directorates(
    *,
    ref: str,
    names: Iterable[str],
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Name the further directorates of the own body that work on a project (R019)."""
    given = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

    def work(situation: Situation) -> Sequence[Fact]:
        if len(given) > MOST or any(len(name) > LONGEST for name in given):
            told = _("Name at most {n} directorates, each in {most} characters or fewer.")
            raise BadRequest(told.format(n=MOST, most=LONGEST))
        same = given == situation.project.partners.directorates
        return () if same else (DirectoratesNamed(given),)

    return change(
        ref=ref, by=by, action=Action.EDIT_PROJECT, work=work, services=services,
        seen_version=seen_version, once=once,
    )  # fmt: skip


def say_provider_type(
    *,
    ref: str,
    provider: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Record which type of provider may provide the service: the stages are the same for all (R062)."""

    def work(situation: Situation) -> Sequence[Fact]:
        if provider not in PROVIDERS:
            raise BadRequest(_("Choose which type of provider may provide it."))
        same = provider == situation.project.partners.provider
        return () if same else (ProviderTypeSaid(provider),)

    return change(
        ref=ref, by=by, action=Action.EDIT_PROJECT, work=work, services=services,
        seen_version=seen_version, once=once,
    )  # fmt: skip


def _titles(part: PartnerNamed, services: Services) -> tuple[str, ...]:
    if part.body is None:
        return ()
    held = views.posts(services, part.body)
    return tuple(held[post].title for post in part.posts if post in held)


def _partners(stored: Stored) -> Partners:
    """Who took part before, from the facts themselves."""
    found = Partners()
    for fact in stored.facts:
        if fact.part == "partners":
            found = found.after(fact)
    return found


def _only_contact(
    services: Services, situation: Situation, fact: PartnerNamed, part: Part, named: list[PartnerNamed]
) -> Sequence[Fact]:
    """A new way to reach a partner whose part stays as it is: it is told again, so that it is on record."""
    with reading(services.engine) as connection:
        kept = store.contacts(connection, situation.body, situation.project.ref).get(fact.id)
    if kept == (part.contact if part.contact.title else None):
        return ()
    named.append(fact)
    return (fact,)


def _named(situation: Situation, part: Part, id_: str, services: Services) -> PartnerNamed:
    """The fact that a body takes part. Raises BadRequest naming everything that must be mended."""
    with reading(services.engine) as connection:
        bodies = {each.name.casefold(): each for each in register.bodies(connection)}
        here = bodies.get(part.name.strip().casefold())
        of_there = register.posts(connection, here.id, services.today) if here else {}
    able = {post.title.casefold(): post.id for post in of_there.values() if STAFF & set(post.roles)}
    wrong = _faults(situation, part, id_, here.id if here else None, able)
    if wrong:
        raise BadRequest(" ".join(wrong))
    found = situation.project.partners
    first = next((each for each in found.named.values() if each.own or each.own_bodies), None)
    return PartnerNamed(
        id=id_,
        name=here.name if here else part.name.strip(),
        sort=part.sort,  # type: ignore[arg-type]
        role=part.role,  # type: ignore[arg-type]
        regime=part.regime,
        body=here.id if here else None,
        posts=tuple(able[title.casefold()] for title in part.posts),
        own=first.own if first else _now(situation, "regime"),
        own_bodies=first.own_bodies if first else _now(situation, "body"),
    )


def _faults(
    situation: Situation, part: Part, id_: str, here: str | None, able: Mapping[str, str]
) -> list[str]:
    others = [each for each in situation.project.partners.named.values() if each.id != id_]
    regimes = {"", *(each for each, _title in regimes_to_choose(situation))}
    unknown = [title for title in part.posts if title.casefold() not in able]
    nobody = here is None and not part.contact.title.strip()
    checks = (
        (not part.name.strip(), _("Enter the name of the body that takes part.")),
        (len(part.name) > LONGEST, _("Enter a name of 200 characters or fewer.")),
        (here == situation.body, _("That is your own body. Name its other directorates instead.")),
        (
            part.name.strip().casefold() in {each.name.casefold() for each in others},
            _("That body takes part already. Change its entry instead."),
        ),
        (len(others) >= MOST, _("At most 20 bodies can take part.")),
        (part.sort not in SORTS, _("Choose which kind of body it is.")),
        (part.role not in ROLES, _("Choose what part it takes.")),
        (part.regime not in regimes, _("Choose the rules for buying that it goes by.")),
        (nobody, _("Enter the title of the post there that you can reach.")),
        (here is None and bool(part.posts), _("Only posts of a body that uses this service can be named.")),
        (
            here is not None and bool(unknown),
            _("That body has no post at a desk called: {titles}.").format(titles="; ".join(unknown)),
        ),
        (here is not None and not part.posts, _("Name at least one post there that may read the project.")),
    )
    return [words for wrong, words in checks if wrong]


def _now(situation: Situation, fact: str) -> tuple[str, ...]:
    facts = situation.rulebook.facts(situation.route.id, situation.project.facts)
    return tuple(str(each) for each in several(facts[fact])) if facts.get(fact) else ()


def _with_rules(situation: Situation, fact: Fact, because: str, services: Services) -> Sequence[Fact]:
    """The fact, and what it changes in the rules that the project goes by: those of all who decide in it."""
    after = situation.project.partners.after(fact)
    told = {
        "regime": _together(situation, after, "regime"),
        "body": _together(situation, after, "body"),
    }
    differing = {name: value for name, value in told.items() if value != _now(situation, name) and value}
    if not differing:
        return (fact,)
    plain = {name: value[0] if len(value) == 1 else value for name, value in differing.items()}
    corrected = FactsCorrected(plain, because)
    project = add(corrected, add(fact, situation.project))
    refuse_without_stage(what_if(situation, project, services))
    return (fact, corrected)


def _together(situation: Situation, after: Partners, fact: str) -> tuple[str, ...]:
    """What the body that leads goes by itself, and what each partner that decides brings."""
    told = (*situation.project.partners.named.values(), *after.named.values())
    first = next((each for each in told if each.own or each.own_bodies), None)
    if first is None:
        return _now(situation, fact)
    own = first.own if fact == "regime" else first.own_bodies
    brought = [
        each.regime if fact == "regime" else (each.sort if each.sort != "other" else "")
        for each in after.bringing
    ]
    return tuple(sorted({*own, *(one for one in brought if one)}))
