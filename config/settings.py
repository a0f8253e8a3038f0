"""Settings, frozen, from the environment: `FAIRNOTICE_` before each name; every default is safe."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from workflow.errors import BadRequest

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
REQUIRED, OFFERED = "required", "offered"
MOST_HOPS = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told from outside."""

    var: Path
    """The folder for the embedded database, sent mail and the development key."""
    database_url: str
    """Where the data lives: SQLite in `var`, or PostgreSQL."""
    env: str
    """`development` or `production`; production refuses a missing key and sets secure cookies."""
    secret_key: str
    """Signs the forms and the addresses of saved timetables."""
    public_base_url: str
    """What links in mails and calendars begin with; never taken from a request."""
    trusted_hosts: tuple[str, ...]
    """The host names that requests may ask for; any other is refused."""
    smtp_url: str | None
    """The mail server; none: `.eml` files in `var/mail`."""
    mail_from: str
    """The address that mails come from."""
    authority: str
    """The rulebook that public date checks use."""
    second_factor: str = "offered"
    """`required`: administrators need one before anything of administration opens; or `offered`."""
    oidc_issuer: str = ""
    """The address of the sign-in service (OpenID Connect) beside the accounts here; empty: none."""
    oidc_client_id: str = ""
    """What the sign-in service calls this installation."""
    oidc_client_secret: str = ""
    """What proves to the sign-in service that it is this installation."""
    oidc_name: str = ""
    """What people call the sign-in service: "Sign in with ..."."""
    proxy_hops: int = 0
    """How many proxies stand before this service: tries are counted by the address that they report."""

    @property
    def production(self) -> bool:
        """Whether real people rely on this installation."""
        return self.env == "production"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises BadRequest with the mend when one of them cannot be used."""
    given = {key: value for key, value in (environ or os.environ).items() if key.startswith("FAIRNOTICE_")}
    var = Path(given.get("FAIRNOTICE_VAR", str(ROOT / "var"))).resolve()
    env = given.get("FAIRNOTICE_ENV", "development")
    if env not in ("development", "production"):
        raise BadRequest(f"FAIRNOTICE_ENV is '{env}'. Set it to development or production.")
    base = given.get("FAIRNOTICE_PUBLIC_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    hosts = tuple(h.strip() for h in given.get("FAIRNOTICE_TRUSTED_HOSTS", "").split(",") if h.strip())
    return Settings(
        var=var,
        database_url=given.get("FAIRNOTICE_DATABASE_URL") or f"sqlite:///{var / 'fairnotice.db'}",
        env=env,
        secret_key=given.get("FAIRNOTICE_SECRET_KEY") or _kept_key(var, env),
        public_base_url=base,
        trusted_hosts=hosts or (() if env == "production" else ("127.0.0.1", "localhost", "[::1]")),
        smtp_url=given.get("FAIRNOTICE_SMTP_URL") or None,
        mail_from=given.get("FAIRNOTICE_MAIL_FROM", "fair-notice@example.invalid"),
        authority=given.get("FAIRNOTICE_AUTHORITY", "example-city"),
        second_factor=_second_factor(given.get("FAIRNOTICE_SECOND_FACTOR", ""), env),
        proxy_hops=_hops(given.get("FAIRNOTICE_PROXY_HOPS", "0")),
        **_sign_in_service(given),
    )


def check_for_production(settings: Settings) -> None:
    """Refuse a production start that could not be trusted: a short key, no trusted hosts."""
    if settings.production and len(settings.secret_key) < SHORTEST_SECRET:
        mend = f"at least {SHORTEST_SECRET} characters in production."
        raise BadRequest(f"FAIRNOTICE_SECRET_KEY must have {mend}")
    if settings.production and not settings.trusted_hosts:
        raise BadRequest("Set FAIRNOTICE_TRUSTED_HOSTS to this service's host names, separated by commas.")
    if settings.production and settings.oidc_issuer and not settings.oidc_issuer.startswith("https://"):
        raise BadRequest("FAIRNOTICE_OIDC_ISSUER must begin with https:// in production.")


def _second_factor(given: str, env: str) -> str:
    found = given or (REQUIRED if env == "production" else OFFERED)
    if found not in (REQUIRED, OFFERED):
        raise BadRequest(f"FAIRNOTICE_SECOND_FACTOR is '{found}'. Set it to {REQUIRED} or {OFFERED}.")
    return found


def _hops(given: str) -> int:
    if not (given.isascii() and given.isdecimal() and int(given) <= MOST_HOPS):
        raise BadRequest(f"FAIRNOTICE_PROXY_HOPS is '{given}'. Set it to a number from 0 to {MOST_HOPS}.")
    return int(given)


def _sign_in_service(given: Mapping[str, str]) -> dict[str, str]:
    """The four settings of the sign-in service. Raises BadRequest if some of what it needs is missing."""
    names = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME")
    found = {name: given.get(f"FAIRNOTICE_OIDC_{name}", "").strip() for name in names}
    missing = [f"FAIRNOTICE_OIDC_{name}" for name in names[:3] if not found[name]]
    if any(found.values()) and missing:
        raise BadRequest(f"Set {' and '.join(missing)} too: sign-in by another service needs all three.")
    if found["ISSUER"] and not found["ISSUER"].startswith(("https://", "http://")):
        raise BadRequest("FAIRNOTICE_OIDC_ISSUER is no address. Write it like https://sign-in.example.")
    found["NAME"] = found["NAME"] or urlsplit(found["ISSUER"]).hostname or ""
    return {f"oidc_{name.lower()}": value for name, value in found.items()}


def _kept_key(var: Path, env: str) -> str:
    if env == "production":
        return ""
    path = var / "secret_key"
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    try:
        var.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(SHORTEST_SECRET))
    except FileExistsError:
        pass
    except OSError as fault:
        mend = "Set FAIRNOTICE_VAR to a folder of yours."
        raise BadRequest(f"{var} cannot be written ({fault.strerror}). {mend}") from None
    return path.read_text(encoding="utf-8").strip()
