"""The rulebooks, open to all: every rule of every edition at an address that lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from flask import abort, render_template, request

from web.access import asks
from web.public import rulebook_compare, rulebook_route
from web.public.rule_words import Told, tell
from web.wiring import services
from workflow.project.access import Action
from workflow.rulebook.comparing import Book, rules_of
from workflow.rulebook.library import Library
from workflow.rulebook.model import Adoption, Authority, Duration, Pack, Route, Rulebook, ShortPath
from workflow.timetable.counting import describe
from workflow.timetable.standing_in_words import adopted, for_reference, number_of_principles, own_figures
from workflow.words import gettext as _

LIST = "/rulebook"
BOOK = "/rulebook/<name>/<edition>"
PACK = "/rulebook/pack/<name>/<edition>"
ROUTE = "/rulebook/<name>/<edition>/routes/<route>"
COMPARE = "/rulebook/compare"
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Adopted:
    """One pack in one authority's rulebook, and its rules that a search kept."""

    pack: Pack
    adoption: Adoption
    rules: tuple[Told, ...] = ()

    @property
    def standing(self) -> str:
        """Since when and by which decision it binds, or why it binds without one."""
        return adopted(self.pack, self.adoption)


@asks(Action.READ_PUBLIC)
def rulebooks() -> str:
    """What each authority goes by, and every pack."""
    library = services().library
    found = library.rulebooks()
    return render_template(
        "public/rulebooks.html",
        books=[(book, _adopted(book.authority, library)) for book in found],
        packs=[(pack, kind_in_words(pack.kind), _adopters(pack, library)) for pack in _packs(library)],
    )


@asks(Action.READ_PUBLIC)
def rulebook(name: str, edition: str) -> str:
    """One edition of one authority's rulebook, each rule at its own anchor."""
    found, library = services(), services().library
    book = _rulebook(library, name, edition)
    words = _searched()
    kept = _kept(book, words, library)
    sections = [
        Adopted(one.pack, one.adoption, tuple(t for t in kept if _stands_in(t, one.pack)))
        for one in _adopted(book.authority, library)
    ]
    return render_template(
        "public/rulebook.html",
        book=book,
        authority=book.authority,
        editions=[(one.edition, _at(one.id, one.edition)) for one in library.authorities[name]],
        sections=[one for one in sections if one.rules or (one.pack.principles and not words)],
        reference=_for_reference(book.authority, library),
        own=list(own_figures(book, library)),
        paths=list(_short_paths(book)),
        number_of_principles=number_of_principles,
        figures=[(book.routes[route], _figures(own, library)) for route, own in _durations(book)],
        kind_in_words=kind_in_words,
        words=words,
        hits=len(kept),
        today=found.today,
        here=_at(name, edition),
    )


@asks(Action.READ_PUBLIC)
def rulebook_pack(name: str, edition: str) -> str:
    """One edition of one pack, whoever adopted it."""
    library = services().library
    pack = _pack(library, name, edition)
    words = _searched()
    return render_template(
        "public/rulebook_pack.html",
        pack=pack,
        kind=kind_in_words(pack.kind),
        editions=[(one.edition, _pack_at(one)) for one in _packs(library) if one.id == name],
        adopters=_adopters(pack, library),
        rules=_kept(pack, words, library),
        number_of_principles=number_of_principles,
        words=words,
        here=_pack_at(pack),
    )


@asks(Action.READ_PUBLIC)
def rulebook_route_page(name: str, edition: str, route: str) -> str:
    """The stages of one route as one authority goes by them."""
    book = _rulebook(services().library, name, edition)
    if route not in book.routes:
        abort(404)
    way = book.routes[route]
    return render_template(
        "public/rulebook_route.html",
        book=book,
        authority=book.authority,
        route=way,
        stages=rulebook_route.stages_of(way, book),
        drawing=rulebook_route.diagram(way),
        here=_at(name, edition),
    )


@asks(Action.READ_PUBLIC)
def compare() -> str:
    """Two editions beside each other; before two are chosen, the choice."""
    library = services().library
    names = [request.args.get(key, "") for key in ("from", "to")]
    books = [_named(library, name) if name else None for name in names]
    old, new = books
    return render_template(
        "public/rulebook_compare.html",
        names=names,
        choices=[(f"{one.id}@{one.edition}", title_of(one)) for one in _every(library)],
        old=old,
        new=new,
        found=rulebook_compare.show(old, new, library) if old and new else None,
        title_of=title_of,
        at=lambda book: _pack_at(book) if isinstance(book, Pack) else _at(book.id, book.edition),
    )


def kind_in_words(kind: str) -> str:
    """What a pack is."""
    return {
        "law": _("Law"),
        "guidance": _("Guidance"),
        "code": _("Code"),
        "constitution": _("Council's own rules"),
    }[kind]


def title_of(book: Book) -> str:
    """What a rulebook or a pack is called, with its edition."""
    title = book.authority.name if isinstance(book, Rulebook) else book.title
    return _("{title}, edition {edition}").format(title=title, edition=book.edition)


def _at(name: str, edition: str) -> str:
    return f"/rulebook/{name}/{edition}"


def _pack_at(pack: Pack) -> str:
    return f"/rulebook/pack/{pack.id}/{pack.edition}"


def _searched() -> str:
    return " ".join(request.args.get("q", "")[:LONGEST_SEARCH].split())


def _kept(book: Book, words: str, library: Library) -> tuple[Told, ...]:
    today = services().today
    told = (tell(rule, book, library, today) for rule in rules_of(book))
    return tuple(one for one in told if one.mentions(words.casefold().split()))


def _stands_in(told: Told, pack: Pack) -> bool:
    return any(rule.id == told.rule.id for rule in pack.rules)


def _packs(library: Library) -> list[Pack]:
    return sorted(library.packs.values(), key=lambda pack: (pack.title, pack.edition))


def _every(library: Library) -> Sequence[Book]:
    return [*library.rulebooks(), *_packs(library)]


def _named(library: Library, name: str) -> Book:
    found = next((one for one in _every(library) if f"{one.id}@{one.edition}" == name), None)
    return found or cast(Book, abort(404))


def _rulebook(library: Library, name: str, edition: str) -> Rulebook:
    found = (one for one in library.rulebooks() if (one.id, one.edition) == (name, edition))
    return next(found, None) or cast(Rulebook, abort(404))


def _pack(library: Library, name: str, edition: str) -> Pack:
    return library.packs.get((name, edition)) or cast(Pack, abort(404))


def _adopted(authority: Authority, library: Library) -> list[Adopted]:
    return [Adopted(library.packs[one.pack, one.edition], one) for one in authority.packs]


def _for_reference(authority: Authority, library: Library) -> list[tuple[Pack, str]]:
    return [(library.packs[one.pack, one.edition], for_reference(one)) for one in authority.reference]


def _adopters(pack: Pack, library: Library) -> list[tuple[Authority, Adopted]]:
    return [
        (book.authority, one)
        for book in library.rulebooks()
        for one in _adopted(book.authority, library)
        if one.pack is pack
    ]


def _durations(book: Rulebook) -> list[tuple[str, tuple[Duration, ...]]]:
    return [(route, book.authority.durations.get(route, ())) for route in sorted(book.routes)]


def _short_paths(book: Rulebook) -> Iterator[tuple[Route, ShortPath, str]]:
    """Each shorter path with its route and the names of the stages that it leaves out."""
    for route, paths in book.authority.paths.items():
        for path in paths:
            names = (book.routes[route].stage(slug).name for slug in path.leaves_out)
            yield book.routes[route], path, ", ".join(names)


def _figures(durations: tuple[Duration, ...], library: Library) -> list[list[str]]:
    said = library.events
    return [
        [own.title, describe(own.method, own.n, own.calendar), said[own.start], said[own.end]]
        for own in durations
    ]
