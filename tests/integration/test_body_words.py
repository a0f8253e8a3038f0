"""What a body says about itself: its address for answers is one that a mail can carry, and stands on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.integration.delivery.rounds import late_project, swept
from tests.support.city import City
from workflow.clock import at
from workflow.commands.invitations import is_address
from workflow.commands.promises import BodyWanted, change_body
from workflow.delivery.mailer import smtp
from workflow.delivery.sender import send_due

DAY = date(2027, 3, 4)


@pytest.mark.parametrize(
    ("email", "is_one"),
    [
        ("name@example.org", True),
        ("first.last+tag@sub.example.org", True),
        ("name@example", False),
        ("name@@example.org", False),
        ("a name@example.org", False),
        ("name@example.org\nBcc: x@example.org", False),
        ("nämé@example.org", False),
        ("<name@example.org>", False),
        (".name@example.org", False),
        ("name@.example.org", False),
        (f"{'n' * 250}@example.org", False),
        ("", False),
    ],
)
def test_what_is_an_address(email: str, is_one: bool) -> None:
    assert is_address(email) is is_one


def test_answers_to_a_mail_go_to_the_address_that_the_body_names(city: City, smtp_server: Any) -> None:
    late_project(city)
    swept(city, DAY, dry=False)
    address = "commissioning@city.example"
    wanted = BodyWanted(
        name="Example City Council",
        kind="council",
        sector_word="VCSE",
        sender_address=address,
        officers_public=False,
    )
    change_body(wanted=wanted, seen_version=1, by=city.people["admin"], services=city.services)
    send_due(city.services, smtp(smtp_server.url), at(DAY))
    assert {str(mail["Reply-To"]) for mail in smtp_server.messages} == {address}
