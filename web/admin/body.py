"""The body (A06): what it says about itself, and its promises, each off until it is confirmed."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response

from web.access import asks, me
from web.admin import desk
from web.admin.blueprint import blueprint
from web.admin.words import KINDS
from web.forms import Form
from web.promises import promise_words
from web.wiring import services
from workflow.commands import promises, views
from workflow.commands.checklist import in_short
from workflow.commands.promises import MOST, SECTOR_WORDS, BodyWanted
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.register.first_run import PROMISES
from workflow.store.bodies import Confirmation
from workflow.store.register import Body
from workflow.words import gettext as _

BODY = "/admin/body"
SECTOR = [(word, word) for word in SECTOR_WORDS]


@blueprint.get(BODY)
@asks(Action.ADMINISTER)
def body() -> desk.Page:
    """The body as it is, and every promise."""
    return _page(Form({}))


@blueprint.post(BODY)
@asks(Action.ADMINISTER)
def change_body() -> desk.Page:
    """Change what the body says about itself."""
    form = desk.posted()
    wanted = BodyWanted(
        name=form.text("name", _("Enter the name of the body."), most=200),
        kind=form.choice("kind", KINDS, _("Choose the kind of body.")),
        sector_word=form.choice("sector_word", SECTOR, _("Choose the word.")),
        sender_address=form.text("sender_address", most=254),
        officers_public=form.typed.get("officers_public") == "yes",
    )
    form.values["officers_public"] = wanted.officers_public
    return desk.send(
        form,
        lambda: promises.change_body(
            wanted=wanted, seen_version=form.version, by=me(), services=services(), once=form.key
        ),
        to=BODY,
        done=_("Saved."),
    ) or _page(form)


@blueprint.get(f"{BODY}/promises/<promise>")
@asks(Action.ADMINISTER)
def promise(promise: str) -> desk.Page:
    """One promise, to be confirmed or taken back."""
    today = services().today
    day = {"day": today.day, "month": today.month, "year": today.year}
    return _promise(promise, Form({}, {"on": day}))


@blueprint.post(f"{BODY}/promises/<promise>")
@asks(Action.ADMINISTER)
def confirm_promise(promise: str) -> desk.Page:
    """Confirm a promise with the post that decided it and the day, or take it back."""
    if promise not in PROMISES:
        raise NotFound
    form = desk.posted()
    told = {"promise": promise, "by": me(), "services": services(), "once": form.key}
    if form.typed.get("action") == "withdraw":
        done = _("The promise is taken back. It is left out from now on.")
        return desk.send(form, lambda: promises.withdraw_promise(**told), to=BODY, done=done) or _back()
    post = form.choice("post", _posts(), _("Choose the post that decided it."))
    on = form.date("on", _("Enter the day on which it was decided."), _("The day"))
    amount = _amount(form) if promise in MOST else None

    def confirm() -> None:
        if on is not None:
            promises.confirm_promise(post=post, on=on, amount=amount, **told)

    done = _("The promise is confirmed. It is shown from now on.")
    return desk.send(form, confirm, to=f"{BODY}#promises", done=done) or _promise(promise, form)


def _back() -> Response:
    return redirect(BODY, 303)


def _amount(form: Form) -> int | None:
    typed = form.text("amount", _("Enter a whole number."), most=4)
    if typed and not (typed.isascii() and typed.isdigit()):
        form.errors["amount"] = _("Enter a whole number.")
        return None
    return int(typed) if typed else None


def _posts() -> list[tuple[str, str]]:
    return [(post.id, post.title) for post in views.posts(services(), me().body).values()]


def _own() -> Body:
    return next(found for found in views.bodies(services()) if found.id == me().body)


def _page(form: Form) -> desk.Page:
    own, said = _own(), promises.confirmed(services(), me().body)
    if not form.typed:
        names = ("name", "kind", "sector_word", "sender_address", "officers_public")
        form.values |= {name: getattr(own, name) for name in names}
    return desk.show(
        "body",
        form,
        body=own,
        kinds=KINDS,
        sector=SECTOR,
        meanwhile=[own.name, own.sector_word, own.sender_address] if form.stale else [],
        rulebook=services().library.rulebook(own.authority, services().today).authority.name,
        mail_from=services().settings.mail_from,
        promises=[_line(name, said.get(name)) for name in PROMISES],
    )


def _line(name: str, told: Confirmation | None) -> dict[str, object]:
    title, sentence = promise_words(name, told.amount if told else None)
    says = f"{sentence} {in_short(told)}" if told else _("Off: not confirmed.")
    return {"key": title, "value": says, "change": f"{BODY}/promises/{name}"}


def _promise(name: str, form: Form) -> desk.Page:
    if name not in PROMISES:
        raise NotFound
    told = promises.confirmed(services(), me().body).get(name)
    title, sentence = promise_words(name, told.amount if told else None)
    if told and not form.typed:
        form.values["amount"] = told.amount or ""
    return desk.show(
        "promise",
        form,
        name=name,
        title=title,
        sentence=sentence,
        said=in_short(told) if told else "",
        posts=_posts(),
        amount={"reply_days": _("Working days"), "retention_months": _("Months")}.get(name, ""),
    )
