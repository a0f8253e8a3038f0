"""What a mail says: the fact first, what it means, what can be done; calm, whatever happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.alerts.messages import LONGEST_SUBJECT, subject_of, undelivered, write
from workflow.alerts.model import Alert, Letterhead, Mail, Reader
from workflow.rulebook.library import library
from workflow.timetable.calendars import calendar

HEAD = Letterhead("Example City Council", "https://fair.example", calendar("england"))
LAST_SAFE = date(2027, 3, 3)
POSTS = {
    "owner": "Commissioning Officer",
    "manager": "Commissioning Manager",
    "head": "Head of Adult Commissioning",
    "director": "Director of Adults",
    "compact_lead": "Compact Lead",
}
DETAIL: dict[str, Any] = {
    "project": "COM-2027-014",
    "project_title": "Community mental health support",
    "stage": "consultation",
    "stage_name": "Formal consultation",
    "public": True,
    "event_title": "Consultation opens",
    "must": "The consultation must open",
    "was_due": "The consultation was due to open",
    "not_yet": "it has not opened",
    "done": "Consultation opened",
    "protects": "to give organisations the full window that the code asks for",
    "unconfirmed": False,
    "force": "comply or explain",
    "may_be_explained": True,
    "decision_by": "2027-08-05",
    "window_closes_by": "2027-05-26",
    "end_fixed": False,
    "tasks": ["Say what is decided and still open", "Choose who to invite"],
    "ends_title": "Service starts",
    "end_date": "2028-04-01",
    "posts": POSTS,
}
SHORT = {
    "short_by_days": 21,
    "required": "2027-06-16",
    "planned": "2027-05-26",
    "rule_title": "12 weeks to respond to a consultation",
    "end_event_title": "Consultation closes",
}
GATE = {
    "words": "Required by law, not met",
    "title": "28 clear days' notice of a key decision",
    "missing": "The notice was 21 clear days old.",
    "on": "2027-08-05",
    "done": "Decision to buy taken",
}
KINDS = [("L1", 1), ("L1", 3), ("L2", 4), ("L3", 5), ("L3", 6), ("L3", 7), ("L5", 5), ("L4", 1), ("GATE", 1)]
AVOIDED = (
    "urgent",
    "breach",
    "unlawful",
    "compliant",
    "unfortunately",
    "please note",
    "sorry",
    "!",
    "failed to",
)


def alert(trigger: str, rung: int, **more: Any) -> Alert:
    extra = {"L4": SHORT, "GATE": GATE}.get(trigger, {})
    role = str(more.pop("role", "monitoring_officer" if trigger == "GATE" else "owner"))
    return Alert(
        id=f"id{trigger}{rung}",
        body="b",
        project="p",
        key=f"k:{trigger}:{rung}",
        trigger=trigger,
        rung=rung,
        event="consultation_opened",
        rule="LDS-CODE-12W",
        recipient="r",
        role=role,
        last_safe=LAST_SAFE,
        due_on=date(2027, 3, 4),
        detail={**DETAIL, **extra, **more},
    )


def mail(
    found: Alert | list[Alert], today: date, head: Letterhead = HEAD, post: str = "Commissioning Officer"
) -> Mail:
    return write(found if isinstance(found, list) else [found], Reader(post), head, today)


def test_c1_says_what_must_happen_by_when_and_in_how_many_working_days() -> None:
    found = mail(alert("L1", 1), date(2027, 2, 3))
    assert found.text.splitlines()[0] == (
        "The consultation must open by Wednesday 3 March 2027: Community mental health support. "
        "That is in 20 working days."
    )
    assert "The full time is 12 weeks, to 26 May 2027." in found.text
    assert "Still to do: say what is decided and still open; choose who to invite." in found.text
    assert "https://fair.example/projects/COM-2027-014/stages/consultation" in found.text
    assert found.text.splitlines()[-1] == "The latest date that fits the rules shown; not legal advice."


@pytest.mark.parametrize(
    "role, words",
    [
        ("owner", "We have copied the Commissioning Manager because 5 working days are left."),
        (
            "manager",
            "You are copied because 5 working days are left. The Commissioning Officer owns",
        ),
    ],
)
def test_c2_says_to_the_owner_who_was_copied_and_to_the_manager_why(role: str, words: str) -> None:
    assert words in mail(alert("L1", 3, role=role), date(2027, 2, 24)).text


def test_c3_says_on_the_last_safe_day_what_opening_today_keeps() -> None:
    text = mail(alert("L2", 4), LAST_SAFE).text
    assert text.startswith("The consultation must open today, Wednesday 3 March 2027")
    assert "organisations get the full 12 weeks. The decision can be taken on 5 August 2027." in text


@pytest.mark.parametrize(
    "today, late, effect",
    [
        (
            date(2027, 3, 4),
            "1 working day late",
            "11 weeks 6 days are still possible if it opens today. After 14 April",
        ),
        (
            date(2027, 3, 31),
            "18 working days late",
            "8 weeks are still possible if it opens today. After 14 April",
        ),
        (
            date(2027, 4, 13),
            "27 working days late",
            "6 weeks 1 day are still possible if it opens today. After 14",
        ),
        (
            date(2027, 4, 14),
            "28 working days late",
            "6 weeks are still possible if it opens today. That is less",
        ),
        (date(2027, 5, 26), "57 working days late", "No time to respond is left before 26 May 2027."),
    ],
)
def test_m1_says_how_late_it_is_and_what_is_still_possible(today: date, late: str, effect: str) -> None:
    found = mail(alert("L3", 5, role="manager"), today)
    assert found.subject == f"{late}: the consultation has not opened (COM-2027-014)"
    assert f"It is {late}." in found.text
    assert effect in found.text


def test_m1_says_where_it_goes_next_and_what_the_public_reads() -> None:
    text = mail(alert("L3", 5), date(2027, 3, 4)).text
    assert "If nothing is recorded by 10 March this goes to the Head of Adult Commissioning." in text
    public = (
        'The public page says today: "The consultation was due to open by 3 March 2027; it has not opened".'
    )
    assert public in text
    assert public not in mail(alert("L3", 5, public=False), date(2027, 3, 4)).text


def test_what_would_have_been_by_a_day_that_has_passed_is_not_said() -> None:
    assert "If nothing is recorded by 10 March" in mail(alert("L3", 5), date(2027, 3, 9)).text
    assert "If nothing is recorded" not in mail(alert("L3", 5), date(2027, 3, 10)).text


def test_m2_names_those_who_were_told_and_the_plan_if_there_is_one() -> None:
    told = (("Commissioning Officer", date(2027, 3, 4)), ("Commissioning Manager", date(2027, 3, 4)))
    found = replace(alert("L3", 6, role="head"), told=told)
    assert (
        "The Commissioning Officer and the Commissioning Manager were told on 4 March. No plan is recorded."
        in mail(found, date(2027, 3, 10)).text
    )
    assert "Recorded plan: A new venue." in mail(replace(found, plan="A new venue."), date(2027, 3, 10)).text


def test_d1_gives_three_ways_with_their_consequences() -> None:
    found = mail(alert("L3", 7, role="director"), date(2027, 3, 17))
    assert found.subject == "10 working days late: decision of 5 August at risk (COM-2027-014)"
    assert [line[:2] for line in found.text.splitlines() if line[:2] in ("1.", "2.", "3.")] == [
        "1.",
        "2.",
        "3.",
    ]


def test_l5_says_that_the_full_time_no_longer_fits_the_fixed_end() -> None:
    found = mail(alert("L5", 5, end_fixed=True), date(2027, 3, 4))
    assert found.subject == "Too late for 12 weeks: Community mental health support (COM-2027-014)"
    assert "the end (Service starts, 1 April 2028) is marked as fixed. 12 weeks no longer fit." in found.text


def test_n1_says_what_was_recorded_and_what_was_not_met() -> None:
    found = mail(alert("GATE", 1), date(2027, 8, 6))
    assert found.subject.startswith("Recorded: required by law, not met")
    assert "Required by law, not met: 28 clear days' notice of a key decision." in found.text
    assert "with its true date. No exception is recorded." in found.text
    assert "not legal advice" not in found.text


def test_a_rung_that_is_read_after_its_day_says_what_is_true_that_day() -> None:
    assert mail(alert("L2", 4), date(2027, 3, 5)).subject.startswith("2 working days late")


@pytest.mark.parametrize("trigger, rung", KINDS)
def test_every_mail_is_calm_and_says_why_it_came(trigger: str, rung: int) -> None:
    found = mail(alert(trigger, rung), date(2027, 3, 2) if trigger == "L1" else date(2027, 3, 4))
    words = f"{found.subject} {found.text}".lower()
    assert [avoided for avoided in AVOIDED if avoided in words] == []
    assert "You get this because your post, Commissioning Officer," in found.text
    assert found.subject != found.subject.upper()
    longest = max(len(sentence.split()) for sentence in found.text.replace("\n", " ").split(". "))
    assert longest < 45


@pytest.mark.parametrize("trigger, rung", KINDS)
def test_a_demonstration_says_so_first_and_an_unconfirmed_rule_says_so(trigger: str, rung: int) -> None:
    found = mail(alert(trigger, rung, unconfirmed=True), date(2027, 3, 4), replace(HEAD, demonstration=True))
    assert found.text.splitlines()[0] == "Demonstration: nothing here has been decided"
    assert "Unconfirmed: we have not seen the text of this rule." in found.text


def test_several_matters_are_one_mail_late_before_coming_each_said_once() -> None:
    other = {"project": "COM-2027-020", "project_title": "Carers' breaks"}
    coming = replace(alert("L1", 1, **other), project="q", last_safe=date(2027, 4, 1))
    late, twice = alert("L3", 5), replace(alert("L3", 5, role="manager"), key="other post")
    found = mail([coming, twice, late], date(2027, 3, 4))
    assert found.subject == "1 working day late: the consultation has… and 1 more (COM-2027-014)"
    assert found.text.index("Community mental") < found.text.index("Carers' breaks")
    assert found.text.count("It is 1 working day late.") == 1


def test_the_reader_of_a_vacant_post_is_told_so() -> None:
    reader = Reader("Commissioning Manager", ("Commissioning Officer",))
    why = write([alert("L3", 5)], reader, HEAD, date(2027, 3, 4)).why
    assert why.startswith("You get this because this post is vacant: Commissioning Officer.")


def test_an_undelivered_mail_tells_which_post_was_not_reached() -> None:
    found = undelivered("Relationship Manager", "1 working day late", "550 no such box", Reader("Head"), HEAD)
    assert found.subject == "We could not deliver this to the Relationship Manager"
    assert "550 no such box" in found.text


@pytest.mark.parametrize("route", sorted(library().routes))
@pytest.mark.parametrize("trigger, rung", KINDS)
def test_every_event_of_every_route_has_a_subject_that_a_phone_shows(
    route: str, trigger: str, rung: int
) -> None:
    rulebook = library().rulebook("example-city", date(2027, 3, 1))
    for event in rulebook.routes[route].events:
        words = {"must": event.must, "was_due": event.was_due, "not_yet": event.not_yet, "done": event.done}
        found = alert(
            trigger, rung, **words, event_title=event.title, window_closes_by=None, decision_by=None
        )
        line = subject_of(found, HEAD, date(2027, 3, 2))
        assert trigger != "L1" or "by 3 March" in line
        assert len(line) <= LONGEST_SUBJECT and line.endswith("(COM-2027-014)")


@given(title=st.text(min_size=1, max_size=200), kind=st.sampled_from(KINDS), n=st.integers(1, 4))
def test_whatever_a_title_holds_the_subject_is_one_short_line_and_the_page_is_whole(
    title: str, kind: tuple[str, int], n: int
) -> None:
    alerts = [replace(alert(*kind, project_title=title), project=str(i)) for i in range(n)]
    found = mail(alerts, date(2027, 3, 4))
    assert len(found.subject) <= LONGEST_SUBJECT and len(found.subject.splitlines()) == 1
    assert found.subject.endswith("(COM-2027-014)")
    reader = Tags()
    reader.feed(found.html)
    assert reader.seen <= {"html", "head", "meta", "title", "body", "p", "strong", "a", "hr"}


class Tags(HTMLParser):
    """Which elements a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
