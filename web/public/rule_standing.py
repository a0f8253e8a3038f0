"""Where one rule stands: its stages, the others beside it, its examples, and what is left if it fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflow.rulebook.comparing import Book
from workflow.rulebook.library import Library
from workflow.rulebook.model import Alternatives, Example, Force, Rule, Rulebook
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.record import read_date
from workflow.words import gettext as _

_RESULTS: Mapping[str, str] = {
    "met": _("met"),
    "met_with_explanation": _("met, with an explanation"),
    "not_met": _("not met"),
    "not_evidenced": _("not shown by these dates"),
    "not_applicable": _("does not apply"),
    "not_in_force": _("not in force on that day"),
    "exempt": _("exempt"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One stage whose gate a rule holds; `href` where the page of that route is."""

    stage: str
    route: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class OneOf:
    """Rules of which only one holds: the question, and each answer with the id of its rule ("": none)."""

    title: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """One worked example: what happened, and what comes out."""

    title: str
    dates: tuple[str, ...]
    result: str


def places(rule: Rule, book: Book, library: Library) -> tuple[Place, ...]:
    """The stages where the rule is asked for, by route."""
    routes = book.routes if isinstance(book, Rulebook) else library.routes
    at = f"/rulebook/{book.id}/{book.edition}/routes" if isinstance(book, Rulebook) else ""
    return tuple(
        Place(stage.name, route.title, f"{at}/{route.id}#{stage.slug}" if at else "")
        for route in routes.values()
        for stage in route.stages
        if rule.id in stage.gates
    )


def one_of(rule: Rule, book: Book) -> OneOf | None:
    """The alternatives among which the rule stands."""
    group = next((each for each in book.alternatives if rule.id in each.rules.values()), None)
    return OneOf(group.title, tuple(_answers(group))) if group else None


def _answers(group: Alternatives) -> Iterator[tuple[str, str]]:
    for answer in dict.fromkeys((*group.answers, *group.rules)):
        words = group.answers.get(answer, answer.replace("_", " "))
        unsaid = _("{answer}, which holds if nothing is said")
        yield (
            unsaid.format(answer=words) if answer == group.default else words,
            group.rules.get(answer, ""),
        )


def if_you_cannot(rule: Rule, unconfirmed: bool) -> str:
    """What is left where the rule cannot be kept."""
    if unconfirmed or rule.effect in ("warn", "info"):
        return _("Nothing is held back. Record what happened, with its true date.")
    if rule.force.may_be_explained:
        return _(
            "Explain it: say why, and what you do instead. Somebody else has to agree, and the explanation "
            "is published."
        )
    if rule.force is Force.RISK_CHECK:
        return _("Record the reason why there is no record, and the post that gives it.")
    later = _("What happened all the same is recorded with its true date and shown as “{words}”.").format(
        words=_("Council's own rule, not met")
        if rule.force is Force.COUNCIL_RULE
        else _("Required by law, not met")
    )
    if rule.exceptions:
        return _("Use one of its exceptions, with the reason and the post.") + " " + later
    return _("It has no exception: only that it does not apply can be recorded.") + " " + later


def examples(rule: Rule, book: Book, library: Library) -> tuple[Worked, ...]:
    """The worked examples of the pack that name the rule, as the pack counts it."""
    pack = library.pack_of(rule.id) if isinstance(book, Rulebook) else book
    if library.rule(rule.id).period != rule.period:
        return ()
    return tuple(_worked(one, rule, library) for one in pack.examples if rule.id in one.expect)


def _worked(one: Example, rule: Rule, library: Library) -> Worked:
    asked = one.expect[rule.id]
    result = _RESULTS.get(str(asked["result"]), str(asked["result"]))
    day = asked.get("required")
    latest = rule.period is not None and rule.period.kind == "maximum"
    required = _("{result}; {day} at the latest") if latest else _("{result}; {day} at the earliest")
    return Worked(
        one.title,
        tuple(
            f"{library.events[name][:1].upper()}{library.events[name][1:]}: {in_words(read_date(when, name))}"
            for name, when in one.record.get("events", {}).items()
        ),
        required.format(result=result, day=in_words(read_date(day, "required"))) if day else result,
    )
