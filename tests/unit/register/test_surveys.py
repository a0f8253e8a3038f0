"""Counts of replies: small ones are hidden, and one more where the sum would tell; people are left out."""

from __future__ import annotations

import pytest

from workflow.errors import BadRequest
from workflow.register.surveys import FEWEST, Survey, read_survey


def survey(*answers: str, heading: str = "Do you use it?") -> Survey:
    return read_survey("\n".join((f"Response ID,{heading}", *(f"{n},{a}" for n, a in enumerate(answers)))))


def counts(*answers: str) -> dict[str, int | None]:
    return dict(survey(*answers).asked[0].choices)


@pytest.mark.parametrize("few, shown", [(FEWEST - 1, None), (FEWEST, FEWEST)])
def test_a_count_below_ten_is_not_shown(few: int, shown: int | None) -> None:
    assert counts(*["Yes"] * 20, *["No"] * few)["No"] == shown


def test_where_one_count_is_hidden_the_next_smallest_is_too() -> None:
    found = counts(*["Often"] * 30, *["Seldom"] * 12, *["Never"] * 3)
    assert found == {"Often": 30, "Seldom": None, "Never": None}
    two = counts(*["Often"] * 30, *["Seldom"] * 4, *["Never"] * 3)
    assert two == {"Often": 30, "Seldom": None, "Never": None}


@pytest.mark.parametrize(
    "heading, value, personal",
    [
        ("Your name", "A", True),
        ("E-mail address", "", True),
        ("Postcode", "LS1", True),
        ("Contact", "someone@example.invalid", True),
        ("Anything else", "someone@example.invalid", True),
        ("Where", "LS1 1AA", True),
        ("Ring me on", "0113 496 0000", True),
        ("Name of the organisation", "Example Carers Group", False),
        ("What should change", "The hours", False),
    ],
)
def test_columns_about_people_are_found_by_heading_or_by_what_stands_in_them(
    heading: str, value: str, personal: bool
) -> None:
    found = survey(*[value] * 12, heading=heading)
    assert (heading in found.personal) is personal
    assert any(one.question == heading for one in found.asked) is not personal


def test_a_personal_column_is_counted_only_where_it_is_chosen() -> None:
    text = "Postcode,Use\n" + "LS1 1AA,Yes\n" * 12
    assert [one.question for one in read_survey(text).asked] == ["Use"]
    assert [one.question for one in read_survey(text, chosen=["Postcode"]).asked] == ["Postcode", "Use"]


def test_what_people_wrote_is_never_shown_as_a_choice() -> None:
    (one,) = survey(*(f"I think {n}" for n in range(12))).asked
    assert (one.answered, one.choices) == (12, ())


def test_replies_that_do_not_fit_are_refused_with_their_number_and_doubled_ones_are_said() -> None:
    found = read_survey("A,B\n1,2\n1,2,3\n1,2\n")
    assert (found.replies, [one.row for one in found.refused]) == (2, [2])
    assert [one.row for one in found.kept] == [2]
    with pytest.raises(BadRequest, match="empty"):
        read_survey(b"")
