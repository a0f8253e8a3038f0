"""The mail viewer shows each message as its reader sees it, and can do no harm; /health tells the truth."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.support.city import add_body
from tests.support.visitors import Visitor, site, words
from workflow.commands import views
from workflow.delivery.sweep import sweep
from workflow.store import rows
from workflow.store.engine import writing

DAY = date(2027, 3, 4)
HOSTILE = "<p style='color:red'>Hello</p><script>parent.document.title='taken'</script>"


@pytest.fixture
def told(city):
    """The worked example, late, with its mail queued."""
    ref = city.open()
    city.at(date(2027, 1, 20)).record(ref, "early_conversation_started", date(2027, 1, 20))
    later = city.at(DAY)
    sweep(later.services, later.services.clock.now())
    return later


def admin(city, app):
    visitor = Visitor(app)
    visitor.sign_in(city.emails["admin"])
    return visitor


def change(city, id_, **values):
    with writing(city.services.engine) as connection:
        connection.execute(rows.outbox.update().where(rows.outbox.c.id == id_).values(**values))


def to(city, who):
    found = views.mails(city.services, city.people["admin"])
    return next(mail for mail in found if mail.to_post == city.posts[who] and mail.state == "queued")


def test_before_anything_was_sent_the_page_says_so(city):
    with site(city) as app:
        assert "Nothing has been sent yet." in words(admin(city, app).get("/admin/mail"))


def test_a_message_is_shown_with_its_reader_why_and_what_became_of_it(told):
    mail = to(told, "manager")
    with site(told) as app:
        visitor = admin(told, app)
        listed, page = words(visitor.get("/admin/mail")), words(visitor.get(f"/admin/mail/{mail.id}"))
    assert mail.subject in listed and "Queued for 10:00am on 4 March 2027" in listed
    assert "Commissioning Manager" in page and "manager@example-city-council.example" in page
    assert "You get this because your post, Commissioning Manager, manages this project." in page
    assert " ".join(mail.text.split()) in page


def test_what_became_of_a_message_is_said_in_plain_words(told):
    mail = to(told, "manager")
    became = (
        ({"tries": 1}, "Tried once; the next try is at 10:00am on 4 March 2027"),
        ({"tries": 3, "last_answer": "451 later"}, "Tried 3 times; the next try is at"),
        ({"state": "failed", "last_answer": "550 no such mailbox"}, "Failed: 550 no such mailbox"),
        ({"state": "sent", "sent_at": datetime(2027, 3, 4, 10, 1, tzinfo=UTC)}, "Sent at 10:01am on 4 March"),
        ({"state": "superseded"}, "Superseded: it was no longer true, or a later mail says it"),
    )
    with site(told) as app:
        visitor = admin(told, app)
        for values, said in became:
            change(told, mail.id, **values)
            assert said in words(visitor.get("/admin/mail"))
            assert said in words(visitor.get(f"/admin/mail/{mail.id}"))


def test_the_formatted_message_stands_in_a_sealed_frame_only(told):
    mail = to(told, "manager")
    change(told, mail.id, html=HOSTILE, text=HOSTILE, subject="<script>1</script>")
    with site(told) as app:
        visitor = admin(told, app)
        page = visitor.get(f"/admin/mail/{mail.id}").get_data(as_text=True)
        framed = visitor.get(f"/admin/mail/{mail.id}/html")
    assert "taken" in page and "<script>parent" not in page and "<script>1" not in page
    assert f'src="/admin/mail/{mail.id}/html" sandbox title="The formatted message' in page
    policy = framed.headers["Content-Security-Policy"]
    assert framed.get_data(as_text=True) == HOSTILE
    assert policy.startswith("sandbox; default-src 'none';") and "allow-" not in policy
    assert "frame-ancestors 'self'" in policy and framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert framed.headers["Cache-Control"] == "no-store"


def test_a_hostile_message_runs_nothing_in_a_browser(told, live_server, page):
    mail = to(told, "manager")
    change(told, mail.id, html=HOSTILE)
    with site(told) as app:
        address = live_server(app)
        page.goto(f"{address}/sign-in?next=/admin/mail/{mail.id}")
        page.fill("#email", told.emails["admin"])
        page.fill("#password", "a long enough pass phrase")
        page.click("main button")
        shown = page.frame_locator("iframe").locator("p")
        assert shown.inner_text() == "Hello"
        assert shown.evaluate("element => getComputedStyle(element).color") == "rgb(255, 0, 0)"
        assert "taken" not in page.title()


def test_only_the_administrator_reads_mail_and_only_their_own_councils(told):
    mail = to(told, "manager")
    foreign = add_body(told.services, "Example Borough Council", "example-borough")
    with site(told) as app:
        visitor = Visitor(app)
        visitor.sign_in(told.emails["manager"])
        assert visitor.get("/admin/mail").status_code == 403
        other = admin(foreign, app)
        assert "Nothing has been sent yet." in words(other.get("/admin/mail"))
        for page in (f"/admin/mail/{mail.id}", f"/admin/mail/{mail.id}/html"):
            assert visitor.get(page).status_code == 403
            assert other.get(page).status_code == 404


def test_many_messages_come_in_pages(told):
    mail = to(told, "manager")
    with writing(told.services.engine) as connection:
        table = rows.outbox
        one = dict(connection.execute(table.select().where(table.c.id == mail.id)).mappings().one())
        more = [{**one, "id": f"m{i:03d}", "key": f"m{i:03d}"} for i in range(60)]
        connection.execute(table.insert(), more)
    with site(told) as app:
        visitor = admin(told, app)
        first, second = visitor.get("/admin/mail"), visitor.get("/admin/mail?page=2")
        beyond = [visitor.get(f"/admin/mail?page={odd}") for odd in ("99999", "-1", "x", "9" * 50, "²")]
    shown = [
        page.get_data(as_text=True).count('<a class="govuk-link" href="/admin/mail/')
        for page in (first, second)
    ]
    assert shown == [50, 12] and "Older messages" in words(first) and "Newer messages" in words(second)
    assert all(page.status_code == 200 for page in beyond)


@pytest.mark.parametrize(
    ("swept", "asked", "status"),
    [(None, 0, 503), (0, 0, 200), (0, 149, 200), (0, 151, 503)],
)
def test_health_is_red_until_the_first_sweep_and_after_two_missed_ticks(city, swept, asked, status):
    start = datetime(2027, 3, 4, 10, tzinfo=UTC)
    if swept is not None:
        sweep(city.at(start).services, start)
    with site(city.at(datetime(2027, 3, 4, 10, asked // 60, asked % 60, tzinfo=UTC))) as app:
        answer = Visitor(app).get("/health")
    assert answer.status_code == status
    assert answer.json["healthy"] is (status == 200)
    assert answer.json["checked_at"] == (None if swept is None else "2027-03-04T10:00:00+00:00")
