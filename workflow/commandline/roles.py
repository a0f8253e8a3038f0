"""`scheduler` and `sender`: one role a process, or one round for scripts and tests."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from typing import Any, TextIO

from config.settings import check_for_production, from_environment
from workflow.clock import parse_instant
from workflow.commandline.jsonl import as_json
from workflow.commands.services import Services
from workflow.commands.services import services as services_of
from workflow.delivery import sender, sweep
from workflow.delivery.mailer import mailer
from workflow.delivery.scheduler import run_scheduler, run_sender
from workflow.errors import BadRequest
from workflow.store.migrate import check_schema
from workflow.words import gettext as _


def add_parser(subparsers: Any) -> None:
    """Add `scheduler` and `sender` to the subcommands."""
    _add(subparsers, "scheduler", _("find what is due every minute, and queue its mail"), _scheduler)
    _add(subparsers, "sender", _("send every minute what is queued and due"), _sender)


def run(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Play the role: until SIGTERM or SIGINT, or one round; 0. Raises BadRequest or StorageFault."""
    if (args.as_of or args.json) and not args.once:
        raise BadRequest(_("--as-of and --json go with --once. Add --once."))
    as_of = parse_instant(args.as_of) if args.as_of else None
    settings = from_environment()
    check_for_production(settings)
    services = services_of(settings)
    try:
        check_schema(services.engine)
        status: int = args.role(services, args, as_of, stdout)
        return status
    finally:
        services.engine.dispose()


def _add(subparsers: Any, name: str, about: str, role: Callable[..., int]) -> None:
    parser = subparsers.add_parser(name, help=about, description=about)
    parser.add_argument("--once", action="store_true", help=_("one round, then stop"))
    parser.add_argument("--as-of", metavar="T", help=_("as if it were then, like 2027-03-04; with --once"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document; with --once"))
    parser.set_defaults(run=run, role=role)


def _scheduler(services: Services, args: Namespace, as_of: datetime | None, stdout: TextIO) -> int:
    if not args.once:
        return run_scheduler(services)
    swept = sweep.sweep(services, as_of or services.clock.now(), dry=as_of is not None)
    if args.json:
        stdout.write(as_json(sweep.document(swept)) + "\n")
    else:
        said = _("{due} due, {new} new alerts, {mails} mails queued")
        lines = [said.format(due=swept.due, new=swept.new_alerts, mails=swept.mails_queued)]
        lines += [f"{line['due_on']} {line['recipient']}: {line['subject']}" for line in swept.alerts]
        stdout.write("\n".join(lines) + "\n")
    return 0


def _sender(services: Services, args: Namespace, as_of: datetime | None, stdout: TextIO) -> int:
    if not args.once:
        return run_sender(services)
    sender.check_sender(services.settings)
    sent = sender.send_due(services, mailer(services.settings), as_of)
    if args.json:
        stdout.write(as_json(sender.document(sent)) + "\n")
    else:
        said = _("{sent} sent, {failed} failed, {waiting} waiting")
        stdout.write(said.format(sent=sent.sent, failed=sent.failed, waiting=sent.waiting) + "\n")
    return 0
