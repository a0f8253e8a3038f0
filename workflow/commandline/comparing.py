"""How two sets of rules differ, and a route drawn as a Mermaid diagram."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workflow.rulebook.model import ANYWHERE, ENDED, WITHDRAWN, Move, Route, Rule, Rulebook
from workflow.words import gettext as _

Field = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs: new, gone, or changed in fields told as (key, was, now)."""

    rule: str
    what: Literal["added", "removed", "changed"]
    title: str
    fields: tuple[Field, ...] = ()


def changes(first: Iterable[Rule], second: Iterable[Rule]) -> list[Change]:
    """What the second rules ask that the first do not, and the other way round, by rule id."""
    old, new = {rule.id: rule for rule in first}, {rule.id: rule for rule in second}
    found: list[Change] = []
    for rule_id in sorted(old.keys() | new.keys()):
        was, now = old.get(rule_id), new.get(rule_id)
        if was is not None and now is not None:
            if fields := _fields(was, now):
                found.append(Change(rule_id, "changed", now.title, fields))
        elif now is not None:
            found.append(Change(rule_id, "added", now.title))
        elif was is not None:
            found.append(Change(rule_id, "removed", was.title))
    return found


def _fields(was: Rule, now: Rule) -> tuple[Field, ...]:
    """Each value that differs by its dotted name, so that "period.n: 12 -> 13" says only what changed."""
    old, new = (_flat("", rule.model_dump(mode="json")) for rule in (was, now))
    keys = dict.fromkeys((*old, *new))
    return tuple((key, old.get(key, "-"), new.get(key, "-")) for key in keys if old.get(key) != new.get(key))


def _flat(name: str, value: object) -> dict[str, str]:
    if isinstance(value, dict):
        parts = (_flat(f"{name}.{key}" if name else str(key), inner) for key, inner in value.items())
        return {key: text for part in parts for key, text in part.items()}
    if value is None or value == []:
        return {}
    return {name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}


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
