"""Two hundred damaged files and more: real registers, each spoilt in one way, the same for the same seed."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from openpyxl import load_workbook

from tests.support.uploads import HEADINGS, as_csv, as_workbook, contracts

BOMB = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]>'


@dataclass(frozen=True)
class Damaged:
    """One spoilt file: what it is sent as, how it was spoilt."""

    kind: str
    name: str
    how: str
    content: bytes


def damaged(originals: dict[str, tuple[str, bytes]], seed: int = 4, each: int = 4) -> Iterator[Damaged]:
    """`originals` are {name: (kind, content)}; each fault is tried `each` times with other places."""
    for name, (kind, content) in originals.items():
        faults = {".json": _JSON, ".xlsx": _BOOK}.get(name[name.rindex(".") :], _TABLE)
        for how, spoil in faults.items():
            for n in range(each):
                chance = random.Random(f"{seed} {name} {how} {n}")
                yield Damaged(kind, name, f"{how} {n}", spoil(content, chance))


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _flip(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(20):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _nul(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + b"\0" + content[at:]


def _lines(change: Callable[[list[bytes], random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    def spoil(content: bytes, chance: random.Random) -> bytes:
        lines = content.split(b"\n")
        change(lines, chance)
        return b"\n".join(lines)

    return spoil


def _cell(value: str) -> Callable[[bytes, random.Random], bytes]:
    """The value in some cells of some lines, whatever stands there."""

    def change(lines: list[bytes], chance: random.Random) -> None:
        for _ in range(5):
            at = chance.randrange(1, max(len(lines) - 1, 2))
            cells = lines[at].split(b",")
            cells[chance.randrange(len(cells))] = value.encode("utf-8", "surrogatepass")
            lines[at] = b",".join(cells)

    return _lines(change)


def _heading(change: Callable[[list[bytes], random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    def spoil(lines: list[bytes], chance: random.Random) -> None:
        cells = lines[0].rstrip(b"\r").split(b",")
        change(cells, chance)
        lines[0] = b",".join(cells)

    return _lines(spoil)


def _twice(cells: list[bytes], chance: random.Random) -> None:
    cells[chance.randrange(len(cells))] = cells[chance.randrange(len(cells))]


def _none(cells: list[bytes], chance: random.Random) -> None:
    del cells[chance.randrange(len(cells))]


def _ragged(lines: list[bytes], chance: random.Random) -> None:
    for _ in range(5):
        at = chance.randrange(1, max(len(lines) - 1, 2))
        lines[at] = lines[at] + b",more,cells" if chance.random() < 0.5 else lines[at].rpartition(b",")[0]


def _doubled(lines: list[bytes], chance: random.Random) -> None:
    at = chance.randrange(1, max(len(lines) - 1, 2))
    lines[at:at] = [lines[at], lines[at].replace(b"2", b"3")]


_TABLE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut off": _cut,
    "bytes flipped": _flip,
    "NUL": _nul,
    "cp1252": lambda c, r: c.decode("utf-8").replace("e", "é").encode("cp1252", "replace"),
    "UTF-16": lambda c, r: c.decode("utf-8").encode("utf-16"),
    "BOM twice": lambda c, r: b"\xef\xbb\xbf\xef\xbb\xbf" + c,
    "semicolons": lambda c, r: c.replace(b",", b";"),
    "a heading twice": _heading(_twice),
    "a heading missing": _heading(_none),
    "no headings": _lines(lambda lines, r: lines.pop(0)),
    "ragged": _lines(_ragged),
    "an identifier twice": _lines(_doubled),
    "30 February": _cell("2027-02-30"),
    "a number too large": _cell("1e9999999"),
    "figures without end": _cell("9" * 5000),
    "a formula": _cell('=cmd|" /C calc"!A0'),
    "a huge cell": _cell("x" * 200_000),
    "a quotation mark": _cell('"'),
    "invisible letters": _cell("\u202e\u200b\x1b[31m"),
}


def _part(name: str, change: Callable[[bytes], bytes]) -> Callable[[bytes, random.Random], bytes]:
    """A workbook with one part changed, or added where it is not there."""

    def spoil(content: bytes, chance: random.Random) -> bytes:
        kept = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            names = old.namelist()
            for part in names:
                new.writestr(part, change(old.read(part)) if part == name else old.read(part))
            if name not in names:
                new.writestr(name, change(b""))
        return kept.getvalue()

    return spoil


def _cells(value: object) -> Callable[[bytes, random.Random], bytes]:
    def spoil(content: bytes, chance: random.Random) -> bytes:
        book = load_workbook(io.BytesIO(content))
        sheet = book.active
        for _ in range(5):
            sheet.cell(chance.randrange(2, 12), chance.randrange(1, 7)).value = value
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()

    return spoil


_SHEET = "xl/worksheets/sheet1.xml"
_BOOK: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut off": _cut,
    "bytes flipped": _flip,
    "entities": _part(_SHEET, lambda xml: BOMB + xml),
    "XML broken": _part(_SHEET, lambda xml: xml[: len(xml) // 2]),
    "sheet of another kind": _part(_SHEET, lambda xml: b"<html><body>no sheet</body></html>"),
    "a macro": _part("xl/vbaProject.bin", lambda part: b"macro"),
    "a bomb": _part("xl/media/bomb.xml", lambda part: b"\0" * (160 * 1024 * 1024)),
    "locked": lambda c, r: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + c,
    "old Excel": lambda c, r: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + c,
    "formulas": _cells("=SUM(A1:A9)"),
    "errors": _cells("#REF!"),
    "a year too far": _cells(date(9999, 12, 31)),
    "a number too large": _cells(1e300),
}


def _releases(
    change: Callable[[list[object], random.Random], None],
) -> Callable[[bytes, random.Random], bytes]:
    def spoil(content: bytes, chance: random.Random) -> bytes:
        package = json.loads(content)
        change(package["releases"], chance)
        return json.dumps(package).encode()

    return spoil


def _set(name: str, value: object) -> Callable[[bytes, random.Random], bytes]:
    def change(releases: list[object], chance: random.Random) -> None:
        for release in chance.sample(releases, 5):
            release[name] = value  # type: ignore[index]

    return _releases(change)


def _again(releases: list[object], chance: random.Random) -> None:
    other = dict(chance.choice(releases))  # type: ignore[call-overload]
    releases.append({**other, "tag": ["planning"]})


_JSON: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut off": _cut,
    "bytes flipped": _flip,
    "UTF-16": lambda c, r: c.decode().encode("utf-16"),
    "no list": lambda c, r: b'{"releases": "none"}',
    "no ocid": _set("ocid", None),
    "an ocid that is a list": _set("ocid", ["a"]),
    "a date that is none": _set("date", "2027-02-30T00:00:00Z"),
    "a tag that is a number": _set("tag", 7),
    "no buyer": _set("buyer", []),
    "a tender that is text": _set("tender", "none"),
    "an amount that is text": _set("tender", {"value": {"amount": "much", "currency": "GBP"}}),
    "an amount too large": _set("tender", {"value": {"amount": 1e200, "currency": "GBP"}}),
    "the same id with other content": _releases(_again),
    "nested without end": lambda c, r: b'{"releases": ' + b"[" * 200_000,
    "NaN": lambda c, r: b'{"releases": [NaN]}',
}


def originals_invented() -> dict[str, tuple[str, bytes]]:
    """A register in each format, invented."""
    rows = contracts(40)
    releases = [
        {"ocid": f"ocds-exampl-{n}", "id": str(n), "date": "2026-09-01T09:00:00Z", "tag": ["tender"],
         "buyer": {"name": "Example City Council"}, "tender": {"title": f"Service {n}"}}
        for n in range(20)
    ]  # fmt: skip
    ours = ("agreement id", "organisation", "title", "start", "end", "value")
    return {
        "register.csv": ("agreements", as_csv(rows, ours)),
        "register.xlsx": ("agreements", as_workbook(rows, ours)),
        "releases.json": ("notices", json.dumps({"license": "invented", "releases": releases}).encode()),
        "theirs.csv": ("agreements", as_csv(rows, HEADINGS)),
    }
