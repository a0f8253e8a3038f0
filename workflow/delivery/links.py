"""Links for the public are tried once a day: a short request to each, and what it answered is kept.

Only http and https, and only addresses of the public internet, wherever a name or a redirect leads: the check
is made on the connection itself, after the name was looked up. Nothing of an answer is read but its status.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from workflow.commands.services import Services
from workflow.store import files
from workflow.store.engine import reading, writing

EVERY, SECONDS, BATCH = timedelta(days=1), 5.0, 10
NO_ANSWER = 0
_HEADERS = {"User-Agent": "FairNotice link check"}
Allowed = Callable[[str], bool]


def on_the_internet(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def check_links(services: Services, allowed: Allowed = on_the_internet, most: int = BATCH) -> int:
    """Try the public links that were not tried for a day, no more than `most`; how many there were."""
    now = services.clock.now()
    with reading(services.engine) as connection:
        due = files.links_due(connection, now - EVERY, most)
    for link in due:
        answer = status_of(link.address, allowed)
        with writing(services.engine) as connection:
            files.note_answer(connection, link.record, answer, 200 <= answer < 300, now)
    return len(due)


def status_of(address: str, allowed: Allowed = on_the_internet) -> int:
    """What an address answers at last, redirects followed; 0 where nothing may be or is reached."""
    if not address.lower().startswith(("http://", "https://")):
        return NO_ANSWER
    for method in ("HEAD", "GET"):
        try:
            request = Request(address, method=method, headers=_HEADERS)
            with _opener(allowed).open(request, timeout=SECONDS) as answer:
                return int(answer.status)
        except HTTPError as fault:
            fault.close()
            if method == "HEAD" and fault.code in (403, 405, 501):
                continue
            return fault.code
        except (OSError, ValueError, http.client.HTTPException):
            return NO_ANSWER
    return NO_ANSWER


def _opener(allowed: Allowed) -> OpenerDirector:
    """Only what opens http and https: no files, no other protocols, no proxies."""
    found = OpenerDirector()
    for handler in (
        _Plain(allowed),
        _Sealed(allowed),
        HTTPRedirectHandler(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        found.add_handler(handler)
    return found


def _connect(allowed: Allowed) -> Callable[..., socket.socket]:
    def connect(*asked: Any, **more: Any) -> socket.socket:
        found = socket.create_connection(*asked, **more)
        if not allowed(found.getpeername()[0]):
            found.close()
            raise OSError("not an address of the public internet")
        return found

    return connect


class _Plain(HTTPHandler):
    def __init__(self, allowed: Allowed) -> None:
        super().__init__()
        self.allowed = allowed

    def http_open(self, req: Request) -> Any:
        """Open over a connection that was looked at first."""

        def connection(host: str, **more: Any) -> http.client.HTTPConnection:
            made = http.client.HTTPConnection(host, **more)
            made._create_connection = _connect(self.allowed)  # type: ignore[attr-defined]
            return made

        return self.do_open(connection, req)


class _Sealed(HTTPSHandler):
    def __init__(self, allowed: Allowed) -> None:
        super().__init__()
        self.allowed = allowed

    def https_open(self, req: Request) -> Any:
        """Open over a connection that was looked at first."""

        def connection(host: str, **more: Any) -> http.client.HTTPSConnection:
            made = http.client.HTTPSConnection(host, context=ssl.create_default_context(), **more)
            made._create_connection = _connect(self.allowed)  # type: ignore[attr-defined]
            return made

        return self.do_open(connection, req)
