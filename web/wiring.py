"""What hangs on the application: its services, and the words that every template may use."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from flask import Flask, current_app, request

from workflow.clock import london
from workflow.commands.services import Services
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.timetable.model import TimingVerdict

KEY = "fair_notice"


def hang(app: Flask, found: Services) -> None:
    """Hang the services on the application and teach its templates to write dates."""
    app.extensions[KEY] = found
    app.before_request(_keep_up)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["long_date"] = lambda value: in_words(_day(value))
    app.jinja_env.filters["weekday_date"] = lambda value: with_weekday(_day(value))
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.globals["TimingVerdict"] = TimingVerdict


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions[KEY])


def _keep_up() -> None:
    """A bank holiday that another process announced counts from the next page on."""
    if request.endpoint != "static":
        services().keep_up()


def moment(value: datetime) -> str:
    """An instant as people read it, in Europe/London: "10:42am on 3 March 2027"."""
    here = london(value)
    half = "am" if here.hour < 12 else "pm"
    return f"{here.hour % 12 or 12}:{here.minute:02d}{half} on {in_words(here.date())}"


def _day(value: date | datetime) -> date:
    return london(value).date() if isinstance(value, datetime) else value
