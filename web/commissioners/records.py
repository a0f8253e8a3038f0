"""A record as its reader may see it: words, links, and for an exempt one only that it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from web.access import me
from web.commissioners.desk import address, editable
from workflow.commands.change import subject_of
from workflow.commands.views import ProjectView
from workflow.project.access import Action, may
from workflow.project.evidence import METHODS, Evidence
from workflow.project.file_kinds import BY_MEDIA, size_in_words
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

METHOD_WORDS: Mapping[str, tuple[str, str]] = {
    "representing": (_("Representing"), _("Someone spoke for others, in a group or on a board")),
    "informing": (_("Informing"), _("They were told what is planned")),
    "consulting": (_("Consulting"), _("They were asked what they think")),
    "advising": (_("Advising"), _("They helped to write the options")),
    "delivering": (_("Delivering"), _("They run a part of it themselves")),
}
METHOD_OPTIONS = tuple((method, *METHOD_WORDS[method]) for method in METHODS)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record on a page: `href` opens it, `external` elsewhere; `told` are its facts in words."""

    record: Evidence
    title: str
    text: str
    href: str | None
    external: bool
    told: Sequence[str]
    change: str | None
    replace: str | None


def reads_exempt(view: ProjectView) -> bool:
    """Whether the reader may read what is exempt in this project."""
    return may(me(), Action.READ_EXEMPT, subject_of(view.body.id, view.overview.project))


def lines(view: ProjectView, records: Iterable[Evidence]) -> list[RecordLine]:
    """Records as the reader may see them, in the order given."""
    return [line(view, record) for record in records]


def line(view: ProjectView, record: Evidence) -> RecordLine:
    """One record as the reader may see it."""
    hidden = record.exempt
    writes = editable(view)
    replaceable = writes and record.document and not record.replaced_by
    again = {"slug": record.stage, "task": record.task, "add": record.form, "replaces": record.id}
    return RecordLine(
        record,
        title=title(record),
        text="" if hidden or record.form == "link" else record.text,
        href=_href(view, record),
        external=record.form == "link" and not hidden,
        told=tuple(_told(record)),
        change=address("show_record_page", view, record=record.id) if writes else None,
        replace=address("evidence", view, **again) if replaceable else None,
    )


def title(record: Evidence) -> str:
    """What a record is called: its title, else what it is."""
    if record.form == "meeting" and record.held_on:
        return _("Meeting of {day}").format(day=in_words(record.held_on))
    if record.title:
        return record.title
    if record.exempt:
        return _("Exempt record")
    return record.text if record.form == "link" else _("Note")


def who_sees(record: Evidence) -> str:
    """Who may see a record, in words."""
    if record.exempt:
        return _("Exempt under rule {rule}").format(rule=record.rule)
    return _("The public may see it") if record.visibility == "public" else _("Staff only")


def _href(view: ProjectView, record: Evidence) -> str | None:
    if record.exempt:
        return address("record_page", view, record=record.id) if reads_exempt(view) else None
    if record.form == "link":
        return record.text
    return address("record_file", view, record=record.id) if record.form == "file" else None


def _told(record: Evidence) -> Iterable[str]:
    if record.form == "file":
        kind = BY_MEDIA.get(record.media)
        yield f"{kind.title if kind else record.media}, {size_in_words(record.size)}"
    if record.form == "meeting" and not record.exempt:
        yield _("Who took part: {who}").format(who=record.who)
        yield _("How: {method}").format(method=METHOD_WORDS[record.method][0])
    if record.language:
        yield record.language
    if record.version > 1:
        yield _("Version {n}").format(n=record.version)
    if record.replaced_by:
        yield _("A newer version has taken its place")
