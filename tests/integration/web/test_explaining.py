"""S08 and S09 without JavaScript: one question a page, decided by another, on conditions that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.support.city import City, build
from tests.support.visitors import Visitor, site, words
from workflow.commands import views
from workflow.commands.evidence import add_evidence
from workflow.project.explanation import Explanation

REASON = (
    "The budget was set on 2 February 2027, six weeks later than planned, and the present contract cannot "
    "be extended again."
)
EVENT = "?event=consultation_closed"
ANSWERS: dict[str, dict[str, object]] = {
    "instead": {"instead": "Open for 9 weeks, with four evening meetings for carers."},
    "why": {"cause": "planning", "reason": REASON},
    "make-up": {"makes_up": ["meetings", "calls"], "mitigation": "Two meetings in Example Ward in May."},
    "worse-off": {"protected": "no", "groups": "Young carers.", "organisations": "Example Carers Group."},
}


def dated(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@dataclass
class Town:
    """The council, its pages, and one tender whose consultation is planned for 9 weeks."""

    city: City
    app: Flask
    ref: str
    seated: dict[str, Visitor] = field(default_factory=dict)

    def who(self, name: str) -> Visitor:
        if name not in self.seated:
            self.seated[name] = Visitor(self.app)
            self.seated[name].sign_in(self.city.emails[name])
        return self.seated[name]

    def path(self, step: str = "") -> str:
        return f"/projects/{self.ref}/explain/LDS-CODE-12W{step and '/' + step}{EVENT}"

    def answer(self, step: str, **typed: object) -> Any:
        self.who("officer").get(self.path(step))
        return self.who("officer").post(self.path(step), {**ANSWERS[step], **typed})

    def ask(self) -> str:
        """Answer every question and send it; the id of the request."""
        for step in ANSWERS:
            assert self.answer(step).status_code == 303, step
        self.who("officer").get(self.path("check"))
        sent = self.who("officer").post(self.path("check"))
        assert sent.status_code == 303, words(sent)[:900]
        return list(self.explanations)[-1]

    def decide(self, explanation: str, who: str = "manager", **typed: object) -> Any:
        page = f"/explanations/{explanation}/decide"
        self.who(who).get(page)
        return self.who(who).post(page, typed)

    @property
    def explanations(self) -> dict[str, Explanation]:
        found = views.project(self.city.services, self.city.people["officer"], self.ref)
        return dict(found.overview.project.explanations)


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    city = build(sqlite_url, tmp_path)
    ref = city.open()
    city.record(ref, "consultation_opened", date(2027, 3, 24), what="planned")
    city.record(ref, "consultation_closed", date(2027, 5, 26), what="planned")
    with site(city) as app:
        yield Town(city, app, ref)


def test_s08_r058_the_first_page_names_rule_source_and_how_to_keep_it_and_comes_once(town: Town) -> None:
    page = words(town.who("officer").get(town.path()))
    assert "Before you carry on" in page and "Source: The Commissioning Code" in page
    assert "Opening on 24 March 2027 leaves 9 weeks 0 days. The code asks for 12 weeks (84 days)" in page
    assert (
        "You can keep 12 weeks (84 days) if the decision moves from 5 August 2027 to 26 August 2027" in page
    )
    assert "See how to keep it" in page and "I need a shorter consultation" in page
    town.answer("instead")
    again = town.who("officer").get(town.path())
    assert (again.status_code, again.location) == (302, town.path("instead"))


def test_s08_what_was_agreed_before_is_said_to_whoever_asks_again(town: Town) -> None:
    first = town.ask()
    assert "was agreed before" not in words(town.who("officer").get(town.path("instead")))
    town.decide(first, answer="agree", reason="The delay is real.")
    told = words(town.who("officer").get(town.path("instead")))
    assert "The same was agreed before by Commissioning Manager. That holds until a new request" in told


def test_s08_the_effect_of_the_dates_stands_in_words_before_anything_is_kept(town: Town) -> None:
    officer = town.who("officer")
    page = words(officer.get(town.path("instead")))
    assert "That gives 9 weeks 0 days. The code asks for 12 weeks (84 days) (comply or explain)." in page
    looked = officer.post(town.path("instead"), {**dated("given", date(2027, 5, 12)), "action": "update"})
    assert looked.status_code != 303 and "That gives" not in words(looked)
    both = {**dated("starts", date(2027, 3, 24)), **dated("given", date(2027, 5, 12))}
    looked = officer.post(town.path("instead"), {**both, "instead": "Less.", "action": "update"})
    assert "That gives 7 weeks 0 days." in words(looked)
    assert "Less." not in words(officer.get(town.path("instead")))


def test_s08_nothing_typed_is_lost_on_the_way_and_each_answer_can_be_changed(town: Town) -> None:
    for step in ANSWERS:
        answer = {**ANSWERS[step], **(WINDOW if step == "instead" else {})}
        assert town.answer(step, **answer).status_code == 303, step
    officer = town.who("officer")
    assert REASON in officer.get(town.path("why")).text
    check = officer.get(town.path("check"))
    told = words(check)
    for said in (REASON, "Extra meetings; Direct calls to organisations", "Young carers.", "preview"):
        assert said in told
    assert "This gives 9 weeks (63 days): 21 days fewer." in told
    assert f"{town.path('why')}" in check.text
    assert town.explanations == {}


WINDOW = {**dated("starts", date(2027, 3, 24)), **dated("given", date(2027, 5, 26))}
ANSWERS["instead"] |= WINDOW


MISSING: list[tuple[str, dict[str, object], str]] = [
    ("instead", dated("given", date(2027, 3, 24)), "The last date must be after the first."),
    ("instead", {"instead": ""}, "Say what you will do instead"),
    ("why", {"reason": "Due to timescales."}, "in 12 words or more"),
    ("why", {"reason": "word " * 301}, "Say it in 300 words or fewer. There are 301."),
    ("why", {"cause": "covered", "link": "https://"}, "Give the link to the earlier consultation"),
    ("why", {"cause": "others", "who": ""}, "Say whose decision came late"),
    ("make-up", {"makes_up": []}, "Choose at least one way"),
    ("worse-off", {"protected": "yes", "groups": ""}, "Say which groups are affected"),
    ("worse-off", {"equality": "javascript:alert(1)"}, "Give the link to the equality record"),
    ("worse-off", {"protected": "yes", "equality": ""}, "Give the link to the equality record"),
]


def test_s08_each_question_says_what_is_missing(town: Town) -> None:
    for step, typed, complaint in MISSING:
        answer = town.answer(step, **typed)
        assert (answer.status_code, complaint in words(answer)) == (400, True), (step, typed)


def test_s08_vague_words_are_pointed_out_once_and_then_kept_as_they_stand(town: Town) -> None:
    vague = f"{REASON} Also operational reasons."
    hint = town.answer("why", reason=vague)
    assert (hint.status_code, "These words will not make sense" in words(hint)) == (200, True)
    assert town.answer("why", reason=vague, vague="seen").status_code == 303


def test_s08_a_request_is_sent_once_and_a_stale_one_shows_what_others_saved(town: Town) -> None:
    for step in ANSWERS:
        town.answer(step)
    officer = town.who("officer")
    officer.get(town.path("check"))
    old = dict(officer.fields)
    town.city.record(town.ref, "early_conversation_started", date(2026, 11, 9))
    stale = officer.post(town.path("check"))
    assert stale.status_code == 409 and REASON in words(stale) and "Saved meanwhile" in words(stale)
    assert officer.post(town.path("check")).status_code == 303
    assert officer.post(town.path("check"), old).status_code in (303, 409)
    assert len(town.explanations) == 1
    assert "waits for Commissioning Manager or Director of Adults and Health" in words(
        officer.get(town.path())
    )


def test_s09_another_reads_the_whole_request_and_agrees_on_dated_conditions(town: Town) -> None:
    explanation = town.ask()
    assert "You asked for this. Someone else must decide." in words(
        town.who("officer").get(f"/explanations/{explanation}/decide")
    )
    page = words(town.who("manager").get(f"/explanations/{explanation}/decide"))
    assert "The code asks for 12 weeks (84 days). This gives 9 weeks (63 days): 21 days fewer." in page
    for said in (
        REASON,
        "1 explanation, 1 for own planning",
        "Groups: Young carers.",
        "You can keep 12 weeks",
    ):
        assert said in page, said
    bare = town.decide(explanation, answer="conditions", reason="It reaches them.")
    assert (bare.status_code, "Write at least one condition" in words(bare)) == (400, True)
    assert "Explain a shorter consultation" not in page
    written = {"condition1": "Hold both meetings.", **dated("by1", date(2027, 3, 1))}
    for answer in ("agree", "refuse"):
        lost = town.decide(explanation, answer=answer, reason="It does.", **written)
        assert (lost.status_code, "You wrote a condition." in words(lost)) == (400, True)
        assert "Hold both meetings." in lost.text and 'value="2027"' in lost.text
    past = {"condition1": "Hold both meetings.", **dated("by1", date(2026, 11, 23))}
    assert town.decide(explanation, answer="conditions", reason="It does.", **past).status_code == 400
    kept = {"condition1": "Hold both meetings.", **dated("by1", date(2026, 11, 24))}
    assert town.decide(explanation, answer="conditions", reason="It does.", **kept).status_code == 303
    found = town.explanations[explanation]
    assert [(c.text, c.by, c.met) for c in found.conditions] == [
        ("Hold both meetings.", date(2026, 11, 24), None)
    ]
    assert not found.conditions[0].late(date(2026, 11, 24)) and found.conditions[0].late(date(2026, 11, 25))


def test_s09_a_refusal_says_what_to_do_instead_where_it_is_asked_again(town: Town) -> None:
    explanation = town.ask()
    assert town.decide(explanation, answer="refuse", reason="").status_code == 400
    assert town.decide(explanation, answer="refuse", reason="Open on 3 March instead.").status_code == 303
    page = words(town.who("officer").get(town.path("instead")))
    assert "This was refused before. Commissioning Manager: Open on 3 March instead." in page
    assert "Open on 3 March" not in words(Visitor(town.app).get("/explanations"))
    assert town.ask() != explanation


def test_s09_a_condition_is_met_with_a_day_and_what_shows_it(town: Town) -> None:
    explanation = town.ask()
    town.decide(
        explanation,
        answer="conditions",
        reason="Yes.",
        condition1="Call all.",
        **dated("by1", date(2027, 3, 1)),
    )
    officer, page = town.who("officer"), f"/explanations/{explanation}/decide"
    assert "Call all. By 1 March 2027 . Not yet met." in words(officer.get(page))
    met = f"/explanations/{explanation}/met"
    bare = officer.post(met, {"condition": "1", **dated("on1", date(2026, 11, 24)), "evidence1": ""})
    assert (bare.status_code, "Say what shows it." in words(bare)) == (400, True)
    officer.get(page)
    sent = officer.post(
        met, {"condition": "1", **dated("on1", date(2026, 11, 23)), "evidence1": "Call list."}
    )
    assert sent.status_code == 303
    assert "Met on 23 November 2026 . Shown by: Call list." in words(officer.get(page))
    assert "Condition met" in words(officer.get(f"/projects/{town.ref}/history"))


def test_s09_more_than_half_of_the_window_missing_goes_to_the_decision_maker(town: Town) -> None:
    for days, mostly in ((42, False), (41, True)):
        last = date.fromordinal(date(2027, 3, 24).toordinal() + days)
        for step in ANSWERS:
            town.answer(step, **(dated("given", last) if step == "instead" else {}))
        town.who("officer").get(town.path("check"))
        town.who("officer").post(town.path("check"))
        explanation = list(town.explanations)[-1]
        sent = town.decide(explanation, answer="agree", reason="Yes.")
        assert sent.status_code == (400 if mostly else 303), days
        assert ("Ask the decision maker" in words(sent)) is mostly
    assert town.decide(explanation, who="director", answer="agree", reason="Yes.").status_code == 303
    assert [e.decision and e.decision.level for e in town.explanations.values()] == [
        "manager",
        "decision_maker",
    ]


def test_s08_only_a_public_link_to_the_equality_record_is_offered(town: Town) -> None:
    told = {"ref": town.ref, "stage": "design", "task": "equality_assessment", "form": "link"}
    for seen, kept in (("staff", False), ("public", True)):
        link = f"https://example.invalid/{seen}"
        add_evidence(
            **told, text=link, visibility=seen, by=town.city.people["officer"], services=town.city.services
        )  # type: ignore[arg-type]
        assert (link in town.who("officer").get(town.path("worse-off")).text) is kept
