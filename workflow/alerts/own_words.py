"""The families of alerts that do not speak of a last safe date: the subject and the text of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from workflow.alerts.agreements import agreement_paragraphs, agreement_subject
from workflow.alerts.answering import promise_paragraphs, promise_subject
from workflow.alerts.engagement_texts import activity_paragraphs, activity_subject
from workflow.alerts.explanations import explanation_paragraphs, explanation_subject
from workflow.alerts.model import ACTIVITY, OWED, PROMISE, Alert, Letterhead
from workflow.alerts.owed import owed_paragraphs, owed_subject
from workflow.alerts.parts import Line, Paragraph

Subject = Callable[[Alert, date], Line]
Text = Callable[[Alert, date, Letterhead], tuple[Paragraph, ...]]
OWN_WORDS: Mapping[str, tuple[Subject, Text]] = {
    "agreement": (agreement_subject, agreement_paragraphs),
    "explanation": (explanation_subject, explanation_paragraphs),
    ACTIVITY: (activity_subject, activity_paragraphs),
    "early": (activity_subject, activity_paragraphs),
    PROMISE: (promise_subject, promise_paragraphs),
    OWED: (owed_subject, owed_paragraphs),
}
NOT_COUNTED = frozenset({PROMISE, OWED})
"""Those whose day a body set itself: no rule was counted for it."""
