"""Was the Code followed? Anyone types two dates; answers stand in the address only, and no body is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, request

from web.access import asks
from web.forms import date_parts, read_date
from web.public.answers import LONGEST, Typed, address
from web.public.happenings import BODIES, HAPPENINGS, Happening, bodies, choices
from web.public.words import written_in
from web.wiring import services
from workflow.project.access import Action
from workflow.rulebook.library import Library
from workflow.rulebook.model import Force, Rule
from workflow.timetable.comparing import lengths
from workflow.timetable.verdict import Outcome, Result, check
from workflow.words import gettext as _

START, RULES, RESULT = (f"/was-the-code-followed{end}" for end in ("", "/rules", "/result"))
FIRST = ("what", "body", *(f"{name}-{part}" for name in ("from", "to") for part in ("day", "month", "year")))
THEN = ("rule", "adopted", "reason", "told")
YES_NO = ("yes", "no", "unknown")
Page = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Happened:
    """What a person told us: what happened, to which kind of body, from which day to which."""

    kind: Happening
    body: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule held against the dates. `compared` replaces the verdict of a rule that was not adopted."""

    rule: Rule
    words: str
    compared: str
    result: Result
    written_in: str


@asks(Action.READ_PUBLIC)
def start() -> Page:
    """What happened, and when."""
    return _form({})


@asks(Action.READ_PUBLIC)
def rules() -> Page:
    """The rules that were in force on the first of the two dates, to choose from."""
    happened, errors = _read(request.args)
    return _choose(happened, {}) if happened else _form(errors)


@asks(Action.READ_PUBLIC)
def result() -> Page:
    """Each chosen rule: met, not met, or two lengths side by side."""
    happened, errors = _read(request.args)
    if happened is None:
        return _form(errors)
    library = services().library
    asked = [rule for rule in _about(happened.kind, library) if rule.id in request.args.getlist("rule")]
    wrong = _wrong(happened, asked)
    if wrong:
        return _choose(happened, wrong)
    return render_template(
        "public/followed_result.html",
        happened=happened,
        body=dict(bodies())[happened.body],
        findings=_findings(happened, asked, library),
        again=address(START, _kept(FIRST)),
        others=address(RULES, _kept(FIRST + THEN)),
        errors={},
    )


def _read(typed: Typed) -> tuple[Happened | None, dict[str, str]]:
    kind, body = HAPPENINGS.get(typed.get("what", "")), typed.get("body", "")
    errors = {} if kind else {"what": _("Select what happened")}
    if body not in BODIES:
        errors["body"] = _("Select what kind of body it was")
    first, from_wrong = read_date(typed, "from", _("Enter the first date"), _("The first date"))
    last, to_wrong = read_date(typed, "to", _("Enter the second date"), _("The second date"))
    errors |= {name: text for name, text in (("from", from_wrong), ("to", to_wrong)) if text}
    if kind and kind.in_order and first and last and last < first:
        errors["to"] = _("The consultation must close on or after the day on which it opened")
    if errors or kind is None or first is None or last is None:
        return None, errors
    return Happened(kind, body, first, last), {}


def _wrong(happened: Happened, asked: list[Rule]) -> dict[str, str]:
    errors = {} if asked else {"rule": _("Select at least one rule")}
    if request.args.get("reason") not in YES_NO:
        errors["reason"] = _("Select whether a reason was published")
    in_question = happened.kind.both_audiences and any(_needs_both(rule) for rule in asked)
    if in_question and request.args.get("told") not in YES_NO:
        errors["told"] = _("Select whether the public had been told by then")
    return errors


def _findings(happened: Happened, asked: list[Rule], library: Library) -> list[Finding]:
    events = dict.fromkeys(happened.kind.starts, happened.start.isoformat())
    if happened.kind.both_audiences and request.args.get("told") == "yes":
        events["notice_received_by_public"] = happened.start.isoformat()
    events |= dict.fromkeys(happened.kind.ends, happened.end.isoformat())
    explained = request.args["reason"] == "yes"
    record = {
        "facts": {"body": happened.body, **happened.kind.facts},
        "events": events,
        "rules": [rule.id for rule in asked],
        "explanations": {rule.id: _("a reason was published.") for rule in asked} if explained else {},
    }
    return [_finding(happened, found, library) for found in check(record, library)]


def _finding(happened: Happened, found: Result, library: Library) -> Finding:
    rule = library.rule(found.rule)
    name = written_in(rule, library)
    compared = ""
    if _of_one_body(rule, library) and rule.id not in request.args.getlist("adopted"):
        both = lengths(rule, happened.start, found)
        compared = both.words(name) if both else ""
    return Finding(rule, _in_words(found), compared, found, name)


def _in_words(found: Result) -> str:
    if found.result is Outcome.NOT_MET and found.force is Force.LAW:
        return _("Required by law, not met")
    if found.result is Outcome.NOT_MET and found.force is Force.COUNCIL_RULE:
        return _("The council's own rule, not met")
    return {
        Outcome.MET: _("Met"),
        Outcome.MET_WITH_EXPLANATION: _("Met with explanation"),
        Outcome.NOT_MET: _("Not met"),
        Outcome.NOT_APPLICABLE: _("Not applicable"),
        Outcome.NOT_IN_FORCE: _("Not in force on that date"),
    }.get(found.result, _("These dates do not show it"))


def _about(kind: Happening, library: Library) -> list[Rule]:
    """Every rule that ties the two things which happened, whether or not it was in force."""
    return [
        rule
        for rule in library.all_rules()
        if rule.period
        and rule.period.end in kind.ends
        and (rule.period.start in kind.starts or (kind.both_audiences and _needs_both(rule)))
    ]


def _needs_both(rule: Rule) -> bool:
    return rule.period is not None and rule.period.start == "notice_received_by_both_audiences"


def _of_one_body(rule: Rule, library: Library) -> bool:
    """Whether a rule binds only those who adopted it: a code or a constitution."""
    return rule.force in (Force.CODE, Force.COUNCIL_RULE) or bool(rule.applies_to.authority)


def _form(errors: Mapping[str, str]) -> Page:
    page = render_template(
        "public/followed.html",
        typed=request.args,
        dates={name: date_parts(request.args, name) for name in ("from", "to")},
        what=choices(),
        bodies=bodies(),
        action=RULES,
        errors=errors,
    )
    return page, 400 if errors else 200


def _choose(happened: Happened, errors: Mapping[str, str]) -> Page:
    library = services().library
    found = [rule for rule in _about(happened.kind, library) if rule.in_force_on(happened.start)]
    of_one_body = [rule for rule in found if _of_one_body(rule, library)]
    chosen = request.args.getlist("rule") or ([found[0].id] if len(found) == 1 else [])
    page = render_template(
        "public/followed_rules.html",
        happened=happened,
        rules=[(rule.id, rule.title, _hint(rule, library)) for rule in found],
        adopted=[(rule.id, f"{written_in(rule, library)}: {rule.title}") for rule in of_one_body],
        chosen=chosen,
        typed=request.args,
        both=any(_needs_both(rule) for rule in found),
        hidden=_kept(FIRST),
        action=RESULT,
        back=address(START, _kept(FIRST)),
        errors=errors,
    )
    return page, 400 if errors else 200


def _hint(rule: Rule, library: Library) -> str:
    hint = f"{written_in(rule, library)}. {rule.force.label}: {rule.force.words}."
    unseen = _("Unconfirmed: we have not seen the text of this rule.")
    return f"{hint} {unseen}" if rule.rests_on_memory else hint


def _kept(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value[:LONGEST]) for name in names for value in request.args.getlist(name)]
