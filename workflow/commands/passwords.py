"""How good a new password is, and what would make it better."""

from __future__ import annotations

from collections.abc import Iterable

from zxcvbn import zxcvbn

from workflow.commands.accounts import hash_password
from workflow.errors import BadRequest
from workflow.words import gettext as _

SHORTEST, LONGEST = 12, 200
GOOD_ENOUGH = 3
"""On the estimator's scale from 0 to 4."""
_LOOKED_AT = 72  # the estimator's time grows fast with the length


def weakness(password: str, about: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password and the mend, or None. `about` are words that others would try first:
    the name of the body, the address, the post."""
    if len(password) < SHORTEST:
        return _("The password must have at least %d characters. Three or four words that do not belong "
                 "together are easy to remember.") % SHORTEST  # fmt: skip
    if len(password) > LONGEST:
        return _("The password must have at most %d characters.") % LONGEST
    told = [word for word in about if word]
    plain = _letters(password)
    if any(len(_letters(word)) >= SHORTEST // 2 and _letters(word) in plain for word in told):
        return _(
            "Leave the name of the body, the post and the address out of the password: they are tried first."
        )
    found = zxcvbn(password[:_LOOKED_AT], user_inputs=[*told, *" ".join(told).split()])
    if found["score"] < GOOD_ENOUGH:
        return _("This password could be guessed. Add one or two more words that do not belong together.")
    return None


def new_secret(password: str, *, body_name: str, email: str) -> str:
    """The hash of a new password that is good enough. Raises BadRequest with the mend for one that is not."""
    wrong = weakness(password, (body_name, email))
    if wrong:
        raise BadRequest(wrong)
    return hash_password(password)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
