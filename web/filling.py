"""A page's form filled in with answers that were typed before: the page itself stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser

Answers = Mapping[str, Sequence[str]]
TICKED = ("radio", "checkbox")
NEVER = ("csrf_token",)
"""Fields that must be the page's own."""
UNFILLED = ("submit", "button", "reset", "file", "password", "image")


def fill_in(page: str, answers: Answers) -> str:
    """The page with these answers in the fields of those names; what has no field is left out."""
    filler = _Filler(answers)
    filler.feed(page)
    filler.close()
    return "".join(filler.made)


class _Filler(HTMLParser):
    """Writes every piece of a page again as it was, but for the fields that have an answer."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(convert_charrefs=False)
        self.answers = {name: list(values) for name, values in answers.items() if name not in NEVER}
        self.made: list[str] = []
        self.chosen: list[str] | None = None
        self.skips = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field with an answer is written anew; anything else as it was."""
        known = dict(attrs)
        name = known.get("name") or ""
        if tag == "input" and name in self.answers:
            self._input(attrs, self.answers[name])
        elif tag == "option" and self.chosen is not None:
            value = known.get("value")
            self._tag("option", attrs, "selected", value is not None and value in self.chosen)
        elif tag == "textarea" and name in self.answers:
            self.made += [self.get_starttag_text() or "", "\n", escape(self.answers[name][0], quote=False)]
            self.skips = True
        else:
            self.chosen = self.answers.get(name) if tag == "select" else self.chosen
            self.made.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that ends itself has no end of its own."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """The end of a field ends what was chosen for it."""
        self.skips = self.skips and tag != "textarea"
        self.chosen = None if tag == "select" else self.chosen
        self.made.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text stays, but for that of a filled textarea."""
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        """Characters by name stay."""
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Characters by number stay."""
        self._write(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Comments stay."""
        self.made.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """The declaration of the kind of document stays."""
        self.made.append(f"<!{decl}>")

    def _write(self, text: str) -> None:
        if not self.skips:
            self.made.append(text)

    def _input(self, attrs: list[tuple[str, str | None]], values: list[str]) -> None:
        known = dict(attrs)
        kind = (known.get("type") or "text").casefold()
        if kind in UNFILLED:
            self.made.append(self.get_starttag_text() or "")
        elif kind in TICKED:
            self._tag("input", attrs, "checked", (known.get("value") or "on") in values)
        else:
            rest = [(name, value) for name, value in attrs if name != "value"]
            self._tag("input", [*rest, ("value", values[0])], "checked", False)

    def _tag(self, tag: str, attrs: list[tuple[str, str | None]], flag: str, on: bool) -> None:
        told = [(name, value) for name, value in attrs if name != flag] + ([(flag, None)] if on else [])
        written = "".join(
            f" {name}" if value is None else f' {name}="{escape(value, quote=True)}"' for name, value in told
        )
        self.made.append(f"<{tag}{written}>")
