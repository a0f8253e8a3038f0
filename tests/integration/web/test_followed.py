"""Was the Code followed? Two dates in the address, nothing stored, no verdict of a rule nobody adopted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.settings import from_environment
from tests.support.visitors import Visitor, words
from web import create_app, wiring
from workflow.clock import FixedClock

PAGE = "/was-the-code-followed"


@pytest.fixture
def ask(sqlite_url, tmp_path):
    """`ask(path, what, first, second, **more)`: an answer of the page; dates as (day, month, year)."""
    told = {"FAIRNOTICE_DATABASE_URL": sqlite_url, "FAIRNOTICE_VAR": str(tmp_path)}
    app = create_app(from_environment(told), FixedClock(datetime(2026, 11, 24, 10, tzinfo=UTC)))

    def get(path, what="consultation", first=(3, "March", 2025), second=(4, 5, 2025), body="council", **more):
        query = {"what": what, "body": body, **more}
        for name, day in (("from", first), ("to", second)):
            query |= {f"{name}-{part}": v for part, v in zip(("day", "month", "year"), day, strict=True)}
        return Visitor(app).get(f"{PAGE}{path}", query_string=query)

    yield get
    app.extensions[wiring.KEY].engine.dispose()


@pytest.fixture
def result(ask):
    """The words of a result for one rule."""
    return lambda rule, *when, reason="no", **more: words(
        ask("/result", *when, rule=rule, reason=reason, **more)
    )


def test_r080_a_code_that_nobody_is_known_to_have_adopted_gives_two_lengths_and_no_verdict(result):
    page = result("LDS-CODE-12W")
    assert "This was 63 days (both ends counted). The Commissioning Code asks for 84." in page
    assert "Unconfirmed: we have not seen the text of this rule." in page
    assert "Not met" not in page and "Leeds" not in page


def test_a_code_that_was_adopted_is_met_on_the_84th_day_and_not_on_the_83rd(result):
    first = (3, 3, 2025)
    adopted = {"adopted": "NC-2010-2.4-12W"}
    met = result("NC-2010-2.4-12W", "consultation", first, (25, 5, 2025), **adopted)
    short = result("NC-2010-2.4-12W", "consultation", first, (24, "may", 2025), **adopted)
    assert " Met Earliest date that meets it: Sunday 25 May 2025" in met and "Not met" not in met
    assert " Not met Earliest date that meets it: Sunday 25 May 2025 . 1 day short." in short


def test_a_published_reason_meets_a_code_and_does_not_lift_a_law(result):
    code = result("NC-2010-2.4-12W", reason="yes", adopted="NC-2010-2.4-12W")
    law = result("KD-28", "key_decision", (3, 3, 2025), (31, 3, 2025), reason="yes")
    assert "Met with explanation" in code and "comply or explain" in code
    assert "Required by law, not met" in law and "1 day short" in law
    assert "General exception; Special urgency" in law
    assert "Required by law, not met" not in result("KD-28", "key_decision", (3, 3, 2025), (1, 4, 2025))


def test_only_rules_in_force_on_the_first_date_are_offered(ask):
    before, after = ask("/rules"), ask("/rules", first=(17, 7, 2025), second=(1, 10, 2025))
    assert 'value="NC-2010-2.4-12W"' in before.get_data(as_text=True)
    assert "NC-2010-2.4-12W" not in after.get_data(as_text=True)


def test_a_rule_that_was_not_in_force_or_does_not_apply_says_so(result):
    later = result("NC-2010-2.4-12W", "consultation", (17, 7, 2025), (1, 10, 2025))
    assert "Not in force on that date" in later
    assert "Not applicable" in result("KD-28", "key_decision", body="nhs")


def test_notice_to_both_is_only_judged_where_both_were_told(result):
    when = ("notice", (31, 1, 2025), (30, 4, 2025))
    assert "These dates do not show it" in result("BV-2011-3M", *when, told="unknown")
    told = result("BV-2011-3M", *when, told="yes")
    assert " Met Earliest date that meets it: Wednesday 30 April 2025" in told


def test_wrong_answers_are_told_plainly_and_kept(ask):
    answer = ask("/rules", first=(31, 2, 2025), second=("", "", ""), body="")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "<title>Error: " in page
    for message in ("must be a real date", "Enter the second date", "Select what kind of body it was"):
        assert message in page
    assert 'value="31"' in page and 'value="consultation" checked' in page
    backwards = ask("/result", first=(5, 5, 2025))
    assert backwards.status_code == 400 and "must close on or after" in words(backwards)
    nothing = ask("/result")
    assert nothing.status_code == 400 and "Select at least one rule" in words(nothing)


@pytest.mark.parametrize("path", ["", "/rules", "/result"])
def test_nothing_is_stored_no_cookie_is_set_and_it_is_no_legal_advice(ask, path):
    answer = ask(path, rule="LDS-CODE-12W", reason="no")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert "not legal advice" in words(answer)
    for word in ("unlawful", "breach", "compliant"):
        assert word not in words(answer).lower()
