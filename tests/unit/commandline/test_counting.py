"""`count`, as a script asks it."""

from __future__ import annotations

import argparse
import io
import json
import time
from typing import Any

import pytest

from workflow.commandline.counting import add_parser
from workflow.errors import BadRequest
from workflow.rulebook.model import CalendarName, Method
from workflow.timetable.calendars import calendar

QUESTION = {"method": "nth_working_day_after", "n": 5, "calendar": "england", "from": "2027-03-19"}


def ask(*words: str, given: str | bytes = "") -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["count", *words])
    raw = given if isinstance(given, bytes) else given.encode()
    out = io.StringIO()
    return args.run(args, io.TextIOWrapper(io.BytesIO(raw), encoding="ascii"), out), out.getvalue()


def ask_lines(*lines: Any) -> tuple[int, list[Any]]:
    status, out = ask("-", given="\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return status, [json.loads(line) for line in out.splitlines()]


def words_of(question: dict[str, Any]) -> list[str]:
    return [word for key, value in question.items() for word in (f"--{key}", str(value))]


def test_json_answers_with_the_date_what_was_skipped_and_why() -> None:
    status, out = ask(*words_of(QUESTION), "--json")
    assert status == 0
    assert json.loads(out) == QUESTION | {
        "back": False,
        "date": "2027-03-30",
        "acts_from": "2027-03-31",
        "skipped": [
            {"date": "2027-03-26", "why": "Good Friday"},
            {"date": "2027-03-29", "why": "Easter Monday"},
        ],
        "provisional": False,
        "calendar_edition": calendar("england").fingerprint,
        "because": [
            "Counted 5 working days after Friday 19 March 2027 (England calendar).",
            "Good Friday 26 March and Easter Monday 29 March do not count.",
            "The last day is Tuesday 30 March 2027; the act may happen from Wednesday 31 March 2027.",
        ],
    }


def test_text_gives_the_date_in_words_first() -> None:
    assert ask(*words_of(QUESTION))[1].splitlines()[:2] == [
        "Tuesday 30 March 2027",
        "May happen from Wednesday 31 March 2027",
    ]
    back = ask("--method=clear_days", "--n=28", "--calendar=all_days", "--from=2027-02-10", "--back")[1]
    assert back.splitlines()[:2] == ["Tuesday 12 January 2027", ""]


def test_back_answers_the_latest_day_and_acts_from_the_day_that_was_given() -> None:
    status, answers = ask_lines(
        {"method": "clear_days", "n": 28, "calendar": "all_days", "from": "2027-02-10", "back": True}
    )
    assert status == 0
    assert (answers[0]["date"], answers[0]["acts_from"]) == ("2027-01-12", "2027-02-10")


def test_the_calendar_may_be_left_out_only_where_it_makes_no_difference() -> None:
    days = {"method": "clear_days", "n": 5, "from": "2026-11-23"}
    assert ask_lines(days)[1][0]["calendar"] == "all_days"
    assert ask_lines(days | {"method": "clear_working_days"}) == (
        2,
        [{"error": "calendar is missing. Add it.", "line": 1}],
    )


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        ({"from": "2027-02-30"}, "from is '2027-02-30'. Write a date like 2027-03-04."),
        ({"from": "20270219"}, "from is '20270219'. Write a date like 2027-03-04."),
        ({"n": "many"}, "n is 'many'. Give a whole number from 0 to 10000."),
        ({"n": "-1"}, "n is '-1'. Give a whole number from 0 to 10000."),
        ({"calendar": "leeds"}, "There is no calendar 'leeds'. Use one of all_days, england"),
        ({"method": "soon"}, "There is no counting method 'soon'. Use one of beginning_with"),
    ],
)
def test_a_wrong_request_says_how_to_mend_it(change: dict[str, str], mend: str) -> None:
    question = QUESTION | change
    with pytest.raises(BadRequest) as refusal:
        ask(*[f"--{key}={value}" for key, value in question.items()], "--json")
    assert str(refusal.value).startswith(mend)


def test_a_missing_part_is_named() -> None:
    for missing in ("method", "n", "calendar", "from"):
        with pytest.raises(BadRequest, match=f"^{missing} is missing. Add it.$"):
            ask(*words_of({key: value for key, value in QUESTION.items() if key != missing}))


def test_a_bad_line_is_answered_in_its_place_and_the_rest_is_answered() -> None:
    bad = ["{", "[1]", "", '"text"', "null", "[" * 100_000, '{"n": NaN}', '{"n": 1' + "0" * 5000 + "}"]
    wrong = [
        QUESTION | change for change in ({"n": 2.5}, {"n": True}, {"back": 1}, {"form": "x"}, {"from": 3})
    ]
    status, answers = ask_lines(QUESTION, *bad, *wrong, QUESTION)
    assert status == 2
    assert len(answers) == len(bad) + len(wrong) + 2
    assert [answer["line"] for answer in answers[1:-1]] == list(range(2, len(answers)))
    assert all(set(answer) == {"error", "line"} for answer in answers[1:-1])
    assert answers[0] == answers[-1]


def test_a_name_that_stands_twice_in_a_line_is_refused_rather_than_the_first_forgotten() -> None:
    twice = '{"method": "clear_days", "n": 5, "n": 6, "from": "2026-11-23"}'
    status, answers = ask_lines(twice, QUESTION)
    assert status == 2
    assert answers[0] == {"error": "'n' stands twice in one object. Keep one of the two.", "line": 1}
    assert answers[1]["date"] == "2027-03-30"


def test_a_line_in_another_encoding_spoils_only_itself() -> None:
    good = json.dumps(QUESTION).encode()
    status, out = ask("-", given=b"\xef\xbb\xbf" + good + b"\r\n\xff\xfe\n" + good + b"\n\n\n")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert ["error" in answer for answer in answers] == [False, True, False]


def test_no_lines_no_answers() -> None:
    assert ask("-") == (0, "")


def test_three_thousand_mixed_lines_are_answered_within_two_seconds() -> None:
    lines = [
        {
            "method": list(Method)[i % 13],
            "n": i % 60,
            "calendar": list(CalendarName)[i % 6],
            "from": "2026-11-23",
            "back": i % 2 == 0,
        }
        for i in range(3000)
    ]
    began = time.process_time()
    status, answers = ask_lines(*lines)
    assert time.process_time() - began < 2
    assert (status, len(answers)) == (0, 3000)
