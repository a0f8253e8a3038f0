"""What an officer does at the desk, from the first question to the answers, by the pages alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.journeys.people import Officer
from tests.support.city import City

REASON = (
    "The needs assessment was finished two weeks late, because the only analyst was ill, and the present "
    "contract cannot be made longer."
)
MAKES_UP = (
    "Two evening meetings in Example Ward in the first month, and a call to each of the groups invited."
)
ANSWER = "The drop-in opens until eight on two evenings a week from the first week of the new arrangement."
OUTCOME = "Evening opening was added to what is asked for, and small groups can now apply for a part of it."


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise as an officer answers the six questions about it."""

    title: str
    what: str
    bodies: tuple[str, ...]
    kind: str
    value: str
    end: date
    decides: str
    route: str


class Desk(Officer):
    """An officer who works by the pages of the desk."""

    def answers(self, asked: Exercise) -> None:
        """Answer the six questions without an account."""
        self.goes("/check-dates")
        self.follows("Start now")
        self._ticks("what", [asked.what])
        self.presses("Continue")
        self._ticks("bodies", asked.bodies)
        self.presses("Continue")
        self._ticks("kind", [asked.kind])
        self.presses("Continue")
        self.page.locator("[name=value]").fill(asked.value)
        self.presses("Continue")
        self.dates("end", asked.end)
        self._ticks("movable", ["yes"])
        self.presses("Continue")
        self._ticks("decides", [asked.decides])
        self.presses("Continue")

    def saves(self, asked: Exercise, city: City) -> None:
        """Save the timetable as a project."""
        self.fills("Title", asked.title)
        self.page.locator("[name=summary]").fill("An agreement ends and what comes next is open.")
        for role, post in (("owner", "officer"), ("manager", "manager"), ("decider", "director")):
            self.page.locator(f"[name={role}]").select_option(city.posts[post])
        self._ticks("visibility", ["public"])
        self.fills("What is still open to change", "How many, which areas, which hours.")
        self.presses("Create the project")

    def talks(self, on: date) -> None:
        """Log the early conversation, and what was considered."""
        self.opens("engagement/talk")
        self.dates("on", on)
        self.page.locator("[name=groups]").fill("Carers")
        self.page.locator("[name=said]").fill("Evenings are when help is missing.")
        self.page.locator("[name=method]").first.check()
        self._ticks("fixed", ["nothing"])
        self.presses("Log this conversation")
        self.opens("engagement/considered")
        for name in ("information", "consultation", "involvement"):
            self._ticks(f"{name}_used", ["yes"])
            self.page.locator(f"[name={name}_why]").fill("It was asked for by carers in the first talk.")
        self.presses("Save")

    def writes_consultation(self) -> None:
        """Write all but the dates and whom to invite."""
        self.opens("consultation/about")
        self.page.locator("[name=why]").fill("The agreement ends and people should say what comes next.")
        self.page.locator("[name=who]").fill("Carers, people who use it, and organisations around it.")
        self.presses("Save")
        self.opens("consultation/questions")
        self.page.locator("[name=questions]").fill("What works today?\nWhat should change?")
        self.presses("Save")
        self.opens("consultation/ways")
        self.page.locator("[name=replies]").fill("Email views@example.invalid")
        self.presses("Save")

    def invites(self, organisation: str) -> None:
        """Say who is affected, and choose one of those suggested."""
        self.opens("consultation/invite")
        self.page.locator("[name=groups]").fill("carers")
        self.presses("Save, and suggest whom to invite")
        self.page.get_by_label(organisation, exact=True).check()
        self.presses("Save this choice")

    def dates_it(self, opens: date, closes: date, answer_by: date, reason: str = "") -> str:
        """Set the dates of the consultation; what the page says then."""
        self.opens("consultation/dates")
        for name, day in (("opens", opens), ("closes", closes), ("answer_by", answer_by)):
            self.dates(name, day)
        self.page.locator("[name=reason]").fill(reason)
        self.presses("Save these dates")
        return self.reads()

    def explains(self, starts: date, given: date) -> None:
        """From the page that holds the opening back to the question asked of the manager."""
        self.opens("consultation/open")
        self.follows("Explain why not")
        self.asks_for_less(starts, given)

    def asks_for_less(self, starts: date, given: date) -> None:
        """From the first page about a rule to the question asked of the manager."""
        self.follows("I need")
        self.dates("starts", starts)
        self.dates("given", given)
        self.page.locator("[name=instead]").fill(
            "Open for nine weeks, with four evening meetings for carers."
        )
        self.presses("Save and continue")
        self._ticks("cause", ["planning"])
        self.page.locator("[name=reason]").fill(REASON)
        self.presses("Save and continue")
        self.page.locator("[name=makes_up]").first.check()
        self.page.locator("[name=mitigation]").fill(MAKES_UP)
        self.presses("Save and continue")
        self._ticks("protected", ["no"])
        self.page.locator("[name=groups]").fill("Carers who work in the day.")
        self.presses("Save and continue")
        self.presses("Ask for agreement")

    def agrees(self, explanation: str, until: date) -> None:
        """As its manager, agree with a condition."""
        self.goes(f"/explanations/{explanation}/decide")
        self._ticks("answer", ["conditions"])
        self.page.locator("[name=reason]").fill("The delay is real and the meetings make up for it.")
        self.page.locator("[name=condition1]").fill("Ring every group that was invited.")
        self.dates("by1", until)
        self.presses("Save the decision")
        assert "Agreed" in self.reads(), self.reads()

    def takes_in(self, text: str, on: date) -> None:
        """Type one reply of a person."""
        self.opens("responses/new")
        self._ticks("kind", ["person"])
        self._ticks("channel", ["email"])
        self.dates("received_on", on)
        self.page.locator("[name=text]").fill(text)
        self.presses("Take in this reply")

    def names_theme(self, title: str) -> None:
        """Name a theme of what people said."""
        self.opens("responses")
        self.page.get_by_text("Name a theme").first.click()
        self.fills("Name of the theme", title)
        self.page.locator("[name=said]").fill("People asked for help in the evening.")
        self.presses("Name this theme")

    def answers_theme(self, title: str, by_when: date) -> None:
        """Answer what somebody else named."""
        self.opens("responses")
        self.follows(title)
        self._ticks("effect", ["changed"])
        self.page.locator("[name=answer]").fill(ANSWER)
        self.dates("by_when", by_when)
        self.presses("Save this answer")

    def publishes(self) -> str:
        """Write what changed, and publish."""
        self.opens("responses/publish")
        self._ticks("changed", ["yes"])
        self.page.locator("[name=text]").fill(OUTCOME)
        self.presses("Save what changed")
        self.presses("Publish the answers")
        return self.reads()

    def leaves(self) -> None:
        """Close the browser: whoever comes next is not signed in."""
        self.page.context.clear_cookies()

    def opens(self, page: str) -> None:
        """Go to a page of the project."""
        self.goes(f"/projects/{self.ref}/{page}")

    def _ticks(self, name: str, values: Iterable[str]) -> None:
        for value in values:
            self.page.locator(f"[name={name}][value={value}]").check()
