"""The stage that waits for the standstill shows how its days are counted, not only the last of them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.city import build
from tests.support.visitors import Visitor, site, words

NOTICE = date(2027, 12, 17)
AFTER = date(2027, 12, 20)
CHANGE = {"changes_contract": True, "process": "vary", "instrument": "contract", "light_touch": False}
CHANGE |= {"voluntary_standstill": "yes"}
JOINT = {"regime": ("PA2023", "PSR2023"), "body": ("council", "nhs")}


@pytest.fixture
def stage(sqlite_url, tmp_path):
    """The words of a stage of a project with these facts, on a day."""

    def read(slug="standstill", facts=None, notice=None, event="contract_award_notice", **more):
        city = build(sqlite_url, tmp_path)
        ref = city.open(facts=facts or {}, **more)
        later = city.at(AFTER)
        if notice:
            later.record(ref, event, notice)
        with site(later if notice else city) as app:
            visitor = Visitor(app)
            visitor.sign_in(city.emails["officer"])
            return words(visitor.get(f"/projects/{ref}/stages/{slug}"))

    return read


def test_it_counts_from_the_day_of_the_notice_day_by_day(stage):
    page = stage(notice=NOTICE)
    assert "How the standstill is counted" in page
    assert "Counted from the notice of Friday 17 December 2027" in page
    assert "30 December is day 8; the first day to sign is Friday 31 December 2027" in page
    assert "The notice is not out yet" not in page and "On a joint project" not in page


def test_before_the_notice_is_out_it_says_from_which_day_it_counts(stage):
    page = stage()
    assert "The notice is not out yet. These days count from its planned or last safe day." in page
    assert "Counted from the notice of Friday 17 December 2027" in page


def test_a_joint_project_sees_both_counts_and_which_one_governs(stage):
    page = stage(facts=JOINT, notice=NOTICE)
    assert "the first working day after it Tuesday 4 January 2028" in page
    assert "On a joint project: Both must be kept, so the later day counts: Saturday 1 January 2028" in page


@pytest.mark.parametrize("slug", ["notice", "take-effect"])
def test_r071_a_change_of_a_contract_counts_its_promised_wait_and_says_which_regime_asks_for_it(stage, slug):
    told = {"event": "contract_change_notice", "notice": NOTICE, "route": "renew-or-vary"}
    page = stage(slug, CHANGE | JOINT, **told)
    assert "How the standstill is counted" in page
    assert "30 December is day 8; the first day to sign is Friday 31 December 2027" in page
    assert "The contract change notice promises this standstill" in page
    assert "Only the Procurement Act 2023 asks for this, so a joint project keeps it." in page
    assert "Compare the two sets" not in page


def test_r071_under_one_regime_a_change_speaks_of_no_joint_project(stage):
    told = {"event": "contract_change_notice", "notice": NOTICE, "route": "renew-or-vary"}
    page = stage("take-effect", CHANGE | {"regime": "PA2023"}, **told)
    assert "30 December is day 8" in page and "On a joint project" not in page


@pytest.mark.parametrize(
    ("slug", "facts"),
    [("consultation", {}), ("standstill", {"value": 100_000}), ("need", {})],
)
def test_where_no_standstill_is_waited_for_none_is_shown(stage, slug, facts):
    assert "How the standstill is counted" not in stage(slug, facts)


def test_a_change_whose_notice_promises_no_standstill_shows_none(stage):
    told = {"event": "contract_change_notice", "notice": NOTICE, "route": "renew-or-vary"}
    page = stage("take-effect", CHANGE | JOINT | {"voluntary_standstill": "no"}, **told)
    assert "How the standstill is counted" not in page


def test_a_joint_check_arrives_whole_at_the_page_that_saves_it(sqlite_url, tmp_path):
    city = build(sqlite_url, tmp_path)
    check = "route=tender&end=2028-04-01&movable=yes&fact=body:council,nhs&fact=regime:PA2023,PSR2023"
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        page = visitor.get(f"/projects/new?{check}")
    assert 'value="body:council,nhs"' in page.text and 'value="regime:PA2023,PSR2023"' in page.text
    assert "council and nhs" in words(page)
