"""Move a project to a newer edition of its rulebook, after seeing what would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workflow.commands import views
from workflow.commands.change import Changed, change, situated, timetable_of
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Action, Actor
from workflow.project.events import EditionMoved, Fact
from workflow.project.model import Project
from workflow.project.preview import Preview, compare
from workflow.project.situation import Situation
from workflow.rulebook.model import Rulebook
from workflow.timetable.calendars import calendar
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _


def newer_edition(situation: Situation, services: Services) -> Rulebook | None:
    """The edition in force today, if it is newer than the one that a running project goes by; else None."""
    today = services.library.rulebook(situation.rulebook.id, services.today)
    newer = today.authority.in_force_from > situation.rulebook.authority.in_force_from
    return today if newer and situation.project.live else None


def coming_edition(situation: Situation, services: Services) -> Rulebook | None:
    """The next edition that is not in force yet, for a running project; else None."""
    name = situation.rulebook.id
    days = (each.in_force_from for each in services.library.authorities[name])
    to_come = min((day for day in days if day > services.today), default=None)
    return services.library.rulebook(name, to_come) if to_come and situation.project.live else None


def preview_edition(services: Services, actor: Actor, ref: str, to_edition: str) -> Preview:
    """What would change for a project under another edition, which may still be to come.

    Raises NotFound for a project that the actor may not see, BadRequest for an edition that is not known, not
    newer, or the project's own.
    """
    situation = views.project(services, actor, ref).situation
    return preview_of(situation, _newer(situation, to_edition, services), services)


def preview_of(situation: Situation, to: Rulebook, services: Services) -> Preview:
    """What would change for a project under another rulebook."""
    return what_if(situation, replace(situation.project, edition=to.edition), services)


def what_if(situation: Situation, project: Project, services: Services) -> Preview:
    """What would change if the project were this one."""
    after = situated(project, services, situation.body)
    return compare(situation, after, timetable_of(situation), timetable_of(after))


def move_edition(
    *,
    ref: str,
    to_edition: str,
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Let a project go by a newer edition from now on: dates and reminders are worked out anew (R051).

    What was planned, published and done keeps its date. Raises BadRequest with the mend for an edition that
    is not newer or not in force yet, without a reason, for a project that is over, or for one that stands in
    a stage which the new edition leaves out.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        to = _newer(situation, to_edition, services)
        _may_move(situation, to, reason)
        refuse_without_stage(preview_of(situation, to, services))
        fingerprint = calendar(to.authority.nation).fingerprint
        return (EditionMoved(to.id, situation.rulebook.edition, to.edition, fingerprint, reason.strip()),)

    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def refuse_without_stage(preview: Preview) -> None:
    """BadRequest if the project stands in a stage that its path would leave out, with the way on."""
    if preview.stage_left_out:
        raise BadRequest(
            _(
                "The project stands in the stage '{stage}', which it would no longer go through. "
                "Finish that stage, or mark it as not needed, first."
            ).format(stage=preview.stage_left_out.name)
        )


def _newer(situation: Situation, edition: str, services: Services) -> Rulebook:
    own = situation.rulebook
    to = services.library.rulebook(f"{own.id}@{edition}", services.today) if edition else own
    if to.edition == own.edition:
        raise BadRequest(_("The project already goes by edition {edition}.").format(edition=own.edition))
    if to.authority.in_force_from <= own.authority.in_force_from:
        raise BadRequest(
            _(
                "Edition {edition} is older than {own}, which the project goes by. It can only move on."
            ).format(edition=edition, own=own.edition)
        )
    return to


def _may_move(situation: Situation, to: Rulebook, reason: str) -> None:
    if not situation.project.live:
        raise BadRequest(_("This project is over. It keeps the edition that it went by."))
    if to.authority.in_force_from > situation.today:
        raise BadRequest(
            _("Edition {edition} is in force from {day}. Move the project on that day or later.").format(
                edition=to.edition, day=in_words(to.authority.in_force_from)
            )
        )
    if not reason.strip():
        raise BadRequest(_("Say why the project moves to the newer edition. The reason is kept."))
