"""G10, two regimes: the rulers draw the same days as the lists beside them, by shape and never by colour."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import jinja2
from hypothesis import given, settings
from hypothesis import strategies as st

from web.pictures_regimes import EDGE, WIDTH, Rulers, rulers
from workflow.rulebook.library import library
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.timetable.regimes import standstills

TEMPLATES = Path(__file__).parents[3] / "web" / "templates"
NOTICE = date(2027, 12, 17)
CITY = library().rulebook("example-city", date(2026, 11, 24))
SVG = "{http://www.w3.org/2000/svg}"


def picture(notice: date = NOTICE) -> Rulers:
    drawn = rulers(standstills(CITY, "tender", {"regime": ("PA2023", "PSR2023")}, notice))
    assert drawn
    return drawn


def rendered(drawn: Rulers) -> str:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {"long_date": in_words, "weekday_date": with_weekday}
    page = '{% from "components/rulers.html" import rulers %}{{ rulers(picture) }}'
    return env.from_string(page).render(picture=drawn)


def drawing(html: str) -> ET.Element:
    found = re.search(r"<svg.*?</svg>", html, re.DOTALL)
    assert found
    return ET.fromstring(found.group())


def test_the_sentence_names_the_days_that_were_counted_by_hand() -> None:
    assert picture().description == (
        "Procurement Act 2023: 17 December is day 1 and 30 December is day 8; the first day to sign is "
        "Friday 31 December 2027. Provider Selection Regime: 20 December is day 1 and 31 December is day 8; "
        "the first day to sign is Saturday 1 January 2028, the first working day after it Tuesday 4 January "
        "2028."
    )


@settings(max_examples=60)
@given(st.dates(date(2025, 2, 24), date(2030, 12, 31)))
def test_every_counted_day_has_its_number_once_and_nothing_leaves_the_drawing(notice: date) -> None:
    drawn = picture(notice)
    for ruler in drawn.rulers:
        numbers = [square.number for square in ruler.squares if square.number]
        assert numbers == list(range(1, len(ruler.counted.days) + 1))
        assert sum(square.first for square in ruler.squares) == 1
        assert sum(square.holiday for square in ruler.squares) == len(ruler.counted.skipped)
        assert all(EDGE <= square.x and square.x + drawn.side <= WIDTH for square in ruler.squares)


def test_a_day_stands_at_the_same_place_in_both_rulers() -> None:
    drawn = picture()
    first, second = (ruler.squares for ruler in drawn.rulers)
    assert [square.x for square in first] == [square.x for square in second][: len(first)]
    assert len(drawn.heads) == len(second)


def test_the_lists_beside_it_name_every_day_that_is_drawn() -> None:
    html = rendered(picture())
    lists = html.split("<details")[0]
    for ruler in picture().rulers:
        for day in (*ruler.counted.days, ruler.counted.first, ruler.counted.first_working):
            assert with_weekday(day) in lists
    assert "Christmas Day" in lists and "Boxing Day" in lists


def test_the_picture_says_its_conclusion_and_hides_its_shapes_from_screen_readers() -> None:
    svg = drawing(rendered(picture()))
    names = {child.get("id") for child in svg if child.tag.endswith(("title", "desc"))}
    assert svg.get("role") == "img" and set((svg.get("aria-labelledby") or "").split()) == names
    assert [child.get("aria-hidden") for child in svg if child.tag == f"{SVG}g"] == ["true"]


def test_holidays_are_crossed_out_and_the_days_to_sign_are_diamonds() -> None:
    svg = drawing(rendered(picture()))
    crosses = [path for path in svg.iter(f"{SVG}path") if path.get("class") == "line"]
    diamonds = [path.get("class") for path in svg.iter(f"{SVG}path") if path.get("class") != "line"]
    assert len(crosses) == 4  # 27 and 28 December in both
    assert sorted(str(each) for each in diamonds) == ["outline", "solid", "solid"]


def test_one_regime_by_itself_is_drawn_as_one_ruler_and_none_as_nothing() -> None:
    one = rulers(standstills(CITY, "tender", {"regime": "PSR2023"}, NOTICE))
    assert one and [ruler.title for ruler in one.rulers] == ["Provider Selection Regime"]
    assert rulers([]) is None
