"""What the registers know as data (config/registers): kinds of support, legal bases, when people are told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


class _Known(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Follows(_Known):
    """How the decision about an agreement is planned: the route, where it ends, and its facts."""

    route: str
    end: Literal["last_day", "day_after"]
    facts: Mapping[str, str] = Field(default_factory=dict)


class Kind(_Known):
    """A kind of support, with what may be planned when it ends: the usual first."""

    id: str
    title: str
    about: str
    follows: Follows
    may_follow: tuple[str, ...]


class Told(_Known):
    """How many months before a day people are told of it, and what asks for that."""

    months: tuple[int, ...]
    source: str


class Prompts(_Known):
    """When people are told of an end, a renewal, the last day for notice, a review."""

    end: Told
    renewal: Told
    notice: Told
    review: Told


class NoticeMethod(_Known):
    """A counting method that a notice period may go by."""

    id: str
    unit: Literal["days", "weeks", "months", "years", "working_days"]
    title: str


class FinancialYear(_Known):
    """The day on which a financial year begins."""

    month: int
    day: int
    source: str


class LegalBasis(_Known):
    """What a partnership may rest on; not `read`: nobody has seen the text, so it is shown as unconfirmed."""

    id: str
    title: str
    about: str
    url: str = ""
    read: bool = True


class Vocabulary(_Known):
    """All of config/registers/agreements.yaml."""

    types: tuple[Kind, ...]
    prompts: Prompts
    notice_methods: tuple[NoticeMethod, ...]
    financial_year: FinancialYear
    legal_bases: tuple[LegalBasis, ...]

    def kind(self, id_: str) -> Kind:
        """A kind of support by its id; that of a contract for one that is not known."""
        return next((kind for kind in self.types if kind.id == id_), self.types[0])

    def legal_basis(self, id_: str) -> LegalBasis:
        """A legal basis by its id; the last, "something else", for one that is not known."""
        return next((basis for basis in self.legal_bases if basis.id == id_), self.legal_bases[-1])

    def notice_method(self, id_: str) -> NoticeMethod | None:
        """A method that a notice period may go by, or None."""
        return next((method for method in self.notice_methods if method.id == id_), None)


@cache
def vocabulary() -> Vocabulary:
    """What is known, read once. Raises ValueError if the file cannot be read as it must be."""
    text = files("config").joinpath("registers", "agreements.yaml").read_text(encoding="utf-8")
    return Vocabulary.model_validate(yaml.safe_load(text))
