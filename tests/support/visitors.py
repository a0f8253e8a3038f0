"""People before the pages, without JavaScript: they keep their cookies and send what forms gave them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from tests.support.city import PASSWORD, City
from web import create_app, wiring


class Compiled(BytecodeCache):
    """Templates that one application of this process has compiled need not be compiled by the next."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The template's code, if its source is still the same."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": Compiled()}
_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">')


@contextmanager
def site(city: City) -> Iterator[Flask]:
    """The web application on the city's database, at the city's instant."""
    app = create_app(city.services.settings, city.services.clock)
    try:
        yield app
    finally:
        app.extensions[wiring.KEY].engine.dispose()


class Visitor:
    """One person with one browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.fields: dict[str, str] = {}

    def get(self, path: str, **more: Any) -> Any:
        """The answer to a page; the hidden fields of its forms are kept for the next post."""
        return self._keep(self.client.get(path, **more))

    def post(self, path: str, data: Mapping[str, object] | None = None, **more: Any) -> Any:
        """Send a form with the hidden fields of the last page; without any, of the sign-in page."""
        if "csrf_token" not in self.fields:
            self.get("/sign-in")
        return self._keep(self.client.post(path, data={**self.fields, **(data or {})}, **more))

    def sign_in(self, email: str, password: str = PASSWORD) -> Any:
        """Sign in through the form."""
        self.get("/sign-in")
        answer = self.post("/sign-in", {"email": email, "password": password})
        self.fields = {}
        return answer

    def _keep(self, answer: Any) -> Any:
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        self.fields |= {name: unescape(value) for name, value in _HIDDEN.findall(text)}
        return answer


def words(answer: Any) -> str:
    """What a page says: its text without markup, in one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
