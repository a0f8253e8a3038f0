"""All rulebooks that this installation knows, by name, edition and date. A project keeps its edition."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import config
from workflow.errors import BadRequest
from workflow.rulebook import check
from workflow.rulebook.adoption import composed
from workflow.rulebook.check_authorities import authority_faults
from workflow.rulebook.check_routes import route_faults
from workflow.rulebook.loader import Document, Fault, Faulty, Model, read, read_raw
from workflow.rulebook.model import Authority, Pack, Route, Rule, Rulebook, Vocabulary

SHIPPED = Path(config.__file__).parent / "rulebooks"
_KIND_BY_KEY: Mapping[str, type[Pack | Route | Authority | Vocabulary]] = {
    "rules": Pack,
    "stages": Route,
    "packs": Authority,
    "events": Vocabulary,
}


@dataclass(frozen=True, slots=True)
class Files:
    """Every rulebook file of one folder, read but not yet judged."""

    vocabulary: Document[Vocabulary]
    packs: tuple[Document[Pack], ...]
    routes: tuple[Document[Route], ...]
    authorities: tuple[Document[Authority], ...]

    def known(self) -> check.Known:
        """What these files know together, against which each is judged."""
        routes = {document.content.id: document.content for document in self.routes}
        packs = {(pack.id, pack.edition): pack for pack in (document.content for document in self.packs)}
        tasks = (task.id for route in routes.values() for stage in route.stages for task in stage.tasks)
        return check.Known(
            events=frozenset(event.id for event in self.vocabulary.content.events),
            rules={rule.id: rule for pack in packs.values() for rule in pack.rules},
            tasks=frozenset(tasks),
            packs=packs,
            routes=routes,
            authorities=_by_name(self.authorities),
        )

    def faults(self) -> Iterator[Fault]:
        """Everything that makes no sense in them."""
        known = self.known()
        yield from check.vocabulary_faults(self.vocabulary)
        yield from check.cross_faults(self.packs)
        yield from chain.from_iterable(check.pack_faults(document, known) for document in self.packs)
        yield from chain.from_iterable(route_faults(document, known) for document in self.routes)
        yield from chain.from_iterable(authority_faults(document, known) for document in self.authorities)

    def judged(self) -> Library:
        """The library of these files. Faulty, a RulebookFault, lists every fault of them."""
        if faults := list(self.faults()):
            raise Faulty(faults)
        known = self.known()
        return Library(
            packs=known.packs,
            routes=known.routes,
            authorities=known.authorities,
            events={event.id: event.meaning for event in self.vocabulary.content.events},
            _rules=dict(sorted(known.rules.items())),
        )


@dataclass(frozen=True, slots=True)
class Library:
    """Every pack, route and authority by its name."""

    packs: Mapping[tuple[str, str], Pack]
    routes: Mapping[str, Route]
    authorities: Mapping[str, tuple[Authority, ...]]
    events: Mapping[str, str]
    _rules: Mapping[str, Rule]
    _composed: dict[tuple[str, str], Rulebook] = field(default_factory=dict, compare=False)
    _pack_of: dict[str, Pack] = field(default_factory=dict, compare=False)

    @classmethod
    def load(cls, root: Path | None = None) -> Library:
        """The library of a folder (else the shipped one). Faulty, a RulebookFault, lists every fault."""
        return read_files(root or SHIPPED).judged()

    def rulebook(self, name: str, on: date) -> Rulebook:
        """What an authority goes by: "R" in the edition in force that day, or "R@EDITION".

        Before the first edition held here, that first one answers; its rules keep their own dates of force.
        BadRequest for a name or edition that is not known lists those that are.
        """
        authority = self._edition(*name.partition("@")[::2], on=on)
        return self._kept(authority)

    def rulebooks(self) -> tuple[Rulebook, ...]:
        """Every authority's rulebook in every edition, by name and edition."""
        return tuple(
            self.rulebook(f"{name}@{authority.edition}", authority.in_force_from)
            for name, editions in sorted(self.authorities.items())
            for authority in editions
        )

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id, from whatever pack. BadRequest if no pack has it."""
        if rule_id not in self._rules:
            raise BadRequest(f"No pack has a rule '{rule_id}'. Known: {', '.join(self._rules)}.")
        return self._rules[rule_id]

    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule of every pack, by id, as the packs write it (adopted or not, in force or not)."""
        return tuple(self._rules.values())

    def pack_of(self, rule_id: str) -> Pack:
        """The pack in which the rule stands. BadRequest if no pack has it."""
        if rule_id not in self._pack_of:
            rule = self.rule(rule_id)
            self._pack_of[rule_id] = next(pack for pack in self.packs.values() if rule in pack.rules)
        return self._pack_of[rule_id]

    def adopters(self, rule_id: str) -> tuple[str, ...]:
        """The names of the authorities that adopted the pack in which the rule stands."""
        pack = self.pack_of(rule_id).id
        adopted = (
            authority.name
            for editions in self.authorities.values()
            for authority in editions
            if any(adoption.pack == pack for adoption in authority.packs)
        )
        return tuple(sorted(set(adopted)))

    def route(self, route_id: str) -> Route:
        """The route of that id. BadRequest if there is none."""
        if route_id not in self.routes:
            raise BadRequest(f"There is no route '{route_id}'. Known: {', '.join(sorted(self.routes))}.")
        return self.routes[route_id]

    def _edition(self, name: str, edition: str, on: date) -> Authority:
        editions = self.authorities.get(name)
        if editions is None:
            raise BadRequest(f"There is no rulebook '{name}'. Known: {', '.join(sorted(self.authorities))}.")
        if edition:
            named = next((one for one in editions if one.edition == edition), None)
            if named is None:
                known = ", ".join(f"{name}@{one.edition}" for one in editions)
                raise BadRequest(f"The rulebook '{name}' has no edition '{edition}'. Known: {known}.")
            return named
        begun = [one for one in editions if one.in_force_from <= on]
        return begun[-1] if begun else editions[0]

    def _kept(self, authority: Authority) -> Rulebook:
        key = authority.id, authority.edition
        if key not in self._composed:
            self._composed[key] = self._compose(authority)
        return self._composed[key]

    def _compose(self, authority: Authority) -> Rulebook:
        rules = composed(authority, self.packs)
        begins = authority.in_force_from
        before = (one for one in self.authorities[authority.id] if one.in_force_from < begins)
        earlier = tuple(self._kept(one) for one in before)
        return Rulebook(
            authority=authority,
            rules=rules,
            routes=self.routes,
            fingerprint=_fingerprint(authority, rules, self.routes, earlier),
            earlier=earlier,
            alternatives=tuple(
                group
                for adoption in authority.packs
                for group in self.packs[adoption.pack, adoption.edition].alternatives
            ),
        )


@functools.cache
def library() -> Library:
    """The shipped library, read once."""
    return Library.load()


def read_files(root: Path) -> Files:
    """Every rulebook file under a folder. Faulty lists the faults of all files that cannot be read."""
    faults: list[Fault] = []
    files = Files(
        vocabulary=_first(_read_all([root / "events.yaml"], Vocabulary, faults)),
        packs=_read_all(sorted((root / "packs").glob("*.yaml")), Pack, faults),
        routes=_read_all(sorted((root / "routes").glob("*.yaml")), Route, faults),
        authorities=_read_all(sorted((root / "authorities").glob("*.yaml")), Authority, faults),
    )
    if faults:
        raise Faulty(faults)
    return files


@dataclass(frozen=True, slots=True)
class Judged:
    """One sound file, the library with it in it, and what is odd in it without being a fault."""

    document: Document[Any]
    library: Library
    notes: tuple[Fault, ...] = ()


def validate(path: Path, root: Path | None = None) -> Judged:
    """Judge one file as if it stood in the library, in place of its namesake. Faulty if it does not fit."""
    data, _lines, name = read_raw(path)
    keys = data.keys() if isinstance(data, dict) else ()
    kind = next((model for key, model in _KIND_BY_KEY.items() if key in keys), None)
    if kind is None:
        mend = "a pack has 'rules', a route 'stages', an authority 'packs', the vocabulary 'events'"
        raise Faulty([Fault(name, 1, "file", "is no kind of rulebook file", mend)])
    document = read(path, kind)
    known = _with(read_files(root or SHIPPED), document).judged()
    return Judged(document, known, tuple(_notes(document)))


def _notes(document: Document[Any]) -> Iterator[Fault]:
    if isinstance(document.content, Pack):
        yield from check.pack_notes(document)


def _read_all(paths: Iterable[Path], model: type[Model], faults: list[Fault]) -> tuple[Document[Model], ...]:
    found = []
    for path in paths:
        try:
            found.append(read(path, model, shown_as=_shown(path)))
        except Faulty as error:
            faults.extend(error.faults)
    return tuple(found)


def _first(found: tuple[Document[Vocabulary], ...]) -> Document[Vocabulary]:
    return found[0] if found else Document("events.yaml", {}, Vocabulary(events=()))


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _with(files: Files, document: Document[Any]) -> Files:
    """The files with this one in place of the one of the same name (and edition)."""
    match document.content:
        case Vocabulary():
            return replace(files, vocabulary=document)
        case Pack():
            return replace(files, packs=_instead(files.packs, document))
        case Route():
            return replace(files, routes=_instead(files.routes, document))
        case _:
            return replace(files, authorities=_instead(files.authorities, document))


def _instead(
    documents: tuple[Document[Model], ...], document: Document[Model]
) -> tuple[Document[Model], ...]:
    others = (one for one in documents if _name(one.content) != _name(document.content))
    return (*others, document)


def _name(content: Any) -> tuple[str, str]:
    return content.id, getattr(content, "edition", "")


def _by_name(documents: Iterable[Document[Authority]]) -> Mapping[str, tuple[Authority, ...]]:
    found: dict[str, list[Authority]] = {}
    for document in documents:
        found.setdefault(document.content.id, []).append(document.content)
    return {name: tuple(sorted(some, key=lambda one: one.in_force_from)) for name, some in found.items()}


def _fingerprint(
    authority: Authority,
    rules: Mapping[str, Rule],
    routes: Mapping[str, Route],
    earlier: tuple[Rulebook, ...],
) -> str:
    content = {
        "authority": authority.model_dump(mode="json"),
        "rules": [rule.model_dump(mode="json", exclude={"checked"}) for rule in rules.values()],
        "routes": [route.model_dump(mode="json") for _id, route in sorted(routes.items())],
        **({"earlier": [book.fingerprint for book in earlier]} if earlier else {}),
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
