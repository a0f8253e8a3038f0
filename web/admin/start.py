"""The first-run checklist (A10): what is missing before dates can be trusted, each line with its page."""

from __future__ import annotations

from web.access import asks, me
from web.admin import desk
from web.admin.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands import checklist as command
from workflow.commands import views
from workflow.project.access import Action
from workflow.register.first_run import NONE_OF, Line
from workflow.words import gettext as _
from workflow.words import ngettext


@blueprint.get("/admin/start")
@asks(Action.ADMINISTER)
def start() -> desk.Page:
    """Every line, and whether dates are shown to the public."""
    return _page(Form({}))


@blueprint.post("/admin/start/dates")
@asks(Action.ADMINISTER)
def show_dates() -> desk.Page:
    """Show the dates to the public, or stop."""
    form = desk.posted()
    show = form.typed.get("show") == "yes"
    done = _("Dates are shown to the public.") if show else _("Dates are no longer shown to the public.")
    return desk.send(
        form,
        lambda: command.show_dates(
            show=show, seen_version=form.version, by=me(), services=services(), once=form.key
        ),
        to="/admin/start",
        done=done,
    ) or _page(form)


@blueprint.post("/admin/start/none")
@asks(Action.ADMINISTER)
def say_none() -> desk.Page:
    """Say that there are no meetings, closures or elections to record, or take that back."""
    form = desk.posted()
    line = form.choice("line", [(name, name) for name in NONE_OF], _("Choose what there is none of."))
    none = form.choice("none", [("yes", ""), ("no", "")], _("Choose whether there is none.")) == "yes"
    return desk.send(
        form,
        lambda: command.say_none(line=line, none=none, by=me(), services=services(), once=form.key),
        to="/admin/start",
        done=_("Saved."),
    ) or _page(form)


@blueprint.get("/admin/start/rulebook")
@asks(Action.ADMINISTER)
def adoption() -> desk.Page:
    """By which decision the body goes by its rulebook."""
    return _adoption(Form({}))


@blueprint.post("/admin/start/rulebook")
@asks(Action.ADMINISTER)
def adopt() -> desk.Page:
    """Record that decision."""
    form = desk.posted()
    decision = form.text("decision", _("Enter the decision or minute."), most=command.LONGEST_DECISION)
    post = form.choice("post", _posts(), _("Choose the post or board that decided it."))
    on = form.date("on", _("Enter the day on which it was decided."), _("The day"))

    def record() -> None:
        if on is not None:
            told = {"by": me(), "services": services(), "once": form.key}
            command.adopt(decision=decision, post=post, on=on, **told)

    done = _("The decision is recorded.")
    return desk.send(form, record, to="/admin/start", done=done) or _adoption(form)


@blueprint.get("/admin/start/rules")
@asks(Action.ADMINISTER)
def unconfirmed_rules() -> desk.Page:
    """The rules whose text nobody has seen, to be read before dates are trusted."""
    return _rules(Form({}))


@blueprint.post("/admin/start/rules")
@asks(Action.ADMINISTER)
def rules_read() -> desk.Page:
    """Say that they were read."""
    form = desk.posted()
    form.choice("read", [("yes", "")], _("Say that you have read them."))
    return desk.send(
        form,
        lambda: command.rules_read(by=me(), services=services(), once=form.key),
        to="/admin/start",
        done=_("It is recorded that you read them."),
    ) or _rules(form)


def _posts() -> list[tuple[str, str]]:
    return [(post.id, post.title) for post in views.posts(services(), me().body).values()]


def _adoption(form: Form) -> desk.Page:
    found = command.checklist(services(), me())
    line = next(one for one in found.lines if one.name == "rulebook")
    book = services().library.rulebook(found.body.authority, services().today)
    address = f"/rulebook/{book.id}/{book.edition}"
    return desk.show("adoption", form, line=line, codes=found.codes, posts=_posts(), rulebook=address)


def _rules(form: Form) -> desk.Page:
    found = command.checklist(services(), me())
    line = next(one for one in found.lines if one.name == "unconfirmed")
    rows = [[rule.title, rule.asks, rule.force.label] for rule in found.unread]
    return desk.show("rules", form, rows=rows, line=line)


def _page(form: Form) -> desk.Page:
    found = command.checklist(services(), me())
    n = len(found.missing)
    words = ngettext("{n} essential line is missing.", "{n} essential lines are missing.", n)
    return desk.show(
        "start",
        form,
        body=found.body,
        essential=[_item(line) for line in found.lines if line.essential],
        further=[_item(line) for line in found.lines if not line.essential],
        missing=n,
        missing_words=words.format(n=n),
        none_of=[_none(line, found) for line in found.lines if line.name in NONE_OF],
    )


def _item(line: Line) -> dict[str, object]:
    status = "completed" if line.done else "not_started"
    return {"title": line.title, "href": line.link, "hint": line.says, "status": status}


def _none(line: Line, found: command.Checklist) -> dict[str, object]:
    words = {
        "meetings": _("Our decisions need no meeting"),
        "closures": _("We have no closures"),
        "elections": _("No elections touch us"),
    }
    said = line.name in found.said_none
    return {"name": line.name, "title": words[line.name], "said": said, "open": not line.done or said}
