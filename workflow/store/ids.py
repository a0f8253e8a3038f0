"""Opaque public ids."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """An id that says nothing about order or number."""
    return secrets.token_hex(10)
