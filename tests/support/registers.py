"""The pages of the registers before an officer of a council, for the tests of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from tests.support.city import City, build
from tests.support.visitors import Visitor, site, words


@dataclass
class Pages:
    """A register before one of its officers: `form` is the page on which an entry is recorded."""

    city: City
    visitor: Visitor
    form: ClassVar[str] = ""
    typed: ClassVar[Mapping[str, str]] = {}

    def read(self, path: str) -> str:
        """A page in words; it must be there."""
        answer = self.visitor.get(path)
        assert answer.status_code == 200, path
        return words(answer)

    def record(self, **changed: str) -> Any:
        """Fill the form in and send it; the answer."""
        self.visitor.get(self.form)
        return self.visitor.post(self.form, {**self.typed, "post": self.city.posts["officer"], **changed})


Register = TypeVar("Register", bound=Pages)


@contextmanager
def before_officer(kind: type[Register], url: str, var: Path) -> Iterator[Register]:
    """The register of a new council, its officer signed in."""
    city = build(url, var)
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        yield kind(city, visitor)
