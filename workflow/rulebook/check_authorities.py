"""Whether what an authority goes by makes sense: adoptions, figures, durations, paths and its diary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from workflow.rulebook.adoption import adopted_rules, binds_by_decision, loosens, may_loosen, may_set
from workflow.rulebook.check import Finding, Known, fact_mend
from workflow.rulebook.circles import circles, tie_edges
from workflow.rulebook.loader import Document, Fault
from workflow.rulebook.model import (
    FACT_FLAGS,
    FACT_WORDS,
    Adoption,
    Authority,
    CalendarName,
    Diary,
    Force,
    OwnFigure,
    Pack,
    Period,
    Route,
    Rule,
    ShortPath,
)

_NEVER_LEFT_OUT = (Force.LAW, Force.COUNCIL_RULE, Force.RISK_CHECK)


def authority_faults(document: Document[Authority], known: Known) -> Iterator[Fault]:
    """Facts, packs, routes, stages and boards that nobody knows, adoptions and figures without their
    decision, days in the wrong order, waits that run in a circle."""
    authority = document.content
    for findings in (_fact_findings, _adoption_findings, _reference_findings, _figure_findings):
        yield from (document.fault(*finding) for finding in findings(authority, known))
    for findings in (_duration_findings, _path_findings):
        yield from (document.fault(*finding) for finding in findings(authority, known))
    yield from (document.fault(*finding) for finding in _diary_findings(authority.diary))
    if authority.nation in (CalendarName.ALL_DAYS, CalendarName.UK_ANY_PART):
        nations = ", ".join(each for each in CalendarName if each not in ("all_days", "uk_any_part"))
        problem = f"value '{authority.nation}' is no nation on whose working days a body acts"
        yield document.fault(("nation",), problem, f"use one of {nations}")
    if authority.in_force_to and authority.in_force_to < authority.in_force_from:
        problem = f"value '{authority.in_force_to}' is before in_force_from"
        yield document.fault(("in_force_to",), problem, "write the last day in force")
    yield from (document.fault(*finding) for finding in _circle_findings(authority, known))


def _circle_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    """Waits that run in a circle: by themselves, or with those of the editions before, by which what began in
    their time is still judged."""
    own = adopted_rules(authority, known.packs)
    before = (
        each for each in known.authorities[authority.id] if each.in_force_from < authority.in_force_from
    )
    all_ = (*own, *(rule for each in before for rule in adopted_rules(each, known.packs)))
    for route in known.routes.values():
        mine = [*circles(tie_edges(authority, route, own))]
        for circle in mine:
            problem = f"on the route {route.id} the waits run in a circle: {' -> '.join(circle)}"
            yield ("durations", route.id), problem, "change the start or the end of one of them"
        for circle in () if mine else circles(tie_edges(authority, route, all_)):
            problem = f"with earlier editions the waits of the route {route.id} run in a circle: "
            mend = "what began under those is still judged by them: let the waits run the same way round"
            yield ("packs",), problem + " -> ".join(circle), mend


def _fact_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    """Its usual facts, each one that a rule or a route asks for, with a value that it can have."""
    answers = _own_facts(authority, known)
    for fact, value in authority.facts.items():
        path, problem = ("facts", fact), f"value '{value}' is none of the fact '{fact}'"
        if fact in FACT_WORDS or fact in FACT_FLAGS:
            if mend := fact_mend(fact, value):
                yield path, problem, mend
        elif fact not in answers:
            names = ", ".join(sorted({*FACT_WORDS, *FACT_FLAGS, *answers}))
            yield path, f"no rule and no route asks for the fact '{fact}'", f"use one of {names}"
        elif value not in answers[fact]:
            yield path, problem, f"use one of {_written(answers[fact])}"


def _own_facts(authority: Authority, known: Known) -> Mapping[str, set[str | bool]]:
    """The facts beyond the common ones, each with the answers that it may have."""
    found: dict[str, set[str | bool]] = {}
    for event in (event for route in known.routes.values() for event in route.events):
        for fact, value in event.when.items():
            found.setdefault(fact, set()).update((True, False) if isinstance(value, bool) else (value,))
        if event.sits:
            found.setdefault(event.sits, set()).update(authority.diary.boards)
    for group in (group for pack in known.packs.values() for group in pack.alternatives):
        found.setdefault(group.fact, set()).update((*group.rules, *group.answers, group.default))
    return found


def _written(values: Iterable[str | bool]) -> str:
    """Values as a file has them: true, not True."""
    return ", ".join(sorted(str(each).lower() if isinstance(each, bool) else each or "''" for each in values))


def _adoption_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for number, adoption in enumerate(authority.packs):
        pack = known.packs.get((adoption.pack, adoption.edition))
        if pack is None:
            yield _no_pack("packs", number, adoption, known)
            continue
        yield from _decision_findings(number, adoption, pack, authority)
        yield from _confirmed_findings(number, adoption, pack)
        for rule in (rule for rule in pack.rules if rule.id in seen):
            problem = f"the rule {rule.id} also stands in the pack {seen[rule.id]}"
            yield ("packs", number, "pack"), problem, "adopt one of the two packs"
        seen.update((rule.id, pack.id) for rule in pack.rules)


def _no_pack(key: str, number: int, adoption: Adoption, known: Known) -> Finding:
    names = ", ".join(sorted(f"{name} {edition}" for name, edition in known.packs))
    problem = f"value '{adoption.pack}' in edition '{adoption.edition}' is no known pack"
    return (key, number, "pack"), problem, f"use one of {names}"


def _decision_findings(
    number: int, adoption: Adoption, pack: Pack, authority: Authority
) -> Iterator[Finding]:
    """A code or a constitution binds by a recorded decision, taken before the edition begins."""
    for key in ("adopted_on", "decision") if binds_by_decision(pack) else ():
        if getattr(adoption, key) is None:
            problem = f"is missing: a {pack.kind} binds only once its adoption is recorded"
            mend = "say when and by which decision it was adopted, or list the pack under 'reference'"
            yield ("packs", number, key), problem, mend
    if adoption.adopted_on and adoption.adopted_on > authority.in_force_from:
        problem = f"value '{adoption.adopted_on}' is after the beginning of this edition"
        mend = "begin an edition on that day; before it the pack stands under 'reference'"
        yield ("packs", number, "adopted_on"), problem, mend


def _confirmed_findings(number: int, adoption: Adoption, pack: Pack) -> Iterator[Finding]:
    memory = {rule.id for rule in pack.rules if rule.rests_on_memory}
    for rule_id in (rule_id for rule_id in adoption.confirmed if rule_id not in memory):
        problem = f"value '{rule_id}' needs no confirmation in this pack"
        yield ("packs", number, "confirmed"), problem, f"name one of {', '.join(sorted(memory)) or 'none'}"


def _reference_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    adopted = {(one.pack, one.edition) for one in authority.packs}
    for number, one in enumerate(authority.reference):
        if (one.pack, one.edition) not in known.packs:
            yield _no_pack("reference", number, one, known)
        elif (one.pack, one.edition) in adopted:
            problem = f"value '{one.pack}' also stands under 'packs'"
            yield (
                ("reference", number, "pack"),
                problem,
                "keep one of the two: adopted, or for reference only",
            )


def _figure_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    rules = {rule.id: rule for rule in adopted_rules(authority, known.packs)}
    seen: set[str] = set()
    for number, own in enumerate(authority.figures):
        rule, path = rules.get(own.rule), ("figures", number)
        if own.rule in seen:
            yield (*path, "rule"), f"value '{own.rule}' stands twice", "keep one of the two"
        seen.add(own.rule)
        if rule is None:
            mend = "name a rule of a pack under 'packs'"
            yield (*path, "rule"), f"value '{own.rule}' is a rule of no adopted pack", mend
        elif rule.period is None:
            yield (*path, "rule"), f"value '{own.rule}' counts no period", "name a rule with a period"
        else:
            for key, problem, mend in _weighed(own, rule, rule.period):
                yield (*path, key), problem, mend


def _weighed(own: OwnFigure, rule: Rule, period: Period) -> Iterator[tuple[str, str, str]]:
    """Whether an authority may have this figure in place of the rule's: stricter, or looser and explained."""
    for key in ("method", "calendar"):
        if getattr(own, key) not in (None, getattr(period, key)):
            problem = f"value '{getattr(own, key)}' is not how the rule counts: the two cannot be weighed"
            yield key, problem, f"leave it out; the rule counts by {getattr(period, key)}"
    if own.n == period.n:
        yield "n", f"value '{own.n}' is already the figure of the rule", "take it out"
    elif not may_set(rule.force):
        mend = "keep it; plan more time with a duration of your own under 'durations'"
        yield "n", f"stands in place of a figure of the force {rule.force}", mend
    elif not loosens(period, own):
        return
    elif not may_loosen(rule.force):
        problem = f"value '{own.n}' is looser than {period.n}, and the force {rule.force} cannot be loosened"
        yield "n", problem, "keep the rule's figure or a stricter one"
    elif not own.explanation:
        problem = f"is missing: {own.n} is looser than the {period.n} of the rule"
        yield "explanation", problem, "add the explanation that was agreed, or keep the rule's figure"


def _duration_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    for route_id, durations in authority.durations.items():
        route = known.routes.get(route_id)
        if route is None:
            names = ", ".join(sorted(known.routes))
            yield ("durations", route_id), f"value '{route_id}' is no known route", f"use one of {names}"
            continue
        mine = {event.id for event in route.events}
        for number, duration in enumerate(durations):
            for end in ("start", "end"):
                if (event := getattr(duration, end)) not in mine:
                    problem = f"value '{event}' is no event of the route {route_id}"
                    yield ("durations", route_id, number, end), problem, "name an event of that route"


def _path_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    """Short paths of known routes, that leave out known stages and no rule that cannot be explained."""
    rules = {rule.id: rule for rule in adopted_rules(authority, known.packs)}
    for route_id, paths in authority.paths.items():
        route = known.routes.get(route_id)
        if route is None:
            names = ", ".join(sorted(known.routes))
            yield ("paths", route_id), f"value '{route_id}' is no known route", f"use one of {names}"
            continue
        for number, path in enumerate(paths):
            if path.name in [other.name for other in paths[:number]]:
                problem = f"value '{path.name}' stands twice"
                yield ("paths", route_id, number, "name"), problem, "give it another name or take it out"
            for problem, mend in _left_out_findings(path, route, rules):
                yield ("paths", route_id, number, "leaves_out"), problem, mend


def _left_out_findings(path: ShortPath, route: Route, rules: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    stages = {stage.slug: stage for stage in route.stages}
    for slug in path.leaves_out:
        if slug not in stages:
            yield f"value '{slug}' is no stage of this route", f"use one of {', '.join(stages)}"
            continue
        if route.ends_with in stages[slug].events:
            yield f"value '{slug}' is where the route ends", "leave out another stage"
        gates = (rules[gate] for gate in stages[slug].gates if gate in rules)
        for rule in (rule for rule in gates if rule.force in _NEVER_LEFT_OUT):
            problem = f"value '{slug}' is held by {rule.id}, of the force {rule.force}"
            yield problem, "keep the stage: no sum makes that rule go away"


def _diary_findings(diary: Diary) -> Iterator[Finding]:
    """Days in their order, and meetings of boards that have a name."""
    for number, closed in enumerate(diary.closures):
        if closed.last < closed.first:
            problem = f"value '{closed.last}' is before its first day"
            yield ("diary", "closures", number, "last"), problem, "write the last day of the closure"
    for number, note in enumerate(diary.notes):
        if note.last < note.first:
            problem = f"value '{note.last}' is before its first day"
            yield ("diary", "notes", number, "last"), problem, "write the last day of the note"
    for number, election in enumerate(diary.elections):
        if election.notice_on and election.notice_on >= election.polling_day:
            problem = f"value '{election.notice_on}' is not before polling day"
            mend = "write the day of the notice of election"
            yield ("diary", "elections", number, "notice_on"), problem, mend
    seen: set[tuple[str, date]] = set()
    for number, meeting in enumerate(diary.meetings):
        path = ("diary", "meetings", number)
        if meeting.board not in diary.boards:
            mend = f"use one of {', '.join(diary.boards)}" if diary.boards else "name it under 'boards'"
            yield (*path, "board"), f"value '{meeting.board}' is no board of this diary", mend
        if meeting.papers_by and meeting.papers_by > meeting.on:
            problem = f"value '{meeting.papers_by}' is after the meeting"
            yield (*path, "papers_by"), problem, "write the last day on which it takes papers"
        if (meeting.board, meeting.on) in seen:
            yield (*path, "on"), f"the meeting of {meeting.on} stands twice", "keep one of the two"
        seen.add((meeting.board, meeting.on))
