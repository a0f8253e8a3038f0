"""A workbook is read as values: dates as dates, formulas never worked out, what is odd said by record."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.support.damage import damaged, originals_invented
from tests.support.uploads import as_csv, as_workbook, contracts
from workflow.errors import BadRequest
from workflow.publish.sheets import csv_file, harmless
from workflow.register.reading import Layout, read_agreements
from workflow.register.workbooks import grid, sheets

OURS = ("agreement id", "organisation", "title", "start", "end", "value")


def test_a_workbook_says_the_same_as_the_same_register_in_csv() -> None:
    rows = contracts(25)
    assert read_agreements(grid(as_workbook(rows, OURS))) == read_agreements(as_csv(rows, OURS))


def test_cells_are_read_as_a_csv_file_would_write_them() -> None:
    row = [1234567, 1e15, 0.5, date(2027, 3, 31), datetime(2027, 3, 31, 9, 30), True, " text "]
    ((_heading), read) = grid(as_workbook([row], ["a"] * 7)).rows
    assert read[:4] == ("1234567", "1000000000000000", "0.5", "2027-03-31")
    assert read[4:] == ("2027-03-31T09:30:00", "TRUE", " text ")


def test_a_formula_without_a_value_and_an_error_are_findings_of_their_record() -> None:
    rows = [["C-1", "Example Group", "One", date(2026, 4, 1), "=TODAY()", "#REF!"], *contracts(1, 2)]
    reading = read_agreements(grid(as_workbook(rows, OURS)))
    assert reading.rows[0][1].end is None and len(reading.rows) == 2
    told = [kept.finding for kept in reading.kept if kept.row == 1]
    assert "the cell under “end” holds a formula without a value; read as empty" in told
    assert "the cell under “value” holds the error #REF!; read as empty" in told
    assert not [kept for kept in reading.kept if kept.row == 2]


def test_empty_rows_and_columns_around_a_table_are_no_records() -> None:
    rows = [[], *contracts(2), [], [None] * 30]
    assert len(grid(as_workbook(rows, OURS, above=[[], []])).rows) == 3


def test_a_sheet_is_found_by_name_and_another_name_is_refused_with_those_there_are() -> None:
    file = as_workbook([], OURS, Register=[OURS, *contracts(2)])
    assert sheets(file) == ("Sheet", "Register") and len(grid(file, "Register").rows) == 3
    with pytest.raises(BadRequest, match="Sheet, Register"):
        grid(file, "Other")


def test_every_damaged_workbook_is_refused_or_read_and_no_other_fault_comes_out() -> None:
    books = {name: one for name, one in originals_invented().items() if name.endswith(".xlsx")}
    for file in damaged(books, each=2):
        if not file.how.startswith("a bomb"):
            try:
                grid(file.content)
            except BadRequest as refused:
                assert "\n" not in str(refused), file.how


def test_what_a_header_claims_of_a_part_is_not_believed() -> None:
    (bomb, *_rest) = (f for f in damaged(originals_invented(), each=1) if f.how == "a bomb 0")
    with pytest.raises(BadRequest, match="too large when unpacked"):
        grid(bomb.content)


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-a", "@x", "\t=1", " =1", "\r=1", "＝1"])
def test_no_cell_that_we_write_is_a_formula(cell: str) -> None:
    assert harmless(cell).startswith("'") and csv_file([[cell]]).decode("utf-8-sig")[0] in "'\""


@pytest.mark.parametrize("cell", ["", "Example", "-12.50", "2027-03-31", "a=b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_only_the_columns_that_were_matched_are_read() -> None:
    from workflow.register import columns
    from workflow.register.agreements import contract
    from workflow.register.reading import read_rows

    matched = {name: name for name in OURS if name != "value"}
    layout = Layout(matched, 0, exact=True)
    reading = read_rows(grid(as_workbook(contracts(1), OURS)), columns.AGREEMENTS, contract, layout)
    assert reading.rows[0][1].value is None
