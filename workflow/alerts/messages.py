"""The mail of one run to one person: one subject, the most overdue first, a section each, and why it came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from textwrap import shorten

from workflow.alerts.model import (
    ASKED,
    COMING,
    EARLY,
    GATE,
    LAST_DAY,
    LATE,
    OF_AGREEMENTS,
    TOO_LATE,
    TOO_SHORT,
    Alert,
    Letterhead,
    Mail,
    Reader,
)
from workflow.alerts.texts import Paragraph, Seen, paragraphs, subject
from workflow.timetable.model import NOT_LEGAL_ADVICE
from workflow.words import gettext as _

LONGEST_SUBJECT = 69
SHORTEST_TITLE = 12
BANNER = _("Demonstration: nothing here has been decided")
_ORDER = (TOO_LATE, LATE, GATE, LAST_DAY, ASKED, EARLY, TOO_SHORT, COMING, *OF_AGREEMENTS)
_FIRST = {kind: i for i, kind in enumerate(_ORDER)}
_STYLE = "font: 16px/1.5 Helvetica, Arial, sans-serif; max-width: 600px; margin: 0 auto"
_BECAUSE = {
    "owner": _("You get this because your post, {title}, owns this project."),
    "manager": _("You get this because your post, {title}, manages this project."),
    "head": _("You get this because it is late, and your post, {title}, stands above its manager."),
    "director": _("You get this because it is late, and your post, {title}, answers for it."),
    "compact_lead": _("You get this because your post, {title}, looks after the Compact."),
    "monitoring_officer": _("You get this because your post, {title}, is told what was not met."),
}

_OF_AGREEMENTS = {
    "owner": _("You get this because your post, {title}, answers for this agreement."),
    "manager": _("You get this because your post, {title}, manages the post that answers for it."),
}


def write(alerts: Sequence[Alert], reader: Reader, head: Letterhead, today: date) -> Mail:
    """One mail about all of these alerts, as they stand on the day it is read; at least one alert."""
    seen = _each_once(sorted((Seen(alert, today, head) for alert in alerts), key=_order))
    why = _why(seen[0].alert, reader)
    sections = [paragraphs(each) for each in seen]
    dated = any(each.kind not in (GATE, EARLY, *OF_AGREEMENTS) for each in seen if each.counted)
    last = [NOT_LEGAL_ADVICE] if dated else []
    banner = [BANNER] if head.demonstration else []
    line = _subject(seen)
    return Mail(line, _text(banner, sections, why, last), _html(line, banner, sections, why, last), why)


def subject_of(alert: Alert, head: Letterhead, today: date) -> str:
    """The subject that this alert alone would have."""
    return _subject([Seen(alert, today, head)])


def undelivered(post: str, about: str, answer: str, reader: Reader, head: Letterhead) -> Mail:
    """What the manager above hears when a mail cannot be delivered to a post."""
    fact = _("We could not deliver this to the {post}").format(post=post)
    told = (
        Paragraph(f"{fact}: {about}"),
        Paragraph(answer or _("no answer"), lead=_("What the mail server said:")),
        Paragraph(_("Tell the person who holds the post, and have the address of the post corrected.")),
    )
    why = _("You get this because your post, {title}, stands above it.").format(title=reader.title)
    return about_many(fact, [told], why, head)


def about_many(line: str, sections: Sequence[tuple[Paragraph, ...]], why: str, head: Letterhead) -> Mail:
    """One mail about several matters, a section each, under a subject that is cut to length."""
    banner = [BANNER] if head.demonstration else []
    short = shorten(line, LONGEST_SUBJECT, placeholder="…")
    told = list(sections)
    return Mail(short, _text(banner, told, why, []), _html(short, banner, told, why, []), why)


def _order(seen: Seen) -> tuple[int, date, int, str]:
    return (_FIRST[seen.kind], seen.alert.last_safe, -seen.alert.rung, seen.alert.key)


def _each_once(seen: Iterable[Seen]) -> list[Seen]:
    """A person who holds two posts reads each matter once."""
    matters: dict[tuple[object, ...], Seen] = {}
    for each in seen:
        alert = each.alert
        of = alert.project or alert.agreement
        matters.setdefault((of, alert.event, alert.family, alert.rule, alert.last_safe), each)
    return list(matters.values())


def _subject(seen: Sequence[Seen]) -> str:
    """Under 70 characters, the reference at the end so that threads group."""
    alert, more, line = seen[0].alert, len(seen) - 1, subject(seen[0])
    tail = f" ({alert.ref})"
    if more:
        tail = f" {_('and {n} more').format(n=more)}{tail}"
    room = LONGEST_SUBJECT - len(tail)
    said = shorten(line.start, room - len(line.end), placeholder="…") + line.end
    room -= len(said) + len(": ")
    if line.titled and not more and room >= SHORTEST_TITLE:
        said += ": " + shorten(alert.words("project_title"), room, placeholder="…")
    return said + tail


def _why(alert: Alert, reader: Reader) -> str:
    if reader.vacant:
        vacant = _("You get this because this post is vacant: {post}. Your post, {title}, stands above it.")
        return vacant.format(post=", ".join(reader.vacant), title=reader.title)
    because = (_OF_AGREEMENTS if alert.agreement else _BECAUSE).get(
        alert.role, _("You get this because it concerns your post, {title}.")
    )
    return because.format(title=reader.title)


def _text(banner: list[str], sections: list[tuple[Paragraph, ...]], why: str, last: list[str]) -> str:
    told = "\n\n* * *\n\n".join("\n\n".join(map(_plain, section)) for section in sections)
    return "\n\n".join([*banner, told, why, *last]) + "\n"


def _plain(paragraph: Paragraph) -> str:
    words = f"{paragraph.lead} {paragraph.text}".strip()
    return f"{words}: {paragraph.link}" if paragraph.link else words


def _html(
    title: str, banner: list[str], sections: list[tuple[Paragraph, ...]], why: str, last: list[str]
) -> str:
    told = "\n<hr>\n".join("\n".join(map(_marked_up, section)) for section in sections)
    around = [f"<p>{escape(line)}</p>" for line in (why, *last)]
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    body = "\n".join([*(f"<p>{escape(line)}</p>" for line in banner), told, *around])
    return f'<!doctype html>\n<html lang="en">{head}\n<body style="{_STYLE}">\n{body}\n</body></html>\n'


def _marked_up(paragraph: Paragraph) -> str:
    return f"<p>{' '.join(_inline(paragraph))}</p>"


def _inline(paragraph: Paragraph) -> Iterator[str]:
    if paragraph.lead:
        yield f"<strong>{escape(paragraph.lead)}</strong>"
    words = escape(paragraph.text)
    yield f'<a href="{escape(paragraph.link, quote=True)}">{words}</a>' if paragraph.link else words
