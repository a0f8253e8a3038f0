"""The first day of a body: set up, people come in, registers are taken in, the first late start is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from config.settings import from_environment
from tests.journeys.people import Person
from tests.support.city import PASSWORD, _built
from tests.support.servers import serve
from tests.support.sign_in_service import SignInService, sign_in_service
from web import create_app, wiring
from workflow.clock import SystemClock
from workflow.commands import set_up
from workflow.commands.services import Services, services
from workflow.store import rows
from workflow.store.engine import reading

ADMIN, OFFICER = "administrator@district.example", "officer@district.example"
GROUPS = "published identifier,name,type\nEX-A,Example Carers Ltd,charity\nEX-B,EXAMPLE CARERS,charity\n"
GROUPS += "EX-C,Example Lunch Club,charity\n"


@contextmanager
def empty_house(url: str, var: Path, service: SignInService) -> Iterator[tuple[Services, str]]:
    """An installation where nothing was set up, that knows one sign-in service; its address."""
    later: dict[str, Any] = {}
    with serve(lambda *asked: later["app"](*asked)) as base:
        told = from_environment({"FAIRNOTICE_VAR": str(var), "FAIRNOTICE_DATABASE_URL": url})
        known = {
            "oidc_client_id": "fair-notice",
            "oidc_client_secret": "secret",
            "oidc_name": "Example Staff",
        }
        found = services(
            replace(told, public_base_url=base, oidc_issuer=service.url, **known), SystemClock()
        )  # fmt: skip
        _built.append(found)
        later["app"] = create_app(found.settings, found.clock)
        yield found, base
        later["app"].extensions[wiring.KEY].engine.dispose()


def link_in_mail(found: Services, to: str) -> str:
    """The invitation that was written to somebody."""
    with reading(found.engine) as connection:
        texts = connection.execute(rows.outbox.select()).mappings().all()
    sent = "".join(str(mail["text"]) for mail in texts if mail["to_address"] == to)
    return re.findall(r"/invitations/[\w-]+", sent)[-1]


def sets_up(admin: Person, code: str) -> None:
    admin.goes("/set-up")
    admin.fills("Set-up code", code)
    admin.fills("Name of the body", "Example District Council")
    admin.chooses("Council", "England", "Real work")
    admin.page.get_by_label("Which rulebook does it go by?").select_option("example-city")
    admin.fills("Your work email address", ADMIN)
    admin.fills("Password", PASSWORD)
    admin.presses("Set up this body")
    admin.page.get_by_label("Email").fill(ADMIN)
    admin.fills("Password", PASSWORD)
    admin.leaves_by(admin.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True))
    assert admin.page.url.endswith("/admin/start")
    assert "5 essential lines are missing." in admin.reads()


def invites(admin: Person, title: str, role: str, email: str, today: date) -> None:
    """A post, and whoever is to hold it from today."""
    admin.goes("/admin/people/posts/new")
    admin.fills("Title of the post", title)
    admin.page.locator(f"[name=roles][value={role}]").check()
    admin.presses("Save this post")
    admin.goes("/admin/people")
    admin.leaves_by(admin.page.get_by_role("row", name=title).get_by_role("link", name="Fill"))
    admin.page.locator("[name=who][value=new]").check()
    admin.fills("Email address of a newcomer", email)
    admin.dates("day", today)
    admin.presses("Continue")
    admin.presses("Send the invitation")
    assert email in admin.reads()


def comes_in_by_the_service(officer: Person, link: str) -> None:
    officer.goes(link)
    officer.follows("Continue with Example Staff")
    officer.page.locator("input[name=sub]").fill("new-officer")
    officer.presses("Authorize")
    assert officer.page.url.endswith("/work")


def loads(admin: Person, folder: Path, kind: str, text: str) -> None:
    """A list of meetings or closures from a file, seen before it is kept."""
    file = folder / f"{kind}.csv"
    file.write_text(text)
    admin.goes("/admin/calendars/upload")
    admin.page.locator(f"[name=kind][value={kind}]").check()
    admin.page.set_input_files("#file", file)
    admin.presses("See what is in it")
    admin.presses("Save what is shown")


def imports(officer: Person, kind: str, file: Path) -> str:
    """A register, column by column; what the last page says."""
    officer.goes("/admin/import")
    officer.page.locator(f"[name=kind][value={kind}]").check()
    officer.page.set_input_files("#file", file)
    for step in ("Send and continue", "Save and see what would change", "Import"):
        officer.presses(step)
    return officer.reads()


def merges_and_takes_it_back(admin: Person) -> None:
    admin.goes("/admin/organisations/matches")
    admin.follows(re.compile("Compare"))
    admin.page.get_by_label("Why are they one organisation?").fill("The same address and the same people.")
    admin.presses("Merge them")
    admin.goes("/admin/organisations/merges")
    assert "Example Carers" in admin.reads()
    admin.leaves_by(admin.page.get_by_role("button", name=re.compile("Undo")))
    admin.goes("/admin/organisations/merges")
    assert "Undone at" in admin.reads()


def test_from_an_empty_database_to_the_first_late_start(
    sqlite_url: str, tmp_path: Path, browser: Any
) -> None:
    with sign_in_service() as service, empty_house(sqlite_url, tmp_path, service) as (found, base):
        today = found.today
        service.knows("new-officer", email=OFFICER, email_verified=True)
        admin, officer = (Person(browser.new_context().new_page(), base) for _ in range(2))
        sets_up(admin, set_up.code(found))
        invites(admin, "Commissioning Officer", "commissioner", OFFICER, today)
        comes_in_by_the_service(officer, link_in_mail(found, OFFICER))
        meetings = "".join(f"Executive Board,{today + timedelta(days=30 * n)}\n" for n in range(1, 13))
        loads(admin, tmp_path, "meeting", "board,date\n" + meetings)
        loads(admin, tmp_path, "closure", f"title,first\nOffices closed,{today + timedelta(days=40)}\n")
        groups, agreements = (
            tmp_path / "groups_and_charities_of_the_example_district.csv",
            tmp_path / "agreements.csv",
        )
        groups.write_text(GROUPS)
        ends = today + timedelta(days=200)
        agreements.write_text(
            "agreement id,organisation,title,start,end\n"
            f"EX-1,Example Carers Ltd,Respite,{today - timedelta(days=800)},{ends}\n"
        )
        assert "3 new" in imports(officer, "organisations", groups)
        officer.page.set_viewport_size({"width": 320, "height": 900})
        assert officer.page.evaluate("document.documentElement.scrollWidth") <= 320, "a long name breaks"
        officer.page.set_viewport_size({"width": 1280, "height": 900})
        assert "1 new" in imports(officer, "agreements", agreements)
        merges_and_takes_it_back(admin)
        officer.goes("/agreements/last-safe-start-passed")
        assert "Respite" in officer.reads() and "days ago" in officer.reads()
