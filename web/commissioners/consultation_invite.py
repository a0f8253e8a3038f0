"""Whom to invite: suggested from the register by whom the change affects, chosen by the officer."""

from __future__ import annotations

from flask import request

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands import consult, consultation_views
from workflow.commands.organisation_views import register_page
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.register.kinds import sizes
from workflow.store.consultations import Candidate
from workflow.store.organisations import Asked
from workflow.words import gettext as _
from workflow.words import ngettext

MOST_FOUND = 20


@blueprint.get("/projects/<ref>/consultation/invite")
@asks(Action.SEE_PROJECT)
def consultation_invite(ref: str) -> desk.Page:
    """The suggestions, those chosen besides, and a search for more."""
    return _page(desk.load(ref), Form({}))


@blueprint.post("/projects/<ref>/consultation/affected")
@asks(Action.EDIT_PROJECT)
def name_affected(ref: str) -> desk.Page:
    """Name whom the change affects: the suggestions follow."""
    view, form = desk.load(ref), desk.posted()
    groups = form.text("groups").splitlines()
    areas = form.text("areas").splitlines()
    return desk.send(
        form,
        lambda: consult.name_affected(ref=ref, groups=groups, areas=areas, by=me(), services=services(),
                                      seen_version=form.version, once=form.key),
        to=desk.address("consultation_invite", view),
        done=_("Saved whom the change affects. The suggestions follow from it."),
        field="groups",
    ) or _page(view, form)  # fmt: skip


@blueprint.post("/projects/<ref>/consultation/invite")
@asks(Action.EDIT_PROJECT)
def choose(ref: str) -> desk.Page:
    """Keep the choice."""
    view, form = desk.load(ref), desk.posted()
    wanted = request.form.getlist("organisation")
    form.said.append(ngettext("{n} organisation", "{n} organisations", len(wanted)).format(n=len(wanted)))
    return desk.send(
        form,
        lambda: consult.choose(ref=ref, organisations=wanted, by=me(), services=services(),
                               seen_version=form.version, once=form.key),
        to=desk.address("consultation_invite", view),
        done=ngettext("{n} organisation is chosen.", "{n} organisations are chosen.", len(wanted)).format(
            n=len(wanted)
        ),
        field="organisation",
    ) or _page(view, form)  # fmt: skip


def _page(view: ProjectView, form: Form) -> desk.Page:
    project, query = view.overview.project, request.args.get("q", "")[:200].strip()
    found = consultation_views.choice(services(), me(), project)
    chosen = set(request.form.getlist("organisation")) or found.chosen
    affects = project.engagement.affects
    form.values.setdefault("groups", "\n".join(affects.groups))
    form.values.setdefault("areas", "\n".join(affects.areas))
    known = {each.id for each in (*found.suggested, *found.besides)}
    hits = register_page(services(), me(), Asked(query=query)).found.entries if query else ()
    return desk.show(
        "consultation_invite",
        view,
        form,
        here="consultation",
        found=found,
        options=[
            *(_option(each) for each in (*found.suggested, *found.besides)),
            *((each.id, each.name, each.district) for each in hits[:MOST_FOUND] if each.id not in known),
        ],
        chosen=chosen,
        query=query,
        counts=_counts(found),
    )


def _option(each: Candidate) -> tuple[str, str, str]:
    told = [
        _("provides the service today") if each.provides else "",
        _("serves {groups}").format(groups=", ".join(each.serves)) if each.serves else "",
        each.district,
        dict(sizes()).get(each.size or "", ""),
        "" if each.reached else _("no letter can go out: no contact, or it wants no mail"),
    ]
    return each.id, each.name, "; ".join(part for part in told if part)


def _counts(found: consultation_views.Choice) -> str:
    others = len(found.suggested) - found.providing
    return _("Suggested: current providers {providing}, others {others}.").format(
        providing=found.providing, others=others
    )
