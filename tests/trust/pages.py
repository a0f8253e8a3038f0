"""What a page offers to send: its forms with every field and choice, and its links with their questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

NEVER_SWAPPED = frozenset({"csrf_token", "version", "key"})
"""What every form carries for its own safety."""


@dataclass
class Form:
    """One form: where it goes, what it sends if left as it is, and all that each field might be."""

    action: str
    method: str
    sent: dict[str, str] = field(default_factory=dict)
    choices: dict[str, set[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    """What a person fills in: neither hidden nor a button."""

    def offer(self, name: str, value: str, chosen: bool) -> None:
        """One value that a field might have; `chosen` if it is sent unless somebody changes it."""
        self.choices.setdefault(name, set()).add(value)
        if chosen or name not in self.sent:
            self.sent[name] = value


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.open: Form | None = None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(told.get("action") or self.address, told.get("method", "get").upper())
            self.forms.append(self.open)
        elif tag == "a":
            self.links.append(told.get("href", ""))
        elif self.open is not None and tag in ("input", "select", "textarea", "option", "button"):
            self.field(tag, told)

    def field(self, tag: str, told: dict[str, str]) -> None:
        assert self.open is not None
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "option" and self.select:
            self.open.offer(self.select, value, "selected" in told)
        if not name or tag == "option":
            return
        if tag != "button" and told.get("type") not in ("hidden", "submit"):
            self.open.asked.add(name)
        if told.get("type") == "file":
            self.open.files.add(name)
        elif tag == "select":
            self.select = name
        elif told.get("type") in ("radio", "checkbox"):
            self.open.offer(name, value, "checked" in told)
        else:
            self.open.offer(name, value, tag != "button")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""


def forms(text: str, address: str) -> list[Form]:
    """The forms of a page, as they stand in it."""
    reader = _Reader(address)
    reader.feed(text)
    return reader.forms


def questions(text: str) -> list[tuple[str, dict[str, str]]]:
    """The page's own links that carry a question: path and what is asked."""
    reader = _Reader("")
    reader.feed(text)
    found = [urlsplit(link) for link in reader.links if link.startswith(("/", "?"))]
    return [(part.path, dict(parse_qsl(part.query))) for part in found if part.query]
