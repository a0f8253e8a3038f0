"""An alert as its words need it, its reader, and the mail that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.timetable.workdays import Calendar

COMING, LAST_DAY, LATE, TOO_LATE, TOO_SHORT, GATE = "L1", "L2", "L3", "L5", "L4", "GATE"
EARLY = "L7"
"""Options were marked final before the consultation closed: it can look decided already."""
ASKED = "ASKED"
"""An explanation that was asked for and waits."""
ENDS, RENEWS, NOTICE, REVIEW = "L12", "RENEWAL", "NOTICE", "REVIEW"
OF_AGREEMENTS = (ENDS, RENEWS, NOTICE, REVIEW)
"""Triggers of an agreement: no plan for its end, it renews, the last day for notice, its review."""
ACTIVITY = "activity"
"""What the events of the plan of engagement begin with, and the family of what is told of them."""
OF_EXPLANATIONS = ("explanation:", "condition:")
"""What the events of an explanation that waits, and of a condition, begin with."""
PROMISE = "promise"
"""What the events of a promise in the answer to a consultation begin with, their family and their ladder."""
OWED = "owed"
"""The same of an explanation that is owed because the step came first."""
_BY_EVENT = {
    "explanation": "explanation",
    "condition": "explanation",
    ACTIVITY: ACTIVITY,
    PROMISE: PROMISE,
    OWED: OWED,
}
_FAMILIES = {TOO_SHORT: "short", GATE: "gate", EARLY: "early", **dict.fromkeys(OF_AGREEMENTS, "agreement")}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One matter that has a day, on one ladder. The key is the same whenever and wherever it is worked out,
    and whatever the day.

    `subject` is the reference that its alerts begin with. The days of the ladder count from `counted_from`.
    """

    key: str
    subject: str
    ladder: str
    event: str
    rule: str
    last_safe: date
    counted_from: date
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A rung of a deadline that was reached, for one post. `due_on` is the day of the rung.

    `told` names the posts that heard of the same lateness before, each with the day; `plan` is what anyone
    recorded to mend it.
    """

    id: str
    body: str
    project: str | None
    key: str
    trigger: str
    rung: int
    event: str
    rule: str
    recipient: str
    role: str
    """As what its recipient hears of it: owner, manager, head, director and so on."""
    last_safe: date
    due_on: date
    detail: Mapping[str, object]
    agreement: str | None = None
    """Of an alert about an agreement its id; it has no project then."""
    version: int = 1
    told: tuple[tuple[str, date], ...] = ()
    plan: str = ""

    @property
    def ref(self) -> str:
        """The reference of its project, e.g. "COM-2027-014", or of its agreement."""
        return self.words("project")

    @property
    def family(self) -> str:
        """What it is about: alerts of one family on one event are rungs of the same ladder."""
        begins, _colon, of = self.event.partition(":")
        found = _BY_EVENT.get(begins) if of else None
        return found or _FAMILIES.get(self.trigger, "date")

    def words(self, name: str) -> str:
        """A text of its detail, empty where there is none."""
        return str(self.detail.get(name) or "")

    def day(self, name: str) -> date | None:
        """A day of its detail, or None."""
        found = self.words(name)
        return date.fromisoformat(found) if found else None

    def post(self, role: str) -> str:
        """The title of the post behind a role, empty where there is none."""
        posts = self.detail.get("posts")
        return str(posts.get(role) or "") if isinstance(posts, Mapping) else ""


@dataclass(frozen=True, slots=True)
class Reader:
    """The post that reads a mail, and the vacant posts whose mail comes to it."""

    title: str
    vacant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose mail it is: the body's name, where its links begin, on which calendar it works."""

    body_name: str
    base_url: str
    working: Calendar
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it goes out: plain text, the same as simple HTML, and why its reader gets it."""

    subject: str
    text: str
    html: str
    why: str
