"""The rows of a survey's export as replies: told apart, dated where a day can be read."""

from __future__ import annotations

from datetime import date

from workflow.register.replies import counted, read_replies


def test_two_people_who_said_the_same_are_two_and_the_same_file_has_the_same_keys() -> None:
    once = read_replies(b"Happy?\nYes\nYes\nNo\n", {0: "text"}).replies
    again = read_replies(b"Happy?\nYes\nYes\nNo\nYes\n", {0: "text"}).replies
    assert len({one.key for one in once}) == 3
    assert len({one.key for one in again} - {one.key for one in once}) == 1


def test_a_day_is_read_as_written_here_and_never_guessed() -> None:
    days = ("2027-03-31T10:00:00Z", "31/03/2027", "31-3-2027", "03/31/2027", "soon")
    file = "\n".join(["Says,Date", *(f"{n},{day}" for n, day in enumerate(days))]).encode()
    found = read_replies(file, {0: "text", 1: "received"})
    assert [one.received_on for one in found.replies] == [date(2027, 3, 31)] * 3 + [None, None]
    assert [one.row for one in found.findings] == [4, 5]


def test_equality_answers_stand_in_no_words_and_are_counted_for_the_replies_given() -> None:
    file = b"Says,Age\nOne,65\nTwo,65\nThree,\n"
    found = read_replies(file, {0: "text", 1: "equality"}).replies
    assert [one.text for one in found] == ["One", "Two", "Three"]
    assert counted(found[1:]) == {"Age": {"65": 1}}
