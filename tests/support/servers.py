"""Real servers for one test: a web server for an application, a mail server that keeps what it gets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A TCP port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(app: Callable[..., Any]) -> Iterator[str]:
    """Serve a WSGI application with waitress on a free port; its address, without a slash at the end."""
    from waitress.server import create_server
    from waitress.wasyncore import close_all

    server: Any = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, name="live server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        # In its own thread, and at once: its loop would look only once a second whether it was closed.
        server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))
        thread.join(timeout=10)


class OnAPortOfItsOwn(Controller):
    """Listens on a port that nobody else can have taken meanwhile, and is patient with a busy machine."""

    def __init__(self, handler: object) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        port = self.listening.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=port)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.listening)


class MailServer:
    """An SMTP server on a free port; `messages` are what it took, `refuse` makes it answer so instead."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuse: str | None = None  # e.g. "451 try again later", "550 no such mailbox"
        self.controller = OnAPortOfItsOwn(self)

    @property
    def url(self) -> str:
        """Its address as the setting FAIRNOTICE_SMTP_URL wants it."""
        return f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message, or refuse it as the test has asked."""
        if self.refuse is not None:
            return self.refuse
        content = envelope.original_content or b""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 Message accepted"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server that runs while the test does."""
    server = MailServer()
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()
