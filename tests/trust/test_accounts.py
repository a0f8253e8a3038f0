"""C4, C5: tries are counted across processes; a link, a code and a recovery code serve once under a race."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest

from tests.support.city import NOW
from workflow.clock import FixedClock
from workflow.commands import own_password, second_factor
from workflow.commands.services import services
from workflow.errors import AlreadyDone, FairNoticeError, NotFound
from workflow.store import links, second_factors
from workflow.store.engine import reading, writing

TRIES = """
import sys
from dataclasses import replace
from datetime import datetime
from config.settings import from_environment
from workflow.clock import FixedClock
from workflow.commands import accounts
from workflow.commands.services import services
from workflow.errors import BadRequest
found = services(from_environment(), FixedClock(datetime.fromisoformat(sys.argv[2])))
for each in range(5):
    try:
        accounts.sign_in(email=sys.argv[1], password="not it", source="192.0.2.1", services=found)
    except BadRequest as fault:
        print("too many" if "Too many" in str(fault) else "looked at")
"""


def test_four_processes_together_have_ten_tries(city):
    found = city.services.settings
    told = {
        "FAIRNOTICE_DATABASE_URL": found.database_url,
        "FAIRNOTICE_VAR": str(found.var),
        "FAIRNOTICE_SECRET_KEY": found.secret_key,
        "PATH": "",
    }
    command = [sys.executable, "-c", TRIES, city.emails["officer"], NOW.isoformat()]
    running = [subprocess.Popen(command, env=told, stdout=subprocess.PIPE, text=True) for _each in range(4)]
    said = [line for one in running for line in one.communicate(timeout=120)[0].split("\n") if line]
    assert (said.count("looked at"), said.count("too many")) == (10, 10)


def race(city, act, number=6):
    """How often an act succeeds that this many try at once, each with a connection of their own."""

    def one(_each):
        own = services(city.services.settings, FixedClock(NOW))
        try:
            act(own)
        except FairNoticeError:
            return False
        finally:
            own.engine.dispose()
        return True

    with ThreadPoolExecutor(number) as pool:
        return sum(pool.map(one, range(number)))


def test_a_reset_link_serves_one_of_many_who_use_it_at_once(city):
    with writing(city.services.engine) as connection:
        told = {"body": city.body, "email": city.emails["officer"], "person": city.people["officer"].person}
        token = links.make(connection, links.RESET, now=NOW, until=NOW + timedelta(hours=1), **told)
    new = "umbrella seldom violet harbour"
    assert race(city, lambda own: own_password.reset_password(token=token, password=new, services=own)) == 1
    with reading(city.services.engine) as connection, pytest.raises((NotFound, AlreadyDone)):
        links.use(connection, token, links.RESET, NOW)


def test_a_code_of_the_phone_and_a_recovery_code_serve_once(city):
    person = city.people["admin"].person
    with writing(city.services.engine) as connection:
        second_factors.begin(connection, person, "sealed", NOW)
        second_factors.confirm(connection, person, NOW)
        second_factors.new_codes(connection, person, ["one", "two"])
    step = int(NOW.timestamp()) // 30

    def use(act):
        def inside(own):
            with writing(own.engine) as connection:
                if not act(connection):
                    raise NotFound

        return inside

    assert race(city, use(lambda c: second_factors.use_step(c, person, step))) == 1
    assert race(city, use(lambda c: second_factors.use_code(c, person, "one", NOW))) == 1
    with writing(city.services.engine) as connection:
        assert not second_factors.use_step(connection, person, step - 1), "nor an earlier step"
        assert second_factors.codes_left(connection, person) == 1


def test_a_secret_that_was_sealed_under_another_key_opens_nothing(city):
    from dataclasses import replace

    by = city.people["admin"]
    key = second_factor.begin(by=by, services=city.services).key
    second_factor.confirm(code=pyotp.TOTP(key).at(NOW), source="", by=by, services=city.services)
    other = replace(city.services, settings=replace(city.services.settings, secret_key="y" * 40))
    with writing(city.services.engine) as connection:
        later = int(NOW.timestamp()) // 30 + 1
        assert not second_factor._right(
            connection, by.person, pyotp.TOTP(key).generate_otp(later), NOW, other
        )
        assert second_factor._right(
            connection, by.person, pyotp.TOTP(key).generate_otp(later), NOW, city.services
        )


def test_c5_a_password_is_kept_with_the_figures_that_argon2_advises() -> None:
    """In a process of its own: the other tests hash quickly."""
    told = "from workflow.commands.accounts import hash_password; print(hash_password('a pass phrase'))"
    answer = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
