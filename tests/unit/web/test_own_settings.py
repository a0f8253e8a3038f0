"""Settings of signing in: safe by default, and each of no use is refused with the mend."""

from __future__ import annotations

import pytest

from config.settings import check_for_production, from_environment
from workflow.errors import BadRequest

OIDC = {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}


def settings(tmp_path, **given):
    told = {"VAR": str(tmp_path), "SECRET_KEY": "x" * 32, "TRUSTED_HOSTS": "example.invalid", **given}
    return from_environment({f"FAIRNOTICE_{name}": value for name, value in told.items()})


def test_administrators_need_a_second_factor_in_production_unless_told_otherwise(tmp_path):
    assert settings(tmp_path).second_factor == "offered"
    assert settings(tmp_path, ENV="production").second_factor == "required"
    assert settings(tmp_path, ENV="production", SECOND_FACTOR="offered").second_factor == "offered"


@pytest.mark.parametrize(("given", "mend"), [
    ({"SECOND_FACTOR": "maybe"}, "Set it to required or offered"),
    ({"PROXY_HOPS": "-1"}, "a number from 0 to 10"),
    ({"PROXY_HOPS": "11"}, "a number from 0 to 10"),
    ({"OIDC_ISSUER": "https://id.example"}, "Set FAIRNOTICE_OIDC_CLIENT_ID and"),
    ({**OIDC, "OIDC_ISSUER": "id.example"}, "Write it like https://"),
])  # fmt: skip
def test_what_is_of_no_use_is_refused_with_the_mend(tmp_path, given, mend):
    with pytest.raises(BadRequest, match=mend):
        settings(tmp_path, **given)


def test_the_sign_in_service_has_a_name_and_is_asked_over_https_in_production(tmp_path):
    assert settings(tmp_path, **OIDC).oidc_name == "id.example"
    check_for_production(settings(tmp_path, ENV="production", **OIDC))
    with pytest.raises(BadRequest, match="https"):
        check_for_production(
            settings(tmp_path, ENV="production", **{**OIDC, "OIDC_ISSUER": "http://id.example"})
        )


@pytest.mark.parametrize(("hops", "source"), [("0", "127.0.0.1"), ("1", "192.0.2.7"), ("2", "192.0.2.6")])
def test_tries_are_counted_by_the_address_that_as_many_proxies_report(tmp_path, hops, source):
    from flask import Flask, request

    from web.security import harden

    app = Flask(__name__)
    harden(app, settings(tmp_path, PROXY_HOPS=hops, TRUSTED_HOSTS="localhost"))
    app.add_url_rule("/", view_func=lambda: str(request.remote_addr))
    forwarded = {"X-Forwarded-For": "198.51.100.1, 192.0.2.6, 192.0.2.7", "X-Forwarded-Host": "evil.example"}
    assert app.test_client().get("/", headers=forwarded).get_data(as_text=True) == source
