"""Letters about somebody's own account or entry: one fact, one link, why they came. No alert, no deadline."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import shorten
from typing import Protocol

from workflow.alerts.messages import BANNER, LONGEST_SUBJECT
from workflow.alerts.model import Mail

_STYLE = "font: 16px/1.5 Helvetica, Arial, sans-serif; max-width: 600px; margin: 0 auto"


class Head(Protocol):
    """Whose letter it is: a body or a letterhead that can say whether it is a demonstration."""

    @property
    def demonstration(self) -> bool:
        """Whether the banner of the demonstration stands above the text."""
        ...


def letter(
    *, subject: str, paragraphs: Sequence[str], action: tuple[str, str] | None, why: str, head: Head
) -> Mail:
    """A letter as plain text and as simple HTML; `action` is the words of its one link and the address.

    The first paragraph repeats the fact of the subject, so that a phone's preview is enough.
    """
    line = shorten(subject, LONGEST_SUBJECT, placeholder="…")
    banner = [BANNER] if head.demonstration else []
    told = [*banner, *paragraphs]
    link = [f"{action[0]}: {action[1]}"] if action else []
    text = "\n\n".join([*told, *link, why]) + "\n"
    return Mail(line, text, _html(line, told, action, why), why)


def _html(title: str, told: Sequence[str], action: tuple[str, str] | None, why: str) -> str:
    parts = [f"<p>{escape(words)}</p>" for words in told]
    if action:
        parts.append(f'<p><a href="{escape(action[1], quote=True)}">{escape(action[0])}</a></p>')
    parts.append(f"<p>{escape(why)}</p>")
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    inside = "\n".join(parts)
    return f'<!doctype html>\n<html lang="en">{head}\n<body style="{_STYLE}">\n{inside}\n</body></html>\n'
