"""Whether the project may move, and where to: one shared `transitions` machine per edition and route.

The machine never performs effects and never holds a project: it is asked with a throw-away `Attempt`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from transitions import EventData, Machine, MachineError

from workflow.errors import BadRequest, Refused
from workflow.project.events import StageMoved
from workflow.project.guards import obstacles
from workflow.project.model import ENDED, WITHDRAWN
from workflow.project.situation import Obstacle, Situation
from workflow.rulebook.model import Move, Route
from workflow.words import gettext as _

_BACK, _ONWARD = "reopen-", ("finish", "skip")


@dataclass(slots=True)
class Attempt:
    """One question to the machine: where the project stands, and what its guards found in the way."""

    state: str
    situation: Situation
    reason: str
    lately: bool = False
    found: tuple[Obstacle, ...] = ()


@dataclass(frozen=True, slots=True)
class StepBack:
    """The step back into the stage that the project has just left."""

    id: str
    start: str
    end: str


def move(situation: Situation, move_id: str, reason: str = "") -> StageMoved:
    """The fact of one step. Raises Refused with every obstacle, BadRequest for a step that is not there."""
    step = next((m for m in situation.route.moves if m.id == move_id), None)
    if step is None:
        known = ", ".join(m.id for m in moves_from(situation))
        raise BadRequest(
            _("There is no step '%(move)s' here. Known: %(known)s.") % {"move": move_id, "known": known}
        )
    attempt = Attempt(situation.project.stage, situation, reason.strip())
    if not _asked(attempt, move_id):
        raise Refused(attempt.found, _("This stage cannot be finished yet."))
    return StageMoved(move_id, situation.project.stage, attempt.state, step.kind, attempt.reason)


def back(situation: Situation, slug: str, reason: str = "", *, lately: bool = False) -> StageMoved:
    """The fact of a step back into the stage left last. Raises Refused without a reason, unless the step is
    undone `lately`; BadRequest for any other stage."""
    known = step_back(situation)
    if known is None or known.end != slug:
        raise BadRequest(_("Only the stage that the project left last can be opened again."))
    attempt = Attempt(situation.project.stage, situation, reason.strip(), lately)
    if not _asked(attempt, known.id):
        raise Refused(attempt.found, _("Say why the stage is opened again."))
    return StageMoved(known.id, known.start, attempt.state, "reopen", attempt.reason)


def step_back(situation: Situation) -> StepBack | None:
    """The step back that could be taken: into the stage left last; None where no stage was left yet, or the
    project was withdrawn."""
    project = situation.project
    ways = (m for m in situation.route.moves if m.end == project.stage and m.kind in _ONWARD)
    left = next((m.start for m in ways if m.start in (*project.finished, *project.skipped)), None)
    return StepBack(_BACK + left, project.stage, left) if left else None


def _asked(attempt: Attempt, trigger: str) -> bool:
    known = machine(attempt.situation.rulebook.fingerprint, attempt.situation.route)
    try:
        return bool(known.events[trigger].trigger(attempt))
    except MachineError:
        raise BadRequest(
            _("This step does not start from the stage that the project is in. Open the project again.")
        ) from None


def moves_from(situation: Situation) -> list[Move]:
    """The steps that start from where the project stands, whatever their guards would say."""
    here = situation.project.stage
    return [
        m for m in situation.route.moves if m.start == here or (m.start == "*" and situation.project.live)
    ]


@lru_cache(maxsize=64)
def _built(fingerprint: str, route_id: str, moves: tuple[Move, ...], stages: tuple[str, ...]) -> Machine:
    return Machine(
        model=None,
        states=[*stages, ENDED, WITHDRAWN],
        initial=stages[0],
        transitions=[*(_transition(step, stages) for step in moves), *_ways_back(moves)],
        auto_transitions=False,
        send_event=True,
        queued=False,
    )


def machine(fingerprint: str, route: Route) -> Machine:
    """The machine of a route under one edition, built once."""
    return _built(fingerprint, route.id, route.moves, tuple(stage.slug for stage in route.stages))


def _transition(step: Move, stages: tuple[str, ...]) -> dict[str, object]:
    conditions = {"finish": _no_obstacle, "skip": _reason_given, "withdraw": _reason_given}
    return {
        "trigger": step.id,
        "source": list(stages) if step.start == "*" else step.start,
        "dest": step.end,
        "conditions": [conditions[step.kind]],
    }


def _ways_back(moves: tuple[Move, ...]) -> list[dict[str, object]]:
    """Each stage may be opened again from where it led to."""
    pairs = dict.fromkeys((step.start, step.end) for step in moves if step.kind in _ONWARD)
    return [
        {"trigger": _BACK + start, "source": end, "dest": start, "conditions": [_lately_or_reason]}
        for start, end in pairs
    ]


def _no_obstacle(event: EventData) -> bool:
    attempt = _attempt(event)
    stage = attempt.situation.stage
    attempt.found = tuple(o for o in obstacles(attempt.situation, stage) if o.blocks) if stage else ()
    return not attempt.found


def _reason_given(event: EventData) -> bool:
    attempt = _attempt(event)
    if attempt.reason:
        return True
    attempt.found = (Obstacle("", _("Reason"), None, _("Say why. The reason is kept."), "", True, False),)
    return False


def _lately_or_reason(event: EventData) -> bool:
    return _attempt(event).lately or _reason_given(event)


def _attempt(event: EventData) -> Attempt:
    if not isinstance(event.model, Attempt):
        raise TypeError("the machine is asked with an Attempt")
    return event.model
