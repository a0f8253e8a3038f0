"""Headers, nonces, hosts and cookies: the same on every answer, errors included."""

from __future__ import annotations

import secrets

from flask import Flask, Response, abort, g, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config.settings import Settings

LARGEST_POST = 2 * 1024 * 1024
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


def harden(app: Flask, settings: Settings) -> CSRFProtect:
    """Make the application's answers hard to misuse; the CSRF protection, for whoever must exempt a route."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_POST,
        SESSION_COOKIE_NAME="__Host-session" if settings.production else "session",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.production,
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.before_request(lambda: _trusted_host(settings))
    app.before_request(_from_our_own_pages)
    app.before_request(_no_null_characters)
    app.after_request(lambda response: _headers(response, settings))
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    return CSRFProtect(app)


def csp_nonce() -> str:
    """The nonce of this answer's scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def post_key() -> str:
    """A one-time key for a form, so that sending it twice acts once."""
    return secrets.token_urlsafe(16)


def _trusted_host(settings: Settings) -> None:
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if settings.trusted_hosts and host.lower() not in settings.trusted_hosts:
        abort(400)


def _from_our_own_pages() -> None:
    """A second line behind the CSRF token: browsers say themselves where a post comes from."""
    if request.method not in HARMLESS and request.headers.get("Sec-Fetch-Site", "none") not in (
        "same-origin",
        "none",
    ):
        abort(400)


def _no_null_characters() -> None:
    """No text has a null character, and PostgreSQL refuses one: say so before it comes that far."""
    given = (request.path, *request.args.values(), *request.form.values())
    if any("\0" in text for text in given):
        abort(400)


def _headers(response: Response, settings: Settings) -> Response:
    policy = (
        f"default-src 'self'; script-src 'self' 'nonce-{csp_nonce()}'; style-src 'self'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("X-Frame-Options", "DENY")
    if settings.production:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    kept = request.endpoint == "static" and response.status_code < 400
    if not kept and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
