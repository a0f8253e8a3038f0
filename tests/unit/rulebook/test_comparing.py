"""One comparison: what the second asks that the first does not, in rules, planning figures and adoptions."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.rulebook.comparing import by_word, compare
from workflow.rulebook.library import library
from workflow.rulebook.model import Pack, Rulebook

DAY = date(2026, 11, 24)


def pack(name: str = "executive-decisions-2012") -> Pack:
    return next(one for one in library().packs.values() if one.id == name)


def changed(one: Pack, rule_id: str, **values: Any) -> Pack:
    rules = (rule.model_copy(update=values) if rule.id == rule_id else rule for rule in one.rules)
    return one.model_copy(update={"rules": tuple(rules)})


def test_one_with_itself_asks_the_same() -> None:
    found = compare(pack(), pack())
    assert not found
    assert found.summary() == "No rule differs."


def test_added_removed_and_changed_are_told_in_one_sentence() -> None:
    old = pack()
    new = changed(old, "KD-28", title="Other words")
    fewer = new.model_copy(update={"rules": tuple(rule for rule in new.rules if rule.id != "AG-5")})
    found = compare(old, fewer)
    assert [(one.rule, one.what) for one in found.rules] == [("KD-28", "changed"), ("AG-5", "removed")]
    assert found.summary() == "1 rule removed, 1 changed."
    assert compare(fewer, old).summary() == "1 rule added, 1 changed."


def test_a_change_names_only_the_values_that_differ() -> None:
    period = library().rule("KD-28").period
    assert period
    found = compare(pack(), changed(pack(), "KD-28", period=period.model_copy(update={"n": 35})))
    assert [one.fields for one in found.rules] == [(("period.n", "28", "35"),)]


def test_two_rulebooks_differ_in_what_they_confirmed_adopted_and_plan_with() -> None:
    leeds, city = (library().rulebook(name, DAY) for name in ("leeds", "example-city"))
    found = compare(leeds, city)
    fields = {one.rule: {key: (was, now) for key, was, now in one.fields} for one in found.rules}
    assert fields["LDS-CODE-12W"]["unconfirmed"] == ("true", "false")
    assert ("compact-for-leeds", "2017", None) in [(x.pack, x.was, x.now) for x in found.adoptions]
    longer = _with_duration(city, 9)
    (own,) = compare(city, longer).durations
    assert own.was and own.now
    assert (own.route, own.title, own.was.n, own.now.n) == ("tender", "Time to bid", 8, 9)


def _with_duration(book: Rulebook, weeks: int) -> Rulebook:
    tender = tuple(
        own.model_copy(update={"n": weeks}) if own.name == "bidding_weeks" else own
        for own in book.authority.durations["tender"]
    )
    durations = {**book.authority.durations, "tender": tender}
    return book.model_copy(update={"authority": book.authority.model_copy(update={"durations": durations})})


def test_two_texts_differ_by_whole_words() -> None:
    old, new = by_word("At least 28 clear days", "At least 35 clear days")
    assert [text.strip() for text, differs in old if differs] == ["28"]
    assert [text.strip() for text, differs in new if differs] == ["35"]
