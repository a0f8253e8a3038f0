"""Principle, standard and rule: three levels of data, any number of each, and who checked what when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workflow.rulebook.library import SHIPPED, library, validate
from workflow.rulebook.model import Checked, Pack
from workflow.timetable.standing_in_words import (
    check_in_words,
    check_is_old,
    checked_by,
    number_of_principles,
    stands_under,
)


def pack(name: str) -> Pack:
    return next(one for one in library().packs.values() if one.id == name)


def test_r087_the_commissioning_code_has_the_headings_that_the_report_gives_it() -> None:
    titles = [principle.title for principle in pack("commissioning-code").principles]
    assert titles == ["Fairness", "Consistency", "Transparency", "Proportionate and inclusive"]


def test_r061_the_working_together_code_is_headings_whose_text_was_not_found() -> None:
    code = pack("working-together-code")
    assert [principle.title for principle in code.principles] == ["Equitable", "Fair", "Transparent"]
    assert all(principle.asks is None for principle in code.principles)
    assert code.rules == ()


def test_r069_a_text_that_says_another_number_than_it_lists_is_noted_and_not_mended() -> None:
    compact = pack("compact-for-leeds")
    said = "The text says in one place that there are 7 principles; it lists 8."
    assert (compact.principles_said, len(compact.principles)) == (7, 8)
    assert number_of_principles(compact) == said
    (note,) = validate(SHIPPED / "packs" / "compact-for-leeds.yaml").notes
    assert (note.key, note.problem) == ("principles_said", "the text says 7 principles and lists 8")


def test_a_text_that_says_what_it_lists_has_no_note(shelf: Path) -> None:
    path = shelf / "packs" / "compact-for-leeds.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("principles_said: 7", "principles_said: 8"), encoding="utf-8"
    )
    assert validate(path, shelf).notes == ()
    assert number_of_principles(pack("commissioning-code")) == ""


def test_r070_a_rule_stands_under_its_standard_and_that_under_its_principle() -> None:
    code = pack("commissioning-code")
    told = stands_under(library().rule("LDS-CODE-12W"), code)
    assert told == ("Fairness", "Clear expectations of timelines")
    assert stands_under(library().rule("KD-28"), pack("executive-decisions-2012")) == ()


AGAINST = {"primary": "the text as published", "memory": "nothing: no text was found"}


def test_every_rule_says_who_checked_it_when_and_against_what() -> None:
    for one in library().packs.values():
        for rule in one.rules:
            checked = checked_by(rule, one)
            assert checked, rule.id
            if rule.evidence in AGAINST:
                assert checked.against == AGAINST[rule.evidence], rule.id
            else:
                assert "not read" in checked.against or "not found" in checked.against, rule.id


@pytest.mark.parametrize(("today", "old"), [(date(2027, 11, 24), False), (date(2027, 11, 25), True)])
def test_a_check_is_old_once_12_months_have_passed(today: date, old: bool) -> None:
    checked = Checked(by="Rulebook editor", on=date(2026, 11, 24), against="the text as published")
    assert check_is_old(checked, today) is old
    assert check_in_words(checked) == "Rulebook editor, on 24 November 2026, against the text as published."


def test_a_rule_that_nobody_checked_says_so() -> None:
    assert check_in_words(None) == "Nobody yet."
    assert check_is_old(None, date(2030, 1, 1)) is False
