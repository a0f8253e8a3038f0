"""Write config/calendars: the published bank holidays, and computed ones for the years around them.

    python tools/calendars.py PUBLISHED.csv

PUBLISHED.csv has the headings division, date, title, substitute, first_published, source (see
config/calendars/LICENCE.md for where it comes from). The years before and after it are computed once with the
`holidays` library and marked so: a run of the product needs no library for its calendars.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import holidays

OUT = Path(__file__).resolve().parent.parent / "config" / "calendars"
FIRST_YEAR, LAST_YEAR = 1995, 2045
DIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
FIELDS = ("date", "title", "substitute", "first_published", "source", "status")
SATURDAY = 5
# The library marks 30 November 2006, but the Act that made it a bank holiday came into force in 2007.
NOT_YET = {("scotland", date(2006, 11, 30))}
TITLES = {
    "New Year's Day": "New Year’s Day",
    "New Year Holiday": "2nd January",
    "New Year Holiday; New Year's Day": "2nd January",
    "Saint Patrick's Day": "St Patrick’s Day",
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Battle of the Boyne": "Battle of the Boyne (Orangemen’s Day)",
    "Summer Bank Holiday": "Summer bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Saint Andrew's Day": "St Andrew’s Day",
    "Millennium Celebrations": "Millennium bank holiday",
    "Golden Jubilee of Elizabeth II": "Queen’s Golden Jubilee",
    "Wedding of William and Catherine": "Royal Wedding bank holiday",
    "world cup": "World Cup bank holiday",
}
Row = dict[str, str]


def main(published: Path) -> None:
    """Write one file a division."""
    with published.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for division in DIVISIONS:
        known = [_published(row) for row in rows if row["division"] == division]
        years = {row["date"][:4] for row in known}
        computed = [row for row in _computed(division) if row["date"][:4] not in years]
        _write(OUT / f"{division}.csv", sorted(known + computed, key=lambda row: row["date"]))


def _published(row: Row) -> Row:
    kept = {field: row.get(field, "") for field in FIELDS}
    title, source = TITLES.get(row["title"], row["title"]), row["source"].partition(":")[0]
    return kept | {"title": title, "source": source, "status": "published"}


def _computed(division: str) -> Iterator[Row]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    found = holidays.country_holidays("GB", subdiv=DIVISIONS[division], years=years)
    for day, name in sorted(found.items()):
        if day.weekday() < SATURDAY and (division, day) not in NOT_YET:
            yield _computed_row(day, name)


def _computed_row(day: date, name: str) -> Row:
    plain = name.removesuffix(" (observed)")
    title, substitute = TITLES.get(plain, plain), plain != name
    if ";" in name:  # 2 January itself, on which the substitute for New Year's Day would have fallen
        substitute = False
    elif title == "2nd January" and substitute and date(day.year, 1, 1).weekday() == SATURDAY + 1:
        title = "New Year’s Day"
    return {
        "date": day.isoformat(),
        "title": title,
        "substitute": "yes" if substitute else "",
        "first_published": "",
        "source": f"holidays {holidays.__version__}",
        "status": "computed",
    }


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
