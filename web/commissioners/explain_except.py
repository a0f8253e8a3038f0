"""A rule that cannot be explained: what can be done, and the form for its own exception or reason."""

from __future__ import annotations

from collections.abc import Sequence

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.explain import Departure, departure, rule_of
from web.forms import Form
from web.wiring import services
from workflow.commands.explain_exception import record_exception
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.project.guards import ways_out
from workflow.project.orders import ORDERS
from workflow.project.situation import WayOut
from workflow.rulebook.model import Force
from workflow.words import gettext as _


@blueprint.get("/projects/<ref>/except/<rule>")
@asks(Action.SEE_PROJECT)
def except_(ref: str, rule: str) -> desk.Page:
    """What can be done about a rule that cannot be explained, with the form for its own exception."""
    view = desk.load(ref)
    return _page(view, departure(view, rule), Form({}))


@blueprint.post("/projects/<ref>/except/<rule>")
@asks(Action.EDIT_PROJECT)
def except_now(ref: str, rule: str) -> desk.Page:
    """Record the rule's own exception."""
    view, form = desk.load(ref), desk.posted()
    found = departure(view, rule)
    chosen = form.choice("exception", _options(view, found), _("Choose one of the rule's own exceptions."))
    reason = form.text("reason", _("Enter the reason."))
    post = form.text("post", _("Enter the post that answers for it."), most=200)
    return desk.send(
        form,
        lambda: record_exception(
            ref=ref,
            rule=rule,
            event=found.event,
            exception=chosen,
            reason=reason,
            post=post,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=found.back.href,
        done=_("The exception is recorded, with its reason and post."),
        field="exception",
    ) or _page(view, found, form)


def _page(view: ProjectView, found: Departure, form: Form) -> tuple[str, int]:
    form.values.setdefault("post", me().post_title)
    options, risk = _options(view, found), Force.RISK_CHECK
    return desk.show("except", view, form, departure=found, options=options, risk=risk)


def _options(view: ProjectView, found: Departure) -> Sequence[tuple[str, str, str]]:
    no_rule = found.rule in ORDERS
    ways: tuple[WayOut, ...] = () if no_rule else ways_out(rule_of(view, found.rule, found.event))
    return [(way.id, way.title, way.asks) for way in ways]
