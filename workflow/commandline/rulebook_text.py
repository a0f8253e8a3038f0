"""One rulebook or pack for `rulebook show`: as text, and as a document."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.rulebook.adoption import loosens
from workflow.rulebook.comparing import Book, rules_of, unconfirmed_in
from workflow.rulebook.library import Library
from workflow.rulebook.model import Pack, Rule, Rulebook
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import UNCONFIRMED
from workflow.timetable.standing_in_words import (
    adopted,
    check_in_words,
    checked_by,
    for_reference,
    number_of_principles,
    own_figures,
    stands_under,
)
from workflow.words import gettext as _

_OF_A_RULE = (
    "id",
    "title",
    "asks",
    "why",
    "force",
    "effect",
    "applies_to",
    "period",
    "no_figure",
    "figure",
    "in_force_from",
    "in_force_to",
    "source",
    "evidence",
    "standard",
    "note",
)


def heading(found: Book) -> Iterator[str]:
    """Its name and edition, and what it is about."""
    if isinstance(found, Rulebook):
        yield f"{found.id}@{found.edition}  {who(found)}"
        yield found.authority.about
    else:
        yield f"{found.id}@{found.edition}  {found.title}"
        yield found.about


def who(rulebook: Rulebook) -> str:
    """The authority's name, and that it is invented where it is."""
    invented = " " + _("(invented)") if rulebook.authority.invented else ""
    return f"{rulebook.authority.name}{invented}"


def text(found: Book, library: Library) -> Iterator[str]:
    """All of it, a paragraph a piece."""
    yield "\n".join(heading(found))
    if isinstance(found, Rulebook):
        yield "\n".join(_adoptions(found, library))
        if figures := list(_figures(found, library)):
            yield "\n".join((_("Own figures:"), *figures))
    elif found.principles:
        yield "\n".join(_levels(found))
    for rule in rules_of(found):
        yield "\n".join(_rule_text(found, rule, library))
    if not rules_of(found):
        yield _("It asks nothing here: its text was not found.")


def _adoptions(book: Rulebook, library: Library) -> Iterator[str]:
    yield _("What it goes by:")
    for one in book.authority.packs:
        pack = library.packs[one.pack, one.edition]
        yield f"  {pack.id}@{pack.edition}  {pack.title}. {adopted(pack, one)}"
    for one in book.authority.reference:
        pack = library.packs[one.pack, one.edition]
        yield f"  {pack.id}@{pack.edition}  {pack.title}. {for_reference(one)}"


def _figures(book: Rulebook, library: Library) -> Iterator[str]:
    for own in own_figures(book, library):
        yield f"  {own.rule.id}  {own.words(book.authority.name)} {own.reasons}"


def _levels(pack: Pack) -> Iterator[str]:
    yield _("Principles, and the standards under each:")
    for principle in pack.principles:
        yield f"  {principle.title}. {principle.asks or _('Unconfirmed: its text was not found.')}"
        for standard in principle.standards:
            yield f"    {standard.title}. {standard.asks or _('Unconfirmed: its text was not found.')}"
    if odd := number_of_principles(pack):
        yield f"  {odd}"


def _rule_text(found: Book, rule: Rule, library: Library) -> Iterator[str]:
    pack = found if isinstance(found, Pack) else library.pack_of(rule.id)
    yield f"{rule.id}  {rule.title}"
    label, words = rule.force.label, rule.force.words
    yield f"  {label}" if label.lower() in words else f"  {label}: {words}"
    yield f"  {rule.asks}"
    if levels := stands_under(rule, pack):
        yield "  " + _("Stands under: {levels}").format(levels=", ".join(levels))
    if dates := _in_force(rule):
        yield f"  {dates}"
    yield "  " + _("Source: {source}").format(source=_source(rule))
    yield "  " + _("Checked: {check}").format(check=check_in_words(checked_by(rule, pack)))
    if unconfirmed_in(found, rule):
        yield f"  {UNCONFIRMED}"


def _in_force(rule: Rule) -> str:
    first, last = (in_words(day) if day else "" for day in (rule.in_force_from, rule.in_force_to))
    if first and last:
        return _("In force from {first} to {last}").format(first=first, last=last)
    return _("In force from {first}").format(first=first) if first else ""


def _source(rule: Rule) -> str:
    return ", ".join(part for part in (rule.source.name, rule.source.para, rule.source.url) if part)


def document(found: Book, library: Library) -> dict[str, object]:
    """All of it as one document."""
    head = {**head_of(found), **_standing(found, library)}
    return {**head, "rules": [_rule(found, rule, library) for rule in rules_of(found)]}


def head_of(found: Book) -> dict[str, object]:
    """What a list says of it."""
    if isinstance(found, Pack):
        return {"id": found.id, "edition": found.edition, "title": found.title, "kind": found.kind}
    return {
        "id": found.id,
        "edition": found.edition,
        "name": found.authority.name,
        "invented": found.authority.invented,
        "in_force_from": found.authority.in_force_from.isoformat(),
        "routes": sorted(found.routes),
        "fingerprint": found.fingerprint,
    }


def _standing(found: Book, library: Library) -> dict[str, object]:
    """Adoptions and own figures of a rulebook; levels, checks and examples of a pack."""
    if isinstance(found, Pack):
        told = found.model_dump(
            mode="json", include={"principles", "principles_said", "checked", "examples", "alternatives"}
        )
        return {**told, "principles_note": number_of_principles(found) or None}
    authority = found.authority.model_dump(mode="json", include={"packs", "reference"})
    figures = [
        {
            **own.model_dump(mode="json", include={"rule", "n", "because", "decision", "explanation"}),
            "pack_n": period.n,
            "looser": loosens(period, own),
        }
        for own in found.authority.figures
        if (period := library.rule(own.rule).period)
    ]
    return {"adopted": authority["packs"], "reference": authority["reference"], "figures": figures}


def _rule(found: Book, rule: Rule, library: Library) -> dict[str, object]:
    pack = found if isinstance(found, Pack) else library.pack_of(rule.id)
    checked = checked_by(rule, pack)
    return {
        **rule.model_dump(mode="json", include=set(_OF_A_RULE)),
        "checked": checked.model_dump(mode="json") if checked else None,
        "unconfirmed": unconfirmed_in(found, rule),
    }
