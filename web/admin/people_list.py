"""Posts and people from a list: what was added, who was invited, each refused row with its mend."""

from __future__ import annotations

from flask import request

from web.access import asks, me
from web.admin import desk
from web.admin.blueprint import blueprint
from web.admin.imports import once_of, uploaded
from web.admin.people import PEOPLE
from web.forms import Form
from web.wiring import services
from workflow.commands.import_kinds import as_csv
from workflow.commands.import_register import Imported
from workflow.commands.people_list import COLUMNS, import_people
from workflow.errors import AlreadyDone, BadRequest
from workflow.project.access import ROLES, Action
from workflow.words import gettext as _

LIST = f"{PEOPLE}/list"


@blueprint.get(LIST)
@asks(Action.ADMINISTER)
def people_list() -> desk.Page:
    """The form for a list."""
    return _page(Form({}), None)


@blueprint.post(LIST)
@asks(Action.ADMINISTER)
def send_people_list() -> desk.Page:
    """Take the list in, once, and say what became of each row."""
    form = Form(request.form)
    file, _name = uploaded()
    if not file:
        form.errors["file"] = _("Choose a file that is not empty.")
        return _page(form, None)
    told = {"body": me().body, "by": me(), "services": services(), "once": once_of(form, file)}
    try:
        return _page(form, import_people(file=as_csv(file), **told))
    except AlreadyDone:
        form.errors[""] = _("This list was taken in already. Nothing was done twice.")
    except BadRequest as fault:
        form.errors["file"] = str(fault)
    return _page(form, None)


def _page(form: Form, done: Imported | None) -> desk.Page:
    lines = []
    if done is not None:
        lines += [(_("Row {row}").format(row=one.row), one.why, _("Refused")) for one in done.refused]
        lines += [
            (_("Row {row}").format(row=one.row) if one.row else _("The whole file"), one.finding, _("Kept"))
            for one in done.kept
        ]
    return desk.show(
        "people_list",
        form,
        done=done,
        lines=lines,
        wanted=[column.name for column in COLUMNS],
        roles=", ".join(role.replace("_", " ") for role in ROLES),
    )
