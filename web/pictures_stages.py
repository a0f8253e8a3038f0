"""G2: the stages of a project as boxes with arrows, and the same as an ordered list beside it.

Nothing here writes markup: `web/templates/components/stage_diagram.html` turns the numbers into shapes. It is
narrow enough to be read at 320 pixels.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

WIDTH = 320
BOX = 178
TALL = 46
STEP = 66
SIDE = 206
"""Where a branch stands, to the right of its box."""
LETTERS = 18
SIDE_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Branch:
    """Where the way may part: `label` in the drawing, `told` in the list; `back`: it may lead back."""

    label: str
    told: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One stage as its page knows it. `status`: completed, current, not_needed or cannot_start."""

    name: str
    status: str
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """One box in units of the drawing, with the branch beside it."""

    lines: tuple[str, ...]
    y: int
    look: str
    last: bool
    side: tuple[str, ...]
    back: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """The drawing and its list, from the same steps. `says`: the conclusion."""

    title: str
    says: str
    height: int
    boxes: tuple[Drawn, ...]
    steps: tuple[Step, ...]
    width: int = WIDTH
    box: int = BOX
    tall: int = TALL
    step: int = STEP
    side: int = SIDE


def diagram(steps: Sequence[Step], title: str) -> Diagram:
    """Lay out the stages one under the other, the current one bold."""
    return Diagram(
        title=title,
        says=_says(steps),
        height=STEP * len(steps),
        boxes=tuple(_box(step, place, len(steps)) for place, step in enumerate(steps)),
        steps=tuple(steps),
    )


def _says(steps: Sequence[Step]) -> str:
    at = next((n for n, step in enumerate(steps, start=1) if step.status == "current"), None)
    if at is None:
        return _("None of the %(all)d stages is open.") % {"all": len(steps)}
    here = _("You are at stage %(at)d of %(all)d: %(name)s.")
    told = here % {"at": at, "all": len(steps), "name": steps[at - 1].name}
    if at < len(steps):
        told += " " + _("Next: %(name)s.") % {"name": steps[at].name}
    return told


def _box(step: Step, place: int, number: int) -> Drawn:
    branch = step.branches[0] if step.branches else None
    return Drawn(
        lines=_folded(f"{place + 1}. {step.name}", LETTERS),
        y=STEP * place + 4,
        look=step.status,
        last=place == number - 1,
        side=_folded(branch.label, SIDE_LETTERS) if branch else (),
        back=bool(branch and branch.back),
    )


def _folded(label: str, letters: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(label, letters, max_lines=2, placeholder=" …"))
