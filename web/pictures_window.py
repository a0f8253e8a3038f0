"""The window against the rule as a picture (G7): two bars on one scale, their sentence and their table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.words import gettext as _
from workflow.words import ngettext

WIDTH, ROOM = 320, 316


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in units of the drawing, with its words."""

    words: str
    width: float
    y: int
    solid: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Two bars and the same numbers as a table; `says` is their sentence."""

    id: str
    title: str
    says: str
    bars: tuple[Bar, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    width: int = WIDTH
    height: int = 124


def window_picture(
    *, asks: str, starts: date, given: date, required: date, of_code: bool = False, name: str = "window"
) -> Picture:
    """Both windows from one start: the one that the rule asks for (`asks`, in words) and the one given."""
    wanted, left = max((required - starts).days, 0), max((given - starts).days, 0)
    scale = ROOM / max(wanted, left, 1)
    asked_for, offered = _("Asked for"), _("Given")
    bars = (
        Bar(_labelled(asked_for, wanted), round(wanted * scale, 1), 20, solid=False),
        Bar(_labelled(offered, left), round(left * scale, 1), 82, solid=True),
    )
    return Picture(
        id=name,
        title=_("The time given against the time that the rule asks for"),
        says=sentence(asks, wanted, left, of_code),
        bars=bars,
        headings=(_("Window"), _("From"), _("To"), _("Days")),
        rows=(
            (asked_for, {"date": starts}, {"date": required}, wanted),
            (offered, {"date": starts}, {"date": given}, left),
        ),
    )


def sentence(asks: str, wanted: int, left: int, of_code: bool = False) -> str:
    """What the picture shows: "The code asks for 12 weeks (84 days). This gives 9 weeks (63 days): 21 days
    fewer."."""
    first = _("The code asks for {asks}.") if of_code else _("The rule asks for {asks}.")
    gives = _days(left)
    if "week" in asks and left % 7 == 0 and left:
        weeks = ngettext("{n} week", "{n} weeks", left // 7).format(n=left // 7)
        gives = _("{weeks} ({days})").format(weeks=weeks, days=gives)
    second = _("This gives {gives}.").format(gives=gives)
    if left < wanted:
        second = _("This gives {gives}: {fewer} fewer.").format(gives=gives, fewer=_days(wanted - left))
    return f"{first.format(asks=asks)} {second}"


def _labelled(word: str, days: int) -> str:
    return _("{word}: {days}").format(word=word, days=_days(days))


def _days(n: int) -> str:
    return ngettext("{n} day", "{n} days", n).format(n=n)
