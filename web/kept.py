"""A form that comes after its sign-in has ended: its answers are kept, and stand on its page again."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Response, request, session

from web.access import actor
from web.filling import fill_in
from web.own_pages import own_page
from web.wiring import services
from workflow.commands import kept_forms

ARGUMENT = "kept"
LONGEST_TOKEN = 64


def keep_posted() -> str | None:
    """Keep what this request would have saved; the token that gives it back, None if nothing can be kept."""
    signed = session.get("_user_id")
    page = _page()
    if not isinstance(signed, str) or page is None:
        return None
    answers = {name: request.form.getlist(name) for name in request.form}
    return kept_forms.keep(session=signed, page=page, answers=answers, services=services())


def page_again(token: str) -> str | None:
    """The page of a form that was kept for whoever has signed in now, in an address that fills it in."""
    who = actor()
    if who is None or not 0 < len(token) <= LONGEST_TOKEN:
        return None
    page = kept_forms.page_of(token=token, by=who, services=services())
    if page is None:
        return None
    return f"{page}{'&' if '?' in page else '?'}{ARGUMENT}={quote(token)}"


def filled(response: Response) -> Response:
    """A page that is asked for with a kept form's token gets its answers; any other stays as it is."""
    token, who = request.args.get(ARGUMENT, ""), actor() if ARGUMENT in request.args else None
    whole = request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html"
    if not (token and who and whole):
        return response
    answers = kept_forms.take(token=token, by=who, services=services())
    if answers:
        response.set_data(fill_in(response.get_data(as_text=True), answers))
    return response


def _page() -> str | None:
    """Where the form stood: the page that sent it, else the address it was sent to, if that is a page."""
    came = urlsplit(request.referrer or "")
    query = [(name, value) for name, value in parse_qsl(came.query) if name != ARGUMENT]
    shown = came.path + (f"?{urlencode(query)}" if query else "")
    return (own_page(shown) if came.netloc == request.host else None) or own_page(request.path)
