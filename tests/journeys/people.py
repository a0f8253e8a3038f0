"""How a person moves about the pages in a browser: by labels and button names, as they read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import Flask

from tests.support.city import PASSWORD, City
from tests.support.servers import serve
from tests.support.visitors import site


@contextmanager
def served(city: City) -> Iterator[tuple[str, Flask]]:
    """The city's application on a real port."""
    with site(city) as app, serve(app) as address:
        yield address, app


class Person:
    """Somebody before a browser page."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base

    def goes(self, path: str) -> None:
        """Open an address of the site, also a whole one from a mail."""
        self.page.goto(self.base + re.sub(r"^https?://[^/]+", "", path))

    def signs_in(self, email: str) -> None:
        """Sign in through the form."""
        if "/sign-in" not in self.page.url:
            self.goes("/sign-in")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.presses("Sign in")

    def signs_out(self) -> None:
        """Sign out with the button of every page."""
        self.presses("Sign out")

    def reads(self) -> str:
        """The words of the page."""
        return " ".join(str(self.page.locator("body").inner_text()).split())

    def chooses(self, *labels: str) -> None:
        """Tick radios or boxes by their label."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def fills(self, label: str, text: str) -> None:
        """Fill a field by its label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def dates(self, name: str, day: date, month: str | None = None) -> None:
        """Fill the three fields of a date; the month as a figure unless a word is given."""
        for part, value in (("day", day.day), ("month", month or day.month), ("year", day.year)):
            self.page.locator(f"[name='{name}-{part}']").fill(str(value))

    def presses(self, name: str) -> None:
        """Press a button, and wait for the page that answers."""
        self.leaves_by(self.page.get_by_role("button", name=name, exact=True).first)

    def follows(self, name: str | re.Pattern[str]) -> None:
        """Follow a link by its words, also one that looks like a button."""
        either = self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name))
        self.leaves_by(either.first)

    def leaves_by(self, way: Any) -> None:
        """Click what leads to another page, and wait for that page: the present one is loaded already."""
        with self.page.expect_navigation():
            way.click()


class Officer(Person):
    """A commissioning officer at the stages of one project."""

    ref = ""

    def records(self, event: str, day: date, because: str = "") -> str:
        """Record that an event happened on a day; a day that was recorded before changes with a reason."""
        self.goes(f"/projects/{self.ref}/record/{event}")
        self.dates("on", day)
        if because:
            self.page.locator("[name=reason]").fill(because)
        self.presses("Save this date")
        return self.reads()

    def notes(self, stage: str, *tasks: str) -> None:
        """Add a note under tasks of a stage."""
        for task in tasks:
            self.goes(f"/projects/{self.ref}/stages/{stage}/evidence/{task}")
            self.page.locator("[name=text]").fill("Kept on file by the Commissioning Officer.")
            self.page.locator("[name=visibility][value=staff]").check()
            self.presses("Add it")

    def finishes(self, stage: str) -> str:
        """Check and finish a stage."""
        self.goes(f"/projects/{self.ref}/stages/{stage}/finish")
        self.presses("Finish this stage")
        return self.reads()
