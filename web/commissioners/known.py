"""What is known of a project, as questions with their answers: the common ones, and those of its rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.commissioners import words
from workflow.commands.correct_facts import fixed_facts
from workflow.project.situation import Situation
from workflow.rulebook.model import Rulebook, several
from workflow.words import gettext as _

VALUE = "value"
COMMON = (VALUE, "light_touch", "regime", "body", "instrument", "key_decision", "call_in", "tupe",
          "substantial_variation")  # fmt: skip
_CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "regime": (
        ("PA2023", _("Procurement Act 2023")),
        ("PSR2023", _("Provider Selection Regime 2023")),
        ("PCR2015", _("Public Contracts Regulations 2015")),
        (
            "PA2023,PSR2023",
            _("Both the Procurement Act and the Provider Selection Regime, on a joint project"),
        ),
    ),
    "body": (
        ("council", _("A council")),
        ("nhs", _("A body of the NHS")),
        ("council,nhs", _("A council and a body of the NHS together")),
        ("central", _("A central government body")),
        ("other", _("Another body")),
    ),
    "instrument": (("contract", _("Contract")), ("grant", _("Grant"))),
}
_YES_OR_NO = (("true", _("Yes")), ("false", _("No")))
_MORE_NAMES = {
    "award_covered": _("The award is covered by the first key decision"),
    "board": _("Board that takes the decision"),
    "award_board": _("Board that takes the award decision"),
    "two_stage": _("Bidders first ask to take part"),
    "planned_notice": _("A planned procurement notice goes out first"),
    "large_contract": _("Large enough for performance indicators and a published copy"),
    "no_material_change": _("Nothing changes that matters to people, so that no consultation is planned"),
    "new_programme": _("A new programme: nobody is funded by it now"),
    "changes_contract": _("A contract is changed under the rules for buying"),
    "most_suitable_provider": _("The most suitable provider is named without a competition"),
    "representations_received": _("A provider has objected in writing"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One fact as a question. `options` empty: a sum of money."""

    fact: str
    title: str
    options: tuple[tuple[str, str], ...]


def questions(situation: Situation) -> tuple[Question, ...]:
    """Everything about a project that can be corrected, in the order of the page."""
    rulebook, route = situation.rulebook, situation.route.id
    own = sorted(rulebook.own_facts(route) - set(COMMON))
    fixed = fixed_facts(situation)
    assumed = rulebook.facts(route, {})
    asked = (name for name in (*COMMON, *own) if name not in fixed and _matters(situation, name))
    return tuple(_question(rulebook, situation, name, assumed.get(name)) for name in asked)


def _matters(situation: Situation, name: str) -> bool:
    """Whether a question of the rulebook bears on the route: some rule behind it has its events there."""
    groups = [group for group in situation.rulebook.alternatives if group.fact == name]
    route = situation.rulebook.routes[situation.route.id]
    known = {event.id for event in route.events} | route.same_day.keys()
    rules = (situation.rulebook.rules.get(rule) for group in groups for rule in group.rules.values())
    periods = [rule.period for rule in rules if rule and rule.period]
    return not groups or any({each.start, each.end} <= known for each in periods)


def _question(rulebook: Rulebook, situation: Situation, name: str, assumed: object) -> Question:
    title = fact_title(rulebook, name)
    if name == VALUE:
        return Question(name, title, ())
    options = _options(rulebook, situation, name)
    group = next((each for each in rulebook.alternatives if each.fact == name), None)
    taken = dict(options).get(typed(assumed if assumed is not None else (group.default if group else None)))
    unsaid = _("Not said. The rulebook takes: {answer}").format(answer=taken) if taken else _("Not said")
    return Question(name, title, (*(each for each in options if each[0]), ("", unsaid)))


def _options(rulebook: Rulebook, situation: Situation, name: str) -> tuple[tuple[str, str], ...]:
    answers = _answers(rulebook, name)
    if answers:
        return tuple(answers.items())
    if any(event.sits == name for event in rulebook.routes[situation.route.id].events):
        return tuple(rulebook.authority.diary.boards.items())
    return _CHOICES.get(name, _YES_OR_NO)


def _answers(rulebook: Rulebook, name: str) -> dict[str, str]:
    """The answers that the rulebook knows to a question of its own: each with its words."""
    groups = [group for group in rulebook.alternatives if group.fact == name]
    known = {answer: answer for group in groups for answer in group.rules}
    return known | {answer: text for group in groups for answer, text in group.answers.items()}


def fact_title(rulebook: Rulebook, name: str) -> str:
    """What a fact is called: by its rulebook, else by the words of the pages."""
    titles = [group.title for group in rulebook.alternatives if group.fact == name]
    if titles:
        return "; ".join(dict.fromkeys(titles))
    return words.FACT_NAMES.get(name) or _MORE_NAMES.get(name) or name.replace("_", " ").capitalize()


def typed(value: object) -> str:
    """A fact's value as a form carries it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return ",".join(str(each) for each in value)
    return str(value)


def told(rulebook: Rulebook, name: str, value: object) -> str:
    """A fact and its value in one line, e.g. "Light touch: Yes"."""
    return f"{fact_title(rulebook, name)}: {_answer(rulebook, name, value)}"


def _answer(rulebook: Rulebook, name: str, value: object) -> str:
    if value is None:
        return _("not said")
    known = {**dict(_CHOICES.get(name, ())), **_answers(rulebook, name), **rulebook.authority.diary.boards}
    if typed(value) in known:
        return known[typed(value)]
    if isinstance(value, bool | int | float):
        return words.fact(name, value)[1]
    return _(" and ").join(_each(value, known))


def _each(value: object, known: dict[str, str]) -> Iterable[str]:
    values: Sequence[object] = several(list(value) if isinstance(value, tuple) else value)
    return [known.get(str(each), str(each)) for each in values]
