"""Which files may be kept: known by what they hold as well as by their name, never by one of them alone."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from workflow.words import gettext as _

LARGEST = 25 * 1024 * 1024
_LOOKED = 1024 * 1024
_MOST_PARTS = 20_000
_OPEN = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: its ending, media type and name; `accessible`: screen readers can read it."""

    ending: str
    media: str
    title: str
    accessible: bool
    holds: Callable[[BinaryIO], bool]


def _begins(*starts: bytes) -> Callable[[BinaryIO], bool]:
    return lambda file: file.read(16).startswith(starts)


def _text(file: BinaryIO) -> bool:
    """Whether it is text without anything that is none; a letter may be cut where the looking ends."""
    found = file.read(_LOOKED)
    if b"\0" in found:
        return False
    for cut in range(4):
        try:
            found[: len(found) - cut].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        return True
    return False


def _page(file: BinaryIO) -> bool:
    at = file.tell()
    begins = file.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    file.seek(at)
    return begins.startswith((b"<!doctype html", b"<html", b"<!--", b"<?xml")) and _text(file)


def _office(part: str) -> Callable[[BinaryIO], bool]:
    """A package of Office: its main part is there, and no macros."""

    def holds(file: BinaryIO) -> bool:
        names = _parts(file)
        macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return part in names and "[Content_Types].xml" in names and not macros

    return holds


def _open_document(kind: str) -> Callable[[BinaryIO], bool]:
    def holds(file: BinaryIO) -> bool:
        try:
            with zipfile.ZipFile(file) as package, package.open("mimetype") as told:
                return told.read(200).decode("ascii", "replace").strip() == _OPEN + kind
        except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError, NotImplementedError):
            return False

    return holds


def _parts(file: BinaryIO) -> frozenset[str]:
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return frozenset()
    return frozenset(names) if len(names) <= _MOST_PARTS else frozenset()


_KINDS = (
    FileKind("pdf", "application/pdf", _("PDF"), False, _begins(b"%PDF-")),
    FileKind("docx", _OOXML + "wordprocessingml.document", _("Word"), True, _office("word/document.xml")),
    FileKind("xlsx", _OOXML + "spreadsheetml.sheet", _("Excel"), True, _office("xl/workbook.xml")),
    FileKind(
        "pptx", _OOXML + "presentationml.presentation", _("PowerPoint"), True, _office("ppt/presentation.xml")
    ),
    FileKind("odt", _OPEN + "text", _("OpenDocument text"), True, _open_document("text")),
    FileKind("ods", _OPEN + "spreadsheet", _("OpenDocument sheet"), True, _open_document("spreadsheet")),
    FileKind("html", "text/html", _("HTML"), True, _page),
    FileKind("csv", "text/csv", _("CSV"), True, _text),
    FileKind("txt", "text/plain", _("Text"), True, _text),
    FileKind("png", "image/png", _("Picture (PNG)"), False, _begins(b"\x89PNG\r\n\x1a\n")),
    FileKind("jpg", "image/jpeg", _("Picture (JPEG)"), False, _begins(b"\xff\xd8\xff")),
)
KINDS: Mapping[str, FileKind] = {kind.ending: kind for kind in _KINDS}
_SAME = {"jpeg": "jpg", "htm": "html"}
BY_MEDIA: Mapping[str, FileKind] = {kind.media: kind for kind in _KINDS}


def kind_of(name: str, file: BinaryIO) -> FileKind | None:
    """The kind of a file whose name and content agree; None for one that is not kept. The file is rewound."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    kind = KINDS.get(_SAME.get(ending, ending))
    if kind is None:
        return None
    file.seek(0)
    try:
        return kind if kind.holds(file) else None
    finally:
        file.seek(0)


def endings() -> str:
    """The endings of the files that are kept, in words: "pdf, docx, ..."."""
    return ", ".join(KINDS)


def size_in_words(size: int) -> str:
    """A size as people read it: "312KB", "1.4MB"."""
    if size < 1024 * 1024:
        return _("{n}KB").format(n=max(1, round(size / 1024)))
    return _("{n}MB").format(n=f"{size / 1024 / 1024:.1f}")
