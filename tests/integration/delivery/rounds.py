"""One day of the service for tests: sweep, send, and see who got which mail."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email.message import EmailMessage

from sqlalchemy import select

from tests.support.city import City
from workflow.clock import FixedClock, at
from workflow.delivery.mailer import Undelivered
from workflow.delivery.sender import Sent, send_due
from workflow.delivery.sweep import Swept, sweep
from workflow.store import rows
from workflow.store.engine import reading


@dataclass
class Bag:
    """A postman who keeps what he is given; for the addresses in `refuses` he says no."""

    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuses: dict[str, Undelivered] = field(default_factory=dict)

    def send(self, id_: str, message: EmailMessage, to: str) -> str:
        if to in self.refuses:
            raise self.refuses[to]
        self.mails.append((to, message))
        return "250 ok"

    @property
    def told(self) -> list[tuple[str, str]]:
        """Who got which subject, by name of post, in the order of the alphabet."""
        return sorted((to.split("@")[0], str(mail["Subject"])) for to, mail in self.mails)

    def text(self, to: str, about: str = "") -> str:
        """The words of the last mail to a post whose subject says this."""
        theirs = [mail for address, mail in self.mails if address.startswith(f"{to}@")]
        found = [mail for mail in theirs if about in str(mail["Subject"])]
        body = found[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())


def late_project(city: City) -> str:
    """The tender of the worked example, early conversation begun: it must open by 3 March 2027."""
    ref = city.open()
    city.at(date(2027, 1, 20)).record(ref, "early_conversation_started", date(2027, 1, 20))
    return ref


def swept(city: City, day: date, *, dry: bool = True) -> Swept:
    """A sweep as of 9am on a day."""
    return sweep(city.services, at(day), dry)


def sent(city: City, moment: date | datetime, bag: Bag, worker: str = "one") -> Sent:
    """What a sender sends at an instant (a date alone: 9am that day), on a clock that says so too."""
    instant = moment if isinstance(moment, datetime) else at(moment)
    services = replace(city.services, clock=FixedClock(instant))
    return send_due(services, bag, instant, worker)


def day(city: City, on: date) -> list[tuple[str, str]]:
    """Who gets which mail on a day on which the service runs as it should."""
    bag = Bag()
    swept(city, on)
    sent(city, on, bag)
    return bag.told


def states(city: City) -> dict[str, str]:
    """The state of every alert by its key."""
    with reading(city.services.engine) as connection:
        return dict(iter(connection.execute(select(rows.alert.c.key, rows.alert.c.state))))


def outbox(city: City) -> dict[str, tuple[str, int]]:
    """State and number of tries of every mail by address and key."""
    table = rows.outbox
    with reading(city.services.engine) as connection:
        found = connection.execute(select(table.c.to_address, table.c.subject, table.c.state, table.c.tries))
        return {f"{to.split('@')[0]}: {subject}": (state, tries) for to, subject, state, tries in found}
