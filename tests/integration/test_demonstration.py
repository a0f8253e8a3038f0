"""The demonstration: invented throughout, and late on one day for two people, who hear of it once."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from config.settings import from_environment
from workflow.clock import FixedClock
from workflow.commands import views
from workflow.commands.accounts import sign_in, signed_in
from workflow.commands.demonstration import (
    SIGN_INS,
    Loaded,
    is_empty,
    kept_sign_ins,
    load_demonstration,
)
from workflow.commands.services import Services, services
from workflow.delivery.mailer import mailer
from workflow.delivery.sender import send_due
from workflow.delivery.sweep import sweep
from workflow.errors import BadRequest
from workflow.project.guards import not_met
from workflow.store import queries, register
from workflow.store.engine import reading

LOADED_AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY_AFTER = datetime(2027, 3, 4, 9, tzinfo=UTC)


@contextmanager
def installation(url: str, var: Path) -> Iterator[Services]:
    """The services of an empty installation on 24 November 2026."""
    settings = from_environment({"FAIRNOTICE_VAR": str(var), "FAIRNOTICE_DATABASE_URL": url})
    made = services(settings, FixedClock(LOADED_AT))
    yield made
    made.engine.dispose()


@pytest.fixture
def found(sqlite_url: str, tmp_path: Path) -> Iterator[Services]:
    """An empty installation, for what does not depend on the database."""
    with installation(sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture
def loaded(found: Services) -> Loaded:
    """The demonstration in it."""
    return load_demonstration(found)


def round_as_of(found: Services, moment: datetime) -> tuple[int, int]:
    """New alerts and mails sent of one sweep and one sending as if it were then."""
    swept = sweep(found, moment, dry=True)
    return swept.new_alerts, send_due(found, mailer(found.settings), moment).sent


def mails(found: Services) -> list[tuple[str, str]]:
    """Addressee and subject of every mail that has left."""
    folder = found.settings.var / "mail"
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")]
    return sorted((str(mail["To"]), str(mail["Subject"])) for mail in read)


def test_the_officer_and_the_manager_each_get_one_mail_the_day_after_and_never_again(
    database_url: str, tmp_path: Path
) -> None:
    late = "1 working day late: the consultation has not opened (COM-2026-001)"
    with installation(database_url, tmp_path) as found:
        load_demonstration(found)
        assert round_as_of(found, LOADED_AT) == (0, 0)
        assert round_as_of(found, DAY_AFTER)[1] == 2
        assert mails(found) == [
            ("commissioning-manager@example-city.example", late),
            ("commissioning-officer@example-city.example", late),
        ]
        assert round_as_of(found, DAY_AFTER) == (0, 0)
        assert len(mails(found)) == 2


def test_the_consultations_must_open_on_the_days_of_the_worked_example(
    found: Services, loaded: Loaded
) -> None:
    (body,) = views.bodies(found)
    with reading(found.engine) as connection:
        refs = [stored.ref for stored in queries.live_projects(connection, body.id)]
    assert refs == ["COM-2026-001", "COM-2026-002", "END-2026-001"]
    openings = {
        view.overview.project.title: view.overview.timetable.last_safe_consultation_opening
        for view in seen_by_staff(found, loaded)
    }
    assert openings["Community mental health support"] == date(2027, 3, 3)
    assert openings["Grant to Example Carers Group"] == date(2027, 7, 19)


def seen_by_staff(found: Services, loaded: Loaded) -> list[views.ProjectView]:
    officer = next(p for p in loaded.people if p.post == "Commissioning Officer")
    token = sign_in(email=officer.email, password=officer.password, source="test", services=found)
    actor = signed_in(token=token, services=found)
    assert actor is not None
    return [views.project(found, actor, project.ref) for project in loaded.projects]


def test_the_public_sees_what_is_public_and_no_act_went_through_a_closed_gate(
    found: Services, loaded: Loaded
) -> None:
    public = {view.overview.project.title for view in views.changes(found)}
    assert public == {"Community mental health support", "Grant to Example Carers Group"}
    assert views.private_count(found) == 1
    assert not [gap for view in seen_by_staff(found, loaded) for gap in not_met(view.situation)]


def test_everybody_and_everything_in_it_says_that_it_is_invented(found: Services, loaded: Loaded) -> None:
    (body,) = views.bodies(found)
    assert (body.name, body.demonstration) == ("Example City Council", True)
    assert all(person.email.endswith(".example") for person in loaded.people)
    with reading(found.engine) as connection:
        agreements = {a.key: a for a in register.agreements(connection, body.id)}
    assert all(a.organisation_name.startswith("Example ") for a in agreements.values())
    joined = [agreements[project.agreement] for project in loaded.projects if project.agreement]
    assert [a.end for a in joined] == [date(2028, 3, 31)] * 2


def test_the_sign_ins_work_and_are_kept_for_the_owner_of_the_folder_only(
    found: Services, loaded: Loaded
) -> None:
    file = found.settings.var / SIGN_INS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert [set(one) for one in kept] == [{"email", "password", "post", "roles"}] * 9
    assert kept_sign_ins(found) == loaded.people
    assert len({person.password for person in loaded.people}) == 9


def test_nothing_is_loaded_over_anything(found: Services, loaded: Loaded) -> None:
    with pytest.raises(BadRequest, match="already holds Example City Council"):
        load_demonstration(found)
    assert len(views.bodies(found)) == 1


def test_where_the_sign_ins_cannot_be_kept_nothing_is_loaded(found: Services) -> None:
    (found.settings.var / SIGN_INS).mkdir()
    with pytest.raises(BadRequest, match="cannot be written"):
        load_demonstration(found)
    assert is_empty(found)
