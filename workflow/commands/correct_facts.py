"""Correct what is known of a project: its path, its rules and its dates follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workflow.commands import views
from workflow.commands.change import Changed, change
from workflow.commands.move_edition import refuse_without_stage, what_if
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Action, Actor
from workflow.project.events import Fact, FactsCorrected
from workflow.project.folding import add
from workflow.project.preview import Preview
from workflow.project.situation import Situation
from workflow.timetable.record import read_facts
from workflow.words import gettext as _


def fixed_facts(situation: Situation) -> frozenset[str]:
    """The facts that make a project the kind that it is: another kind is another project."""
    of_its_route = situation.rulebook.routes[situation.route.id].facts.keys() & {"instrument"}
    return frozenset({"authority", "process", *of_its_route})


def preview_facts(services: Services, actor: Actor, ref: str, facts: Mapping[str, object]) -> Preview:
    """What would change for a project if these facts were so (None: not known).

    Raises NotFound for a project that the actor may not see, BadRequest for an unknown fact or value.
    """
    situation = views.project(services, actor, ref).situation
    corrected = FactsCorrected(_differing(situation, facts), "")
    return what_if(situation, add(corrected, situation.project), services)


def correct_facts(
    *,
    ref: str,
    facts: Mapping[str, object],
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Correct facts of a project (None: not known); what is not named stays as it is.

    Raises BadRequest with the mend for a fact or value that is not known, when nothing differs, without a
    reason, for a project that is over, or for one that stands in a stage which its path would leave out.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        if not situation.project.live:
            raise BadRequest(_("This project is over. What was known of it stays as it was."))
        differing = _differing(situation, facts)
        if not differing:
            raise BadRequest(_("Nothing differs from what is known already. Change an answer, then save."))
        if not reason.strip():
            raise BadRequest(_("Say why it is corrected. The reason is kept."))
        corrected = FactsCorrected(differing, reason.strip())
        refuse_without_stage(what_if(situation, add(corrected, situation.project), services))
        return (corrected,)

    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def _differing(situation: Situation, facts: Mapping[str, object]) -> dict[str, object]:
    """Those of the facts that are not known so already, each checked."""
    own = situation.rulebook.own_facts(situation.route.id)
    fixed = sorted(fixed_facts(situation) & facts.keys())
    if fixed:
        raise BadRequest(
            _("'{fact}' makes the project what it is. Open another project instead.").format(fact=fixed[0])
        )
    read_facts(dict.fromkeys(facts), own)
    given = read_facts({key: value for key, value in facts.items() if value is not None}, own)
    known = {key: _comparable(value) for key, value in situation.project.facts.items()}
    found = {key: given.get(key) for key in facts}
    return {key: value for key, value in found.items() if value != known.get(key)}


def _comparable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
