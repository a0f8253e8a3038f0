"""Add a record to a stage: a note or a link, for the public or for staff."""

from __future__ import annotations

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands.record import LONGEST_NOTE, add_evidence
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.summaries import StagePage, TaskLine
from workflow.words import gettext as _

FORMS = (
    ("note", _("A note"), _("What happened, who took part and when")),
    ("link", _("A link"), _("To a document that others can open")),
)
SEE = (("public", _("The public"), _("It stands on the public page")), ("staff", _("Staff only")))


@blueprint.get("/projects/<ref>/stages/<slug>/evidence/<task>")
@asks(Action.SEE_PROJECT)
def evidence(ref: str, slug: str, task: str) -> desk.Page:
    """What stands under a task, and the form to add to it."""
    view, form = desk.load(ref), Form({})
    line = _line(view.stage(slug), task)
    form.values |= {"form": "note", "visibility": line.task.visibility}
    return _page(view, slug, line, form)


@blueprint.post("/projects/<ref>/stages/<slug>/evidence/<task>")
@asks(Action.EDIT_PROJECT)
def add(ref: str, slug: str, task: str) -> desk.Page:
    """Add it."""
    view, form = desk.load(ref), desk.posted()
    line = _line(view.stage(slug), task)
    kind = form.choice("form", FORMS, _("Choose a note or a link."))
    seen = form.choice("visibility", SEE, _("Choose who may see it."))
    missing = _("Enter a link.") if kind == "link" else _("Enter a note.")
    text = form.text("text", missing, most=LONGEST_NOTE)
    return desk.send(
        form,
        lambda: add_evidence(
            ref=ref,
            stage=slug,
            task=task,
            form="link" if kind == "link" else "note",
            text=text,
            visibility="public" if seen == "public" else "staff",
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("stage", view, slug=slug),
        done=_("Added: {task}.").format(task=line.task.title),
        field="text",
    ) or _page(view, slug, line, form)


def _line(page: StagePage, task: str) -> TaskLine:
    found = next((line for line in page.tasks if line.task.id == task), None)
    if found is None:
        raise NotFound
    return found


def _page(view: ProjectView, slug: str, line: TaskLine, form: Form) -> desk.Page:
    stage = view.overview.route.stage(slug)
    return desk.show("evidence", view, form, stage=stage, line=line, kinds=FORMS, see=SEE)
