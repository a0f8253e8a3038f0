"""An award notice is an agreement of whoever bought: with its end as stated, never dated by guess."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from workflow.register.awards import read_awards
from workflow.register.model import Agreement


def release(n: int, tag: str, **more: Any) -> Mapping[str, Any]:
    return {"ocid": f"ocds-x-{n}", "id": f"{n}-{tag}", "date": "2026-03-02", "tag": [tag], **more}


def award(supplier: str, end: str | None) -> Mapping[str, Any]:
    period = {"startDate": "2026-04-01"} | ({"endDate": end} if end else {})
    return {"awards": [{"suppliers": [{"name": supplier}], "contractPeriod": period}]}


def read(*releases: Mapping[str, Any]) -> dict[str, Agreement]:
    about = {"buyer": {"name": "Example City Council"}, "tender": {"title": "Lunch clubs"}}
    package = {"releases": [{**about, **each} for each in releases]}
    return {one.key: one for _n, one in read_awards(json.dumps(package).encode()).rows}


def test_an_award_becomes_an_agreement_and_a_tender_or_a_cancelled_one_does_not() -> None:
    found = read(
        release(1, "award", **award("Example Group", "2027-03-31")),
        release(2, "tender", **award("Example Group", "2027-03-31")),
        release(3, "award", **award("Example Group", "2027-03-31")),
        release(3, "awardCancellation", date="2026-03-03"),
    )
    assert set(found) == {"ocds-x-1"}
    one = found["ocds-x-1"]
    assert (one.funder, one.organisation_name, one.end) == (
        "Example City Council", "Example Group", date(2027, 3, 31))  # fmt: skip


def test_the_latest_notice_of_a_process_counts_wherever_it_stands_in_the_file() -> None:
    later = release(1, "awardUpdate", date="2026-05-01", **award("Example Group", "2028-03-31"))
    assert read(later, release(1, "award", **award("Example Group", "2027-03-31")))["ocds-x-1"].end == date(
        2028, 3, 31
    )


def test_an_award_without_an_end_is_kept_without_one_and_a_person_is_left_out() -> None:
    found = read(release(1, "contract", **award("Jane Smith", None)))
    assert (found["ocds-x-1"].end, found["ocds-x-1"].organisation_name) == (None, "")


def test_published_award_notices_give_the_agreements_that_run_on_as_counted_without_the_product(
    published: Callable[[str, str], bytes],
) -> None:
    facts = published("procurement/notice_timelines.json", "../findings/procurement/notice_timelines.json")
    after = date(2026, 11, 22)
    awarded = {
        one["ocid"]: one
        for one in json.loads(facts)["processes"]
        if {"award", "contract"} & {release["tag"] for release in one["releases"]}
    }
    wanted = {key for key, one in awarded.items() if one.get("contract_end", "") > after.isoformat()}
    found = {one.key for _n, one in read_awards(facts).rows if one.end and one.end > after}
    assert found and found == wanted
