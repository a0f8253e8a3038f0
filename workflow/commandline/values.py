"""Values that scripts give, read strictly: what is wrong, and how to write it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

from workflow.errors import BadRequest
from workflow.words import gettext as _

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(value: object, name: str) -> date:
    """An ISO date. Raises BadRequest naming what was given as `name`."""
    try:
        if isinstance(value, str) and _ISO_DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise BadRequest(_("{name} is {value!r}. Write a date like 2027-03-04.").format(name=name, value=value))


def read_text(record: Mapping[str, object], name: str) -> str:
    """A text that must be there. Raises BadRequest."""
    value = record.get(name)
    if isinstance(value, str) and value:
        return value
    if value is None:
        raise BadRequest(_("{name} is missing. Add it.").format(name=name))
    raise BadRequest(_("{name} is {value!r}. Write it as text.").format(name=name, value=value))


def refuse_unknown(record: Mapping[str, object], known: Collection[str]) -> None:
    """Raises BadRequest for a key that nobody reads: a slip must not be passed over."""
    for key in record:
        if key not in known:
            message = _("There is no key '{key}'. Use {known}.")
            raise BadRequest(message.format(key=key, known=", ".join(known)))
