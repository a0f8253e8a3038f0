"""Who owns, manages and decides a project: posts, not names."""

from __future__ import annotations

from web.access import asks, me
from web.commissioners import desk, partners
from web.commissioners.blueprint import blueprint
from web.commissioners.joint import joint
from web.forms import Form
from web.wiring import services
from workflow.commands.record import name_people
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.project.partners import PROVIDERS
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _


@blueprint.get("/projects/<ref>/people")
@asks(Action.SEE_PROJECT)
def people(ref: str) -> desk.Page:
    """The posts, who decides in a plain sentence, and the form to name others."""
    view, form = desk.load(ref), Form({})
    named = view.overview.project.people
    form.values |= {"owner": named.owner, "manager": named.manager, "decider": named.decider}
    return _page(view, form)


@blueprint.post("/projects/<ref>/people")
@asks(Action.EDIT_PROJECT)
def name_posts(ref: str) -> desk.Page:
    """Name the posts."""
    view, form = desk.load(ref), desk.posted()
    posts = desk.post_options(view)
    named = {
        "owner": form.choice("owner", posts, _("Choose the one post that answers for it.")),
        "manager": form.choice("manager", posts, _("Choose the manager.")),
        "decider": form.choice("decider", posts, _("Choose who decides.")),
    }
    return desk.send(
        form,
        lambda: name_people(
            ref=ref, **named, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        to=desk.address("people", view),
        done=_("The posts are named."),
        field="manager",
    ) or _page(view, form)


def _page(view: ProjectView, form: Form) -> desk.Page:
    return desk.show(
        "people",
        view,
        form,
        here="people",
        rows=_rows(view),
        posts=desk.post_options(view),
        sentence=decides(view),
        partners=partners.listed(view),
        taking_part=_taking_part(view),
        together=joint(view),
    )


def _taking_part(view: ProjectView) -> list[dict[str, object]]:
    project = view.overview.project
    change = desk.address("taking_part", view) if desk.editable(view) else None
    directorates = "; ".join(filter(None, (project.directorate, *project.partners.directorates)))
    provider = PROVIDERS[project.partners.provider or "unknown"]
    return [
        {"key": _("Directorates"), "value": directorates or _("None named yet"), "change": change},
        {"key": _("Who may provide it"), "value": provider, "change": change},
    ]


def _rows(view: ProjectView) -> list[dict[str, object]]:
    named = view.overview.project.people
    roles = (
        (_("Owner: answers for it"), named.owner),
        (_("Manager"), named.manager),
        (_("Decides"), named.decider),
    )
    return [{"key": key, "value": _holder(view, post)} for key, post in roles]


def _holder(view: ProjectView, post: str) -> str:
    found = view.posts.get(post)
    if found is None:
        return _("This post no longer exists. Name another.")
    if found.holder is None:
        return _("{post}. Nobody holds this post now; reminders go to the manager's post.").format(
            post=found.title
        )
    return found.title


def decides(view: ProjectView) -> str:
    """Who decides and when, in one plain sentence."""
    post = view.post_title(view.overview.project.people.decider)
    line = next((found for found in view.overview.events if found.words.id == "decision_made"), None)
    if line is None or not (line.actual or line.planned or line.dates.latest):
        return _("{post} decides. No date yet.").format(post=post)
    if line.actual:
        return _("{post} decided on {day}.").format(post=post, day=in_words(line.actual))
    if line.planned:
        return _("{post} decides on {day} (planned).").format(post=post, day=in_words(line.planned))
    latest = _("{post} decides by {day} (the latest date that fits the rules shown; not legal advice).")
    told = latest.format(post=post, day=in_words(line.dates.latest))
    return f"{told} {UNCONFIRMED}" if line.dates.unconfirmed else told
