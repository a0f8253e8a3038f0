"""G1, the timeline: one object gives the drawing and its table, and neither says more than the other."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.pictures import LABELS, RIGHT, Band, Row, Timeline, timeline

TEMPLATES = Path(__file__).parents[3] / "web" / "templates"
TODAY = date(2027, 2, 10)
WORKED = [
    Row("Early conversation", date(2027, 1, 20), date(2027, 3, 2), done=True),
    Row(
        "Consultation",
        date(2027, 2, 20),
        date(2027, 5, 15),
        last_safe=date(2027, 5, 26),
        spare=8,
        state="late",
    ),
    Row("Key decision notice published", point=date(2027, 7, 1), last_safe=date(2027, 7, 7), spare=68),
    Row("Service starts", point=date(2028, 4, 1), fixed=True),
]
SENTENCE = "4 steps from 20 January 2027 to 1 April 2028. The consultation must close by 26 May 2027."


def picture(rows: list[Row] = WORKED, **more: object) -> Timeline:
    return timeline(rows, today=TODAY, title="Timeline", description=SENTENCE, **more)  # type: ignore[arg-type]


def rendered(drawn: Timeline) -> str:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.filters["long_date"] = env.filters["weekday_date"] = lambda day: f"{day.day} {day:%B %Y}"
    page = '{% from "components/timeline.html" import timeline %}{{ timeline(picture) }}'
    return env.from_string(page).render(picture=drawn)


def drawing(html: str) -> ET.Element:
    found = re.search(r"<svg.*?</svg>", html, re.DOTALL)
    assert found
    return ET.fromstring(found.group())


days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
rows_of_any_kind = st.lists(
    st.builds(
        Row,
        st.text(min_size=1, max_size=60),
        st.none() | days,
        st.none() | days,
        st.none() | days,
        st.none() | days,
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)


@given(rows_of_any_kind, days)
def test_no_shape_leaves_the_drawing_whatever_dates_are_missing(rows: list[Row], today: date) -> None:
    drawn = timeline(rows, today=today, title="T", description="D")
    places = [x for s in drawn.shapes for x in (s.point, s.last_safe, s.fixed, *(s.tail or ())) if x]
    places += [x for s in drawn.shapes if s.bar for x in (s.bar[0], s.bar[0] + s.bar[1] - 2)]
    assert all(LABELS <= x <= RIGHT for x in places)
    assert len(drawn.rows) == len(rows)


def test_every_number_of_the_sentence_stands_in_the_table() -> None:
    table = re.search(r"<tbody.*</tbody>", rendered(picture()), re.DOTALL)
    assert table
    for day in re.findall(r"\d+ [A-Z][a-z]+ \d{4}", SENTENCE):
        assert day in table.group()
    assert int(SENTENCE.split()[0]) == len(picture().rows)


def test_later_is_further_right_and_a_day_is_always_as_wide() -> None:
    early, later = picture().shapes[2], picture().shapes[3]
    assert early.point is not None and early.last_safe is not None and later.fixed is not None
    assert early.point < early.last_safe < later.fixed == RIGHT
    days_drawn = (date(2028, 4, 1) - date(2027, 1, 20)).days
    assert early.last_safe - early.point == pytest.approx(6 * (RIGHT - LABELS) / days_drawn, abs=0.11)


def test_the_picture_has_a_title_and_a_description_and_hides_its_shapes_from_screen_readers() -> None:
    svg = drawing(rendered(picture()))
    names = {child.get("id") for child in svg if child.tag.endswith(("title", "desc"))}
    assert svg.get("role") == "img"
    assert set((svg.get("aria-labelledby") or "").split()) == names
    assert [child.get("aria-hidden") for child in svg if child.tag.endswith("}g")] == ["true"]


def test_planned_and_done_differ_by_pattern_and_not_by_colour_alone() -> None:
    svg = drawing(rendered(picture()))
    bars = [r for r in svg.iter("{http://www.w3.org/2000/svg}rect") if r.get("height") == "18"]
    assert [bar.get("class") or bar.get("fill") for bar in bars] == ["solid", "url(#timeline-hatch)"]


def test_a_last_safe_date_leaves_the_drawing_once_the_step_is_done() -> None:
    later = TODAY + timedelta(100)
    done = picture([Row("Consultation", TODAY, TODAY + timedelta(84), last_safe=later, done=True)])
    assert done.shapes[0].last_safe is None and done.shapes[0].tail is None


def test_today_is_drawn_only_where_it_falls_between_the_dates() -> None:
    assert picture().today_x is not None
    assert timeline(WORKED, today=date(2026, 12, 1), title="T", description="D").today_x is None


def test_the_last_label_of_the_axis_is_anchored_at_its_end() -> None:
    rows = [Row("A", date(2027, 1, 1), date(2027, 4, 1))]
    assert [tick.anchor for tick in picture(rows).ticks][-1] == "end"


def test_bands_are_named_by_letter_in_the_key_and_left_out_beyond_the_dates() -> None:
    poll = Band("Pre-election period", date(2027, 3, 31), date(2027, 5, 6))
    other = Band("Closure of another year", date(2029, 12, 24), date(2029, 12, 31))
    drawn = picture(bands=[poll, other])
    assert [(band.letter, band.label) for band in drawn.bands] == [("A", "Pre-election period")]
    assert "A: Pre-election period" in rendered(drawn)


def test_a_timeline_without_dates_says_what_will_appear() -> None:
    assert "No dates yet" in rendered(picture([]))


def test_a_label_is_text_and_never_markup() -> None:
    html = rendered(picture([Row("<script>alert(1)</script>", TODAY, TODAY + timedelta(3))]))
    assert "<script>" not in html
    drawing(html)
