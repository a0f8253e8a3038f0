"""One organisation written in several ways, or merged into another: said beside the record, never mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workflow.register.cells import shown, spoken
from workflow.register.matching import charity
from workflow.register.model import Agreement, Finding, Organisation
from workflow.register.names import name_key
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Gone:
    """A charity that went into another: its new number and name, and when that was registered."""

    number: str
    name: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the body holds already: organisations by key with their names, and mergers by the old number."""

    names: Mapping[str, str] = field(default_factory=dict)
    mergers: Mapping[str, Gone] = field(default_factory=dict)


def spelled(records: Iterable[tuple[int, object]], known: Known) -> Iterator[Finding]:
    """A finding for each record whose organisation is written otherwise elsewhere, or was merged away.

    Two spellings under one published identifier are one organisation already: nothing is said of them.
    """
    named = [(n, one) for n, one in records if isinstance(one, (Agreement, Organisation))]
    seen = _spellings(named, known)
    for number, one in named:
        name, key = _of(one)
        others = seen.get(name_key(name), {}) if name else {}
        other = min((o for o, keys in others.items() if o != name and not (key and key in keys)), default="")
        if other:
            words = _("looks like “{name}”, written otherwise: see Organisations to merge the two")
            yield Finding(number, words.format(name=shown(other)))
        gone = known.mergers.get(_charity(one, key))
        if gone:
            yield Finding(number, _merged(gone))


def _spellings(
    named: Sequence[tuple[int, Agreement | Organisation]], known: Known
) -> Mapping[str, Mapping[str, set[str]]]:
    """Each way in which a name is written, by what these share, with the identifiers that it has there."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    held = ((name, key) for key, name in known.names.items())
    for name, key in (*held, *(_of(one) for _n, one in named)):
        if name:
            found[name_key(name)][name].add(key)
    return found


def _of(one: Agreement | Organisation) -> tuple[str, str]:
    if isinstance(one, Agreement):
        return one.organisation_name, one.organisation_key or ""
    return one.name, one.key


def _charity(one: Agreement | Organisation, key: str) -> str:
    number = one.charity_number if isinstance(one, Organisation) else ""
    return charity(number or key.removeprefix("GB-CHC-"))


def _merged(gone: Gone) -> str:
    told = {"name": shown(gone.name), "number": gone.number}
    if gone.on is None:
        return _("this charity was merged into {name} ({number})").format(**told)
    words = _("this charity was merged into {name} ({number}), registered on {on}")
    return words.format(on=spoken(gone.on), **told)
