"""Links for the public are tried: what answers, what does not, and what may not even be asked."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.support.city import build
from tests.support.visitors import Visitor, site, words
from workflow.commands.evidence import Details, add_evidence
from workflow.delivery.links import check_links, on_the_internet, status_of


class Answers(BaseHTTPRequestHandler):
    """/here answers; /gone does not; /only-get refuses HEAD; /away leads to another place."""

    asked: list[tuple[str, str]] = []

    def do_HEAD(self):
        self.asked.append((self.command, self.path))
        codes = {"/here": 200, "/only-get": 405 if self.command == "HEAD" else 200, "/away": 302}
        self.send_response(codes.get(self.path, 404))
        if self.path == "/away":
            self.send_header("Location", "file:///etc/hostname")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *told):
        """Say nothing."""


@contextmanager
def server():
    Answers.asked = []
    with HTTPServer(("127.0.0.1", 0), Answers) as found:
        running = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        running.start()
        try:
            yield f"http://127.0.0.1:{found.server_port}"
        finally:
            found.shutdown()
            running.join()


def anywhere(address: str) -> bool:
    return True


def test_what_a_link_answers_and_a_server_that_refuses_short_requests_is_asked_in_full():
    with server() as base:
        found = {path: status_of(base + path, anywhere) for path in ("/here", "/gone", "/only-get", "/away")}
    assert found == {"/here": 200, "/gone": 404, "/only-get": 200, "/away": 302}


def test_no_address_inside_is_asked_whatever_its_name():
    with server() as base:
        assert status_of(f"{base}/here") == 0
        assert status_of(f"{base.replace('127.0.0.1', 'localhost')}/here") == 0
        assert Answers.asked == []
    for address in ("file:///etc/hostname", "ftp://127.0.0.1/x", "http://[", "https://"):
        assert status_of(address, anywhere) == 0, address


@pytest.mark.parametrize(
    ("address", "may"),
    [("127.0.0.1", False), ("10.0.0.1", False), ("169.254.169.254", False), ("::1", False),
     ("fe80::1%eth0", False), ("fd00::1", False), ("1.1.1.1", True), ("2606:4700::1111", True)],
)  # fmt: skip
def test_which_addresses_are_of_the_public_internet(address, may):
    assert on_the_internet(address) is may


def test_r085_a_public_link_that_does_not_open_stands_on_the_documents_page(database_url, tmp_path):
    city = build(database_url, tmp_path)
    ref, told = city.open(), {"by": city.people["officer"], "services": city.services}
    asked = {"stage": "need", "task": "needs_assessment", "form": "link"}
    with server() as base:
        old = add_evidence(
            ref=ref, **asked, text=f"{base}/gone", visibility="public", **told
        ).project.evidence[0]
        add_evidence(ref=ref, **asked, text=f"{base}/gone?staff", visibility="staff", **told)
        assert check_links(city.services, anywhere) == 1
        assert check_links(city.services, anywhere) == 0, "once a day is enough"
        with site(city) as app:
            officer = Visitor(app)
            officer.sign_in(city.emails["officer"])
            page = words(officer.get(f"/projects/{ref}/documents"))
            assert "Some links do not open." in page
            assert "Tried on 24 November 2026: it does not open (answer 404)" in page
            mended = Details(replaces=old.id)
            add_evidence(ref=ref, **asked, text=f"{base}/here", visibility="public", details=mended, **told)
            assert check_links(city.services, anywhere) == 1
            assert "Some links do not open." not in words(officer.get(f"/projects/{ref}/documents"))
