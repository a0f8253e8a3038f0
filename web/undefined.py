"""What a template finds under a name that nobody gave: a fault, except for a key left out of plain data."""

from __future__ import annotations

from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import UndefinedError

ABSENT: Any = Undefined()._undefined_obj
PLAIN = (dict, list, tuple, str)


class OptionalKeys(Undefined):
    """Components take data with optional parts; every other name or attribute that is missing raises."""

    def __new__(
        cls,
        hint: str | None = None,
        obj: Any = ABSENT,
        name: str | None = None,
        exc: type[UndefinedError] = UndefinedError,
    ) -> Any:
        kind = Undefined if isinstance(obj, PLAIN) else StrictUndefined
        return kind(hint, obj, name, exc)
