"""Entries of organisations: added, changed, corrected by the organisation itself, checked, merged, parted."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, Refused, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.entries import (
    BY_STAFF,
    EDITABLE,
    PLAIN,
    STAFF_ONLY,
    TAG_FIELDS,
    Entry,
    Written,
    faults,
    from_written,
    tidied,
    written,
)
from workflow.store import merging, organisations, register
from workflow.store import organisation_writing as store
from workflow.store.engine import writing
from workflow.store.ids import new_id
from workflow.store.merging import Merge
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.words import gettext as _

LONGEST_REASON = 2000
MOST_MERGERS = 20_000


@dataclass(frozen=True, slots=True)
class Saved:
    """An entry after a change: its id and the names of the fields that differ now."""

    id: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be merged: the entry that stays, the one that goes into it, and the versions seen of both.

    `keep` names the fields of which the other entry's value is kept, `own` those that stay empty although the
    other says something; of the rest the first one's is, or the other's where the first says nothing.
    """

    winner: str
    loser: str
    winner_version: int
    loser_version: int
    keep: frozenset[str] = frozenset()
    reason: str = ""
    own: frozenset[str] = frozenset()


def subject_of(entry: Entry) -> Subject:
    """The entry as the access policy sees it."""
    return Subject(entry.body, organisation=entry.id, lead=entry.lead, public=entry.listed)


def add_entry(*, asked: Written, by: Actor, services: Services, once: str | None = None) -> Saved:
    """A new entry of the actor's body. Raises BadRequest for what is wrong, NotAllowed, AlreadyDone."""
    if not may(by, Action.EDIT_ORGANISATION, Subject(by.body)):
        raise NotAllowed
    told = _right(asked, None)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        id_ = new_id()
        uow.once(once, f"/organisations/{id_}")
        _known_lead(uow.connection, by.body, told, services.today)
        key = _new_key(told)
        try:
            with uow.connection.begin_nested():
                id_ = store.add(
                    uow.connection, by.body, key, told, origin=BY_STAFF, captured_on=services.today
                )
        except IntegrityError:
            words = _("The register has an entry with that number already. Search for it: {number}.")
            raise BadRequest(words.format(number=key.rpartition("-")[2])) from None
        entry = organisations.entry(uow.connection, by.body, id_)
        store.note_new(uow.connection, entry, by, services.clock.now())
        uow.audit("organisation_added", {"organisation": id_}, by=by.person)
        return Saved(id_, EDITABLE)


def edit_entry(
    *,
    id_: str,
    asked: Written,
    by: Actor,
    seen_version: int,
    services: Services,
    once: str | None = None,
) -> Saved:
    """Change an entry; a contact's change is kept as the organisation's own correction.

    Raises NotFound, NotAllowed, BadRequest, Stale if someone changed it since, AlreadyDone. A contact cannot
    change what the body says about the organisation: its lead relationship manager and its source.
    """
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, f"/organisations/{id_}")
        entry = organisations.entry(uow.connection, by.body, id_, lock=True)
        if not may(by, Action.EDIT_ORGANISATION, subject_of(entry)):
            raise NotAllowed
        if entry.version != seen_version or entry.merged_into:
            raise Stale
        own = speaks_for_it(by, entry)
        told = _right(_without_staff_fields(asked, entry) if own else asked, entry)
        _known_lead(uow.connection, by.body, told, services.today, entry.lead)
        return _save(uow, entry, told, seen_version, by, services, own=own)


def check_entry(
    *, id_: str, by: Actor, seen_version: int, services: Services, once: str | None = None
) -> None:
    """Note that the body has looked at an entry that the organisation wrote.

    Raises NotFound, NotAllowed, Stale where it was changed since somebody looked.
    """
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, f"/organisations/{id_}")
        entry = organisations.entry(uow.connection, by.body, id_, lock=True)
        if speaks_for_it(by, entry) or not may(by, Action.EDIT_ORGANISATION, subject_of(entry)):
            raise NotAllowed
        if entry.version != seen_version:
            raise Stale
        now = services.clock.now()
        store.mark(uow.connection, id_, checked_at=now)
        store.note(uow.connection, entry, "checked", {}, {}, by, now)
        uow.audit("organisation_checked", {"organisation": id_}, by=by.person)


def merge_entries(*, choice: Choice, by: Actor, services: Services, once: str | None = None) -> str:
    """Merge one entry into another, in one transaction; the id of the merge.

    Raises NotFound, NotAllowed, BadRequest for an entry with itself, Stale if either changed since it was
    previewed, AlreadyDone if somebody has merged it.
    """
    if choice.winner == choice.loser:
        raise BadRequest(_("Choose two entries: this is one and the same."))
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, f"/organisations/{choice.winner}")
        both = {
            id_: organisations.entry(uow.connection, by.body, id_, lock=True)
            for id_ in sorted((choice.winner, choice.loser))
        }
        winner, loser = both[choice.winner], both[choice.loser]
        if not may(by, Action.MERGE_ORGANISATIONS, Subject(by.body)):
            raise NotAllowed
        if loser.merged_into == winner.id:
            raise AlreadyDone(f"/organisations/{winner.id}")
        if (winner.version, loser.version) != (choice.winner_version, choice.loser_version):
            raise Stale
        now = services.clock.now()
        kept = merged_fields(winner, loser, choice.keep, choice.own)
        id_ = merging.merge(uow.connection, winner, loser, kept, choice.reason[:LONGEST_REASON], by, now)
        named = {"winner": winner.id, "loser": loser.id, "merge": id_}
        store.note(uow.connection, winner, "merged", {}, {"with": loser.name}, by, now)
        store.note(uow.connection, loser, "merged", {}, {"into": winner.name}, by, now)
        uow.audit("organisations_merged", named, by=by.person)
        return id_


def undo_merge(
    *,
    merge: str,
    by: Actor,
    services: Services,
    anyway: bool = False,
    seen_version: int | None = None,
    once: str | None = None,
) -> Merge:
    """Put everything back as it was before a merge.

    Raises NotFound, NotAllowed, AlreadyDone, and Refused where a later merge stands in the way, or where what
    it moved was changed since: with `anyway` what was changed stays, and the rest goes back. Stale where the
    entry that stayed has another version than `seen_version`.
    """
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, "/admin/organisations/merges")
        found = merging.one(uow.connection, by.body, merge, lock=True)
        both = sorted((found.winner, found.loser))
        locked = {id_: organisations.entry(uow.connection, by.body, id_, lock=True) for id_ in both}
        if not may(by, Action.MERGE_ORGANISATIONS, Subject(by.body)):
            raise NotAllowed
        if found.undone_at is not None:
            raise AlreadyDone("/admin/organisations/merges")
        if seen_version is not None and locked[found.winner].version != seen_version:
            raise Stale
        _nothing_later(uow.connection, found)
        changed = merging.changed_since(uow.connection, found)
        if changed and not anyway:
            raise Refused(changed, _("What the merge moved was changed since. Say what to do with it."))
        now = services.clock.now()
        merging.undo(uow.connection, found, keep=frozenset(changed), by=by, at=now)
        for id_ in (found.winner, found.loser):
            entry = organisations.entry(uow.connection, by.body, id_)
            store.note(uow.connection, entry, "parted", {}, {}, by, now)
        uow.audit("merge_undone", {"merge": found.id, "kept": list(changed)}, by=by.person)
        return found


def keep_apart(*, one: str, other: str, by: Actor, services: Services) -> None:
    """Note that two entries are two organisations, so that they are not offered again."""
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        if not may(by, Action.MERGE_ORGANISATIONS, Subject(by.body)):
            raise NotAllowed
        for id_ in (one, other):
            organisations.entry(uow.connection, by.body, id_)
        if one != other:
            merging.put_distinct(uow.connection, by.body, (one, other), by, services.clock.now())
            uow.audit("organisations_kept_apart", {"one": one, "other": other}, by=by.person)


def take_in_mergers(*, file: bytes, source: str, by: Actor | None, services: Services) -> int:
    """Take in a register of charity mergers (CSV); how many lines were new. Raises BadRequest, NotAllowed."""
    if by is not None and not may(by, Action.MERGE_ORGANISATIONS, Subject(by.body)):
        raise NotAllowed
    found = _mergers(file)
    with writing(services.engine) as connection:
        new = merging.put_mergers(connection, found, source[:300])
        if new and by is not None:
            told = {"new": new, "source": source[:300]}
            UnitOfWork(connection, services.clock, by.body).audit("mergers_taken_in", told, by=by.person)
    return new


def merged_fields(
    winner: Entry, loser: Entry, keep: frozenset[str], own: frozenset[str] = frozenset()
) -> dict[str, object]:
    """What the merged entry says, as `Choice` puts it; the tags of both."""
    first, second = written(winner), written(loser)
    found: dict[str, object] = {}
    for name in PLAIN:
        said_nothing = first[name] in ("", None) and name not in own
        found[name] = second[name] if name in keep or said_nothing else first[name]
    for name in TAG_FIELDS:
        found[name] = sorted({*first[name], *second[name]})
    found["no_mail"] = first["no_mail"] or second["no_mail"]
    return found


def speaks_for_it(by: Actor, entry: Entry) -> bool:
    """Whether the actor is a contact of this organisation."""
    return by.organisation is not None and by.organisation == entry.id


def _save(
    uow: UnitOfWork,
    entry: Entry,
    told: Written,
    seen_version: int,
    by: Actor,
    services: Services,
    *,
    own: bool,
) -> Saved:
    now = services.clock.now()
    marks = {"corrected_at": now} if own else {}
    store.change(uow.connection, entry, told, seen_version, until=services.today, marks=marks)
    kind = "corrected" if own else "edited"
    changed = store.note_difference(uow.connection, entry, kind, told, by, now)
    uow.audit(f"organisation_{kind}", {"organisation": entry.id, "fields": list(changed)}, by=by.person)
    return Saved(entry.id, changed)


def _right(asked: Written, before: Entry | None) -> Written:
    told = tidied(asked)
    wrong = faults(told, before)
    if wrong:
        raise BadRequest(next(iter(wrong.values())))
    return told


def _known_lead(
    connection: Connection, body: str, told: Written, today: date, before: str | None = None
) -> None:
    if told.lead and told.lead != before and told.lead not in register.posts(connection, body, today):
        raise BadRequest(_("Choose a post of your own body as lead relationship manager"))


def _without_staff_fields(asked: Written, entry: Entry) -> Written:
    said = {**written(asked), **{name: written(entry)[name] for name in STAFF_ONLY}}
    return from_written(said)


def _new_key(told: Written) -> str:
    """The identifier that others use too, where a number gives one; else a key of our own."""
    number = told.charity_number
    if number and number.isdecimal():
        return f"GB-CHC-{number}"
    if number.startswith("SC"):
        return f"GB-SC-{number}"
    if number.startswith("NI"):
        return f"GB-NIC-{number.lstrip('NIC')}"
    return f"GB-COH-{told.company_number}" if told.company_number else f"own-{new_id()}"


def _nothing_later(connection: Connection, found: Merge) -> None:
    later = merging.first_to_undo(connection, found)
    if later is None:
        return
    names = [organisations.entry(connection, found.body, id_).name for id_ in (later.loser, later.winner)]
    words = _("{loser} was merged into {winner} later. Undo that first.")
    raise Refused((later.id,), words.format(loser=names[0], winner=names[1]))


def _mergers(file: bytes) -> list[Mapping[str, object]]:
    """The lines of a register of charity mergers, under the headings of the published one."""
    try:
        rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise BadRequest(
            _("The file cannot be read: {fault}. Save it as CSV (UTF-8).").format(fault=fault)
        ) from None
    if len(rows) > MOST_MERGERS:
        raise BadRequest(_("At most {most:,} lines are read at once.").format(most=MOST_MERGERS))
    wanted = {"transferor", "transferor_charity_number", "transferee", "transferee_charity_number"}
    missing = sorted(wanted - set(rows[0] if rows else ()))
    if missing:
        words = _("The file needs the columns {columns}.")
        raise BadRequest(words.format(columns=", ".join(missing)))
    return [_merger(row) for row in rows if (row["transferee_charity_number"] or "").strip()]


def _merger(row: Mapping[str, str | None]) -> Mapping[str, object]:
    cell = {
        name: " ".join((value or "").split())
        for name, value in row.items()
        if name and isinstance(value, str)
    }
    return {
        "old_number": cell.get("transferor_charity_number", "")[:40],
        "old_name": cell.get("transferor", "")[:300],
        "new_number": cell.get("transferee_charity_number", "")[:40],
        "new_name": cell.get("transferee", "")[:300],
        "registered_on": _day(cell.get("merger_registered", "")),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
