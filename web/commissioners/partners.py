"""Who takes part in a project beside the body that leads it, and who may provide: their forms."""

from __future__ import annotations

from collections.abc import Iterable

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands import views
from workflow.commands.partners import (
    LONGEST,
    Part,
    PartnerView,
    end_partner,
    name_directorates,
    name_partner,
    partners_of,
    regimes_to_choose,
    say_provider_type,
)
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.partners import PROVIDERS, ROLES, SORTS
from workflow.store.partners import Contact
from workflow.timetable.regimes import regime_title
from workflow.words import gettext as _

NEW = "new"


@blueprint.get("/projects/<ref>/partners/<id_>")
@asks(Action.SEE_PROJECT)
def partner(ref: str, id_: str) -> desk.Page:
    """The form for one partner; "new": an empty one."""
    view = desk.load(ref)
    found, form = _found(view, id_), Form({})
    form.values |= {"role": "takes_part"} if found is None else _as_typed(found)
    return _page(view, form, found)


@blueprint.post("/projects/<ref>/partners/<id_>")
@asks(Action.EDIT_PROJECT)
def save_partner(ref: str, id_: str) -> desk.Page:
    """Let it take part, or keep what changed."""
    view, form = desk.load(ref), desk.posted()
    found = _found(view, id_)
    part = _read(form, view)
    return desk.send(
        form,
        lambda: name_partner(
            ref=ref, part=part, id_=found.part.id if found else None, by=me(), services=services(),
            seen_version=form.version, once=form.key,
        ),
        to=desk.address("people", view),
        done=_("{name} takes part. What its rules change is worked out anew.").format(name=part.name),
        field="name",
    ) or _page(view, form, found)  # fmt: skip


@blueprint.post("/projects/<ref>/partners/<id_>/end")
@asks(Action.EDIT_PROJECT)
def end_part(ref: str, id_: str) -> desk.Page:
    """Let it take part no longer."""
    view, form = desk.load(ref), desk.posted()
    found = _found(view, id_)
    if found is None:
        raise NotFound
    form.values |= _as_typed(found)
    reason = form.text("reason", _("Say why it takes part no longer."), most=1000)
    return desk.send(
        form,
        lambda: end_partner(
            ref=ref, id_=id_, reason=reason, by=me(), services=services(),
            seen_version=form.version, once=form.key,
        ),
        to=desk.address("people", view),
        done=_("{name} takes part no longer.").format(name=found.part.name),
        field="reason",
    ) or _page(view, form, found)  # fmt: skip


@blueprint.get("/projects/<ref>/taking-part")
@asks(Action.SEE_PROJECT)
def taking_part(ref: str) -> desk.Page:
    """Further directorates, and which type of provider may provide."""
    view, form = desk.load(ref), Form({})
    found = view.overview.project.partners
    form.values |= {"provider": found.provider or "unknown", "directorates": "\n".join(found.directorates)}
    return desk.show("taking_part", view, form, providers=PROVIDERS.items())


@blueprint.post("/projects/<ref>/directorates")
@asks(Action.EDIT_PROJECT)
def save_directorates(ref: str) -> desk.Page:
    """Keep the further directorates."""
    view, form = desk.load(ref), desk.posted()
    names = form.text("directorates", most=4000).splitlines()
    form.values["provider"] = view.overview.project.partners.provider or "unknown"
    return desk.send(
        form,
        lambda: name_directorates(
            ref=ref, names=names, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        to=desk.address("people", view),
        done=_("The directorates are named."),
        field="directorates",
    ) or desk.show("taking_part", view, form, providers=PROVIDERS.items())


@blueprint.post("/projects/<ref>/provider")
@asks(Action.EDIT_PROJECT)
def save_provider(ref: str) -> desk.Page:
    """Keep which type of provider may provide."""
    view, form = desk.load(ref), desk.posted()
    form.values["directorates"] = "\n".join(view.overview.project.partners.directorates)
    chosen = form.choice("provider", PROVIDERS.items(), _("Choose which type of provider may provide it."))
    return desk.send(
        form,
        lambda: say_provider_type(
            ref=ref, provider=chosen, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        to=desk.address("people", view),
        done=_("Saved who may provide it."),
    ) or desk.show("taking_part", view, form, providers=PROVIDERS.items())


def listed(view: ProjectView) -> list[dict[str, object]]:
    """The partners as rows: name, part, rules, people; with a link for whoever may change them."""
    return [
        {
            "key": each.part.name,
            "value": " ".join(_told(each)),
            "change": desk.address("partner", view, id_=each.part.id) if desk.editable(view) else None,
        }
        for each in _all(view)
    ]


def _told(each: PartnerView) -> Iterable[str]:
    yield f"{ROLES[each.part.role]}."
    if each.part.regime:
        yield _("Goes by: {rules}.").format(rules=regime_title(each.part.regime))
    if each.posts:
        yield _("May read this project: {posts}.").format(posts="; ".join(each.posts))
    if each.contact:
        reached = ", ".join(filter(None, (each.contact.title, each.contact.address)))
        yield _("Contact: {post}.").format(post=reached)


def _all(view: ProjectView) -> tuple[PartnerView, ...]:
    project = view.overview.project
    return partners_of(services(), view.body.id, project.ref, project.partners)


def _found(view: ProjectView, id_: str) -> PartnerView | None:
    """One partner; None where a new one is asked for. Raises NotFound."""
    if id_ == NEW:
        return None
    found = next((each for each in _all(view) if each.part.id == id_), None)
    if found is None:
        raise NotFound
    return found


def _as_typed(found: PartnerView) -> dict[str, object]:
    part, contact = found.part, found.contact or Contact("")
    told = {"name": part.name, "sort": part.sort, "role": part.role, "regime": part.regime}
    return {
        **told,
        "posts": "\n".join(found.posts),
        "contact": contact.title,
        "reach": contact.address,
    }


def _read(form: Form, view: ProjectView) -> Part:
    lines = form.text("posts", most=4000).splitlines()
    return Part(
        name=form.text("name", _("Enter the name of the body that takes part."), most=LONGEST),
        sort=form.choice("sort", SORTS.items(), _("Choose which kind of body it is.")),
        role=form.choice("role", ROLES.items(), _("Choose what part it takes.")),
        regime=form.choice("regime", regimes_to_choose(view.situation)),
        posts=tuple(dict.fromkeys(line.strip() for line in lines if line.strip())),
        contact=Contact(form.text("contact", most=LONGEST), form.text("reach", most=320)),
    )


def _page(view: ProjectView, form: Form, found: PartnerView | None) -> desk.Page:
    here = [each.name for each in views.bodies(services()) if each.id != view.body.id]
    return desk.show(
        "partner",
        view,
        form,
        found=found,
        bodies=here,
        sorts=SORTS.items(),
        roles=ROLES.items(),
        regimes=regimes_to_choose(view.situation),
    )
