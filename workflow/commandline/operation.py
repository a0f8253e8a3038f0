"""`migrate`, `demo`, `backup`, `restore`, `doctor`, `audit verify`: what an operator does."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from config.settings import from_environment
from workflow.commandline.doctor import checks
from workflow.commandline.jsonl import as_json
from workflow.commandline.standing import standing
from workflow.commands.auditing import LIMIT, WHY, verify
from workflow.commands.demonstration import Loaded, SignIn, load_demonstration
from workflow.commands.services import Services, services
from workflow.errors import BadRequest
from workflow.store import copying
from workflow.store.migrate import revision, upgrade_engine
from workflow.words import gettext as _

ANSWERED, NO = 0, 1
Run = Callable[[Namespace, TextIO, TextIO], int]


def add_parser(subparsers: Any) -> None:
    """Add the operator's subcommands."""
    _command(subparsers, "migrate", _("bring the database to the schema of this version"), _migrate)
    demo = _command(subparsers, "demo", _("load the demonstration into an empty database"), _demo)
    demo.add_argument("--json", action="store_true", help=_("print one JSON document"))
    backup = _command(subparsers, "backup", _("copy the embedded database while it is in use"), _backup)
    backup.add_argument("file", metavar="FILE", help=_("the file to write"))
    restore = _command(subparsers, "restore", _("put a copy in the place of the database"), _restore)
    restore.add_argument("file", metavar="FILE", help=_("a file that backup wrote"))
    restore.add_argument("--check", action="store_true", help=_("only look whether it is whole: 1 if not"))
    doctor = _command(subparsers, "doctor", _("is anything amiss here? 1 if so"), _doctor)
    doctor.add_argument("--json", action="store_true", help=_("print one JSON document"))
    audit = subparsers.add_parser("audit", help=_("is the record of what happened whole?"))
    actions = audit.add_subparsers(dest="action", required=True, metavar="verify")
    verified = _command(
        actions, "verify", _("compute the chain of entries anew: 1 if it does not hold"), _audit
    )
    verified.add_argument("--json", action="store_true", help=_("print one JSON document"))


def sign_ins(people: Sequence[SignIn]) -> list[str]:
    """How everybody of the demonstration signs in, as lines of text."""
    if not people:
        return []
    widths = [max(len(p.post) for p in people), max(len(p.email) for p in people)]
    return [f"  {p.post.ljust(widths[0])}  {p.email.ljust(widths[1])}  {p.password}" for p in people]


def _command(subparsers: Any, name: str, about: str, run: Run) -> Any:
    parser = subparsers.add_parser(name, help=about, description=about)
    parser.set_defaults(run=run)
    return parser


def _migrate(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    with standing(migrate=True) as found:
        stdout.write(_("The database has schema {schema}.").format(schema=revision(found.engine)) + "\n")
    return ANSWERED


def _demo(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    with standing() as found:
        loaded = load_demonstration(found)
        address = found.settings.public_base_url
    if args.json:
        stdout.write(as_json(_demonstration(loaded, address)) + "\n")
        return ANSWERED
    projects = [f"  {p.ref}  {p.title}" for p in loaded.projects]
    people = sign_ins(loaded.people)
    lines = [_("Projects"), *projects, "", _("Sign in at {address}/sign-in").format(address=address), *people]
    stdout.write("\n".join(lines) + "\n")
    return ANSWERED


def _demonstration(loaded: Loaded, address: str) -> dict[str, object]:
    return {
        "projects": [
            {
                "ref": p.ref,
                "title": p.title,
                "route": p.route,
                "ends": p.end.isoformat(),
                "public": p.public,
                "address": f"{address}/projects/{p.ref}",
            }
            for p in loaded.projects
        ],
        "people": [
            {"post": p.post, "email": p.email, "password": p.password, "roles": list(p.roles)}
            for p in loaded.people
        ],
        "address": address,
    }


def _backup(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    with standing() as found:
        _embedded(found, f"pg_dump --format=custom --file={args.file}")
        copying.copy_to(found.engine, Path(args.file))
    stdout.write(_("Copied to {file}.").format(file=args.file) + "\n")
    return ANSWERED


def _restore(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    file = Path(args.file)
    looked = copying.look(file)
    if args.check:
        words = looked.fault or _("{bodies} bodies, {entries} audit entries; whole")
        told = words.format(bodies=looked.bodies, entries=looked.entries)
        stdout.write(f"{args.file}: {told}.\n")
        return NO if looked.fault else ANSWERED
    if looked.fault:
        raise BadRequest(
            _("{file} was not restored: {fault}. Choose another copy.").format(file=file, fault=looked.fault)
        )
    found = services(from_environment())
    try:
        _embedded(found, f"pg_restore --clean --if-exists {args.file}")
        _put_in_place(found, file, stdout)
    finally:
        found.engine.dispose()
    return ANSWERED


def _put_in_place(found: Services, file: Path, stdout: TextIO) -> None:
    """What stood there before is kept beside it; an older schema is brought up."""
    live = copying.file_of(found.engine)
    if live is not None and revision(found.engine) is not None:
        before = live.with_name(f"{live.name}.before-restore")
        copying.copy_to(found.engine, before)
        print(_("The database as it was is kept in {file}.").format(file=before), file=sys.stderr)
    copying.put_in_place(found.engine, file)
    upgrade_engine(found.engine)
    stdout.write(_("Restored from {file}.").format(file=file) + "\n")


def _embedded(found: Services, command: str) -> None:
    """Refuse for a database server, with the command of its own tool."""
    if copying.file_of(found.engine) is None:
        url = found.engine.url.set(drivername="postgresql").render_as_string(hide_password=True)
        words = _("The database is a PostgreSQL server, which has its own tool: {command} --dbname={url}")
        raise BadRequest(words.format(command=command, url=url))


def _doctor(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    found = checks()
    well = all(check.well for check in found)
    if args.json:
        listed = [{"check": c.name, "well": c.well, "finding": c.finding} for c in found]
        stdout.write(as_json({"well": well, "checks": listed}) + "\n")
    else:
        told = [f"{_('well ') if c.well else _('FAULT')}  {c.name}: {c.finding}" for c in found]
        stdout.write("\n".join(told) + "\n")
    return ANSWERED if well else NO


def _audit(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    with standing() as found:
        chains = verify(found)
    holds = all(chain.first_bad is None for chain in chains)
    if args.json:
        bodies = [
            {
                "body": chain.body,
                "entries": chain.entries,
                "head": chain.head,
                "first_bad": chain.first_bad,
                "why": WHY.get(chain.why),
            }
            for chain in chains
        ]
        stdout.write(as_json({"holds": holds, "bodies": bodies, "note": LIMIT}) + "\n")
        return ANSWERED if holds else NO
    for chain in chains:
        told = _("{n} entries hold, newest hash {head}").format(n=chain.entries, head=chain.head or "-")
        if chain.first_bad is not None:
            told = _("entry {seq}: {why}").format(seq=chain.first_bad, why=WHY[chain.why])
        stdout.write(f"{chain.body}: {told}\n")
    stdout.write(LIMIT + "\n")
    return ANSWERED if holds else NO
