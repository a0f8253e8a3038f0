"""How a page is looked at in a browser: wide, narrow, on paper, and with what is wrong in its form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import places
from tests.support.visitors import Visitor

WIDE, NARROW, PAPER = 1280, 320, 718
"""The last is A4 less two margins of a centimetre, at 96 dots an inch."""
_axe_source = Axe().axe_script
_AXE = """full => axe.run(
    {resultTypes: ['violations'], rules: {'color-contrast': {enabled: full}}}
).then(found => found.violations)"""
_SHAPE = """() => ({
    scrolls: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    headings: [...document.querySelectorAll('h1')].map(h => h.innerText),
    mains: document.querySelectorAll('main, [role=main]').length,
    title: document.title,
})"""
_ON_PAPER = """width => {
    const size = e => e.getBoundingClientRect();
    const drawn = e => size(e).width > 1 && size(e).height > 1;
    const shown = e => e.checkVisibility({visibilityProperty: true}) && drawn(e);
    const words = e => (e.textContent || '').trim().replace(/\\s+/g, ' ').slice(0, 40);
    const name = e => `${e.tagName}.${e.getAttribute('class')} ${words(e)}`;
    const all = [...document.body.querySelectorAll('*')].filter(shown);
    const links = [...document.querySelectorAll('main a[href^="http"]')].filter(shown);
    const said = a => getComputedStyle(a, '::after').content + a.textContent;
    return [
        ...all.filter(e => e.matches('nav, .govuk-button, .govuk-skip-link'))
            .map(e => 'for a screen only: ' + name(e)),
        ...all.filter(e => size(e).right > width + 1 && !e.closest('svg'))
            .map(e => 'runs over the edge: ' + name(e)),
        ...all.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth && !e.closest('svg')
            && getComputedStyle(e).overflowX !== 'visible' && !e.matches('input, select, iframe')
            && !e.closest('.govuk-visually-hidden'))
            .map(e => 'cut off: ' + name(e)),
        ...links.filter(a => !said(a).includes(a.getAttribute('href'))).map(a => 'no address: ' + name(a)),
    ].slice(0, 4);
}"""


@dataclass
class Looker:
    """Somebody before a browser page; `thorough` looks for contrast at every width."""

    page: Any
    base: str
    thorough: bool = False
    said: list[str] = field(default_factory=list)
    """What the browser complained of since the last page."""

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("console", self._console)

    def _console(self, told: Any) -> None:
        if "Content Security" in told.text:
            self.said.append(told.text)

    def faults(self, path: str, status: int = 200) -> list[str]:
        """What is wrong with a page at each width and on paper, each line with its address."""
        self.said.clear()
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        answer = self.page.goto(self.base + path)
        found = [] if answer.status == status < 500 else [f"answers {answer.status}"]
        found += self.shape() + self.axe()
        self.narrow()
        found += self.shape()[:1] + self.axe(contrast=self.thorough) + self.paper()
        return [f"{path}: {one}" for one in (*found, *self.said)]

    def narrow(self) -> None:
        """As wide as a small telephone."""
        self.page.set_viewport_size({"width": NARROW, "height": 900})

    def axe(self, contrast: bool = True) -> list[str]:
        """What axe finds; colours are those of the wide page, where all is shown, so once is enough."""
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(_axe_source)
        violations = self.page.evaluate(_AXE, contrast)
        return [f"{v['id']} ({v['impact']}): {v['help']}; {places(v)}" for v in violations]

    def shape(self) -> list[str]:
        """Whether it scrolls sideways (first, if so), and has one heading, one main part, and a title."""
        seen = self.page.evaluate(_SHAPE)
        width = self.page.viewport_size["width"]
        found = [f"scrolls {seen['scrolls']} px sideways at {width}"] if seen["scrolls"] > 0 else []
        if len(seen["headings"]) != 1:
            found.append(f"has the headings {seen['headings']}")
        if seen["mains"] != 1 or not seen["title"].strip():
            found.append(f"has {seen['mains']} main parts and the title {seen['title']!r}")
        return found

    def paper(self) -> list[str]:
        """What is wrong in print: navigation, text beyond the edge, links without their address."""
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": PAPER, "height": 1000})
        found = self.page.evaluate(_ON_PAPER, PAPER)
        self.page.emulate_media(media="screen")
        return [f"in print: {one}" for one in found]


@contextmanager
def before(browser: Any, visitor: Visitor, base: str, **more: Any) -> Iterator[Any]:
    """A page of the browser in which whoever the visitor is has signed in."""
    context = browser.new_context(**more)
    cookie = visitor.client.get_cookie("session")
    if cookie is not None:
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])
    try:
        yield context.new_page()
    finally:
        context.close()
