"""What texts are made of: paragraphs, and the line that becomes a subject."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: an introduction in bold, words, and where a link leads."""

    text: str
    lead: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A subject before it is cut to length: `end` stays whole, a title may follow if `titled`."""

    start: str
    end: str = ""
    titled: bool = False
