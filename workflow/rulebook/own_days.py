"""What a body keeps of its own days beside the rulebook file, and the rulebook that counts for its projects.

The rule by which the two add up is written down in docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workflow.rulebook.model import Closure, Diary, Election, Meeting, Note, Rulebook

_MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class OwnDays:
    """The days that one body keeps itself. Two with the same `fingerprint` say the same.

    `begins`: by board the first day of the body's own list, a cancelled meeting included. `meetings_out`: the
    meetings that it took out. `closures_said` and `elections_said`: those that it keeps itself or took out.
    """

    fingerprint: str = ""
    boards: Mapping[str, str] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    elections: tuple[Election, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    notes: tuple[Note, ...] = ()
    begins: Mapping[str, date] = field(default_factory=dict)
    meetings_out: frozenset[tuple[str, date]] = frozenset()
    closures_said: frozenset[tuple[date, date]] = frozenset()
    elections_said: frozenset[date] = frozenset()


NOTHING = OwnDays()


def merged(diary: Diary, own: OwnDays) -> Diary:
    """The diary that counts: the file's, with what the body keeps itself in its place or beside it."""
    closures = [one for one in diary.closures if (one.first, one.last) not in own.closures_said]
    elections = [one for one in diary.elections if one.polling_day not in own.elections_said]
    return diary.model_copy(
        update={
            "boards": {**diary.boards, **own.boards},
            "closures": tuple(sorted((*closures, *own.closures), key=lambda one: (one.first, one.last))),
            "elections": tuple(sorted((*elections, *own.elections), key=lambda one: one.polling_day)),
            "meetings": tuple(
                sorted((*from_file(diary, own), *own.meetings), key=lambda one: (one.board, one.on))
            ),
            "notes": (*diary.notes, *own.notes),
        }
    )


def from_file(diary: Diary, own: OwnDays) -> tuple[Meeting, ...]:
    """The meetings of the file that still count: of a board with a list of its own those before it begins;
    none that the body took out."""
    return tuple(
        one
        for one in diary.meetings
        if one.on < own.begins.get(one.board, date.max) and (one.board, one.on) not in own.meetings_out
    )


def with_own_days(book: Rulebook, own: OwnDays) -> Rulebook:
    """The rulebook with the diary that counts for a body; the same object where it keeps nothing itself."""
    if not own.fingerprint:
        return book
    key = (book.fingerprint, own.fingerprint)
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        authority = book.authority.model_copy(update={"diary": merged(book.authority.diary, own)})
        _kept[key] = book.model_copy(update={"authority": authority, "fingerprint": "+".join(key)})
    return _kept[key]


_kept: dict[tuple[str, str], Rulebook] = {}
