"""The form of an entry: for staff, for the organisation itself, and for a group that adds itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from web.forms import Form
from workflow.register.entries import TAG_FIELDS, Entry, Written, faults, from_written, tidied, written
from workflow.register.kinds import kinds, sizes, tags
from workflow.words import gettext as _

LONGEST_TAGS = 3000
YES, NO = "yes", "no"
ORDER = (
    "name", "type", "charity_number", "company_number", "website", "locality", "district", "area", "serves",
    "knows", "size", "lead", "source", "listed", "no_mail", "email", "body", "",
)  # fmt: skip


def read(form: Form, before: Entry | None, posts: Sequence[tuple[str, str]] | None) -> Written:
    """What was typed; what is wrong stands in the form. `posts` are for staff, who alone name a lead."""
    said = {name: form.text(name, most=400) for name in ("name", "charity_number", "company_number")}
    said |= {name: form.text(name, most=400) for name in ("website", "locality", "district")}
    told: dict[str, object] = {
        **said,
        "type": form.choice("type", kinds()),
        "size": form.choice("size", sizes()),
    }
    for name in TAG_FIELDS:
        told[name] = tags(form.text(name, most=LONGEST_TAGS))
    told["listed"] = form.choice("listed", shown_choices()) == YES
    told["no_mail"] = form.choice("no_mail", mail_choices()) == NO
    if posts is not None:
        told["lead"] = form.choice("lead", posts) or None
        told["source"] = form.text("source", most=400)
    asked = tidied(from_written(told))
    form.errors |= {name: wrong for name, wrong in faults(asked, before).items() if name not in form.errors}
    return asked


def of_entry(entry: Written) -> dict[str, object]:
    """An entry as the values of its form."""
    said = written(entry)
    values = {name: said[name] or "" for name in said if name not in TAG_FIELDS}
    values |= {name: "\n".join(said[name]) for name in TAG_FIELDS}
    return {**values, "listed": YES if entry.listed else NO, "no_mail": NO if entry.no_mail else YES}


def context(form: Form) -> Mapping[str, object]:
    """What the form's template needs beside its own values."""
    errors = {name: form.errors[name] for name in ORDER if name in form.errors}
    return {
        "values": form.values,
        "errors": errors,
        "kinds": kinds(),
        "sizes": sizes(),
        "shown": shown_choices(),
        "mail": mail_choices(),
    }


def shown_choices() -> list[tuple[str, str]]:
    """Whether the entry is shown in public."""
    return [(YES, _("Yes: it is published elsewhere, or the organisation agrees")), (NO, _("No"))]


def mail_choices() -> list[tuple[str, str]]:
    """Whether the organisation may be written to."""
    return [(YES, _("Yes")), (NO, _("Only about its own agreements"))]
