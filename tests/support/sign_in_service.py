"""A real provider of OpenID Connect on this machine, and somebody who signs in at it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import requests

from tests.support.servers import free_port

SECONDS = 30


class SignInService:
    """The provider: its address, and the people it knows."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answered: list[dict[str, str]] = []

    def knows(self, subject: str, **claims: object) -> None:
        """Let it know somebody, with claims such as email and email_verified."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def agree(self, address: str, subject: str) -> str:
        """Sign in there and agree: the address that the browser is sent back to."""
        return self._answer(address, {"sub": subject})

    def refuse(self, address: str) -> str:
        """Do not agree: the address that the browser is sent back to."""
        return self._answer(address, {"action": "deny"})

    def _answer(self, address: str, form: dict[str, str]) -> str:
        sent = requests.post(address, data=form, allow_redirects=False, timeout=5)
        assert sent.status_code in (302, 303), sent.text
        self.answered.append({k: v[0] for k, v in parse_qs(urlsplit(address).query).items()})
        return str(sent.headers["Location"])


@contextmanager
def sign_in_service() -> Iterator[SignInService]:
    """A provider in a process of its own that runs while the test does."""
    port = free_port()
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            url = f"http://localhost:{port}"
            _wait(url, running)
            yield SignInService(url)
        finally:
            running.terminate()


def _wait(url: str, running: subprocess.Popen[bytes]) -> None:
    """Until it answers; an assertion if it never does."""
    last = time.monotonic() + SECONDS
    while True:
        try:
            requests.get(f"{url}/.well-known/openid-configuration", timeout=1).raise_for_status()
            return
        except requests.RequestException:
            assert running.poll() is None and time.monotonic() < last, "the provider does not answer"
