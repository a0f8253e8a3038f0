"""People before the sign-in, in a browser: by another service, and with a phone's code."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp

from tests.journeys.people import Person
from tests.support.city import build
from tests.support.doors import INVITED, doors
from tests.support.servers import serve
from tests.support.sign_in_service import sign_in_service
from tests.support.visitors import site
from workflow.clock import SystemClock
from workflow.commands import second_factor

STEP = timedelta(seconds=30)


def test_somebody_invited_takes_up_a_post_by_another_service_and_signs_in_so_again(
    sqlite_url: str, tmp_path: Path, page: Any
) -> None:
    later: dict[str, Any] = {}
    with sign_in_service() as service, serve(lambda *asked: later["app"](*asked)) as base:
        service.knows("new-officer", email=INVITED, email_verified=True)
        told = {"oidc_issuer": service.url, "oidc_client_id": "fair-notice", "oidc_client_secret": "secret"}
        city = build(
            sqlite_url, tmp_path, SystemClock(), public_base_url=base, oidc_name="Example Council", **told
        )
        with site(city) as later["app"]:
            newcomer = Person(page, base)
            newcomer.goes(f"/invitations/{doors(city)['invitation']}")
            assert "Contracts Officer" in page.get_by_role("main").inner_text()
            newcomer.presses("Continue with Example Council")
            for _again in range(2):
                page.locator("input[name=sub]").fill("new-officer")
                newcomer.presses("Authorize")
                assert page.url == f"{base}/work"
                newcomer.signs_out()
                newcomer.presses("Sign in with Example Council")
            newcomer.presses("Deny")
            assert "Nothing was changed" in page.get_by_role("main").inner_text()


def test_an_administrator_sets_up_a_phone_and_signs_in_with_its_next_code(
    sqlite_url: str, tmp_path: Path, page: Any, axe: Any
) -> None:
    city = build(sqlite_url, tmp_path, SystemClock(), second_factor="required")
    admin = city.people["admin"]

    with site(city) as app, serve(app) as base:
        someone = Person(page, base)
        someone.signs_in(city.emails["admin"])
        someone.goes("/admin/mail")
        assert page.url == f"{base}/account/second-factor"
        someone.presses("Set up a second factor")
        clock = pyotp.TOTP(second_factor.begun(by=admin, services=city.services).key)
        page.get_by_label("The code that the app shows now").fill(clock.at(city.services.clock.now()))
        someone.presses("Confirm")
        codes = page.locator("main li code").all_inner_texts()
        assert len(codes) == 10 and axe(page) == []
        someone.goes("/admin/mail")
        assert page.url == f"{base}/admin/mail"
        someone.signs_out()
        someone.signs_in(city.emails["admin"])
        assert page.url == f"{base}/sign-in/code"
        page.get_by_label("Code").fill(clock.at(city.services.clock.now() + STEP))
        someone.presses("Sign in")
        assert "/sign-in" not in page.url
        someone.signs_out()
        someone.signs_in(city.emails["admin"])
        page.get_by_label("Code").fill(codes[3])
        someone.presses("Sign in")
        assert "/sign-in" not in page.url
