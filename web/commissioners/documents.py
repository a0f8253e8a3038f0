"""S22: the documents of a project, one of its records opened, and who may see it."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.wrappers import Response

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.evidence import SEE
from web.commissioners.records import line, lines, title, who_sees
from web.downloads import attachment
from web.forms import Form
from web.wiring import services
from workflow.clock import london
from workflow.commands import documents as library
from workflow.commands.documents import Document
from workflow.commands.evidence import LONGEST_RULE, show_record
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.evidence import Evidence
from workflow.project.file_kinds import size_in_words
from workflow.store.files import KeptLink
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

HEADINGS = (
    _("Document"),
    _("Kind"),
    _("Version"),
    _("Who may see it"),
    _("Language or format"),
    _("Accessible"),
    _("Stage"),
    _("Change"),
)
PDF_ONLY = _("PDF only. Add an HTML or Word version.")
PICTURE_ONLY = _("Screen readers cannot read it. Add an HTML or Word version.")


@blueprint.get("/projects/<ref>/documents")
@asks(Action.SEE_PROJECT)
def documents(ref: str) -> desk.Page:
    """Every document of a project in its newest version, with what is wrong with it."""
    view = desk.load(ref)
    found = library.documents(view, services())
    others = [one for one in view.overview.project.evidence if not one.document and not one.replaced_by]
    return desk.show(
        "documents",
        view,
        here="documents",
        headings=HEADINGS,
        rows=[_row(view, one) for one in found],
        older=[(title(one.record), lines(view, one.older)) for one in found if one.older],
        broken=[one for one in found if one.link and one.link.works is False],
        alone=[one for one in found if one.alone],
        others=lines(view, reversed(others)),
        shown=sum(one.record.visibility == "public" for one in found),
        title=title,
    )


@blueprint.get("/projects/<ref>/records/<record>")
@asks(Action.SEE_PROJECT)
def record_page(ref: str, record: str) -> desk.Page:
    """One record whole. An exempt one opens only to those whom the policy names, and the opening is kept."""
    view = desk.load(ref)
    found = library.open_record(ref=ref, record=record, by=me(), services=services()).record
    return desk.show("one_record", view, found=found, line=line(view, found), stage=_stage(view, found))


@blueprint.get("/projects/<ref>/records/<record>/file")
@asks(Action.SEE_PROJECT)
def record_file(ref: str, record: str) -> Response:
    """The file of a record, to keep rather than to show."""
    found = library.open_record(ref=ref, record=record, by=me(), services=services(), with_file=True)
    return attachment(found)


@blueprint.get("/projects/<ref>/records/<record>/shown")
@asks(Action.SEE_PROJECT)
def show_record_page(ref: str, record: str) -> desk.Page:
    """Who may see a record, and the form to change it."""
    view, form = desk.load(ref), Form({})
    found = _found(view, record)
    form.values |= {"visibility": found.visibility, "rule": found.rule}
    return desk.show("show_record", view, form, line=line(view, found), see=SEE)


@blueprint.post("/projects/<ref>/records/<record>/shown", endpoint="show_record_now")
@asks(Action.EDIT_PROJECT)
def show_record_now(ref: str, record: str) -> desk.Page:
    """Change who may see it, with the reason."""
    view, form = desk.load(ref), desk.posted()
    found = _found(view, record)
    seen = form.choice("visibility", SEE, _("Choose who may see it."))
    exempt = _("Say why this is exempt: enter the number of the rule.") if seen == "exempt" else None
    rule = form.text("rule", exempt, most=LONGEST_RULE)
    reason = form.text("reason", _("Say why. The reason stands in the history."))
    return desk.send(
        form,
        lambda: show_record(
            ref=ref,
            record=record,
            visibility=seen,  # type: ignore[arg-type]
            rule=rule,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        ),
        to=desk.address("documents", view),
        done=_("Saved who may see it."),
        field="visibility",
    ) or desk.show("show_record", view, form, line=line(view, found), see=SEE)


def _found(view: ProjectView, record: str) -> Evidence:
    found = next((one for one in view.overview.project.evidence if one.id == record), None)
    if found is None:
        raise NotFound
    return found


def _stage(view: ProjectView, record: Evidence) -> str:
    stages = view.overview.rulebook.routes[view.overview.route.id].stages
    return next((stage.name for stage in stages if stage.slug == record.stage), record.stage)


def _row(view: ProjectView, one: Document) -> Sequence[object]:
    record, shown = one.record, line(view, one.record)
    first = {"text": shown.title, "href": shown.href, "note": _wrong(one)}
    size = f", {size_in_words(record.size)}" if record.size else ""
    return (
        first,
        f"{one.kind}{size}" if one.kind else _("Link"),
        record.version,
        {"text": who_sees(record), "href": shown.change},
        record.language or _("English"),
        _("Yes") if record.accessible else _("Not known") if record.form == "link" else _("No"),
        _stage(view, record),
        {"text": _("Add a new version"), "href": shown.replace} if shown.replace else "",
    )


def _wrong(one: Document) -> str:
    """What is wrong with a document, in words; "" where nothing is known to be."""
    if one.alone:
        return PDF_ONLY if one.record.media == "application/pdf" else PICTURE_ONLY
    return answered(one.link) if one.link and one.link.works is False else ""


def answered(link: KeptLink) -> str:
    """What a link last answered, in words."""
    if link.checked_at is None:
        return _("Not tried yet")
    day = in_words(london(link.checked_at).date())
    if link.works:
        return _("Tried on {day}: it opens").format(day=day)
    if not link.answer:
        return _("Tried on {day}: nothing answered").format(day=day)
    return _("Tried on {day}: it does not open (answer {code})").format(day=day, code=link.answer)
