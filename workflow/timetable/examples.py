"""Worked examples: records that must come out as a pack says, before an edition of it is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from workflow.errors import BadRequest
from workflow.rulebook.library import Judged, Library, validate
from workflow.rulebook.loader import Document, Fault, Faulty
from workflow.rulebook.model import Example, Pack
from workflow.timetable.verdict import Outcome, Result, check
from workflow.words import gettext as _

_SHOWN = ("result", "required", "shortfall_days")
Path_ = tuple[str | int, ...]


def publishable(path: Path, root: Path | None = None) -> Judged:
    """A rulebook file that is sound and whose worked examples come out. Faulty lists every fault.

    Of an authority or a route nothing is worked: its packs' examples are judged with the packs.
    """
    judged = validate(path, root)
    if isinstance(judged.document.content, Pack) and (
        faults := list(faults_of(judged.document, judged.library))
    ):
        raise Faulty(faults)
    return judged


def faults_of(document: Document[Pack], library: Library) -> Iterator[Fault]:
    """Every example of a pack that comes out otherwise, at its line, with what came out instead."""
    for number, example in enumerate(document.content.examples):
        for path, problem, mend in _differences(example, library):
            yield document.fault(("examples", number, *path), problem, mend)


def _differences(example: Example, library: Library) -> Iterator[tuple[Path_, str, str]]:
    record = {"rules": list(example.expect), **example.record}
    try:
        found = {result.rule: _shown(result) for result in check(record, library)}
    except BadRequest as error:
        yield ("record",), f"cannot be read: {error}", "mend the record of the example"
        return
    for rule_id, asked in example.expect.items():
        came = found.get(rule_id)
        if came is None:
            yield ("expect", rule_id), "is not judged: the record asks for other rules", "take 'rules' out"
            continue
        for key, value in asked.items():
            if problem := _differs(key, value, came):
                yield ("expect", rule_id, key), problem, "mend the rule or the example"


def _differs(key: str, value: object, came: Mapping[str, object]) -> str | None:
    """What is wrong with one value that an example asks for; None where it came out."""
    if key not in _SHOWN:
        return _("is not known here: an example asks for {known}").format(known=", ".join(_SHOWN))
    if key == "result" and value not in [str(outcome) for outcome in Outcome]:
        return f"value '{value}' is no result: use one of {', '.join(Outcome)}"
    wanted = value.isoformat() if isinstance(value, date) else value
    return None if came[key] == wanted else f"value '{wanted}' was expected, and {came[key]} came out"


def _shown(result: Result) -> dict[str, Any]:
    required = result.required.isoformat() if result.required else None
    return {
        "result": str(result.result),
        "required": required,
        "shortfall_days": result.shortfall_days,
    }
