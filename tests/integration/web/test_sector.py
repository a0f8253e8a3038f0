"""P23 and S09: a sector partner reads a request and comments, without JavaScript; who decides reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.support.city import City, build
from tests.support.sector import REASON, asks, comments, says, seat
from tests.support.visitors import Visitor, site, words
from workflow.commands import commenting
from workflow.commands.explain_decide import decide_explanation
from workflow.project.access import Actor
from workflow.store import rows
from workflow.store.engine import writing

THURSDAY, MONDAY, TUESDAY = date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 1)
SAYS = "Eight weeks would do,\nif the summer is left out."
STILL = "Until the end of Monday 30 November 2026 a comment can still come or be changed; you need not wait."
UNTIL = "The sector partner has until Monday 30 November 2026 to comment; you need not wait."


@dataclass
class Town:
    """The council on a Thursday, a partner, and a request that waits until the end of Monday."""

    city: City
    ref: str
    partner: Actor
    asked: str

    @contextmanager
    def on(self, day: date, who: str = "partner") -> Iterator[Visitor]:
        """Somebody before the pages on a day."""
        with site(self.city.at(day)) as app:
            visitor = Visitor(app)
            visitor.sign_in(self.city.emails[who])
            yield visitor

    @property
    def page(self) -> str:
        return f"/sector/explanations/{self.asked}"

    @property
    def deciding(self) -> str:
        return f"/explanations/{self.asked}/decide"

    def said(self) -> list[str]:
        return [each.text for each in comments(self.city, self.asked)]


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Town:
    city = build(sqlite_url, tmp_path).at(THURSDAY)
    partner, ref = seat(city), city.open()
    return Town(city, ref, partner, asks(city, ref, instead="Calls to all 14 groups."))


def save(visitor: Visitor, page: str, text: str = SAYS, answer: str = "said", **more: str) -> Any:
    visitor.get(page)
    return visitor.post(page, {"text": text, "answer": answer, **more})


def test_s09_p23_the_partner_signs_in_to_what_waits_reads_it_in_full_and_comments(town: Town) -> None:
    with site(town.city) as app:
        visitor = Visitor(app)
        assert visitor.sign_in(town.city.emails["partner"]).location == "/sector"
        told = words(visitor.get("/sector"))
        assert "Explanations you can comment on" in told and "Nothing said yet" in told
        assert "12 weeks to respond to a consultation" in told and "Monday 30 November 2026" in told
        page = words(visitor.get(town.page))
        for said in (REASON, "Calls to all 14 groups.", "Example City Council", "26 November 2026"):
            assert said in page
        assert "read by the team and by the person who decides. It is not published." in page
        assert "Commissioning Officer" not in page
        done = save(visitor, town.page)
        assert (done.status_code, done.location) == (303, "/sector")
        after = words(visitor.get("/sector"))
        assert "You can change it until the end of Monday 30 November 2026." in after
        assert "Commented on 26 November 2026" in after
    assert town.said() == [SAYS]


def test_s09_on_the_last_day_it_is_changed_to_no_comment_and_the_day_after_it_is_read_only(
    town: Town,
) -> None:
    with town.on(MONDAY) as visitor:
        save(visitor, town.page)
        assert SAYS.split("\n")[1] in visitor.get(town.page).text
        assert save(visitor, town.page, "", "nothing").status_code == 303
        assert "No comment, on 30 November 2026" in words(visitor.get("/sector"))
    with town.on(TUESDAY) as visitor:
        assert "No explanation waits for your comment." in words(visitor.get("/sector"))
        told = words(visitor.get(town.page))
        assert "The 2 working days for comments ended on Monday 30 November 2026" in told
        assert "<textarea" not in visitor.get(town.page).text


def test_s09_what_was_typed_survives_every_refusal(town: Town) -> None:
    with town.on(THURSDAY) as visitor:
        for text, answer, status, complaint in (
            ("", "said", 400, "Write your comment, or say that you have none."),
            (SAYS, "", 400, "Save your comment, or say that you have none."),
            (SAYS, "nothing", 400, "You wrote a comment. Save it, or take it out"),
            (SAYS + "x" * 4000, "said", 400, "This must be 4000 characters or fewer."),
        ):
            refused = save(visitor, town.page, text, answer)
            assert (refused.status_code, complaint in words(refused)) == (status, True), complaint
            assert text[:20] in refused.get_data(as_text=True)
        assert town.said() == []
        visitor.get(town.page)
        says(town.city, town.partner, town.asked, "Nine weeks.")
        stale = visitor.post(town.page, {"text": SAYS, "answer": "said"})
        told = words(stale)
        assert stale.status_code == 409 and "Saved meanwhile Nine weeks." in told
        assert SAYS.split("\n")[0] in told and town.said() == ["Nine weeks."]
        again = visitor.post(town.page, {"text": SAYS, "answer": "said"})
        assert again.status_code == 303 and town.said() == [SAYS]


def test_s09_a_form_that_is_sent_twice_acts_once(town: Town) -> None:
    with town.on(THURSDAY) as visitor:
        visitor.get(town.page)
        sent = {"text": SAYS, "answer": "said"}
        assert [visitor.post(town.page, sent).status_code for _n in (1, 2)] == [303, 303]
        assert "already saved" in words(visitor.get(town.page))
    (kept,) = comments(town.city, town.asked)
    assert kept.version == 2


def test_s09_a_form_that_comes_after_the_decision_or_too_late_says_so_and_keeps_the_words(
    town: Town,
) -> None:
    with town.on(TUESDAY) as visitor:
        visitor.get(town.page)
        late = visitor.post(town.page, {"text": SAYS, "answer": "said", "version": "1"})
        told = words(late)
        assert late.status_code == 409 and "The time for comments is over." in told
        assert "What you typed was not saved:" in told and "if the summer is left out." in told
    with town.on(THURSDAY) as visitor:
        visitor.get(town.page)
        told_why = {"agreed": False, "reason": "Keep it.", "by": town.city.people["manager"]}
        decide_explanation(ref=town.ref, explanation=town.asked, services=town.city.services, **told_why)  # type: ignore[arg-type]
        answer = visitor.post(town.page, {"text": SAYS, "answer": "said"})
        told = words(answer)
        assert answer.status_code == 409 and "It has been decided. Your comment was not saved." in told
        assert "if the summer is left out." in told and REASON not in told
    assert town.said() == []


def test_s09_who_decides_reads_the_comments_or_until_when_one_may_come_or_that_none_came(town: Town) -> None:
    with town.on(THURSDAY, "manager") as manager:
        assert UNTIL in words(manager.get(town.deciding))
    with town.on(TUESDAY, "manager") as manager:
        assert "you need not wait" not in words(manager.get(town.deciding))
        assert "No comment was made in the 2 working days." in words(manager.get(town.deciding))
    says(town.city, town.partner, town.asked, SAYS)
    other = seat(town.city, "Example Disability Network", "network")
    with town.on(THURSDAY, "manager") as manager:
        told = words(manager.get(town.deciding))
        assert "Voluntary Action Example, 26 November 2026 Eight weeks would do," in told and STILL in told
        says(town.city, other, town.asked, "")
        told = words(manager.get(town.deciding))
        assert "Example Disability Network, 26 November 2026 Has no comment." in told
        history = words(manager.get(f"/projects/{town.ref}/history"))
        assert "The sector partner commented on an explanation: 12 weeks" in history
        assert "has no comment on an explanation" in history and "Eight weeks would do" not in history
        manager.get(town.deciding)
        assert manager.post(town.deciding, {"answer": "agree", "reason": "Yes."}).status_code == 303
        assert "Eight weeks would do" in words(manager.get(town.deciding))
    with site(town.city) as app:
        for page in (f"/changes/{town.ref}", "/explanations"):
            assert "Eight weeks would do" not in words(Visitor(app).get(page))


def test_s09_staff_without_a_part_in_it_read_no_comment(town: Town) -> None:
    says(town.city, town.partner, town.asked, SAYS)
    for who in ("other", "compact"):
        with town.on(THURSDAY, who) as visitor:
            assert "Eight weeks would do" not in words(visitor.get(town.deciding))
            assert visitor.get("/sector").status_code == 403


def test_s09_the_page_says_why_no_comment_can_come(town: Town) -> None:
    hidden = town.city.open("Plan of staff", visibility="staff")
    asked = asks(town.city, hidden)
    with town.on(THURSDAY, "manager") as manager:
        told = words(manager.get(f"/explanations/{asked}/decide"))
        assert "not public yet, so the sector partner cannot see this request" in told
    with town.on(THURSDAY) as visitor:
        assert visitor.get(f"/sector/explanations/{asked}").status_code == 404
    with writing(town.city.services.engine) as connection:
        theirs = update(rows.person).where(rows.person.c.id == town.partner.person)
        connection.execute(theirs.values(suspended=True))
    with town.on(THURSDAY, "manager") as manager:
        assert "Nobody holds the post of a sector partner here" in words(manager.get(town.deciding))


def test_s09_an_administrator_erases_the_words_and_that_there_was_a_comment_stays(town: Town) -> None:
    comment = says(town.city, town.partner, town.asked, SAYS)
    page = f"/explanations/{town.asked}/comments/{comment}/erase"
    with town.on(THURSDAY, "admin") as admin:
        assert page in admin.get(town.deciding).text
        assert "Eight weeks would do" in words(admin.get(page))
        assert admin.post(page, {"reason": ""}).status_code == 400
        assert admin.post(page, {"reason": "They asked for it."}).status_code == 303
        told = words(admin.get(town.deciding))
        assert "Commented. The words were erased." in told and page not in admin.get(town.deciding).text
        assert "Eight weeks would do" not in told
    with town.on(MONDAY) as visitor:
        assert "Your words were erased" in words(visitor.get("/sector"))
        assert save(visitor, town.page, "Nine weeks.").status_code == 303
    assert town.said() == ["Nine weeks."]


def test_s09_the_mails_are_stopped_and_asked_for_again_on_the_page(town: Town) -> None:
    with town.on(THURSDAY) as visitor:
        for wish, button in (("off", "Send me these mails"), ("on", "Stop these mails")):
            visitor.get("/sector")
            visitor.post("/sector/mail", {"mail": wish})
            assert button in words(visitor.get("/sector"))
            assert commenting.gets_mail(town.city.services, town.partner) is (wish == "on")
