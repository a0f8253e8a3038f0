"""What a reading keeps, finds odd and refuses, in plain words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadRequest
from workflow.register.model import Agreement, Finding, Reading
from workflow.register.reading import parse_column_map, read_agreements, read_grants, read_organisations

HEADING = "agreement id,organisation,title,start,end,value,notice clause,charity number"
THEIRS = {
    "Ref": "agreement id",
    "Begins": "start",
    "Expiry": "end",
    "Annual value": "value",
    "Either side may end it by": "notice clause",
}


def register(*records: str) -> Reading[Agreement]:
    return read_agreements("\n".join((HEADING, *records)))


def record(
    key: str = "A-1",
    organisation: str = "Example Carers Group",
    start: str = "2024-04-01",
    end: str = "2027-03-31",
    value: str = "1000",
    charity: str = "",
) -> str:
    return f'{key},"{organisation}",Respite,{start},{end},"{value}",Three months,{charity}'


def findings(reading: Reading[Agreement]) -> list[str]:
    return [kept.finding for kept in reading.kept]


def why(reading: Reading[Agreement]) -> str:
    assert not reading.rows
    (refusal,) = reading.refused
    return refusal.why


def test_an_ordinary_agreement_is_read_without_a_finding() -> None:
    reading = register(record())
    ((number, agreement),) = reading.rows
    assert (number, reading.kept, reading.refused) == (1, (), ())
    assert (agreement.start, agreement.end) == (date(2024, 4, 1), date(2027, 3, 31))
    assert (agreement.value, agreement.notice_clause) == (Decimal(1000), "Three months")
    assert (agreement.instrument, agreement.organisation_key) == ("contract", None)


def test_a_charity_number_becomes_the_published_identifier() -> None:
    ((_, agreement),) = register(record(charity="1234567")).rows
    assert agreement.organisation_key == "GB-CHC-1234567"


def test_a_register_with_its_own_headings_is_read_through_a_map(contracts_register: bytes) -> None:
    reading = read_agreements(contracts_register, column_map=THEIRS, published_by="Example City Council")
    assert [number for number, _ in reading.rows] == [1, 2, 3]
    first, second, third = (agreement for _, agreement in reading.rows)
    assert (first.value, first.source) == (Decimal("62000.00"), "Example City Council")
    assert first.notice_clause == "Three months in writing,\nto the council's solicitor"
    assert (second.start, second.end) == (date(2025, 4, 1), date(2028, 3, 31))
    assert third.end is None
    assert [refusal.row for refusal in reading.refused] == [4]
    assert "31/06/2028" in reading.refused[0].why


def test_a_missing_heading_refuses_the_file_in_one_line_that_names_the_mend(
    contracts_register: bytes,
) -> None:
    with pytest.raises(BadRequest) as refused:
        read_agreements(contracts_register)
    message = str(refused.value)
    assert "Expiry" in message and "end" in message and "--map" in message and "\n" not in message


@pytest.mark.parametrize(
    "mapping, named",
    [
        ({"Expires": "end"}, "Expires"),
        ({"Expiry": "finish"}, "finish"),
        ({"Expiry": "end", "Begins": "end"}, "end"),
    ],
)
def test_a_map_that_names_what_is_not_there_is_refused(
    contracts_register: bytes, mapping: dict[str, str], named: str
) -> None:
    with pytest.raises(BadRequest, match=named):
        read_agreements(contracts_register, column_map=mapping)


def test_a_map_is_given_as_theirs_equals_ours() -> None:
    assert parse_column_map(["A=B heading=end"]) == {"A=B heading": "end"}
    with pytest.raises(BadRequest, match="THEIRS=OURS"):
        parse_column_map(["Expiry"])


def test_360giving_headings_are_known() -> None:
    reading = read_grants(
        "Identifier,Title,Description,Currency,Amount Awarded,Award Date,Planned Dates:0:Start Date,"
        "Planned Dates:0:End Date,Planned Dates:0:Duration (months),Recipient Org:0:Identifier,"
        "Recipient Org:0:Name,Funding Org:0:Name\n"
        "360G-example-1,Running costs,A lunch club,GBP,1500.00,2026-03-31T23:00:00Z,2026-04-01,2027-03-31,12,"
        "360G-example-org-1,Example Ward Lunch Club,Example City Council\n"
    )
    ((_, grant),) = reading.rows
    assert (grant.key, grant.funder, grant.instrument) == ("360G-example-1", "Example City Council", "grant")
    assert (grant.awarded_on, grant.end, grant.duration_months) == (date(2026, 4, 1), date(2027, 3, 31), 12)
    assert reading.kept == ()


@pytest.mark.parametrize(
    "odd, finding",
    [
        (record(end="2024-03-31"), "ends on 31 March 2024, before its start on 1 April 2024"),
        (record(end=""), "no end date"),
        (record(value=""), "no amount"),
        (record(organisation=""), "no organisation named"),
        (record(end="2054-04-02"), "ends on 2 April 2054, more than 30 years after its start"),
        (
            record(start="1989-12-31", end="2010-01-01"),
            "the start, 31 December 1989, is before 1990 or after 2100",
        ),
        (record(value="-5"), "the amount is -5"),
    ],
)
def test_an_odd_record_is_kept_with_one_finding(odd: str, finding: str) -> None:
    reading = register(odd)
    assert findings(reading) == [finding]
    assert len(reading.rows) == 1 and not reading.refused


@pytest.mark.parametrize(
    "plain",
    [
        record(start="2024-04-01", end="2024-04-01"),
        record(end="2054-04-01"),
        record(start="1990-01-01", end=""),
    ],
)
def test_at_the_edge_nothing_is_odd(plain: str) -> None:
    assert [text for text in findings(register(plain)) if text != "no end date"] == []


@pytest.mark.parametrize(
    "unreadable, mend",
    [
        (record(key=""), "no identifier"),
        (record(end="31/13/2027"), "day comes before the month"),
        (record(end="31/03/27"), "four figures"),
        (record(end="46477"), "spreadsheet's day number"),
        (record(end="TBC"), "leave it empty"),
        (record(value="about 500"), "1234.56"),
        (record(value="1e9"), "1234.56"),
        (record() + ",more", "9 cells, but the heading has 8"),
        ("A-1,Example", "2 cells, but the heading has 8"),
        ('A-1,"Example" Carers,Respite,,,,,', "quotation marks do not match"),
        ('A-1,"Example,Respite,,,,,\nand the rest', "never closed"),
        (record(organisation="Dr Example Person"), "natural person"),
    ],
)
def test_an_unreadable_record_is_refused_with_its_number_and_the_mend(unreadable: str, mend: str) -> None:
    assert mend in why(register(unreadable))


def test_a_refusal_of_a_person_does_not_repeat_the_name() -> None:
    assert "Sample" not in why(register(record(organisation="Jane Sample")))
    assert register(record(organisation="Jane Sample", charity="1234567")).rows


def test_records_count_from_one_and_a_refused_one_does_not_stop_the_rest() -> None:
    reading = register(record("A-1"), record("A-2", end="soon"), "", record("A-3"))
    assert [number for number, _ in reading.rows] == [1, 3]
    assert [refusal.row for refusal in reading.refused] == [2]


def test_the_same_record_twice_is_read_once_and_another_under_its_identifier_is_refused() -> None:
    reading = register(record("A-1"), record("A-1"), record("A-1", value="7"))
    assert [number for number, _ in reading.rows] == [1]
    assert reading.kept == (Finding(2, "the same as record 1; read once"),)
    assert [refusal.row for refusal in reading.refused] == [3]


def test_a_file_in_windows_1252_is_read_and_said_to_be() -> None:
    name = "Example Café & Carers’ Group"
    for encoding, notes in (("utf-8", 0), ("utf-8-sig", 0), ("cp1252", 1)):
        reading = read_agreements("\n".join((HEADING, record(organisation=name))).encode(encoding))
        assert reading.rows[0][1].organisation_name == name
        assert [kept.row for kept in reading.kept] == [0] * notes


@pytest.mark.parametrize(
    "file, mend",
    [
        (b"PK\x03\x04\0\0", "CSV UTF-8"),
        (HEADING.encode("utf-16"), "CSV UTF-8"),
        (b"", "empty"),
        (b"\n\n", "empty"),
        (HEADING.replace(",", ";").encode(), "not parted by commas"),
        ((HEADING + ",Title").encode(), "twice"),
        (b"a" * 10_000_000, "cannot be read"),
    ],
)
def test_what_is_no_csv_file_is_refused_whole(file: bytes, mend: str) -> None:
    with pytest.raises(BadRequest, match=mend):
        read_agreements(file)


def test_an_endless_line_is_refused_and_the_next_record_read() -> None:
    reading = register("x" * 10_000_000, record("A-2"))
    assert [number for number, _ in reading.rows] == [2]
    assert "longer than" in reading.refused[0].why and len(reading.refused[0].why) < 300


def test_a_register_without_a_column_for_the_value_says_so_once() -> None:
    reading = read_agreements(
        "agreement id,organisation,title,start,end\nA-1,Example Carers Group,T,,2027-03-31\n"
    )
    assert [kept.row for kept in reading.kept] == [0, 0]
    assert "value" in reading.kept[0].finding and "notice clause" in reading.kept[1].finding


def test_odd_numbers_of_an_organisation_are_kept_as_published_with_a_finding() -> None:
    reading = read_organisations(
        "org_id,name,charity_number,company_number\nX-1,Example Carers Group,12,1234567\nX-2,,1234567,\n"
    )
    assert reading.rows[0][1].company_number == "1234567"
    assert ["charity number" in reading.kept[0].finding, "nought" in reading.kept[1].finding] == [True, True]
    assert [refusal.row for refusal in reading.refused] == [2]


CELLS = st.sampled_from(
    [
        "A-1",
        "A-2",
        "",
        '"',
        '""',
        '"x\ny"',
        "2027-03-31",
        "31/02/2027",
        "£1,000",
        "\ufeff",
        "é",
        "\x1b[31m",
        "=1+1",
        "1e999",
    ]
) | st.text(max_size=12)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=8))
def test_whatever_stands_in_the_cells_each_record_is_read_or_refused_once(table: list[list[str]]) -> None:
    text = HEADING + "\n" + "\n".join(",".join(cells) for cells in table)
    try:
        reading = read_agreements(text)
    except BadRequest:
        assert "\0" in text
        return
    numbers = [number for number, _ in reading.rows] + [refusal.row for refusal in reading.refused]
    assert len(numbers) == len(set(numbers)) and 0 not in numbers
    assert all(refusal.why.isprintable() for refusal in reading.refused)
    assert read_agreements(text) == reading


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_one_line(file: bytes) -> None:
    for read in (read_agreements, read_grants, read_organisations):
        try:
            read(file)
        except BadRequest as refused:
            assert "\n" not in str(refused)
