"""An organisation as its body's register keeps it: what people may write there, and how two differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from workflow.register.cells import tidy
from workflow.register.kinds import KINDS, SIZES, TAGS, tags_fault
from workflow.words import gettext as _

LONGEST = {
    "name": 300,
    "locality": 200,
    "district": 200,
    "website": 300,
    "source": 300,
    "charity_number": 40,
    "company_number": 40,
}
PLAIN = (
    "name",
    "type",
    "charity_number",
    "company_number",
    "locality",
    "district",
    "website",
    "size",
    "source",
    "listed",
    "no_mail",
    "lead",
)
"""The fields that hold one value; a merge asks of each which entry's value is kept."""
TAG_FIELDS = tuple(slug for slug, _title in TAGS)
EDITABLE = (*PLAIN, *TAG_FIELDS)
STAFF_ONLY = frozenset({"source", "lead"})
"""What the body says about an organisation: not for the organisation to change."""
ORIGINS = IMPORTED, BY_STAFF, BY_ITSELF = "import", "staff", "itself"
_CHARITY = re.compile(r"\d{6,7}(?:-\d{1,3})?|SC0?\d{5}|NIC?\d{6}", re.ASCII)
_COMPANY = re.compile(r"(?=.*\d)[0-9A-Z]{8}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What people may write of an organisation; "" and None are what is not known."""

    name: str
    type: str = ""
    charity_number: str = ""
    company_number: str = ""
    locality: str = ""
    district: str = ""
    website: str = ""
    size: str = ""
    source: str = ""
    listed: bool = False
    no_mail: bool = False
    lead: str | None = None
    serves: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()
    area: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Written):
    """An entry with what the register knows beside it. `kind` is as its source wrote it."""

    id: str
    body: str
    key: str
    kind: str = ""
    version: int = 1
    captured_on: date | None = None
    origin: str = IMPORTED
    checked_at: datetime | None = None
    corrected_at: datetime | None = None
    merged_into: str | None = None
    old_names: tuple[str, ...] = ()

    @property
    def unchecked(self) -> bool:
        """Whether the organisation added itself and nobody of the body has looked yet."""
        return self.origin == BY_ITSELF and self.checked_at is None


def written(entry: Written) -> dict[str, Any]:
    """The editable fields of an entry as data that JSON can hold."""
    found = {name: getattr(entry, name) for name in EDITABLE}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def from_written(data: Mapping[str, Any]) -> Written:
    """The fields from that data again; what it does not say is not known."""
    found: dict[str, Any] = {name: data[name] for name in PLAIN if name in data}
    found.update({name: tuple(data.get(name) or ()) for name in TAG_FIELDS})
    return Written(**found)


def tidied(asked: Written) -> Written:
    """The same on one line each, without invisible characters; capitals stay as they were typed."""
    lines = {name: tidy(getattr(asked, name) or "") for name in LONGEST}
    lines["charity_number"] = lines["charity_number"].replace(" ", "").upper()
    lines["company_number"] = lines["company_number"].replace(" ", "").upper()
    lines["website"] = _address(lines["website"])
    lists = {name: tuple(sorted(getattr(asked, name))) for name in TAG_FIELDS}
    return replace(asked, **lines, **lists)  # type: ignore[arg-type]


def differences(before: Written, after: Written) -> tuple[dict[str, Any], dict[str, Any]]:
    """The editable fields that differ: as they were, as they are."""
    old, new = written(before), written(after)
    changed = [name for name in EDITABLE if old[name] != new[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def faults(asked: Written, before: Written | None = None) -> dict[str, str]:
    """What is wrong with each field, with the mend. What stood so already is left alone."""
    found = {name: wrong for name, wrong in _wrong(asked) if wrong}
    if before is None:
        return found
    return {name: wrong for name, wrong in found.items() if getattr(asked, name) != getattr(before, name)}


def _wrong(asked: Written) -> Iterable[tuple[str, str | None]]:
    yield "name", None if asked.name else _("Enter the organisation's name")
    for name, longest in LONGEST.items():
        if len(getattr(asked, name)) > longest:
            yield name, _("This must be %d characters or fewer.") % longest
    if asked.charity_number and not _CHARITY.fullmatch(asked.charity_number):
        yield (
            "charity_number",
            _("Enter a charity number like 1003603, SC012345 or NIC101234, or leave it empty"),
        )
    if asked.company_number and not _COMPANY.fullmatch(asked.company_number):
        yield "company_number", _("Enter a company number of 8 figures or letters, or leave it empty")
    if asked.website and not _is_address(asked.website):
        yield "website", _("Enter a web address, like https://example.org")
    if asked.type and asked.type not in {kind.slug for kind in KINDS}:
        yield "type", _("Choose a kind from the list")
    if asked.size and asked.size not in dict(SIZES):
        yield "size", _("Choose a size from the list")
    for name in TAG_FIELDS:
        yield name, tags_fault(getattr(asked, name))


def _address(typed: str) -> str:
    return f"https://{typed}" if typed and "://" not in typed and ":" not in typed else typed


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host and not re.search(r"\s|@", text)
