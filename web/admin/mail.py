"""The mail viewer: every message, whatever became of it, as its reader sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, render_template, request

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.wiring import moment, services
from workflow.commands import views
from workflow.project.access import Action
from workflow.store.queries import MailRow
from workflow.store.register import PostRow
from workflow.words import gettext as _
from workflow.words import ngettext

ON_A_PAGE = 50
SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@blueprint.get("/admin/mail")
@asks(Action.SEE_MAIL)
def mails() -> str:
    """Every mail of the body, newest first."""
    found, posts = views.mails(services(), me()), views.posts(services(), me().body)
    pages = max((len(found) + ON_A_PAGE - 1) // ON_A_PAGE, 1)
    page = min(_page_asked(), pages)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return render_template(
        "admin/mails.html",
        rows=[_row(mail, posts) for mail in shown],
        page=page,
        pages=pages,
        number=len(found),
    )


@blueprint.get("/admin/mail/<id_>")
@asks(Action.SEE_MAIL)
def mail(id_: str) -> str:
    """One mail: to whom, why, what became of it, its text and its HTML."""
    found, posts = views.mail(services(), me(), id_), views.posts(services(), me().body)
    rows = [
        {
            "key": _("To"),
            "value": _("{post}, {address}").format(post=_to(found, posts), address=found.to_address),
        },
        {"key": _("Why it was sent"), "value": found.why},
        {"key": _("State"), "value": state(found)},
        {"key": _("Queued"), "value": moment(found.queued_at)},
    ]
    if found.last_answer:
        rows.append({"key": _("The mail server's last answer"), "value": found.last_answer})
    return render_template("admin/mail.html", mail=found, rows=rows)


@blueprint.get("/admin/mail/<id_>/html")
@asks(Action.SEE_MAIL)
def mail_html(id_: str) -> Response:
    """The HTML of one mail by itself, for a sealed frame: it runs nothing and loads nothing."""
    found = views.mail(services(), me(), id_)
    answer = Response(found.html, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = f"{SEALED}; frame-ancestors 'self'"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def state(mail: MailRow) -> str:
    """What became of a mail, in plain words."""
    if mail.state == "sent" and mail.sent_at:
        return _("Sent at {when}").format(when=moment(mail.sent_at))
    if mail.state == "failed":
        return _("Failed: {answer}").format(answer=mail.last_answer or _("no answer"))
    if mail.state == "superseded":
        return _("Superseded: it was no longer true, or a later mail says it")
    if mail.tries:
        tried = ngettext("Tried once", "Tried %d times", mail.tries)
        tried = tried % mail.tries if "%d" in tried else tried
        return _("{tried}; the next try is at {when}").format(tried=tried, when=moment(mail.send_after))
    return _("Queued for {when}").format(when=moment(mail.send_after))


def _row(mail: MailRow, posts: Mapping[str, PostRow]) -> Sequence[object]:
    subject = {"text": mail.subject, "href": f"/admin/mail/{mail.id}"}
    return (subject, {"text": _to(mail, posts), "note": mail.to_address}, state(mail), mail.why)


def _to(mail: MailRow, posts: Mapping[str, PostRow]) -> str:
    if mail.to_post is None:
        return _("Somebody about their own account or entry")
    return posts[mail.to_post].title if mail.to_post in posts else _("A post that is no longer there")


def _page_asked() -> int:
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 and int(asked) else 1
