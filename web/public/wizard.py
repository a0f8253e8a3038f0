"""The check of dates: one question a page, answers in the address only, nothing stored."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from web.access import asks
from web.public import answers as read_from
from web.public.answers import QUESTIONS, Answers, address, kept
from web.public.options import names, options
from web.public.result import Result
from web.public.timetables import columns, facts_to_keep, route_of
from web.public.words import in_weeks
from web.wiring import services
from workflow.clock import at
from workflow.commands.diary_views import deciding_rulebook
from workflow.errors import BadRequest
from workflow.project.access import Action
from workflow.publish import ical

START, RESULT, CALENDAR = "/check-dates", "/check-dates/result", "/check-dates/calendar.ics"
Page = str | tuple[str, int] | AnyResponse


@asks(Action.READ_PUBLIC)
def start() -> Page:
    """The start page of the check."""
    return render_template("public/check.html", first=f"{START}/{QUESTIONS[0]}")


@asks(Action.READ_PUBLIC)
def question(question: str) -> Page:
    """One question; once it is answered, the next that is open, or the result."""
    errors = read_from.wrong(question, request.args) if "save" in request.args else {}
    if "save" in request.args and not errors:
        return redirect(_next(), 303)
    return _ask(question, errors)


@asks(Action.READ_PUBLIC)
def result() -> Page:
    """The timetable that the answers ask for."""
    read = read_from.read(request.args)
    if read.answers is None:
        return redirect(_to(str(read.first_open())), 303)
    try:
        found = _result(read.answers)
    except BadRequest as fault:
        return _ask("end", {"end": str(fault)})
    pairs = read_from.tidy(request.args)
    return render_template(
        "public/result.html",
        found=found,
        names=names(read.answers),
        weeks=lambda day: in_weeks(day, found.today),
        calendar=address(CALENDAR, pairs),
        save=address("/projects/new", _as_project(found)),
        change=lambda name: address(f"{START}/{name}", pairs),
        moved=lambda end: address(RESULT, [p for p in pairs if p[0] != "end"] + [("end", end.isoformat())]),
    )


@asks(Action.READ_PUBLIC)
def calendar() -> Page:
    """The last safe dates of a check as a calendar file."""
    read = read_from.read(request.args)
    if read.answers is None:
        return redirect(_to(str(read.first_open())), 303)
    found, pairs = _result(read.answers), sorted(read_from.tidy(request.args))
    name = sha256(repr(pairs).encode()).hexdigest()[:16]
    base = services().settings.public_base_url
    return calendar_file(
        ical.Sheet(
            ref=f"check-{name}",
            title=found.rulebook.routes[found.timetable.route].title,
            host=urlsplit(base).hostname or "localhost",
            url=base + address(RESULT, pairs),
            stamp=at(found.today),
            sequence=0,
            entries=ical.of_timetable(found.timetable),
            demonstration=found.rulebook.authority.invented,
        ),
        "check-dates",
    )


def calendar_file(sheet: ical.Sheet, name: str) -> Response:
    """A calendar as an answer that a reader may keep and ask about again (304 while it is the same)."""
    data = ical.calendar(sheet)
    answer = make_response(data)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(sha256(data).hexdigest()[:32])
    return answer.make_conditional(request)


def _result(answers: Answers) -> Result:
    found = services()
    rulebook = deciding_rulebook(found)
    return Result(answers, rulebook, columns(answers, rulebook, found.today), found.today, found.library)


def _as_project(found: Result) -> list[tuple[str, str]]:
    """What the page that saves a project reads from its address."""
    facts = facts_to_keep(found.columns, found.answers)
    written = [(key, _written(value)) for key, value in facts.items()]
    return [
        ("route", route_of(found.answers)),
        ("end", found.answers.end.isoformat()),
        ("movable", "yes" if found.answers.movable else "no"),
        *(("fact", f"{key}:{value}") for key, value in written),
    ]


def _written(value: object) -> str:
    """A fact's value as an address carries it: several with commas between them."""
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _next() -> str:
    pairs = read_from.tidy(request.args)
    first = read_from.read(request.args).first_open()
    return address(f"{START}/{first}", pairs) if first else address(RESULT, pairs)


def _to(name: str) -> str:
    """A question that cannot be passed over: with its error if an answer was given."""
    pairs = kept(request.args)
    if read_from.answered(name, request.args):
        pairs = [*pairs, ("save", "1")]
    return address(f"{START}/{name}", pairs)


def _ask(name: str, errors: dict[str, str]) -> tuple[str, int]:
    at_ = QUESTIONS.index(name)
    before = f"{START}/{QUESTIONS[at_ - 1]}" if at_ else START
    page = render_template(
        "public/question.html",
        question=name,
        action=f"{START}/{name}",
        number=at_ + 1,
        questions=len(QUESTIONS),
        ending=request.args.get("what") in read_from.ENDING,
        changing=request.args.get("what") in read_from.CHANGING,
        typed=request.args,
        options=options(),
        one=lambda field: next(iter(read_from.chosen(request.args, field)), None),
        chosen=lambda field: list(read_from.chosen(request.args, field)),
        end=read_from.end_parts(request.args),
        hidden=kept(request.args, without=name),
        back=address(before, kept(request.args)),
        errors=errors,
    )
    return page, 400 if errors else 200
