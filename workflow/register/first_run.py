"""What is missing before a body's dates can be trusted, line by line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext

NONE_OF = {"meetings": "no_meetings", "closures": "no_closures", "elections": "no_elections"}
"""Lines that are done too once the body said that there is nothing to record, and what it then confirmed."""
RULES_READ, ADOPTED = "rules_read", "rulebook_adopted"
PROMISES = ("no_detriment", "reply_days", "review", "retention_months")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a body is. `vacant` are titles, `said` is what it confirmed, in words."""

    name: str
    directorates: int
    posts: int
    absent: tuple[str, ...]
    """Roles without which no project runs, and that nobody holds, in words."""
    agreeing: bool
    """Whether somebody holds a post that agrees explanations."""
    vacant: tuple[str, ...]
    unlimited: tuple[str, ...]
    """Titles of posts that agree explanations, with no delegation limit recorded."""
    last_meeting: date | None
    closures: int
    elections: int
    rulebook: str
    invented: bool
    adopted: bool
    """Whether the body recorded its decision to go by this edition."""
    unconfirmed: int
    read_all: bool
    sender: str
    promises: int
    today: date
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist; `link` is the page that mends it."""

    name: str
    title: str
    done: bool
    essential: bool
    says: str
    link: str


def lines(now: Standing) -> tuple[Line, ...]:
    """The checklist, in the order in which a new body works through it."""
    return (
        Line("body", _("The body"), True, True, now.name, "/admin/body"),
        _directorates(now),
        _posts(now),
        _limits(now),
        *_diary(now),
        *_rules(now),
        _sender(now),
        _promises(now),
    )


def missing(found: Iterable[Line]) -> tuple[Line, ...]:
    """The essential lines that are not done: until then no dates are shown to the public."""
    return tuple(line for line in found if line.essential and not line.done)


def _directorates(now: Standing) -> Line:
    n = now.directorates
    says = ngettext("{n} directorate.", "{n} directorates.", n).format(n=n) if n else _("None recorded.")
    return Line("directorates", _("Directorates"), n > 0, True, says, "/admin/people/directorates")


def _posts(now: Standing) -> Line:
    says = [ngettext("{n} post.", "{n} posts.", now.posts).format(n=now.posts)]
    if now.absent:
        words = _("Missing, with somebody in the post: {roles}.")
        says.append(words.format(roles=", ".join(now.absent)))
    if now.vacant:
        says.append(_("Vacant: {posts}.").format(posts=", ".join(now.vacant)))
    return Line("posts", _("Posts and people"), not now.absent, True, " ".join(says), "/admin/people")


def _limits(now: Standing) -> Line:
    words = _("No limit is recorded for: {posts}.")
    says = words.format(posts=", ".join(now.unlimited)) if now.unlimited else _("Recorded.")
    done = not now.unlimited and now.agreeing
    says = says if done or now.unlimited else _("No post agrees explanations yet.")
    return Line("limits", _("Delegation limits"), done, False, says, "/admin/people")


def _diary(now: Standing) -> Iterator[Line]:
    yield _meetings(now)
    for name, title, number in (
        ("closures", _("Closures"), now.closures),
        ("elections", _("Elections"), now.elections),
    ):
        said = now.said.get(NONE_OF[name])
        counted = ngettext("{n} recorded.", "{n} recorded.", number).format(n=number)
        says = counted if number else said or _("None recorded.")
        yield Line(name, title, bool(number or said), False, says, "/admin/calendars")


def _meetings(now: Standing) -> Line:
    said, last = now.said.get(NONE_OF["meetings"]), now.last_meeting
    if last is None:
        says = said or _("None recorded: a date that needs a meeting cannot be given.")
    elif last < now.today:
        says = _("The last one recorded was on {day}: later dates that need a meeting cannot be given.")
    else:
        says = _("Recorded until {day}.")
    says = says.format(day=in_words(last)) if last else says
    done = bool(said) or (last is not None and last >= now.today)
    title = _("Meetings and paper deadlines")
    return Line("meetings", title, done, True, says, "/admin/calendars")


def _rules(now: Standing) -> Iterator[Line]:
    says = [_("It goes by {rulebook}.").format(rulebook=now.rulebook)]
    if now.invented:
        says.append(_("This rulebook is invented, a pattern to start from."))
    none = _("No decision of this body to adopt it is recorded.")
    says.append(now.said.get(ADOPTED, "") if now.adopted else none)
    title = _("Rulebook adopted")
    yield Line("rulebook", title, now.adopted, True, " ".join(filter(None, says)), "/admin/start/rulebook")
    count = ngettext("{n} rule is unconfirmed.", "{n} rules are unconfirmed.", now.unconfirmed)
    told = now.said.get(RULES_READ, "") if now.read_all else _("Nobody has said that they read them.")
    says = [count.format(n=now.unconfirmed), told] if now.unconfirmed else [_("Every rule is confirmed.")]
    done = now.read_all or not now.unconfirmed
    yield Line("unconfirmed", _("Unconfirmed rules read"), done, True, " ".join(says), "/admin/start/rules")


def _sender(now: Standing) -> Line:
    says = now.sender or _("No address is named: answers to its mails reach nobody.")
    return Line("sender", _("Address for answers to mails"), bool(now.sender), False, says, "/admin/body")


def _promises(now: Standing) -> Line:
    words = _("{n} of {all} confirmed. One that is not confirmed is left out of pages and letters.")
    says = words.format(n=now.promises, all=len(PROMISES))
    done = now.promises == len(PROMISES)
    return Line("promises", _("Promises"), done, False, says, "/admin/body#promises")
