"""Every page of signing in and of one's own account: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.account import (
    contacts,
    invitations,
    lost_password,
    mine,
    second_factor,
    sign_in_service,
    signing_in,
)
from web.account.blueprint import blueprint

ROOMS = (contacts, invitations, lost_password, mine, second_factor, sign_in_service, signing_in)
__all__ = ["ROOMS", "blueprint"]
