"""`run.py`: pages, scheduler and sender in one process. `run.py web`: the pages alone."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

from config.settings import Settings, check_for_production, from_environment
from workflow.commandline.main import PROGRAM, OneLineParser, refuse
from workflow.commandline.operation import sign_ins
from workflow.commands import set_up
from workflow.commands.demonstration import is_empty, kept_sign_ins, load_demonstration
from workflow.commands.services import Services, services
from workflow.errors import BadRequest, FairNoticeError
from workflow.store.faults import told_plainly
from workflow.store.migrate import check_schema, upgrade_engine
from workflow.words import gettext as _

HOST, PORT, THREADS = "127.0.0.1", 8000, 8
LAST_PORT = 65535
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 what a person may ask for
INTERRUPTED = 130


def main(argv: Sequence[str]) -> int:
    """Serve until SIGINT or SIGTERM; 0, or 2 with one line that says the mend when it cannot start."""
    os.umask(0o077)  # the database, the key and the mails hold what only their owner may read
    try:
        _serve(_arguments(argv))
    except FairNoticeError as error:
        return refuse(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _arguments(argv: Sequence[str]) -> Namespace:
    parser = OneLineParser(prog=PROGRAM, allow_abbrev=False, description=__doc__)
    parser.add_argument("role", nargs="?", choices=["web"], help=_("the pages alone"))
    parser.add_argument("--host", default=HOST, help=_("the address to listen on (%(default)s)"))
    parser.add_argument("--port", type=_port, default=PORT, help=_("the port (%(default)s); 0: a free one"))
    parser.add_argument("--no-demo", action="store_true", help=_("begin with nothing, to set up a body"))
    return parser.parse_args(argv)


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PORT)) else -1
    if not 0 <= port <= LAST_PORT:
        raise ArgumentTypeError(_("{text} is no port. Choose 0 to {last}").format(text=text, last=LAST_PORT))
    return port


def _serve(args: Namespace) -> None:
    settings = from_environment()
    check_for_production(settings)
    with _listening(args.host, args.port) as door:  # before anything is changed
        settings = _at(settings, args.host, door.getsockname()[1])
        with _beside(settings, args) as told:
            _run(door, settings, told)


@contextmanager
def _beside(settings: Settings, args: Namespace) -> Iterator[list[str]]:
    """What the pages need before they open, and what runs beside them; what to tell whoever started it."""
    found = services(settings)
    try:
        if args.role == "web":
            check_schema(found.engine)
            with told_plainly():
                told = _to_set_up(found) if set_up.needed(found) else []
            yield told
            return
        from workflow.delivery.scheduler import start_in_background

        upgrade_engine(found.engine)
        with told_plainly():
            told = _furnish(found, args)
        stop = start_in_background(found)
        try:
            yield told
        finally:
            stop()
    finally:
        found.engine.dispose()


def _furnish(found: Services, args: Namespace) -> list[str]:
    """Fill an empty database; the sign-ins. A real installation never gets a demonstration unasked."""
    if set_up.needed(found):
        if args.no_demo or found.settings.production or not is_empty(found):
            return _to_set_up(found)
        load_demonstration(found)
    people = kept_sign_ins(found)
    return (
        ["", _("Demonstration: nothing here has been decided. Sign in as:"), *sign_ins(people)]
        if people
        else []
    )


def _to_set_up(found: Services) -> list[str]:
    """Where a new body is set up, and the code that only whoever reads this terminal has."""
    told = _("Nothing has been set up yet. Open {address}/set-up and enter this code, which serves once:")
    return ["", told.format(address=found.settings.public_base_url), "", f"    {set_up.code(found)}"]


def _run(door: socket.socket, settings: Settings, told: list[str]) -> None:
    from waitress.server import create_server

    from web import create_app

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short wait for a thread is no news
    server: Any = create_server(create_app(settings), sockets=[door], threads=THREADS, ident=None)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    print(
        "\n".join([_("Fair Notice is at {address}").format(address=settings.public_base_url), *told]),
        flush=True,
    )
    server.run()  # until _leave: then requests that have begun are answered


def _leave(number: int, frame: FrameType | None) -> None:
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(0)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound to that address. Raises BadRequest with the mend if it cannot be had."""
    try:
        family, kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError, UnicodeError):
        raise BadRequest(
            _("This machine has no address {host}:{port}. Try --host 127.0.0.1 --port 0.").format(
                host=host, port=port
            )
        ) from None
    with socket.socket(family, kind) as door:
        if os.name != "nt":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(address)
            door.listen()
        except OSError as fault:
            raise BadRequest(_cannot_listen(fault, host, port)) from None
        yield door


def _cannot_listen(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        words = _(
            "Port {port} is in use. Stop what runs there, or choose another: --port 0 takes a free one."
        )
    else:
        words = _("Cannot listen on {host}:{port} ({why}). Choose another with --host and --port.")
    return words.format(host=host, port=port, why=(fault.strerror or "").lower())


def _at(settings: Settings, host: str, port: int) -> Settings:
    """The settings for this address: links follow it unless told otherwise, and its name may be asked for."""
    name = HOST if host in EVERY_ADDRESS else host
    shown = f"[{name}]" if ":" in name else name
    if "FAIRNOTICE_PUBLIC_BASE_URL" not in os.environ:
        settings = replace(settings, public_base_url=f"http://{shown}:{port}")
    if not settings.production and shown not in settings.trusted_hosts:
        settings = replace(settings, trusted_hosts=(*settings.trusted_hosts, shown))
    return settings
