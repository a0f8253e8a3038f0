"""Every form of the application: where it stands, and what its page says when it was sent empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask

from tests.journeys.looking import Looker
from tests.support.visitors import Visitor
from tests.trust.pages import forms

EMPTY, NONSENSE = "", "x" * 5000
_FILL = """([n, typed]) => {
    if (!document.forms[n]) return ['the form is not there any more'];
    document.querySelectorAll('details').forEach(d => { d.open = true; });
    for (const e of document.forms[n].elements) {
        if (e.type === 'radio' || e.type === 'checkbox') e.checked = false;
        else if (e.tagName === 'SELECT')
            e.selectedIndex = Math.max(0, [...e.options].findIndex(o => !o.value));
        else if (e.type !== 'hidden' && e.type !== 'file' && e.tagName !== 'BUTTON' && !e.readOnly)
            e.value = typed;
    }
    return [...document.forms[n].elements]
        .filter(e => e.type !== 'hidden' && e.tagName !== 'FIELDSET' && !e.checkVisibility())
        .map(e => 'cannot be seen: ' + e.name);
}"""
_LINKS = """() => [...document.querySelectorAll('.govuk-error-summary a')].map(a => {
    const to = document.getElementById(a.getAttribute('href').slice(1));
    return [a.getAttribute('href'), to === null ? 'nowhere' : to.tabIndex < 0 ? 'what takes no focus' : ''];
})"""
_FOCUS = "() => { const e = document.activeElement; return e.getAttribute('href') || '#' + e.id; }"
_ON_SUMMARY = "() => document.activeElement.matches('.govuk-error-summary')"


@dataclass(frozen=True)
class Place:
    """A form of a page: whose page, its address, and which of its forms."""

    endpoint: str
    who: str
    path: str
    number: int


def places_of(app: Flask, pages: Iterable[tuple[str, Visitor, str]]) -> dict[str, Place]:
    """Where each form that somebody fills in stands first, by the endpoint that takes it."""
    found: dict[str, Place] = {}
    routes = app.url_map.bind("localhost")
    for who, visitor, path in pages:
        with visitor.client.get(path) as answer:
            text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        for number, form in enumerate(forms(text, path)):
            if form.method == "POST" and form.asked | form.files:
                action = urlsplit(urljoin(path, form.action)).path
                endpoint = str(routes.match(action, method="POST")[0])
                found.setdefault(endpoint, Place(endpoint, who, path, number))
    return found


def send_wrong(looker: Looker, place: Place) -> tuple[bool, list[str]]:
    """Send a form empty, else with nonsense in it, by the keyboard; whether it came back, and what cannot be
    seen of it."""
    for typed in (EMPTY, NONSENSE):
        looker.page.goto(looker.base + place.path)
        hidden = looker.page.evaluate(_FILL, [place.number, typed])
        if hidden:
            return False, hidden
        form = looker.page.locator("form").nth(place.number)
        with looker.page.expect_navigation():
            form.locator("button:not([type=button])").first.press("Enter")
        if looker.page.title().startswith("Error: "):
            return True, []
    return False, ["was taken as it was"]


def faults_of(looker: Looker, scripts: bool) -> list[str]:
    """What is wrong with a page that says what is wrong with its form."""
    page = looker.page
    if page.locator(".govuk-error-summary:visible").count() != 1:
        return ["has no summary of errors"]
    found = [] if not scripts or page.evaluate(_ON_SUMMARY) else ["the summary has not the focus"]
    links = page.evaluate(_LINKS)
    found += [f"{link} leads to {where}" for link, where in links if where]
    found += [] if links else ["its errors lead nowhere"]
    if links and not found:
        found += _by_keyboard(page, links[0][0], scripts)
    return found + looker.shape() + (looker.axe() if scripts else [])


def _by_keyboard(page: Any, link: str, scripts: bool) -> list[str]:
    """From the summary to the field with two keys."""
    if scripts:
        page.keyboard.press("Tab")
    else:
        page.locator(".govuk-error-summary a").first.focus()
    if page.evaluate(_FOCUS) != link:
        return [f"the next key leads to {page.evaluate(_FOCUS)}, not to the link {link}"]
    page.keyboard.press("Enter")
    reached = page.evaluate(_FOCUS)
    return [] if reached == link else [f"the link {link} leads the keyboard to {reached}"]
