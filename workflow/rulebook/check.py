"""Whether a pack makes sense: its levels, its rules, known guards and events, forces and dates that agree.

Each check gives faults that point into the file, in the same form as those of the loader. Routes and
authorities have their own rooms: check_routes and check_authorities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.rulebook.loader import Document, Fault
from workflow.rulebook.model import (
    FACT_FLAGS,
    FACT_WORDS,
    GUARDS,
    Authority,
    NoFigure,
    Pack,
    Period,
    Route,
    Rule,
    Vocabulary,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the other files know, against which one file is read."""

    events: frozenset[str]
    rules: Mapping[str, Rule]
    tasks: frozenset[str]
    packs: Mapping[tuple[str, str], Pack]
    routes: Mapping[str, Route]
    authorities: Mapping[str, tuple[Authority, ...]]


def vocabulary_faults(document: Document[Vocabulary]) -> Iterator[Fault]:
    """Events that stand twice."""
    yield from twice(document, "events", (event.id for event in document.content.events))


def pack_faults(document: Document[Pack], known: Known) -> Iterator[Fault]:
    """Rules that stand twice, name events or guards that nobody knows, or contradict their force or dates;
    levels, alternatives and examples that name what is not there."""
    pack = document.content
    yield from twice(document, "rules", (rule.id for rule in pack.rules))
    standards = [standard.id for principle in pack.principles for standard in principle.standards]
    for number, rule in enumerate(pack.rules):
        for path, problem, mend in (*_rule_findings(rule, known), *_standard_findings(rule, standards)):
            yield document.fault(("rules", number, *path), problem, mend)
    for finding in (*_level_findings(pack), *_alternative_findings(pack), *_example_findings(pack, known)):
        yield document.fault(*finding)


def pack_notes(document: Document[Pack]) -> Iterator[Fault]:
    """What is odd in the text itself and stays so: not a fault of the file."""
    pack = document.content
    if pack.principles_said not in (None, len(pack.principles)):
        problem = f"the text says {pack.principles_said} principles and lists {len(pack.principles)}"
        yield document.fault(("principles_said",), problem, "nothing to mend here: the page says so too")


Finding = tuple[tuple[str | int, ...], str, str]


def _level_findings(pack: Pack) -> Iterator[Finding]:
    for number in _again([principle.id for principle in pack.principles]):
        yield ("principles", number, "id"), *_stands_twice(pack.principles[number].id)
    places = [(n, m) for n, one in enumerate(pack.principles) for m, _s in enumerate(one.standards)]
    names = [pack.principles[n].standards[m].id for n, m in places]
    for number in _again(names):
        n, m = places[number]
        yield ("principles", n, "standards", m, "id"), *_stands_twice(names[number])


def _standard_findings(rule: Rule, standards: list[str]) -> Iterator[Finding]:
    if rule.standard is not None and rule.standard not in standards:
        mend = f"use one of {', '.join(standards)}" if standards else "add 'principles:' with its standards"
        yield ("standard",), f"value '{rule.standard}' is no standard of this pack", mend


def _alternative_findings(pack: Pack) -> Iterator[Finding]:
    """Each names rules of its own pack, once, and its default is one of its answers or none."""
    mine, taken = {rule.id for rule in pack.rules}, set[str]()
    for number, group in enumerate(pack.alternatives):
        for answer, rule_id in group.rules.items():
            path = ("alternatives", number, "rules", answer)
            if rule_id not in mine:
                yield path, f"value '{rule_id}' is no rule of this pack", "name a rule of this pack"
            elif rule_id in taken:
                yield path, *_stands_twice(rule_id)
            taken.add(rule_id)
        answers = {*group.rules, *group.answers}
        if group.default and group.default not in answers:
            problem = f"value '{group.default}' is no answer"
            mend = f"use one of {', '.join(sorted(answers))}, or '' for none"
            yield ("alternatives", number, "default"), problem, mend
        for answer in sorted(group.rules.keys() - group.answers.keys()) if group.answers else ():
            mend = f"say in words what '{answer}' means"
            yield ("alternatives", number, "answers"), f"the answer '{answer}' has no words", mend


def _example_findings(pack: Pack, known: Known) -> Iterator[Finding]:
    for number in _again([example.title for example in pack.examples]):
        yield ("examples", number, "title"), *_stands_twice(pack.examples[number].title)
    for number, example in enumerate(pack.examples):
        for rule_id, asked in example.expect.items():
            path = ("examples", number, "expect", rule_id)
            if rule_id not in known.rules:
                yield path, f"value '{rule_id}' is a rule of no pack", "name a rule of a pack"
            if "result" not in asked:
                yield path, "says no result", "add 'result:', e.g. met or not_met"


def _stands_twice(name: str) -> tuple[str, str]:
    return f"value '{name}' stands twice", "give it another name or take it out"


def _again(names: list[str]) -> list[int]:
    return [number for number, name in enumerate(names) if name in names[:number]]


def _rule_findings(rule: Rule, known: Known) -> Iterator[Finding]:
    yield from _period_findings(rule, known)
    if rule.gate and rule.gate.guard not in GUARDS:
        yield (
            ("gate", "guard"),
            f"value '{rule.gate.guard}' is no known guard",
            f"use one of {', '.join(GUARDS)}",
        )
    for item in rule.gate.needs if rule.gate else ():
        if item not in known.events and item not in known.tasks:
            yield (
                ("gate", "needs"),
                f"value '{item}' is no event and no task",
                "name a task of a route, or an event",
            )
    if rule.effect == "block" and rule.force.may_be_explained:
        yield (
            ("effect",),
            f"value 'block' does not fit the force {rule.force}",
            "use explain: it may be explained",
        )
    if rule.effect == "block" and rule.rests_on_memory:
        yield ("effect",), "value 'block' rests on memory", "use warn until a source has been read"
    if rule.in_force_from and rule.in_force_to and rule.in_force_to < rule.in_force_from:
        yield (
            ("in_force_to",),
            f"value '{rule.in_force_to}' is before in_force_from",
            "write the last day in force",
        )


def _period_findings(rule: Rule, known: Known) -> Iterator[Finding]:
    for key in ("period", "no_figure"):
        wait = getattr(rule, key)
        if wait is not None:
            yield from _wait_findings(key, wait, known)
    if rule.period is None:
        return
    if rule.no_figure is not None:
        yield ("no_figure",), "stands beside a period", "keep the one that the rule asks for"
    for number, way in enumerate(rule.exceptions):
        if way.leaves is None:
            mend = "say what is left of the period: 'leaves: {n: 0}' for nothing"
            yield ("exceptions", number, "leaves"), "is missing", mend


def _wait_findings(key: str, wait: Period | NoFigure, known: Known) -> Iterator[Finding]:
    for end in ("start", "end"):
        event = getattr(wait, end)
        if event not in known.events:
            yield (key, end), f"value '{event}' is no known event", "name an event of events.yaml"
    if wait.start == wait.end:
        yield (key, "end"), f"value '{wait.end}' is also the start", "name the event that has to wait"


def fact_mend(fact: str, value: object) -> str | None:
    """How to write the value of a fact that all rulebooks know; None where it stands well."""
    if fact in FACT_FLAGS:
        return None if isinstance(value, bool) else "write true or false"
    words = FACT_WORDS.get(fact)
    return None if words is None or value in words else f"use one of {', '.join(words)}"


def cross_faults(packs: Iterable[Document[Pack]]) -> Iterator[Fault]:
    """A rule that stands in two packs: only editions of one pack may share rules."""
    homes: dict[str, str] = {}
    for document in packs:
        for number, rule in enumerate(document.content.rules):
            home = homes.setdefault(rule.id, document.content.id)
            if home != document.content.id:
                problem = f"value '{rule.id}' also stands in the pack {home}"
                yield document.fault(("rules", number, "id"), problem, "keep the rule in one pack")


def doubles(names: Iterable[str]) -> list[str]:
    """The names that come a second time."""
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def twice(document: Document[Any], key: str, names: Iterable[str], under: str = "id") -> Iterator[Fault]:
    """A fault for each name of a list that comes a second time."""
    listed = list(names)
    for number in _again(listed):
        yield document.fault((key, number, under), *_stands_twice(listed[number]))
