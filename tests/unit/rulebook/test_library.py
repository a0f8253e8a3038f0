"""What an authority goes by on a day: its packs composed, in an edition that can be named and pinned."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from workflow.errors import BadRequest
from workflow.rulebook.library import Library, library

TODAY = date(2026, 11, 22)


def test_an_adopted_code_binds_the_body_that_adopted_it() -> None:
    rule = library().rulebook("example-city", TODAY).rules["LDS-CODE-12W"]
    assert rule.applies_to.fits({"authority": "Example City Council"})
    assert not rule.applies_to.fits({"authority": "Leeds City Council"})
    assert library().rule("LDS-CODE-12W").applies_to.fits({"authority": "Leeds City Council"})


def test_a_figure_from_memory_is_unconfirmed_until_the_body_confirms_it() -> None:
    unconfirmed = {
        name: [rule.id for rule in rulebook.rules.values() if rulebook.unconfirmed(rule.id) and rule.period]
        for name in ("example-city", "leeds")
        for rulebook in (library().rulebook(name, TODAY),)
    }
    assert unconfirmed == {
        "example-city": ["TULRCA-188"],
        "leeds": ["LDS-CODE-12W", "LDS-CODE-3M", "TULRCA-188"],
    }


def test_the_bodys_own_rules_come_before_the_law_where_both_ask_for_the_same_date() -> None:
    order = list(library().rulebook("leeds", TODAY).rules)
    assert order.index("LDS-PAPERS-5WD") < order.index("AG-5")
    assert order.index("LDS-CODE-3M") < order.index("BV-2011-3M")


def test_superseded_packs_are_known_but_in_no_rulebook_of_today() -> None:
    assert "NC-2000-FUND-3M" in {rule.id for rule in library().all_rules()}
    assert "NC-2000-FUND-3M" not in library().rulebook("leeds", TODAY).rules
    assert library().adopters("NC-2000-FUND-3M") == ()
    assert library().adopters("KD-28") == (
        "Example Borough Council",
        "Example City Council",
        "Leeds City Council",
    )


def second_edition(shelf: Path) -> Library:
    first = shelf / "authorities" / "leeds.yaml"
    text = first.read_text(encoding="utf-8")
    text = text.replace('edition: "2026"', 'edition: "2027"', 1)
    text = text.replace("in_force_from: 2026-01-01", "in_force_from: 2027-04-01").replace("n: 6,", "n: 7,", 1)
    (shelf / "authorities" / "leeds-2027.yaml").write_text(text, encoding="utf-8")
    return Library.load(shelf)


@pytest.mark.parametrize(
    ("day", "edition"),
    [("2020-01-01", "2026"), ("2026-01-01", "2026"), ("2027-03-31", "2026"), ("2027-04-01", "2027")],
)
def test_the_edition_in_force_on_the_day_answers(shelf: Path, day: str, edition: str) -> None:
    assert second_edition(shelf).rulebook("leeds", date.fromisoformat(day)).edition == edition


def test_an_edition_that_is_named_answers_whatever_the_day(shelf: Path) -> None:
    both = second_edition(shelf)
    old, new = both.rulebook("leeds@2026", date(2030, 1, 1)), both.rulebook("leeds@2027", date(2020, 1, 1))
    assert (old.edition, new.edition) == ("2026", "2027")
    assert old.fingerprint != new.fingerprint


def test_the_fingerprint_changes_with_the_content_and_with_nothing_else(shelf: Path) -> None:
    shipped = library().rulebook("leeds", TODAY).fingerprint
    assert Library.load(shelf).rulebook("leeds", TODAY).fingerprint == shipped
    pack = shelf / "packs" / "commissioning-code.yaml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text("# a remark\n" + text, encoding="utf-8")
    assert Library.load(shelf).rulebook("leeds", TODAY).fingerprint == shipped
    pack.write_text(text.replace("n: 12,", "n: 13,"), encoding="utf-8")
    assert Library.load(shelf).rulebook("leeds", TODAY).fingerprint != shipped


@pytest.mark.parametrize("name", ["nowhere", "leeds@1999", "", "leeds-2026"])
def test_an_unknown_name_is_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(BadRequest, match="Known: .*leeds"):
        library().rulebook(name, TODAY)


def test_unknown_rules_and_routes_are_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadRequest, match=r"Known: .*KD-28"):
        library().rule("KD-29")
    with pytest.raises(BadRequest, match="decommission, grant, health, renew-or-vary, tender"):
        library().route("raffle")


def test_the_library_loads_in_a_blink() -> None:
    def once() -> float:
        started = time.process_time()
        Library.load()
        return time.process_time() - started

    assert min(once() for _ in range(3)) < 0.15
