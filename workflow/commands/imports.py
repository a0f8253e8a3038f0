"""A register on its way in through the browser: sent, matched, looked at, then stored whole or not at all."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workflow.commands import import_register
from workflow.commands.import_kinds import KINDS, label, needs_matching, required, sheets_of, source_of
from workflow.commands.import_register import Imported
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.guessing import Guess, guesses, heading_row
from workflow.register.model import Finding, Reading, Refusal
from workflow.register.reading import Layout
from workflow.register.tables import first_rows, plain, read_plain
from workflow.store import importing, imports
from workflow.store.engine import reading, writing
from workflow.store.importing import Change, Item
from workflow.store.imports import Round
from workflow.store.unit_of_work import unit_of_work
from workflow.timetable.dates_in_words import in_words as day_in_words
from workflow.words import gettext as _

log = logging.getLogger("fairnotice.imports")
TICK = 500
"""After so many records an import says how far it has come."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is in a file: its sheets, the row of its headings, and what each column looks like."""

    sheets: tuple[str, ...]
    sheet: str
    first: tuple[tuple[str, ...], ...]
    heading: int
    guesses: tuple[Guess, ...]
    remembered: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; `changed` says what of which record, `without_end` counts agreements."""

    total: int
    new: int
    changed: tuple[tuple[str, tuple[Change, ...]], ...]
    unchanged: int
    kept: tuple[Finding, ...]
    refused: tuple[Refusal, ...]
    people: int
    without_end: int
    names: Mapping[int, str]


def send_file(
    *,
    kind: str,
    file: bytes,
    name: str,
    source: str,
    by: Actor,
    services: Services,
    once: str | None = None,
    captured_on: date | None = None,
) -> str:
    """Keep a file for the import of its sender's body; the id of its round. What cannot be read is not kept.

    Raises BadRequest naming the mend, NotAllowed, AlreadyDone with the id for a used one-time key.
    """
    _check(by)
    if kind not in KINDS:
        raise BadRequest(_("Choose what the file holds."))
    if not file:
        raise BadRequest(_("Choose a file that is not empty."))
    sheets = sheets_of(file)
    source_of(file, sheets[0] if sheets else "")
    ready = not needs_matching(KINDS[kind], file)
    read = KINDS[kind].read(file, Layout()) if ready else None
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        now = services.clock.now()
        imports.purge(uow.connection, now)
        kept = {
            "captured_on": captured_on,
            "kind": kind,
            "file": file,
            "file_name": name[:200],
            "source": (source or name)[:300],
        }
        id_ = imports.add(
            uow.connection,
            body=by.body,
            by=by.person,
            at=now,
            sheet=sheets[0] if sheets else "",
            state="ready" if ready else "uploaded",
            total=len(read.rows) + len(read.refused) if read else 0,
            **kept,
        )
        uow.once(once, id_)
        return id_


def rounds(services: Services, by: Actor) -> tuple[Round, ...]:
    """The files that were sent for this body, the newest first. Files older than a day go."""
    _check(by)
    with writing(services.engine) as connection:
        imports.purge(connection, services.clock.now())
        return imports.latest(connection, by.body)


def one(services: Services, by: Actor, id_: str) -> Round:
    """One round of the actor's body. Raises NotFound, also for replies: those belong to their project."""
    _check(by)
    with reading(services.engine) as connection:
        return _of_here(imports.one(connection, by.body, id_))


def _of_here(found: Round) -> Round:
    if found.kind == imports.REPLIES:
        raise NotFound
    return found


def stopped(services: Services, found: Round) -> bool:
    """Whether an import died with its process: nothing of it was kept, and it may begin again."""
    silent = found.beat_at is None or services.clock.now() - found.beat_at > imports.STOPPED_AFTER
    return found.state == "running" and silent


def look(
    services: Services, by: Actor, id_: str, sheet: str | None = None, heading: int | None = None
) -> Look:
    """What is in a file that waits, on one of its sheets. Raises NotFound, BadRequest."""
    found, file = _waiting(services, by, id_)
    kind = KINDS[found.kind]
    sheets = sheets_of(file)
    shown = sheet if sheet in sheets else found.sheet if found.sheet in sheets else ""
    rows = first_rows(source_of(file, shown))
    if not rows:
        return Look(sheets, shown, (), 0, (), False)
    guessed = heading_row(rows, kind.columns) if heading is None else min(max(heading, 0), len(rows) - 1)
    with reading(services.engine) as connection:
        known = imports.remembered(connection, by.body, found.kind, rows[guessed])
    last = found.matched if found.matched and heading in (None, found.heading) else known
    seen = _as_before(guesses(rows[guessed:], kind.columns), last) if last else ()
    first = tuple(tuple(row) for row in rows[:8])
    return Look(
        sheets, shown, first, guessed, seen or guesses(rows[guessed:], kind.columns), bool(seen and known)
    )


def match(
    *,
    id_: str,
    sheet: str,
    heading: int,
    matched: Mapping[str, str],
    by: Actor,
    services: Services,
) -> None:
    """Say which column of the file is which of ours, {their heading: ours}; what is left out is not read.

    Raises BadRequest naming the column that is missing, or that stands twice.
    """
    found, file = _waiting(services, by, id_)
    kind = KINDS[found.kind]
    ours = list(matched.values())
    twice = next((name for name in ours if ours.count(name) > 1), None)
    if twice:
        raise BadRequest(
            _("Two columns are matched to “{name}”. Choose one of them.").format(name=label(twice))
        )
    missing = [name for name in required(kind) if name not in ours]
    if missing:
        words = _("No column is matched to: {names}. Choose the column that holds it.")
        raise BadRequest(words.format(names=", ".join(label(name) for name in missing)))
    read = kind.read(source_of(file, sheet), Layout(matched, heading, exact=True))
    with writing(services.engine) as connection:
        new = {"sheet": sheet, "heading": heading, "matched": dict(matched), "state": "ready"}
        new["total"] = len(read.rows) + len(read.refused)
        if not imports.put(connection, id_, imports.WAITING, **new):
            raise NotFound


def preview(services: Services, by: Actor, id_: str) -> Preview:
    """What the import of a file that is matched would do. Nothing is changed."""
    found, file = _waiting(services, by, id_)
    read = _read(found, file)
    items = [item for _number, item in read.rows]
    with reading(services.engine) as connection:
        compared = importing.compare(connection, by.body, items)
        kept = import_register.noticed(connection, by.body, read)
    named = {item.key: f"{item.key}, {_name(item)}" for item in items}
    return Preview(
        total=len(read.rows) + len(read.refused),
        new=len(compared.new),
        changed=tuple((named[key], changes) for key, changes in compared.changed.items()),
        unchanged=compared.unchanged,
        kept=kept,
        refused=read.refused,
        people=sum(refusal.person for refusal in read.refused),
        without_end=sum(getattr(item, "end", True) is None for item in items),
        names={number: named[item.key] for number, item in read.rows},
    )


def refused_rows(services: Services, by: Actor, id_: str) -> list[Sequence[str]]:
    """The rows that would be refused as they stand in the file, with why; people left out."""
    found, file = _waiting(services, by, id_)
    kind, source = KINDS[found.kind], source_of(file, found.sheet)
    if not needs_matching(kind, file):
        return [[_("Row"), _("Why")], *([str(one.row), one.why] for one in _read(found, file).refused)]
    headings, records, _notes = read_plain(source, found.heading)
    cells = {number: row for number, row in records if not isinstance(row, Refusal)}
    refused = [one for one in _read(found, file).refused if not one.person]
    return [
        [_("Row"), _("Why it was refused"), *headings],
        *([str(one.row), one.why, *cells.get(one.row, ())] for one in refused),
    ]


def drop(*, id_: str, by: Actor, services: Services, seen_version: int) -> None:
    """Throw a file away that waits. Raises NotFound for one that does not, Stale if it was changed since."""
    _check(by)
    with writing(services.engine) as connection:
        if imports.one(connection, by.body, id_).version != seen_version:
            raise Stale
        gone = {"file": None, "state": "dropped", "ended_at": services.clock.now()}
        if not imports.put(connection, id_, imports.WAITING, **gone):
            raise NotFound


def begin(*, id_: str, by: Actor, services: Services, seen_version: int, wait: float = 2.0) -> None:
    """Import a file that was matched, in the background; returns when it is done or after `wait` seconds.

    Begun twice it acts once: AlreadyDone. Nothing is stored until all of it is. Raises Stale if the columns
    were matched otherwise since they were looked at.
    """
    found, file = _waiting(services, by, id_, running=True)
    if found.version != seen_version:
        raise Stale
    with writing(services.engine) as connection:
        word = imports.claim(connection, id_, services.clock.now(), seen_version)
    if word is None:
        raise AlreadyDone(id_)
    worker = threading.Thread(target=_work, args=(services, by, found, file, word), name=f"import {id_}")
    worker.daemon = True  # a process that ends lets it die: nothing of it was kept
    worker.start()
    worker.join(wait)


def _work(services: Services, by: Actor, found: Round, file: bytes, word: str) -> None:
    """Read it all, then store it all in one transaction; whatever goes wrong, the round says so."""
    try:
        _import(services, by, found, file, word)
    except BadRequest as fault:
        _failed(services, found, word, str(fault))
    except Exception:
        log.exception("import %s failed", found.id)
        _failed(services, found, word, _("It could not be stored. Nothing of it was kept: send it again."))


def _import(services: Services, by: Actor, found: Round, file: bytes, word: str) -> None:
    def say(number: int) -> None:
        if number % TICK == 0:
            with writing(services.engine) as connection:
                imports.beat(connection, found.id, word, services.clock.now(), number)

    read = _read(found, file, say)
    total = len(read.rows) + len(read.refused)
    with writing(services.engine) as connection:
        imports.beat(connection, found.id, word, services.clock.now(), total)
    odd, day = import_register.oddly_spelled(services, found.body, read), found.captured_on or services.today
    with unit_of_work(services.engine, services.clock, found.body) as uow:
        done = import_register.store(uow, KINDS[found.kind], read, by, day, odd)
        now = services.clock.now()
        told = {"state": "done", "total": total, "done": total, "result": _result(done), "ended_at": now}
        if not imports.finish(uow.connection, found.id, word, **told):
            raise BadRequest(_("Another import of this file took over. Nothing of this one was kept."))
        if found.matched:
            headings = tuple(found.matched) + tuple(_left_out(file, found))
            imports.remember(uow.connection, found.body, found.kind, headings, found.matched, now)


def _left_out(file: bytes, found: Round) -> list[str]:
    rows = first_rows(source_of(file, found.sheet))
    known = {plain(heading) for heading in found.matched}
    return [heading for heading in rows[found.heading] if plain(heading) not in known]


def _failed(services: Services, found: Round, word: str, why: str) -> None:
    with writing(services.engine) as connection:
        ended = {"state": "failed", "why": why, "ended_at": services.clock.now()}
        imports.finish(connection, found.id, word, **ended)


def _read(found: Round, file: bytes, tick: Any = lambda number: None) -> Reading[Item]:
    layout = Layout(found.matched, found.heading, exact=bool(found.matched), tick=tick)
    return import_register.read(KINDS[found.kind], file, found.sheet, layout, found.source)


def _waiting(services: Services, by: Actor, id_: str, *, running: bool = False) -> tuple[Round, bytes]:
    """A round whose file is still kept. Raises NotFound; AlreadyDone where it was imported before."""
    _check(by)
    with reading(services.engine) as connection:
        found = _of_here(imports.one(connection, by.body, id_))
        file = imports.file_of(connection, by.body, id_)
    if found.kind not in KINDS:
        raise NotFound
    if found.state == "done":
        raise AlreadyDone(id_)
    if file is None or found.state not in (*imports.WAITING, *(("running",) if running else ())):
        raise NotFound
    return found, file


def _check(by: Actor) -> None:
    if not may(by, Action.IMPORT, Subject(by.body)):
        raise NotAllowed


def _as_before(seen: Sequence[Guess], known: Mapping[str, str]) -> tuple[Guess, ...]:
    """The columns as they were matched the last time."""
    by_word = {plain(theirs): ours for theirs, ours in known.items()}
    return tuple(
        Guess(one.heading, one.samples, by_word.get(plain(one.heading), ""), "before") for one in seen
    )


def _name(item: Item) -> str:
    return str(getattr(item, "title", "") or getattr(item, "name", "") or getattr(item, "buyer", ""))


def _result(done: Imported) -> dict[str, Any]:
    return asdict(done)


def in_words(value: object) -> str:
    """A value of a record as a preview shows it."""
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, Decimal):
        return f"£{value:,.2f}"
    return _("nothing") if value in (None, "") else str(value)
