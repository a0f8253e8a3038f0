"""What a charity sees without signing in: lists, one honest page a change, its calendar; no cookie."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urljoin

import pytest
from icalendar import Calendar

from config.settings import from_environment
from tests.support.city import NOW
from tests.support.visitors import Visitor, site, words
from web import create_app, wiring
from workflow.clock import FixedClock
from workflow.commands.advance import advance
from workflow.commands.explain import Details, ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.commands.record import add_evidence, write_open_questions

TODAY = date(2026, 11, 24)
SMALL = 100_000
REASON = "The grant that pays for this was only confirmed on 20 October 2026, so nine weeks are left in all."
CHECK = "/check-dates/result?what=retender&bodies=council&kind=neither&value=&end=2028-04-01&movable=no"
CHECK += "&decides=board"


@pytest.fixture
def read(city):
    """Read a page as the public does, on a day: `read(path, on=..., status=...)` answers its words."""

    def page(path, on=TODAY, status=200):
        with site(city.at(on)) as app:
            answer = Visitor(app).get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return re.sub(r" (?=[.;])", "", words(answer))

    return page


def open_consultation(city, title, closes):
    ref = city.open(title, end=date(2028, 6, 1))
    city.record(ref, "early_conversation_started", TODAY - timedelta(60))
    city.record(ref, "consultation_opened", TODAY - timedelta(10))
    city.record(ref, "consultation_closed", closes, what="planned")
    return ref


def under(page, heading, last="not yet public"):
    """The words of a page from one heading on, up to the next known heading."""
    rest = page.split(heading, 1)[1]
    known = [
        "Open for comments",
        "Due but not opened",
        "Opening in",
        "In progress",
        "Ended or withdrawn",
        last,
    ]
    ends = [rest.index(other) for other in known if other != heading and other in rest]
    return rest[: min(ends, default=len(rest))]


def test_an_empty_installation_says_what_will_appear_and_what_to_do_now(sqlite_url, tmp_path):
    told = {"FAIRNOTICE_DATABASE_URL": sqlite_url, "FAIRNOTICE_VAR": str(tmp_path)}
    app = create_app(from_environment(told), FixedClock(NOW))
    page = words(Visitor(app).get("/"))
    app.extensions[wiring.KEY].engine.dispose()
    assert "Nothing has been set up yet" in page and "check the dates of a change of your own" in page


def test_a_consultation_closes_soon_from_fourteen_days_before_its_end(city, read):
    open_consultation(city, "Lunch clubs", TODAY + timedelta(14))
    open_consultation(city, "Advice", TODAY + timedelta(15))
    page = read("/")
    assert "Lunch clubs" in under(page, "Closing soon") and "Advice" not in under(page, "Closing soon")
    assert "Advice" in under(page, "Open for comments")


def test_a_consultation_is_announced_from_three_months_before_it_must_open(city, read):
    city.open()  # the consultation must open by 3 March 2027
    assert "Opening in the next 3 months" not in read("/", on=date(2026, 12, 2))
    found = under(read("/", on=date(2026, 12, 3)), "Opening in the next 3 months")
    assert "Consultation opens: by 3 March 2027 (last safe date)" in found


def test_r026_a_passed_date_is_said_in_public_from_the_next_day(city, read):
    ref = city.open()
    said = "The consultation was due to open by 3 March 2027; it has not opened."
    assert said not in read("/", on=date(2027, 3, 3)) + read(f"/changes/{ref}", on=date(2027, 3, 3))
    assert said in under(read("/", on=date(2027, 3, 4)), "Due but not opened")
    assert said in read(f"/changes/{ref}", on=date(2027, 3, 4))


def test_a_plan_to_end_something_is_only_counted_until_its_provider_was_told(city, read):
    ref = city.open("Grant of Example Carers Group", route="decommission", facts={"instrument": "grant"})
    assert "1 change not yet public" in read("/") and "Carers" not in read("/")
    read(f"/changes/{ref}", status=404)
    read(f"/changes/{ref}/calendar.ics", status=404)
    city.record(ref, "provider_told", TODAY)
    assert "Grant of Example Carers Group" in read("/") and "not yet public" not in read("/")
    assert "End or reduce a service or its funding" in read("/")


def test_a_search_finds_title_reference_and_body_and_says_when_nothing_does(city, read):
    ref = city.open("Lunch clubs")
    city.open("Advice")
    for query in ("lunch+CLUBS", ref.lower(), "lunch+example+city"):
        found = read(f"/?q={query}")
        assert "1 change matches" in found and "Lunch clubs" in found and "Advice" not in found
    assert 'No changes match "<b>"' in read("/?q=%3Cb%3E")


def test_r027_r009_a_change_says_what_is_decided_what_is_open_and_who_decides(city, read):
    ref = city.open(summary="The contract ends on 31 March 2028.")
    asked = {"decided": "The budget.", "still_open": "How many contracts.\nOpening hours."}
    write_open_questions(ref=ref, by=city.people["officer"], services=city.services, **asked)
    page = read(f"/changes/{ref}")
    order = ["In short", "Where we are", "What is decided and what is still open", "Who decides", "Dates"]
    order += ["How we are following the code", "Who is affected", "The engagement plan", "Documents"]
    order += ["Contact", "History", "Open data"]
    places = [page.index(heading) for heading in order]
    assert places == sorted(places)
    assert "Decided The budget. Still open How many contracts. Opening hours." in page
    assert "Director of Adults and Health, 5 August 2027 (last safe date)" in page
    assert "Councillors can call the decision in until 16 August 2027" in page
    assert "The latest date that fits the rules shown; not legal advice." in page


def test_staff_records_never_leave_and_public_ones_do(city, read):
    ref = city.open()
    for task, visibility in (("needs_assessment", "public"), ("provider_list", "staff")):
        add_evidence(
            ref=ref, stage="need", task=task, form="note", text=f"Text for {visibility}.",
            visibility=visibility, by=city.people["officer"], services=city.services,
        )  # fmt: skip
    page = read(f"/changes/{ref}")
    assert "Text for public." in page and "Text for staff." not in page
    assert "list the organisations" not in page.lower()


def test_a_moved_date_shows_old_new_and_why(city, read):
    ref = city.open()
    city.record(ref, "consultation_opened", date(2027, 3, 1), what="planned")
    city.record(
        ref, "consultation_opened", date(2027, 3, 3), what="planned", reason="the needs assessment was late"
    )
    page = read(f"/changes/{ref}")
    moved = "Was 1 March 2027. Now 3 March 2027. Changed on 24 November 2026 because: the needs assessment"
    assert moved in page
    assert "Consultation opens: was 1 March 2027, now 3 March 2027 by Commissioning Officer" in page


def explained(city, agreed):
    """A tender whose shorter consultation was asked for, and agreed or refused."""
    ref = open_consultation(city, "Advice", TODAY + timedelta(53))
    rule = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "others"}
    asked = ask_explanation(
        ref=ref, reason=REASON, instead="Two meetings in January.", by=city.people["officer"],
        services=city.services, details=Details(who="the board", makes_up=("meetings",)), **rule,
    )  # fmt: skip
    (id_,) = asked.project.explanations
    told = {"explanation": id_, "agreed": agreed, "reason": "Internal words."}
    decide_explanation(ref=ref, by=city.people["manager"], services=city.services, **told)
    return ref


def test_an_agreed_explanation_stands_in_full_on_the_page(city, read):
    page = read(f"/changes/{explained(city, True)}")
    assert f"Why: {REASON} Instead: Two meetings in January." in page
    assert "Agreed by Commissioning Manager on 24 November 2026" in page
    assert "What happened: A decision by others came late" in page
    assert "Internal words." not in page


def test_an_explanation_that_was_not_agreed_is_not_published(city, read):
    assert REASON not in read(f"/changes/{explained(city, False)}")


def test_an_act_without_what_the_law_asks_is_shown_in_neutral_words(city, read):
    ref = city.open()
    city.record(ref, "decision_made", date(2026, 11, 20))
    page = read(f"/changes/{ref}")
    act, rule = "Decision to buy taken on 20 November 2026.", "28 clear days' notice of a key decision"
    assert f"{act} Required by law, not met: {rule}." in page
    assert not re.search(r"unlawful|breach|compliant|illegal", page, re.IGNORECASE)


def withdraw(city, ref):
    why = "The library keeps its own van."
    advance(ref=ref, move="withdraw", reason=why, by=city.people["officer"], services=city.services)


def test_a_withdrawn_change_keeps_its_page_and_cancels_its_dates(city, read):
    ref = city.open("Library van")
    withdraw(city, ref)
    page = read(f"/changes/{ref}")
    assert (
        "This change was withdrawn on 24 November 2026" in page
        and "Why: The library keeps its own van." in page
    )
    assert "was due to open" not in read(f"/changes/{ref}", on=date(2028, 1, 1))
    assert "Library van" in under(read("/"), "Ended or withdrawn")
    with site(city) as app:
        found = Calendar.from_ical(Visitor(app).get(f"/changes/{ref}/calendar.ics").data)
    assert {str(event["status"]) for event in found.walk("VEVENT")} == {"CANCELLED"}


def test_a_calendar_that_has_not_changed_is_not_sent_again(city):
    ref = city.open()
    path = f"/changes/{ref}/calendar.ics"
    with site(city) as app:
        public = Visitor(app)
        first = public.get(path)
        again = public.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.mimetype, first.status_code, again.status_code, again.data) == (
            "text/calendar",
            200,
            304,
            b"",
        )
        assert (
            f'type="text/calendar" title="Dates of this change" href="{path}"'
            in public.get(f"/changes/{ref}").text
        )
        city.record(ref, "consultation_opened", date(2027, 3, 1), what="planned")
        later = public.get(path, headers={"If-None-Match": first.headers["ETag"]})
    opens = next(
        e for e in Calendar.from_ical(later.data).walk("VEVENT") if "consultation_opened" in e["uid"]
    )
    assert str(opens["summary"]) == "Consultation opens: Community mental health support (planned)"


def size(client, url):
    """How many bytes of a style, a script or a picture are sent."""
    with client.get(url, headers={"Accept-Encoding": "gzip"}) as answer:
        return len(answer.data)


def test_r031_public_pages_are_small_set_no_cookie_and_ask_nothing_of_other_sites(city):
    ref = city.open()
    paths = ["/", "/?q=mental", f"/changes/{ref}", f"/changes/{ref}/calendar.ics", "/check-dates"]
    paths += ["/check-dates/what", "/check-dates/end?save=1", CHECK]
    packed = {"Accept-Encoding": "gzip"}
    with site(city) as app:
        client = app.test_client()
        for path in paths:
            plain, sent = client.get(path), client.get(path, headers=packed)
            assert "Set-Cookie" not in plain.headers and "Set-Cookie" not in sent.headers, path
            wanted = re.findall(
                r'<(?:link rel="(?:icon|stylesheet)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"',
                plain.text,
            )
            assert all(urljoin("http://here", url).startswith("http://here/") for url in wanted), path
            assert len(sent.data) + sum(size(client, url) for url in wanted) < SMALL, path
