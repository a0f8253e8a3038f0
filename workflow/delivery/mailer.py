"""The postman: an SMTP server, or a folder of `.eml` files where there is none."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from config.settings import Settings
from workflow.errors import BadRequest, FairNoticeError
from workflow.words import gettext as _

CONNECT_SECONDS, DATA_SECONDS = 10, 60
SERVICE_CLOSES = 421
LOOPBACK = ("localhost", "127.0.0.1", "::1")
WRITTEN_LIKE = "smtp://user:password@host:587, smtp://host:25 or smtps://user:password@host:465"


class Undelivered(FairNoticeError):
    """The mail server did not take a mail."""

    def __init__(self, answer: str, *, permanent: bool = False, reached: bool = True) -> None:
        super().__init__(answer)
        self.permanent = permanent
        self.reached = reached


class Mailer(Protocol):
    """Anything that takes a mail or raises Undelivered."""

    def send(self, id_: str, message: EmailMessage, to: str) -> str:
        """Hand over one mail to one address; what the server answered."""
        ...


def mailer(settings: Settings) -> Mailer:
    """The postman that the settings name. Raises BadRequest with the mend for an address of no use."""
    if settings.smtp_url:
        return smtp(settings.smtp_url)
    return FolderMailer(settings.var / "mail")


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """Puts each mail into a folder, as a file that any mail program opens."""

    folder: Path

    def send(self, id_: str, message: EmailMessage, to: str) -> str:
        """Write the mail whole or not at all; the same mail again replaces itself."""
        path, draft = self.folder / f"{id_}.eml", self.folder / f".{id_}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(message.as_bytes(policy=policy.SMTP))
            draft.replace(path)
        except OSError as fault:
            words = _("{folder} cannot be written ({why})").format(folder=self.folder, why=fault.strerror)
            raise Undelivered(words, reached=False) from None
        return path.name


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands each mail to an SMTP server, one connection a mail."""

    host: str
    port: int
    implicit_tls: bool
    user: str | None
    password: str | None

    def send(self, id_: str, message: EmailMessage, to: str) -> str:
        """Raises Undelivered: permanent for a 5xx about this mail, not reached if the server itself fails."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as fault:
            raise Undelivered(_words(fault), reached=False) from None
        try:
            return self._converse(server, message, to)
        except (OSError, smtplib.SMTPException) as fault:
            raise Undelivered(_words(fault), permanent=_is_permanent(fault)) from None
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self.implicit_tls:
            secure = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=CONNECT_SECONDS, context=secure
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=CONNECT_SECONDS)
        try:
            server.ehlo_or_helo_if_needed()
            if self.user is not None:
                self._sign_in(server)
        except BaseException:
            server.close()
            raise
        return server

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if not self.implicit_tls and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif not self.implicit_tls and self.host not in LOOPBACK:
            raise smtplib.SMTPException(_("It offers no encryption, so the password is not sent to it."))
        server.login(self.user or "", self.password or "")

    def _converse(self, server: smtplib.SMTP, message: EmailMessage, to: str) -> str:
        """MAIL, RCPT, DATA; nothing after the 250 can undo it."""
        if server.sock is not None:
            server.sock.settimeout(DATA_SECONDS)
        server.send_message(message, to_addrs=[to])
        return _("250 taken by {host}").format(host=self.host)


def smtp(url: str) -> SmtpMailer:
    """The server of an address. Raises BadRequest; its message never repeats the password."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        parts, port, host = urlsplit(""), None, None
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.query:
        raise BadRequest(
            _("FAIRNOTICE_SMTP_URL is no mail server. Write it like {example}.").format(example=WRITTEN_LIKE)
        )
    secure = parts.scheme == "smtps"
    user = unquote(parts.username) if parts.username else None
    usual = 465 if secure else 587 if user else 25
    return SmtpMailer(host, port or usual, secure, user, unquote(parts.password or "") if user else None)


def _is_permanent(fault: Exception) -> bool:
    code = _code(fault)
    return 500 <= code < 600 and code != SERVICE_CLOSES


def _code(fault: Exception) -> int:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return next((code for code, _answer in fault.recipients.values()), 0)
    return fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else 0


def _words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return next((f"{code} {_decoded(answer)}" for code, answer in fault.recipients.values()), "")
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {_decoded(fault.smtp_error)}"
    return f"{type(fault).__name__}: {fault}"


def _decoded(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
