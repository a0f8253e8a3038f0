"""A route drawn as a Mermaid diagram, as one authority goes through it."""

from __future__ import annotations

import json

from workflow.rulebook.model import ANYWHERE, ENDED, WITHDRAWN, Move, Route, Rulebook
from workflow.words import gettext as _


def diagram(rulebook: Rulebook, route: Route) -> str:
    """The stages of a route as Mermaid text: what each asks on the way out, and every way to leave it."""
    lines = ["---", f"title: {json.dumps(_heading(rulebook, route), ensure_ascii=False)}", "---"]
    lines += ["stateDiagram-v2", "    direction TB"]
    names = {stage.slug: f"s{number}" for number, stage in enumerate(route.stages, 1)}
    lines += [f"    {names[stage.slug]} : {_plain(stage.name)}" for stage in route.stages]
    lines += [f"    withdrawn : {_('Withdrawn')}", f"    [*] --> {names[route.stages[0].slug]}"]
    for move in route.moves:
        starts = names.values() if move.start == ANYWHERE else (names[move.start],)
        end = {ENDED: "[*]", WITHDRAWN: "withdrawn"}.get(move.end) or names[move.end]
        lines += [f"    {start} --> {end}{_asked(rulebook, route, move)}" for start in starts]
    return "\n".join([*lines, "    withdrawn --> [*]", ""])


def _heading(rulebook: Rulebook, route: Route) -> str:
    return f"{route.title}: {rulebook.authority.name} {rulebook.edition}"


def _asked(rulebook: Rulebook, route: Route, move: Move) -> str:
    """The rules that a finish asks of this authority; a skip or a withdrawal asks for a reason."""
    if move.kind != "finish":
        words = {"skip": _("left out, with a reason"), "withdraw": _("withdrawn, with a reason")}
        return f" : {words[move.kind]}"
    gates = [gate for gate in route.stage(move.start).gates if gate in rulebook.rules]
    return f" : {', '.join(gates)}" if gates else ""


def _plain(text: str) -> str:
    """Text without the marks that Mermaid would read."""
    return text.replace(":", " -").replace(";", ",").replace("#", "")
