"""Error pages in plain words, each with a reference that stands in the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

from flask import Flask, current_app, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Refused, Stale, StorageFault
from workflow.store.engine import out_of_reach

log = logging.getLogger("fairnotice.web")
PAGES = (400, 403, 404, 409, 413, 500, 503)
STATUS: dict[type[Exception], int] = {
    BadRequest: 400,
    NotAllowed: 403,
    NotFound: 404,
    Stale: 409,
    AlreadyDone: 409,
    Refused: 409,
    StorageFault: 503,
}


def answer_errors(app: Flask) -> None:
    """Answer every error, of the product, of HTTP or unforeseen, with a page that says what to do."""
    for kind, status in STATUS.items():
        app.register_error_handler(kind, _known(status))
    app.register_error_handler(CSRFError, _known(400))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def page(status: int, reasons: Sequence[str] = ()) -> tuple[str, int]:
    """The error page of a status, with a reference."""
    reference = secrets.token_hex(4)
    log.info("error page %s reference %s", status, reference)
    shown = status if status in PAGES else (400 if status < 500 else 500)
    return _rendered(f"errors/{shown}.html", reference=reference, reasons=list(reasons)), status


def _rendered(template: str, **known: object) -> str:
    """The page in its frame; the frame asks the database too, so without that the page stands alone."""
    try:
        return render_template(template, **known)
    except Exception:
        log.exception("an error page without its frame")
        return current_app.jinja_env.get_template(template).render(**known)


def _known(status: int):  # type: ignore[no-untyped-def]
    def handle(fault: Exception) -> tuple[str, int]:
        words = str(getattr(fault, "description", None) or fault)
        return page(status, [words] if words else [])

    return handle


def _http(fault: HTTPException) -> Response | tuple[str, int]:
    status = fault.code or 500
    if status < 400:
        return fault.get_response()  # type: ignore[return-value]
    text, code = page(status)
    response = fault.get_response()
    response.data = text.encode()
    response.content_type = "text/html; charset=utf-8"
    response.status_code = code
    return response  # type: ignore[return-value]


def _unforeseen(fault: Exception) -> tuple[str, int]:
    text, status = page(503 if out_of_reach(fault) else 500)
    log.exception("an unforeseen fault", exc_info=fault)
    return text, status
