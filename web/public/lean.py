"""Pages and styles leave compressed, so that a first visit is small on a slow connection."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, current_app, request

from web.access import actor, declared
from workflow.project.access import Action

TYPES = (
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "image/svg+xml",
    "text/calendar",
)
SMALLEST = 500
SECRET = b'name="csrf_token"'


def compressed(answer: Response) -> Response:
    """The answer in gzip, where its reader takes that and nothing secret stands in it.

    Compressing a page that holds both a secret and what a visitor typed would let its length tell the secret;
    pages with a form to post, and those of people who have signed in, are therefore left as they are.
    """
    if answer.mimetype not in TYPES:
        return answer
    answer.vary.add("Accept-Encoding")
    if answer.status_code not in (200, 400) or "gzip" not in request.accept_encodings or not _open():
        return answer
    answer.direct_passthrough = False
    data = answer.get_data()
    if len(data) < SMALLEST or SECRET in data:
        return answer
    answer.set_data(_kept(data) if request.endpoint == "static" else _gzip(data))
    answer.headers["Content-Encoding"] = "gzip"
    tag, _weak = answer.get_etag()
    if tag:
        answer.set_etag(tag, weak=True)  # the same facts, other bytes
    return answer


def _open() -> bool:
    if request.endpoint == "static":
        return True
    action = declared(current_app, request.endpoint or "")
    return action in (Action.READ_PUBLIC, Action.READ_CHANGE) and request.method == "GET" and actor() is None


@lru_cache(maxsize=16)
def _kept(data: bytes) -> bytes:
    return _gzip(data)


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)
