"""What a body promises, in words: on a page only once the body has confirmed it, else left out (A06)."""

from __future__ import annotations

from web.wiring import services
from workflow.commands import promises
from workflow.words import gettext as _


def confirmed_words(body: str, *names: str) -> list[str]:
    """The sentences that a body has confirmed, of all its promises or of those named; in their order."""
    confirmed = promises.confirmed(services(), body)
    wanted = names or promises.PROMISES
    return [promise_words(name, confirmed[name].amount)[1] for name in wanted if name in confirmed]


def promise_words(name: str, amount: int | None) -> tuple[str, str]:
    """A promise's title, and the sentence that pages and letters show once it is confirmed."""
    n = amount if amount is not None else _("n")
    return {
        "no_detriment": (
            _("No detriment for a concern"),
            _("Raising a concern will not affect your funding or any bid."),
        ),
        "reply_days": (
            _("Reply to a concern"),
            _("We reply within {n} working days.").format(n=n),
        ),
        "review": (_("Review of a decision"), _("You can ask for a review of a decision.")),
        "retention_months": (
            _("How long data is kept"),
            _("We delete personal details after {n} months.").format(n=n),
        ),
    }[name]
