"""People before the sign-in, in a browser: by another service, and with a phone's code."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp

from tests.support.city import PASSWORD, build
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
            page.goto(f"{base}/invitations/{doors(city)['invitation']}")
            assert "Contracts Officer" in page.get_by_role("main").inner_text()
            page.get_by_role("button", name="Continue with Example Council").click()
            page.locator("input[name=sub]").fill("new-officer")
            page.get_by_role("button", name="Authorize").click()
            page.wait_for_url(f"{base}/work")
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("button", name="Sign in with Example Council").click()
            page.locator("input[name=sub]").fill("new-officer")
            page.get_by_role("button", name="Authorize").click()
            page.wait_for_url(f"{base}/work")
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("button", name="Sign in with Example Council").click()
            page.get_by_role("button", name="Deny").click()
            assert "Nothing was changed" in page.get_by_role("main").inner_text()


def test_an_administrator_sets_up_a_phone_and_signs_in_with_its_next_code(
    sqlite_url: str, tmp_path: Path, page: Any, axe: Any
) -> None:
    city = build(sqlite_url, tmp_path, SystemClock(), second_factor="required")
    admin = city.people["admin"]

    def sign_in() -> None:
        page.goto(f"{base}/sign-in")
        page.get_by_label("Email address").fill(city.emails["admin"])
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()

    with site(city) as app, serve(app) as base:
        sign_in()
        page.goto(f"{base}/admin/mail")
        page.wait_for_url(f"{base}/account/second-factor")
        page.get_by_role("button", name="Set up a second factor").click()
        clock = pyotp.TOTP(second_factor.begun(by=admin, services=city.services).key)
        page.get_by_label("The code that the app shows now").fill(clock.at(city.services.clock.now()))
        page.get_by_role("button", name="Confirm").click()
        codes = page.locator("main li code").all_inner_texts()
        assert len(codes) == 10 and axe(page) == []
        page.goto(f"{base}/admin/mail")
        assert page.url == f"{base}/admin/mail"
        page.get_by_role("button", name="Sign out").click()
        sign_in()
        page.wait_for_url(f"{base}/sign-in/code")
        page.get_by_label("Code").fill(clock.at(city.services.clock.now() + STEP))
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        page.get_by_role("button", name="Sign out").click()
        sign_in()
        page.get_by_label("Code").fill(codes[3])
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
