"""What a page asks about a project: the common questions, and those that bear on its route."""

from __future__ import annotations

from datetime import date

from web.commissioners.known import Question, questions, told
from workflow.project.events import ProjectOpened
from workflow.project.folding import fold
from workflow.project.situation import Situation
from workflow.rulebook.library import library
from workflow.rulebook.model import Alternatives, Rulebook

TODAY = date(2026, 11, 24)
LONG = Alternatives(
    fact="window", title="How long people have", default="12",
    rules={"12": "LDS-CODE-12W", "none": "KD-28"}, answers={"12": "Twelve weeks", "none": "No window"},
)  # fmt: skip
ELSEWHERE = Alternatives(fact="notice", title="How much notice", default="", rules={"3": "LDS-CODE-3M"})


def seen(route: str, *groups: Alternatives, **facts: object) -> Situation:
    book: Rulebook = library().rulebook("example-city", TODAY)
    rulebook = book.model_copy(update={"alternatives": groups})
    opened = ProjectOpened(
        "COM-2026-001", "Support", "", route, book.id, book.edition, "x", date(2028, 4, 1), False, facts, "",
        "o", "m", "d", "public",
    )  # fmt: skip
    return Situation(fold((opened,), "need"), rulebook, rulebook.routes[route], TODAY)


def asked(situation: Situation) -> dict[str, Question]:
    return {question.fact: question for question in questions(situation)}


def test_a_question_of_the_rulebook_is_asked_in_its_own_words_with_what_is_taken_unless_said() -> None:
    found = asked(seen("tender", LONG))["window"]
    assert found.title == "How long people have"
    assert found.options == (
        ("12", "Twelve weeks"),
        ("none", "No window"),
        ("", "Not said. The rulebook takes: Twelve weeks"),
    )


def test_a_question_is_asked_only_on_a_route_that_has_its_events() -> None:
    assert "notice" not in asked(seen("tender", ELSEWHERE))
    assert "notice" in asked(seen("decommission", ELSEWHERE))


def test_what_makes_a_project_its_kind_is_not_asked() -> None:
    assert not {"process", "authority", "instrument"} & asked(seen("tender")).keys()
    assert asked(seen("tender"))["value"].options == ()


def test_an_answer_is_told_in_the_words_of_its_question() -> None:
    rulebook = seen("tender", LONG).rulebook
    assert told(rulebook, "window", "12") == "How long people have: Twelve weeks"
    assert told(rulebook, "value", 90_000) == "Value over its whole life: £90,000"
    assert told(rulebook, "light_touch", None) == "Light touch: not said"
    assert told(rulebook, "regime", ["PSR2023", "PA2023"]).endswith(
        "Provider Selection Regime 2023 and Procurement Act 2023"
    )
