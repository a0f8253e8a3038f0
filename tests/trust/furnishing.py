"""What a council has beside its projects: organisations, ties, diaries, files on their way in.

Rows are written as they stand in the tables: who may see or change them is asked of the pages, not of this.
A page's row in matrix.py names the objects of its address: `names={"id_": "organisation"}`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from tests.support.city import City
from workflow.register.entries import Written, written
from workflow.store import rows
from workflow.store.engine import writing
from workflow.store.ids import new_id

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
JUST_NOW = datetime(2027, 3, 4, 9, tzinfo=UTC)
"""A file on its way in is kept for a day."""
KINDS = ("lunch", "carers")


def furnish(city: City, mark: str) -> dict[str, str]:
    """The ids of what was put there, by word. `mark` stands in every text, so that it is known again."""
    with writing(city.services.engine) as connection:
        room = _Room(connection, city, mark)
        for part in (_organisations, _agreements, _partnerships, _interests, _diary, _imports):
            part(room)
    return room.found


class _Room:
    """One council's rows, as they are put there."""

    def __init__(self, connection: Connection, city: City, mark: str) -> None:
        self.connection, self.city, self.mark = connection, city, mark
        self.short = mark[:2].lower()
        """Begins every name by which something is asked for: a page may repeat what it was asked."""
        self.found: dict[str, str] = {f"post of {who}": post for who, post in city.posts.items()}
        self.found |= {f"person of {who}": actor.person for who, actor in city.people.items()}
        self.found["promise"] = "review"

    def put(self, word: str, table: str, /, **values: Any) -> str:
        """One row of this body; its id, kept under the word."""
        id_ = new_id()
        room = rows.metadata.tables.get(table)
        if room is None:
            self.found[word] = id_
            return id_
        own = {"id": id_} if "id" in room.c else {}
        told = {name: value for name, value in values.items() if name in room.c}
        self.connection.execute(insert(room).values(**own, body=self.city.body, **told))
        self.found[word] = id_
        return id_

    def text(self, words: str) -> str:
        """Words that are known again."""
        return f"{self.mark} {words}"

    def person(self, who: str) -> str:
        return self.city.people[who].person

    def contact(self, word: str, organisation: str) -> None:
        """Somebody who speaks for an organisation and may sign in."""
        email = f"{word.replace(' ', '-')}@{self.short}-{self.city.body}.example"
        person = self.put(f"{word} person", "person", email=email, suspended=False)
        told = {"organisation": organisation, "person": person, "email": email, "invited_at": AT}
        self.put(word, "contact", title=self.text("chair"), **told)


def _organisations(room: _Room) -> None:
    named = {"lead": room.city.posts["officer"]}
    for word, contact, more in (
        ("organisation", "contact", named),
        ("other organisation", "other contact", {}),
    ):
        name = room.text(f"{word} of the ward")
        known = {"key": f"{room.short}-{word}", "name": name, "name_key": name.casefold(), "type": "charity"}
        texts = {"locality": room.text("lane"), "district": room.text("ward"), "source": room.text("list")}
        id_ = room.put(word, "organisation", **known, **texts, **more)
        room.put("old name", "old_name", organisation=id_, name=room.text("old name"), source="")
        tag = {"organisation": id_, "kind": "knows", "value": room.text("knots")}
        room.put("tag", "organisation_tag", **tag)
        for each in {w for w in name.casefold().split() if len(w) > 2}:
            room.put("word", "organisation_word", organisation=id_, word=each)
        room.contact(contact, id_)
    twin = {"key": f"{room.short}-twin", "name": room.text("twin"), "name_key": room.text("twin").casefold()}
    room.put("twin", "organisation", merged_into=room.found["organisation"], **twin)
    merge = {"winner": room.found["organisation"], "loser": room.found["twin"]}
    said = {"winner": written(Written(name="A")), "loser": written(Written(name="B"))}
    moved = {"after": said["winner"], "through": [], "contacts": [], "names": []}
    merge |= {"before": said, "moved": moved}
    merge |= {
        "reason": room.text("one and the same"),
        "by": room.person("admin"),
        "by_title": "Administrator",
        "seq": 1,
    }
    room.put("merge", "organisation_merge", at=AT, **merge)


def _agreements(room: _Room) -> None:
    for word, organisation in (("agreement", "organisation"), ("other agreement", "other organisation")):
        tie = {"organisation": room.found[organisation], "organisation_key": f"{room.short}-{organisation}"}
        tie |= {
            "organisation_name": room.text(f"{organisation} of the ward"),
            "post": room.city.posts["officer"],
        }
        texts = {"title": room.text(f"{word} for meals"), "notice_clause": room.text("three months"),
                 "exit_section": room.text("keys go back"), "funder": room.text("fund"),
                 "source": room.text("register"), "directorate": room.text("directorate")}  # fmt: skip
        dated = {"starts": date(2024, 4, 1), "ends": date(2028, 3, 31), "value": Decimal("70411.37")}
        room.put(word, "agreement", key=f"{room.short}-{word}", instrument="grant", **tie, **texts, **dated)
    decided = {"agreement": room.found["agreement"], "term_ends": date(2028, 3, 31), "decision": "renew"}
    decided |= {"reason": room.text("it works"), "post_title": "Commissioning Officer", "at": AT}
    room.put("agreement decision", "agreement_decision", by=room.person("officer"), **decided)


def _partnerships(room: _Room) -> None:
    texts = {"legal_basis_note": room.text("note"), "terms_of_reference": room.text("terms")}
    texts |= {
        "performance": room.text("figures"),
        "exit_section": room.text("exit"),
        "board": room.text("board"),
    }
    basis = {"legal_basis": "s75", "post": room.city.posts["manager"]}
    of = room.put("partnership", "partnership", name=room.text("pooled fund"), **basis, **texts)
    partner = room.text("trust")
    room.put("partner", "partnership_partner", partnership=of, position=1, name=partner)
    share = {"partner": partner, "year": 2027, "amount": Decimal("91023.55")}
    room.put("contribution", "partnership_contribution", partnership=of, **share)
    due = {"title": room.text("report"), "board": room.text("board"), "due_on": date(2027, 6, 1)}
    room.put("report", "partnership_report", partnership=of, **due)


def _interests(room: _Room) -> None:
    said = {
        "organisation_name": room.text("choir"),
        "service": room.text("lunches"),
        "note": room.text("note"),
    }
    by = {"changed_by": "Commissioning Officer", "changed_at": AT, "version": 1, "state": "received"}
    room.put("interest", "interest", received_on=date(2026, 11, 2), **said, **by)


def _diary(room: _Room) -> None:
    by = {"added_by": room.person("admin"), "added_as": "Service Administrator", "added_at": AT}
    slug = f"{room.short}-executive"
    room.put("board", "board", slug=slug, title=room.text("Executive"), **by)
    kinds = {"meeting": {"board": slug, "due": date(2027, 9, 1)}, "closure": {}, "election": {}, "note": {}}
    for number, (kind, more) in enumerate(kinds.items(), start=10):
        days = {"first": date(2027, 9, number), "last": date(2027, 9, number)}
        texts = {"title": room.text(kind), "source": room.text("diary"), "uid": f"{kind}@{room.short}"}
        room.put(kind, "diary_entry", kind=kind, **days, **texts, **by, **more)


def _imports(room: _Room) -> None:
    told = {"kind": "agreements", "file_name": f"{room.mark} register.csv", "matched": {}, "at": JUST_NOW}
    told |= {"file": f"Ref,Title\nA-1,{room.mark}\n".encode(), "by": room.person("officer")}
    room.put("import", "import_round", state="ready", why=room.text("why"), source=room.text("list"), **told)
    told |= {"kind": "survey", "file": f"Question,{room.mark}\nYes,No\n".encode()}
    room.put("counting", "import_round", state="ready", **told)
    room.put("match", "column_match", kind="agreements", headings="h", matched={room.mark: "title"}, at=AT)
    named = {"key": f"{room.short}-n", "ocid": f"ocds-{room.short}", "release": f"{room.short}-1"}
    room.put("notice", "notice", title=room.text("tender"), buyer=room.text("buyer"), **named)
    room.put("buyer name", "buyer_name", spelling=room.text("Cncl"), same_as=room.text("Council"), at=AT)
    reply = {"title": room.text("survey"), "replies": 3, "data": {"heard": room.text("said")}, "at": AT}
    room.put("survey", "survey", key=f"{room.short}-s", by=room.person("officer"), **reply)
    record = {"kind": "consultation", "title": room.text("old consultation"), "made_by": room.text("maker")}
    room.put("public record", "public_record", key=f"{room.short}-p", note=room.text("note"), **record)
