"""Pages speak plainly: a date rather than "soon", "met" or "not met" rather than a verdict of law."""

from __future__ import annotations

import re

import pytest

from tests.support.tree import text_files

AVOID = {
    "as soon as possible": "give a date",
    "in due course": "give a date",
    "ongoing": "give the next review date",
    "stakeholder": "name the groups",
    "where appropriate": "say when exactly",
    "purdah": "pre-election period",
    "non-compliant": "not met, or explained",
    "unlawful": "say which rule asks for what, and whether it was met",
    "please note": "say it without",
    "unfortunately": "say what happened and what to do now",
    "click here": "name what the link leads to",
}


@pytest.mark.parametrize("words", AVOID)
def test_no_page_or_message_says(words):
    pattern = re.compile(rf"\b{re.escape(words)}s?\b", re.IGNORECASE)
    pages = [f for f in text_files() if f.is_in("web/templates", "workflow/alerts/messages.py")]
    found = [place for f in pages for place, line in f.lines() if pattern.search(line)]
    assert not found, f"instead of {words!r}: {AVOID[words]}: {found}"
