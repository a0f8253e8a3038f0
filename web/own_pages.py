"""Which addresses are pages of our own: nobody is ever sent anywhere else."""

from __future__ import annotations

import re

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from web.access import declared

_ODD = re.compile(r"//|\\|\.\.|[\x00-\x20\x7f]")
_OURS = frozenset({"account.sign_in", "account.sign_in_page", "account.sign_out"})


def own_page(target: str) -> str | None:
    """The path itself if one of our own pages answers it; None for anything else, another site above all."""
    if not target.startswith("/") or _ODD.search(target):
        return None
    path, _, _ = target.partition("?")
    adapter = current_app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    if endpoint in _OURS or declared(current_app, endpoint) is None:
        return None
    return target
