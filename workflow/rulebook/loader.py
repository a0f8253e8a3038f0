"""YAML to the words of a rulebook. A fault names file, line, key, value and mend; all of a file come at once.

Only what a rulebook needs is read: maps, lists, text, whole numbers, true, false, null and dates. Aliases,
tags, double keys and keys that nobody knows are refused, so that a file says what it seems to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path as File
from typing import Any, Generic, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from workflow.errors import RulebookFault

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?")
_STRANGE = yaml.reader.Reader.NON_PRINTABLE
_NUMBER = re.compile(r"[-+]?\d+")
_CONSTANTS: Mapping[str, object] = {"": None, "null": None, "~": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a rulebook file, with its mend."""

    file: str
    line: int
    key: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: key '{self.key}': {self.problem} — {self.mend}"


class Faulty(RulebookFault):
    """A rulebook cannot be read. Each line says where, what and the mend."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        ordered = sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.key))
        super().__init__("\n".join(str(fault) for fault in ordered))
        self.faults = tuple(ordered)


@dataclass(frozen=True, slots=True)
class Document(Generic[Model]):
    """One file read: its content, and the line of each key, so that a later finding still has its place."""

    file: str
    lines: Mapping[Path, int]
    content: Model

    def fault(self, path: Path, problem: str, mend: str) -> Fault:
        """A fault at a key of this file."""
        return _fault_at(self.file, self.lines, path, problem, mend)


def read(path: File, model: type[Model], shown_as: str | None = None) -> Document[Model]:
    """The file as that kind of content. Faulty lists every fault of the file, a line each."""
    data, lines, name = read_raw(path, shown_as)
    try:
        return Document(name, lines, model.model_validate(data))
    except ValidationError as error:
        raise Faulty([_finding(name, lines, model, one) for one in error.errors()]) from None


def read_raw(path: File, shown_as: str | None = None) -> tuple[object, Mapping[Path, int], str]:
    """The plain data of a file, the line of each key, and the name by which faults call the file."""
    name = shown_as or str(path)
    builder = _Builder(name)
    data = builder.build(_text(path, name))
    if builder.faults:
        raise Faulty(builder.faults)
    return data, builder.lines, name


def _text(path: File, name: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = (error.strerror or "cannot be read").lower()
        raise Faulty([Fault(name, 1, "file", why, "give the path of a rulebook file")]) from None
    if len(raw) > MAX_BYTES:
        raise Faulty(
            [Fault(name, 1, "file", f"{len(raw)} bytes is too large", f"keep it under {MAX_BYTES} bytes")]
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Faulty([Fault(name, 1, "file", "is not UTF-8 text", "save it as UTF-8")]) from None


class _Builder:
    """Builds plain data from YAML events, noting the line of every key and every fault on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []

    def build(self, text: str) -> object:
        try:
            events = iter(yaml.parse(text, Loader=_Parser))
            return self._documents(events)
        except yaml.YAMLError as error:
            mark: Any = getattr(error, "problem_mark", None)
            problem = " ".join(str(getattr(error, "problem", None) or error).split())
            line = mark.line + 1 if mark else _line_of_strange(text)
            fault = Fault(
                self.name, line, "file", f"is not YAML ({problem})", "mend the line or the one above it"
            )
            raise Faulty([*self.faults, fault]) from None

    def _documents(self, events: Iterator[Any]) -> object:
        data: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                data = self._node(next(events), events, ())
                if documents > 1:
                    self._note(event, (), "a second document begins", "keep one document in a file")
        return data

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> object:
        line = _line(event)
        self.lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            fault = _fault_at(
                self.name, self.lines, path, "is nested too deep", f"nest at most {MAX_DEPTH} deep"
            )
            raise Faulty([*self.faults, fault])
        if isinstance(event, yaml.AliasEvent):
            self._note(event, path, f"value '*{event.anchor}' is an alias", "write the value out here")
            return None
        if getattr(event, "tag", None) is not None:
            self._note(event, path, f"the tag '{event.tag}' is refused", "write the plain value")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._scalar(event, path)

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._note(event, path, "a key is no text", "write the key as one word")
                self._node(event, events, (*path, "?"))
                self._node(next(events), events, (*path, "?"))
                continue
            key = str(event.value)
            if key in found:
                first = self.lines[(*path, key)]
                self._note(
                    event, (*path, key), f"stands twice (first on line {first})", "keep one of the two"
                )
            self.lines.setdefault((*path, key), _line(event))
            found[key] = self._node(next(events), events, (*path, key))
        return found

    def _sequence(self, events: Iterator[Any], path: Path) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self._node(event, events, (*path, len(found))))
        return found

    def _scalar(self, event: Any, path: Path) -> object:
        text = str(event.value)
        if event.style in ("'", '"', "|", ">"):
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _NUMBER.fullmatch(text) and len(text) < 12:
            return int(text)
        if _DATE.fullmatch(text):
            return self._date(event, text, path)
        return text

    def _date(self, event: Any, text: str, path: Path) -> object:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._note(
                event, path, f"value '{text}' is an impossible date", "write a real day like 2027-03-04"
            )
            return None

    def _note(self, event: Any, path: Path, problem: str, mend: str) -> None:
        key = next((str(step) for step in reversed(path) if isinstance(step, str)), "file")
        self.faults.append(Fault(self.name, _line(event), key, problem, mend))


def _line_of_strange(text: str) -> int:
    """The line of the first character that YAML refuses, of which its reader tells no line."""
    strange = _STRANGE.search(text)
    return text.count("\n", 0, strange.start()) + 1 if strange else 1


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _fault_at(file: str, lines: Mapping[Path, int], path: Path, problem: str, mend: str) -> Fault:
    known = path
    while known and known not in lines:
        known = known[:-1]
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "file")
    return Fault(file, lines.get(known, 1), key, problem, mend)


_MISSING_MENDS = {
    "source": "say where the rule's words stand: add 'source:' with a 'name:'",
    "evidence": "add 'evidence:' primary, secondary or memory",
}
_MENDS = {
    "int": "write a whole number like 12",
    "greater_than": "write a number from 0 up",
    "less_than": "write a smaller number",
    "date": "write a date like 2027-03-04",
    "value_error": "write a date like 2027-03-04",
    "bool": "write true or false",
    "string_too_short": "write some words",
    "string_pattern_mismatch": "begin with a letter or a figure and use those, '.', '-' and '_' only",
    "string": "write text, in quotes where it looks like a number or a date",
    "tuple": "write a list, a line with '- ' for each",
    "dict": "write keys with values",
    "mapping": "write keys with values",
    "model": "write keys with values",
}


def _finding(
    file: str, lines: Mapping[Path, int], model: type[BaseModel], error: Mapping[str, object]
) -> Fault:
    """One finding of the model in words: what is wrong with which value, and what is known."""
    kind, path = str(error["type"]), _path_of(error["loc"])
    if kind == "missing":
        key = str(path[-1])
        return _fault_at(file, lines, path, "is missing", _MISSING_MENDS.get(key, f"add '{key}:'"))
    if kind == "extra_forbidden":
        return _fault_at(file, lines, path, "is not known here", _known_keys(model, path))
    shown = path if path in lines else path[:-1]
    problem = f"value {_shown(error['input'])} {_wrong(kind)}"
    return _fault_at(file, lines, shown, problem, _mend(kind, error.get("ctx")))


def _path_of(loc: object) -> Path:
    return tuple(step for step in loc if isinstance(step, str | int)) if isinstance(loc, tuple) else ()


def _wrong(kind: str) -> str:
    return "is not known" if kind in ("enum", "literal_error") else "cannot be read"


def _mend(kind: str, context: object) -> str:
    if kind in ("enum", "literal_error") and isinstance(context, Mapping):
        return f"use one of {context['expected']}"
    if isinstance(context, Mapping) and "http" in str(context.get("pattern")):
        return "write an address that begins with https://"
    return next((mend for prefix, mend in _MENDS.items() if kind.startswith(prefix)), "mend the value")


def _shown(value: object) -> str:
    text = str(value) if not isinstance(value, dict | list | None) else "of another shape"
    return "nothing" if value is None else f"'{text[:60]}'" if not isinstance(value, dict | list) else text


def _known_keys(model: type[BaseModel], path: Path) -> str:
    known = sorted(_fields(model, path[:-1]))
    near = get_close_matches(str(path[-1]), known, n=1)
    return f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"


def _fields(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    for step in path:
        field = model.model_fields.get(step) if isinstance(step, str) else None
        inner = _model_in(field.annotation) if field else None
        model = inner or model
    return tuple(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
