"""One rule in the words that its page shows: what it asks, when, how it is counted, what its gate does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from web.public.rule_standing import OneOf, Place, Worked, examples, if_you_cannot, one_of, places
from workflow.rulebook.comparing import Book, unconfirmed_in
from workflow.rulebook.library import Library
from workflow.rulebook.model import Applies, Force, Gate, Rule, Rulebook, RuleException
from workflow.timetable.counting import describe
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import UNCONFIRMED
from workflow.timetable.standing_in_words import check_in_words, check_is_old, checked_by, stands_under
from workflow.words import gettext as _
from workflow.words import ngettext

_KINDS: Mapping[str, Mapping[str, str]] = {
    "body": {"council": _("councils"), "nhs": _("NHS bodies"), "central": _("central government")},
    "instrument": {"contract": _("contracts"), "grant": _("grants")},
    "process": {
        "commission": _("buying a service"),
        "renew": _("renewing an agreement"),
        "extend": _("extending an agreement"),
        "vary": _("changing an agreement"),
        "decommission": _("ending or reducing a service or its funding"),
    },
    "regime": {
        "PA2023": _("the Procurement Act 2023"),
        "PSR2023": _("the Provider Selection Regime"),
        "PCR2015": _("the Public Contracts Regulations 2015"),
    },
}
_WHERE: Mapping[str, str] = {
    "body": _("It is for {these}."),
    "authority": _("It is a rule of {these}."),
    "instrument": _("Only for {these}."),
    "process": _("Only when {these}."),
    "regime": _("Only under {these}."),
}
_NAMES: Mapping[str, str] = {
    "august": _("mostly in August"),
    "central": _("central government bodies"),
    "central_services": _("central government bodies, goods and services"),
    "concession": _("concessions"),
    "electronic": _("sent electronically"),
    "hundred_plus": _("100 dismissals or more"),
    "light_touch": _("light touch"),
    "light_touch_concession": _("light touch concessions"),
    "max": _("at most"),
    "non_electronic": _("not sent electronically"),
    "pin": _("after a prior information notice"),
    "second": _("on the second occasion"),
    "sub_central_default": _("other bodies, where no time is agreed"),
    "sub_central_services": _("councils and other bodies, goods and services"),
    "tenders": _("for tenders"),
    "then": _("after that"),
    "urgency": _("in urgency"),
    "urgency_requests": _("for requests, in urgency"),
    "urgency_tenders": _("for tenders, in urgency"),
    "works": _("works"),
    "works_value": _("of the value of works"),
}
_FIGURES: Mapping[str, str] = {
    "over": _("Above {these}"),
    "from": _("From {these}"),
    "norm": _("As a rule {these}"),
    "window": _("Within {these}"),
    "suggested_minimum": _("Suggested, at least: {these}"),
    "suggested_extension": _("Suggested, longer by: {these}"),
    "max_term_change": _("Changed by at most: {these}"),
    "and_percent": _("Both of these: {these}"),
    "or_percent": _("One of these: {these}"),
    "also": _("Beside it: {these}"),
}
_IF: Mapping[str, tuple[str, str]] = {
    "light_touch": (_("Only for light touch contracts."), _("Not for light touch contracts.")),
    "key_decision": (_("Only for key decisions."), _("Not for key decisions.")),
    "call_in": (_("Only where call-in applies."), _("Only where call-in does not apply.")),
    "below_threshold": (_("Only below the threshold."), _("Not below the threshold.")),
    "tupe": (_("Only where staff transfer (TUPE)."), _("Only where no staff transfer (TUPE).")),
    "substantial_variation": (
        _("Only for a substantial change of a health service."),
        _("Not for a substantial change of a health service."),
    ),
}


@dataclass(frozen=True, slots=True)
class WayOut:
    """One exception of a rule: what it is called, what must be recorded, what it leaves."""

    title: str
    asks: str
    leaves: str


@dataclass(frozen=True, slots=True)
class Told:
    """One rule in words, as one rulebook or pack has it."""

    rule: Rule
    applies: str
    counts: str
    figures: str
    start: str
    end: str
    closes: str
    gate: str
    ways_out: tuple[WayOut, ...]
    in_force: str
    source: str
    evidence: str
    unconfirmed: bool
    levels: tuple[str, ...]
    places: tuple[Place, ...]
    cannot: str
    one_of: OneOf | None
    examples: tuple[Worked, ...]
    checked: str
    check_is_old: bool

    def lines(self) -> Iterator[tuple[str, str]]:
        """The same as plain text, each line under its label: to search in and to compare."""
        yield _("Title"), self.rule.title
        yield _("What it asks"), self.rule.asks
        yield _("Principle and standard"), ", ".join(self.levels)
        yield _("Force"), f"{self.rule.force.label}: {self.rule.force.words}"
        yield _("When it applies"), self.applies
        yield _("Period"), self.counts
        yield _("Figures"), self.figures
        yield _("From"), self.start
        yield _("To"), self.end
        yield _("What meets it"), self.closes
        yield _("What its gate does"), self.gate
        yield _("If you cannot"), self.cannot
        yield _("Exceptions"), " ".join(f"{one.title}: {one.asks} {one.leaves}" for one in self.ways_out)
        yield _("In force"), self.in_force
        yield _("Source"), self.source
        yield _("How we know"), self.evidence
        yield _("Checked by"), self.checked
        yield _("Why it exists"), self.rule.why
        yield _("Note"), self.rule.note or ""

    def mentions(self, words: list[str]) -> bool:
        """Whether every word stands somewhere in it, whatever the case."""
        text = " ".join((self.rule.id, *(line for _label, line in self.lines()))).casefold()
        return all(word in text for word in words)


def tell(rule: Rule, book: Book, library: Library, today: date | None = None) -> Told:
    """A rule in words, as a rulebook or a pack has it; `today` decides whether its check is old."""
    unconfirmed = unconfirmed_in(book, rule)
    pack = library.pack_of(rule.id) if isinstance(book, Rulebook) else book
    checked = checked_by(rule, pack)
    wait = rule.period or rule.no_figure
    return Told(
        rule=rule,
        applies=applies(rule.applies_to),
        counts=_counts(rule),
        figures=_figures(rule),
        start=_sentence(library.events[wait.start]) if wait else "",
        end=_sentence(library.events[wait.end]) if wait else "",
        closes=_closes(rule.closing, library),
        gate=_gate(rule, unconfirmed),
        ways_out=tuple(_way_out(rule, one) for one in rule.exceptions),
        in_force=in_force(rule.in_force_from, rule.in_force_to),
        source=", ".join(part for part in (rule.source.name, rule.source.para) if part),
        evidence=_evidence(rule, book, unconfirmed),
        unconfirmed=unconfirmed,
        levels=stands_under(rule, pack),
        places=places(rule, book, library),
        cannot=if_you_cannot(rule, unconfirmed),
        one_of=one_of(rule, book),
        examples=examples(rule, book, library),
        checked=check_in_words(checked),
        check_is_old=today is not None and check_is_old(checked, today),
    )


def applies(to: Applies) -> str:
    """When a rule applies, in sentences."""
    found = [_named(key, getattr(to, key)) for key in _WHERE if getattr(to, key)]
    flags = ((words, getattr(to, key)) for key, words in _IF.items())
    found += [_(words[0] if needed else words[1]) for words, needed in flags if needed is not None]
    return " ".join(found) or _("Always.")


def in_force(first: date | None, last: date | None) -> str:
    """From when to when something is in force; its last day is still in force."""
    if first and last:
        return _("From {first} to {last}").format(first=in_words(first), last=in_words(last))
    if last:
        return _("Until {last}").format(last=in_words(last))
    return _("From {first}").format(first=in_words(first)) if first else _("No date is known")


def _named(key: str, values: tuple[str, ...]) -> str:
    names = [_(_KINDS.get(key, {}).get(value, value)) for value in values]
    these = " {} ".format(_("or") if key in ("process", "instrument", "regime") else _("and"))
    joined = ", ".join(names[:-1]) + these + names[-1] if len(names) > 1 else names[0]
    return _(_WHERE[key]).format(these=joined)


def _counts(rule: Rule) -> str:
    if rule.no_figure:
        soon = rule.no_figure.kind == "asap"
        return _("No figure: without delay") if soon else _("No figure: a reasonable time")
    if rule.period is None:
        return ""
    words = describe(rule.period.method, rule.period.n, rule.period.calendar)
    least = rule.period.kind == "minimum"
    return (_("At least {period}") if least else _("At most {period}")).format(period=words)


def _figures(rule: Rule) -> str:
    """Figures that are no wait between two events, e.g. "Above £500,000"."""
    if rule.figure is None:
        return ""
    told = []
    for name, n in rule.figure.amounts.items():
        amount = _amount("percent" if name == "percent" else rule.figure.unit, n)
        named = _(_NAMES.get(name, name.replace("_", " ")))
        told.append(amount if name in ("n", "percent") else f"{amount} ({named})")
    return _(_FIGURES.get(rule.figure.kind, "{these}")).format(these="; ".join(told))


def _amount(unit: str, n: int) -> str:
    words = {
        "pounds": _("£{n:,}"),
        "pounds_including_vat": _("£{n:,} including VAT"),
        "percent": _("{n}%"),
        "days": ngettext("{n} day", "{n} days", n),
        "clear_days": ngettext("{n} clear day", "{n} clear days", n),
        "weeks": ngettext("{n} week", "{n} weeks", n),
        "months": ngettext("{n} month", "{n} months", n),
        "years": ngettext("{n} year", "{n} years", n),
    }
    return words[unit].format(n=n)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _closes(gate: Gate | None, library: Library) -> str:
    if gate is None:
        return _("Nothing is asked to be recorded.")
    if gate.guard == "period_kept":
        return _("The dates themselves: the period is kept.")
    titles = dict.fromkeys(_need(name, library) for name in gate.needs)
    return _("These are recorded: {these}.").format(these="; ".join(titles))


def _need(name: str, library: Library) -> str:
    """An event by its meaning, a task by the title under which the routes ask for it."""
    if name in library.events:
        return library.events[name]
    stages = (stage for route in library.routes.values() for stage in route.stages)
    titles = (task.title for stage in stages for task in stage.tasks if task.id == name)
    return next(titles, name)


def _gate(rule: Rule, unconfirmed: bool) -> str:
    if unconfirmed:
        return _("It warns and holds nothing back, because it is unconfirmed.")
    if rule.effect == "explain":
        return _("Holds back the next step until the rule is met, or a departure is explained and agreed.")
    if rule.effect == "block" and rule.force is Force.RISK_CHECK:
        return _("Holds back the next step until there is a record, or a recorded reason with a post.")
    if rule.effect == "block":
        return _(
            "Holds back the next step until it is recorded. It cannot be explained: "
            "only an exception of its own, or that it does not apply, is recorded instead."
        )
    return _("It warns and holds nothing back.") if rule.effect == "warn" else _("It is only shown.")


def _way_out(rule: Rule, one: RuleException) -> WayOut:
    if one.leaves is None:
        leaves = ""
    elif one.leaves.n == 0:
        leaves = _("Nothing of the period is left.")
    else:
        period = describe(one.leaves.method, one.leaves.n, one.leaves.calendar)
        leaves = _("It leaves {period}.").format(period=period)
    return WayOut(one.title, one.asks, leaves if rule.period else "")


def _evidence(rule: Rule, book: Book, unconfirmed: bool) -> str:
    if unconfirmed:
        return _(UNCONFIRMED)
    if rule.rests_on_memory and isinstance(book, Rulebook):
        told = _("{name} has confirmed it. We have not seen the text of this rule.")
        return told.format(name=book.authority.name)
    read = rule.evidence == "primary"
    return _("We have read the text.") if read else _("We have read about it, not the text itself.")
