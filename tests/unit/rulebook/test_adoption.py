"""What binds an authority: packs by a recorded decision, with its own stricter or explained figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from workflow.rulebook.adoption import binds_by_decision
from workflow.rulebook.library import Library, library
from workflow.rulebook.loader import Faulty
from workflow.rulebook.model import Rulebook

DAY = date(2026, 11, 24)
Composed = Callable[[str], tuple[Rulebook, Library]]


@pytest.fixture
def with_figures(shelf: Path) -> Composed:
    """The rulebook of Example City with figures of its own, and the library in which it stands."""

    def composed(figures: str) -> tuple[Rulebook, Library]:
        path = shelf / "authorities" / "example-city.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("nation:", f"figures:\n{figures}\nnation:", 1), encoding="utf-8")
        known = Library.load(shelf)
        return known.rulebook("example-city", DAY), known

    return composed


STRICTER = "- {rule: LDS-CODE-12W, n: 14, because: Many answer late, decision: 'Example Board, 1 May 2026'}"
LOOSER = (
    "- {rule: LDS-CODE-3M, n: 2, because: Small sums only, decision: 'Example Board, 1 May 2026', "
    "explanation: Agreed with the sector}"
)


def test_every_code_and_constitution_in_a_rulebook_says_when_and_by_which_decision_it_was_adopted() -> None:
    for book in library().rulebooks():
        for one in book.authority.packs:
            if binds_by_decision(library().packs[one.pack, one.edition]):
                assert one.adopted_on and one.decision, (book.id, one.pack)


def test_law_and_guidance_bind_without_a_decision() -> None:
    kinds = {pack.kind for pack in library().packs.values() if not binds_by_decision(pack)}
    assert kinds == {"law", "guidance"}


def test_what_is_not_adopted_stands_for_reference_and_asks_nothing(shelf: Path) -> None:
    path = shelf / "authorities" / "leeds.yaml"
    text = path.read_text(encoding="utf-8")
    begins, ends = text.index("- pack: commissioning-code"), text.index("- pack: compact-for-leeds")
    moved = 'reference: [{pack: commissioning-code, edition: "2017"}]\nnation:'
    path.write_text((text[:begins] + text[ends:]).replace("nation:", moved, 1), encoding="utf-8")
    known = Library.load(shelf)
    assert "LDS-CODE-12W" not in known.rulebook("leeds", DAY).rules
    assert known.adopters("LDS-CODE-12W") == ("Example Borough Council", "Example City Council")


def test_a_stricter_figure_stands_in_the_period_and_in_the_words_and_names_the_packs_own(
    with_figures: Composed,
) -> None:
    book, known = with_figures(STRICTER)
    rule, theirs = book.rules["LDS-CODE-12W"], known.rule("LDS-CODE-12W")
    assert rule.period and theirs.period
    assert (rule.period.n, theirs.period.n) == (14, 12)
    assert rule.title == "14 weeks to respond to a consultation"
    assert rule.asks.startswith("Keep a consultation open for 14 weeks,")
    said = "14 is the own figure of Example City Council; in The Commissioning Code it is 12."
    assert rule.asks.endswith(said)
    assert rule.note and rule.note.startswith("Many answer late. Decided: Example Board, 1 May 2026.")
    assert rule.period.model_copy(update={"n": 12}) == theirs.period


def test_a_looser_figure_carries_its_explanation(with_figures: Composed) -> None:
    rule = with_figures(LOOSER)[0].rules["LDS-CODE-3M"]
    assert rule.period and rule.period.n == 2
    assert rule.title == "2 months' notice before funding changes or ends"
    assert rule.note and "Explained: Agreed with the sector." in rule.note


def test_r063_the_figure_of_a_pack_stays_for_everybody_else(with_figures: Composed) -> None:
    book, known = with_figures(STRICTER)
    other = known.rulebook("leeds", DAY).rules["LDS-CODE-12W"]
    assert other.period and other.period.n == 12
    assert book.fingerprint != library().rulebook("example-city", DAY).fingerprint


@pytest.mark.parametrize(("n", "sound"), [(11, False), (12, False), (13, True)])
def test_r075_stricter_is_free_and_looser_is_not(with_figures: Composed, n: int, sound: bool) -> None:
    own = STRICTER.replace("n: 14", f"n: {n}")
    if sound:
        assert with_figures(own)
        return
    with pytest.raises(Faulty):
        with_figures(own)


@pytest.mark.parametrize(("n", "sound"), [(11, True), (13, False)])
def test_for_a_maximum_more_time_is_the_looser_figure(shelf: Path, n: int, sound: bool) -> None:
    path = shelf / "authorities" / "example-borough.yaml"
    lines = path.read_text(encoding="utf-8").replace("n: 16", f"n: {n}").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "  explanation:" not in line), encoding="utf-8")
    if sound:
        rule = Library.load(shelf).rulebook("example-borough", DAY).rules["CP-FEEDBACK-12W"]
        assert rule.period and (rule.period.kind, rule.period.n) == ("maximum", n)
        return
    with pytest.raises(Faulty, match="13 is looser than the 12 of the rule"):
        Library.load(shelf)
