"""One agreement as a form: typed text to an entry, with what must be mended beside each field."""

from __future__ import annotations

import re
from decimal import Decimal

from web.forms import Form
from web.registers import words
from workflow.register.checks import faults
from workflow.register.ties import Entry, Notice, Tie
from workflow.register.vocabulary import vocabulary
from workflow.words import gettext as _

_AMOUNT = re.compile(r"£? ?(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,2})?", re.ASCII)
DATES = {
    "starts": _("The start"),
    "ends": _("The end"),
    "awarded_on": _("The award date"),
    "review_on": _("The review date"),
}
TEXTS = {"title": 500, "funder": 300, "directorate": 200, "notice_clause": 500, "source": 300}
LONGEST_KEY, LONGEST_NAME, LONGEST_EXIT = 160, 300, 8000
NOTHING = Decimal(0)


def of_tie(tie: Tie) -> dict[str, object]:
    """The fields of a form as an agreement stands."""
    values: dict[str, object] = {name: getattr(tie, name) for name in (*TEXTS, *DATES)}
    values |= {
        "reference": tie.key,
        "organisation": tie.organisation_name,
        "instrument": tie.instrument,
        "post": tie.post or "",
        "value": plain(tie.value),
        "value_per_year": plain(tie.value_per_year),
        "exit_section": tie.exit_section,
        "notice_n": tie.notice.n if tie.notice else "",
        "notice_method": tie.notice.method if tie.notice else "",
        "renews": "yes" if tie.renews_months else "no",
        "renews_months": tie.renews_months or "",
    }
    return values


def plain(amount: Decimal | None) -> str:
    """An amount as it is typed, without needless pence."""
    if amount is None:
        return ""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


def read(form: Form, posts: list[tuple[str, str]]) -> Entry:
    """What was typed; everything that must be mended stands in the form's errors."""
    texts = {name: form.text(name, most=most) for name, most in TEXTS.items()}
    entry = Entry(
        **texts,
        **{name: form.date(name, subject=subject) for name, subject in DATES.items()},
        key=form.text("reference", most=LONGEST_KEY),
        organisation_name=form.text("organisation", most=LONGEST_NAME),
        instrument=form.choice("instrument", words.kinds()),
        post=form.choice("post", posts) or None,
        value=amount(form, "value"),
        value_per_year=amount(form, "value_per_year"),
        exit_section=form.text("exit_section", most=LONGEST_EXIT),
        notice=notice(form),
        renews_months=_renews(form),
    )
    for name, message in faults(entry).items():
        form.errors.setdefault(name, message)
    return entry


def amount(form: Form, name: str) -> Decimal | None:
    """The pounds typed into a field, None for none."""
    text = form.text(name, most=40)
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if found is None:
        form.errors[name] = _("Enter pounds, like 90,000 or 1250.50, or leave it empty if it is not known.")
        return None
    return Decimal(f"{found[1].replace(',', '')}{found[2] or ''}")


def notice(form: Form) -> Notice | None:
    """The notice period typed; both its fields or neither."""
    number = form.text("notice_n", most=10)
    method = form.choice("notice_method", notice_methods())
    if not number and not method:
        return None
    if not number:
        form.errors["notice_n"] = _(
            "Enter how long the notice period is, or choose nothing for how it is counted."
        )
        return None
    if not _whole(number):
        form.errors["notice_n"] = _("Enter a whole number, like 3.")
        return None
    if not method:
        form.errors["notice_method"] = _("Choose how the notice period is counted.")
        return None
    return Notice(int(number), method)


def notice_methods() -> list[tuple[str, str]]:
    """How a notice period may be counted, as the options of a select."""
    return [(method.id, _(method.title)) for method in vocabulary().notice_methods]


def _renews(form: Form) -> int | None:
    answer = form.choice("renews", renewals())
    number = form.text("renews_months", most=10)
    if answer != "yes":
        return None
    if number and not _whole(number):
        form.errors["renews_months"] = _("Enter a whole number of months. A yearly renewal is 12.")
        return None
    return int(number) if number else 12


def renewals() -> list[tuple[str, str]]:
    """Whether it renews by itself, as the options of radios."""
    return [("no", _("No")), ("yes", _("Yes, unless notice is given"))]


def _whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6
