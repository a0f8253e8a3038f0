"""How facts add up to a project: one small rule for each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import singledispatch

from workflow.errors import FairNoticeError
from workflow.project import events as happened
from workflow.project import evidence
from workflow.project.model import (
    EventInstance,
    Explanation,
    People,
    Project,
    RecordedException,
    Scenario,
)


def fold(facts: Iterable[happened.Fact], first_stage: str) -> Project:
    """The project that its facts add up to; the first fact must be that it was opened."""
    project: Project | None = None
    count = 0
    for count, fact in enumerate(facts, start=1):  # noqa: B007 the count is the version
        if isinstance(fact, happened.ProjectOpened):
            project = _opened(fact, first_stage)
        elif project is None:
            raise FairNoticeError("A project's facts must begin with its opening.")
        else:
            project = add(fact, project)
    if project is None:
        raise FairNoticeError("A project without facts is no project.")
    return replace(project, version=count)


def _opened(fact: happened.ProjectOpened, first_stage: str) -> Project:
    return Project(
        ref=fact.ref,
        title=fact.title,
        summary=fact.summary,
        route=fact.route,
        rulebook=fact.rulebook,
        edition=fact.edition,
        calendar=fact.calendar,
        end=fact.end,
        end_fixed=fact.end_fixed,
        facts=fact.facts,
        directorate=fact.directorate,
        people=People(fact.owner, fact.manager, fact.decider),
        visibility=fact.visibility,
        agreement=fact.agreement,
        stage=first_stage,
    )


@singledispatch
def add(fact: happened.Fact, project: Project) -> Project:
    """The project after one more fact: a part of it takes in its own."""
    if not fact.part:
        raise FairNoticeError(f"No rule says how '{fact.kind}' changes a project.")
    return replace(project, **{fact.part: getattr(project, fact.part).after(fact)})


@add.register
def _(fact: happened.PeopleNamed, project: Project) -> Project:
    return replace(project, people=People(fact.owner, fact.manager, fact.decider))


@add.register
def _(fact: happened.OpenQuestionsWritten, project: Project) -> Project:
    return replace(project, decided=fact.decided, still_open=fact.still_open)


@add.register
def _(fact: happened.EndMoved, project: Project) -> Project:
    return replace(project, end=fact.end, end_fixed=fact.end_fixed)


@add.register
def _(fact: happened.DateRecorded, project: Project) -> Project:
    key = (fact.event, fact.instance)
    before = project.instances.get(key, EventInstance(*key))
    after = EventInstance(
        *key,
        planned=fact.on if fact.what == "planned" else before.planned,
        published=fact.on if fact.what == "published" else before.published,
        actual=fact.on if fact.what == "actual" else before.actual,
    )
    return replace(project, instances={**project.instances, key: after})


@add.register
def _(fact: happened.EvidenceAdded, project: Project) -> Project:
    return replace(project, evidence=evidence.recorded(project.evidence, fact))


@add.register
def _(fact: happened.RecordShown, project: Project) -> Project:
    return replace(project, evidence=evidence.shown(project.evidence, fact))


@add.register
def _(fact: happened.ExplanationAsked, project: Project) -> Project:
    return replace(project, explanations={**project.explanations, fact.id: Explanation(fact)})


@add.register
def _(fact: happened.ExplanationDecided, project: Project) -> Project:
    decided = replace(project.explanations[fact.id], decision=fact)
    return replace(project, explanations={**project.explanations, fact.id: decided})


@add.register(happened.ExplanationCommented)
@add.register(happened.CommentErased)
def _(fact: happened.Fact, project: Project) -> Project:
    return project


@add.register
def _(fact: happened.ConditionMet, project: Project) -> Project:
    found = project.explanations[fact.id]
    kept = replace(found, met={**found.met, fact.condition: fact})
    return replace(project, explanations={**project.explanations, fact.id: kept})


@add.register
def _(fact: happened.ExceptionRecorded, project: Project) -> Project:
    recorded = RecordedException(fact.id, fact.rule, fact.event, fact.exception, fact.reason, fact.post)
    return replace(project, exceptions=(*project.exceptions, recorded))


@add.register
def _(fact: happened.RuleNotMet, project: Project) -> Project:
    return replace(project, not_met=(*project.not_met, fact))


@add.register
def _(fact: happened.StageMoved, project: Project) -> Project:
    if fact.how == "withdraw":
        return replace(project, stage=fact.end, withdrawn_because=fact.reason)
    if fact.how == "reopen":
        left = {slug: why for slug, why in project.skipped.items() if slug != fact.end}
        finished = tuple(slug for slug in project.finished if slug != fact.end)
        return replace(project, stage=fact.end, finished=finished, skipped=left)
    if fact.how == "skip":
        return replace(project, stage=fact.end, skipped={**project.skipped, fact.start: fact.reason})
    return replace(project, stage=fact.end, finished=(*project.finished, fact.start))


@add.register
def _(fact: happened.EditionMoved, project: Project) -> Project:
    return replace(project, rulebook=fact.rulebook, edition=fact.edition_to, calendar=fact.calendar)


@add.register
def _(fact: happened.FactsCorrected, project: Project) -> Project:
    known = {**project.facts, **fact.facts}
    return replace(project, facts={key: value for key, value in known.items() if value is not None})


@add.register
def _(fact: happened.ScenarioKept, project: Project) -> Project:
    kept = Scenario(fact.name, fact.pins, fact.end)
    return replace(project, scenarios={**project.scenarios, fact.name: kept})


@add.register
def _(fact: happened.ScenarioDropped, project: Project) -> Project:
    left = {name: kept for name, kept in project.scenarios.items() if name != fact.name}
    return replace(project, scenarios=left)
