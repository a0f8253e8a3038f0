"""The sign-in service (OpenID Connect): code flow with PKCE, state and nonce. It is asked over HTTPS."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config.settings import Settings
from workflow.clock import Clock
from workflow.commands.accepting import Identity
from workflow.errors import FairNoticeError

SECONDS = 10
LEEWAY = 60
SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Never "none", and never a secret that both sides know."""
BACK = "/sign-in/service/back"


class ServiceFault(FairNoticeError):
    """The sign-in service does not answer, or not as it should. Try again later, or sign in another way."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What one sign-in must find again when it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The sign-in service of the settings."""

    settings: Settings
    clock: Clock

    @property
    def back(self) -> str:
        """The address that the service sends people back to; never taken from a request."""
        return f"{self.settings.public_base_url}{BACK}"

    def start(self) -> tuple[str, Flow]:
        """Where to send somebody, and what to find again. Raises ServiceFault."""
        flow = Flow(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        address, _state = self._client().create_authorization_url(
            self._told("authorization_endpoint"),
            state=flow.state,
            nonce=flow.nonce,
            code_verifier=flow.verifier,
        )
        return str(address), flow

    def identity(self, code: str, flow: Flow) -> Identity:
        """Whom the service vouches for with this code. Raises ServiceFault, also for a token of another."""
        told = self._metadata()
        try:
            client = self._client()
            token = client.fetch_token(
                told["token_endpoint"], code=code, code_verifier=flow.verifier, timeout=SECONDS
            )
            claims = self._claims(str(token["id_token"]), told, flow)
            if "email" not in claims and "userinfo_endpoint" in told:
                claims |= self._more(client, told["userinfo_endpoint"], str(claims["sub"]))
        except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError, TypeError):
            raise ServiceFault from None
        email = claims.get("email")
        verified = claims.get("email_verified") in (True, "true") and isinstance(email, str)
        return Identity(
            self.settings.oidc_issuer, str(claims["sub"]), email if isinstance(email, str) else "", verified
        )

    def _client(self) -> Any:
        return OAuth2Session(
            self.settings.oidc_client_id,
            self.settings.oidc_client_secret,
            scope="openid email",
            redirect_uri=self.back,
            code_challenge_method="S256",
        )

    def _told(self, name: str) -> str:
        return str(self._metadata()[name])

    def _metadata(self) -> dict[str, Any]:
        """What the service says of itself; it must call itself by the name that the settings know."""
        issuer = self.settings.oidc_issuer
        found = _json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer or not {
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
        } <= set(found):
            raise ServiceFault
        return found

    def _claims(self, id_token: str, told: dict[str, Any], flow: Flow) -> dict[str, Any]:
        keys = KeySet.import_key_set(_json(told["jwks_uri"]))  # type: ignore[arg-type]
        claims = jwt.decode(id_token, keys, algorithms=SIGNED_WITH).claims
        rules = jwt.JWTClaimsRegistry(
            now=int(self.clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.settings.oidc_issuer},
            aud={"essential": True, "value": self.settings.oidc_client_id},
            nonce={"essential": True, "value": flow.nonce},
            sub={"essential": True},
            exp={"essential": True},
        )
        rules.validate(claims)
        if claims.get("azp") not in (None, self.settings.oidc_client_id):
            raise ServiceFault
        return dict(claims)

    def _more(self, client: Any, address: str, subject: str) -> dict[str, Any]:
        """What the service adds about the same person; nothing of anybody else."""
        found = client.get(address, timeout=SECONDS).json()
        return (
            {k: found[k] for k in ("email", "email_verified") if k in found}
            if found.get("sub") == subject
            else {}
        )


def _json(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=SECONDS)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError):
        raise ServiceFault from None
    if not isinstance(found, dict):
        raise ServiceFault
    return found
