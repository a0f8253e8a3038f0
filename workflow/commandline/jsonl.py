"""JSON Lines: one question a line in, one answer a line out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TextIO

from workflow.errors import BadRequest, FairNoticeError
from workflow.words import gettext as _

Record = Mapping[str, object]


def answer_lines(stdin: TextIO, stdout: TextIO, answer: Callable[[Record], Record]) -> int:
    """Answer every line; one that cannot be answered gets `{"error", "line"}` in its place.

    Returns how many were bad. Empty lines at the very end are not lines.
    """
    bad = 0
    for number, line in _lines(stdin):
        try:
            reply = answer(read_record(line))
        except FairNoticeError as error:
            bad += 1
            reply = {"error": str(error), "line": number}
        stdout.write(as_json(reply) + "\n")
    return bad


def read_record(line: bytes | str) -> Record:
    """One line as a JSON object. Raises BadRequest with the mend."""
    try:
        record = from_json(line.decode("utf-8-sig") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError):
        raise BadRequest(_("This line is not JSON. Write one JSON object a line, in UTF-8.")) from None
    if not isinstance(record, dict):
        raise BadRequest(
            _("This line is not a JSON object. Write it like {example}.").format(example='{"n": 5}')
        )
    return record


def from_json(text: str) -> object:
    """The document. Raises ValueError where it is no JSON, BadRequest where a name stands twice in an object.

    JSON would take the last of the two: a slip of the pen would change an answer without a word.
    """
    return json.loads(text, object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRequest(_("'{name}' stands twice in one object. Keep one of the two.").format(name=twice))
    return found


def as_json(document: object) -> str:
    """The document on one line, in ASCII, so that no terminal's encoding can spoil it."""
    return json.dumps(document)


def _lines(stdin: TextIO) -> Iterator[tuple[int, bytes | str]]:
    # As bytes where there are any: a line in another encoding must not take the others with it.
    source: Iterable[bytes | str] = getattr(stdin, "buffer", stdin)
    empty: list[tuple[int, bytes | str]] = []
    for number, line in enumerate(source, start=1):
        if not line.strip():
            empty.append((number, line))
            continue
        yield from empty
        empty.clear()
        yield number, line
