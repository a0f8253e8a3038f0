"""Names in different spellings, and which entries may be one organisation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.register.kinds import KINDS, kind_of, kind_words, tags, tags_fault, third_sector
from workflow.register.matching import (
    LIKE_ENOUGH,
    LIKE_NAME,
    MERGED,
    MOST_SHARED,
    NUMBER,
    SAME_NAME,
    Candidate,
    Known,
    Merger,
    alike,
    candidates,
    nearest,
    published,
)
from workflow.register.names import asked_words, index_words, name_key, words


def entry(id_: str, name: str, **more: str) -> Known:
    return Known(id_, f"XX-EXAMPLE-{id_}", name_key(name), **more)


def found(*known: Known, **more: object) -> list[tuple[str, str, str]]:
    return [(c.first, c.second, c.reason) for c in candidates(known, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Example Carers Group", "EXAMPLE CARERS GROUP"),
        ("St. Example's Centre", "Saint Examples Center"),
        ("Example Language Café CIC", "Example Language Cafe Community Interest Company"),
        ("The Example Advice & Support Network Ltd", "Example Advice and Support Network Limited"),
        ("Example Housing Co-operative", "Example Housing Cooperative"),
        ("Example Housing Co-op", "Example Housing Coop"),
        ("Example Women’s Refuge", "Example Women's Refuge"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_name_of_nothing_but_a_legal_form_or_small_words_keeps_them() -> None:
    assert name_key("Co. Ltd") == "co ltd"
    assert name_key("The And") == "the and"
    assert name_key("???") == ""


def test_a_name_in_letters_of_another_language_is_kept_and_found() -> None:
    assert words("Zażółć Group") == ("zazołc", "group") or words("Zażółć Group")[0].startswith("zazo")
    assert words("北京 Group")[0] == "北京"


@given(st.text(max_size=80))
def test_every_beginning_of_every_word_of_a_name_finds_it(name: str) -> None:
    indexed = index_words([name])
    for word in asked_words(name):
        for length in range(1, len(word) + 1):
            assert any(one.startswith(word[:length]) for one in indexed)


def test_a_number_is_found_with_and_without_its_spaces_and_hyphens() -> None:
    indexed = index_words([], ["GB-CHC-1003603", "SC 012345"])
    assert {"gbchc1003603", "1003603", "sc012345"} <= indexed


def test_the_same_charity_or_company_number_is_the_surest_sign() -> None:
    one = entry("1", "Example Advice", charity_number="1003603")
    other = entry("2", "Quite Another Name", charity_number=" 1003603")
    assert found(one, other) == [("1", "2", NUMBER)]
    short = entry("3", "Example", company_number="2046356")
    full = entry("4", "Other", company_number="02046356")
    assert found(short, full) == [("3", "4", NUMBER)]


def test_no_number_is_not_the_same_number() -> None:
    assert found(entry("1", "Example Advice"), entry("2", "Other Help")) == []


def test_the_same_name_in_two_spellings_and_an_old_name_are_signs() -> None:
    renamed = Known("3", "k3", "example new name", other_keys=("example carers",))
    assert found(entry("1", "Example Carers Ltd"), entry("2", "EXAMPLE CARERS"), renamed) == [
        ("1", "2", SAME_NAME),
        ("1", "3", SAME_NAME),
        ("2", "3", SAME_NAME),
    ]


def test_likeness_counts_from_the_threshold_and_not_just_under_it() -> None:
    on = ("friends of walton hall park", "friends of walton park")
    under = ("northampton district citizens advice bureau", "preston district citizens advice bureau")
    assert alike(*on) >= LIKE_ENOUGH > alike(*under) >= LIKE_ENOUGH - 1
    assert found(Known("1", "a", on[0]), Known("2", "b", on[1])) == [("1", "2", LIKE_NAME)]
    assert found(Known("1", "a", under[0]), Known("2", "b", under[1])) == []


def test_names_that_differ_in_a_number_are_never_alike() -> None:
    assert alike("10th south east example scouts", "11th south east example scouts") == 0
    assert alike("10th south east example scouts", "10th south east example scout") > LIKE_ENOUGH


def test_a_word_that_nearly_everybody_bears_does_not_bring_two_names_together() -> None:
    many = [Known(f"o{n}", f"k{n}", f"example {chr(97 + n % 26) * (4 + n)}") for n in range(MOST_SHARED)]
    pair = (Known("x", "x", "example ab"), Known("y", "y", "example ac"))
    assert alike("example ab", "example ac") >= LIKE_ENOUGH
    assert ("x", "y", LIKE_NAME) in found(*pair)
    assert found(*many, *pair) == []


def test_the_register_of_charity_mergers_says_which_of_two_stays() -> None:
    old = entry("1", "Example Respite Centre", charity_number="1034314")
    new = entry("2", "Example Society", charity_number="296645")
    merger = Merger("1034314", "296645")
    assert candidates([old, new], [merger]) == (
        Candidate("2", "1", MERGED, alike(old.name_key, new.name_key)),
    )


def test_a_merged_charity_without_a_number_is_found_by_its_name() -> None:
    old, new = entry("1", "Example Association"), entry("2", "Example Mission", charity_number="212432")
    assert found(old, new, mergers=[Merger("", "212432", old_name="EXAMPLE ASSOCIATION")]) == [
        ("2", "1", MERGED)
    ]


def test_a_pair_found_to_be_two_is_not_offered_again_and_one_entry_can_be_asked_about() -> None:
    three = [entry(n, "Example Carers") for n in "123"]
    assert len(found(*three)) == 3
    assert len(found(*three, distinct=frozenset({frozenset("12")}))) == 2
    assert found(*three, of="3") == [("1", "3", SAME_NAME), ("2", "3", SAME_NAME)]


def test_what_is_nearest_to_a_mistyped_name() -> None:
    keys = {"1": "example carers group", "2": "example youth link"}
    assert nearest("Exampel Carers Grup", keys) == ("1",)
    assert nearest("", keys) == ()


def test_only_an_identifier_that_others_use_names_the_same_elsewhere() -> None:
    assert published("GB-CHC-1003603") and published("XX-EXAMPLE-001")
    assert not published("1003603") and not published("360G-trafford-x") and not published("own-1a2b")


def test_r169_every_kind_of_the_inclusive_list_is_third_sector_and_what_is_not_says_so() -> None:
    third = {kind.slug for kind in KINDS if kind.third_sector}
    assert third == {
        "voluntary", "community", "charity", "social_enterprise", "co_operative", "mutual", "infrastructure"
    }  # fmt: skip
    assert third_sector("public_body") is False and third_sector("business") is False
    assert third_sector("") is None and kind_words("") == "Not said" and kind_words("", "trust") == "trust"


@pytest.mark.parametrize(
    ("published_as", "slug"),
    [
        ("charity", "charity"),
        ("community group or unregistered (no number given)", "community"),
        ("CIC", "social_enterprise"),
        ("registered society (co-operative or community benefit)", "co_operative"),
        ("public body or school", "public_body"),
        ("company or society (no charity number given)", ""),
        ("", ""),
        ("community interest company", "social_enterprise"),
    ],
)
def test_r169_what_registers_write_becomes_a_kind_or_stays_open(published_as: str, slug: str) -> None:
    assert kind_of(published_as) == slug


def test_r177_tags_are_split_kept_as_typed_and_counted_once() -> None:
    assert tags("Older people, carers\n Older  People \n\n,young people") == (
        "Older people",
        "carers",
        "young people",
    )
    assert tags_fault(["x" * 80]) is None and tags_fault(["x" * 81])
    assert tags_fault([str(n) for n in range(30)]) is None and tags_fault([str(n) for n in range(31)])
