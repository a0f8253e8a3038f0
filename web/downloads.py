"""Files given out: streamed, to be kept rather than shown, under a name that does no harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from werkzeug.wrappers import Response

from workflow.commands.documents import Opened
from workflow.errors import NotFound
from workflow.project.file_kinds import BY_MEDIA

PIECE = 64 * 1024
NO_PAGE = "application/octet-stream"
"""How a web page leaves: no browser opens it as one of ours."""


def attachment(found: Opened) -> Response:
    """A file as an attachment: its media type is the one that its content was found to be."""
    if found.path is None or found.file is None:
        raise NotFound
    media = NO_PAGE if found.file.media == "text/html" else found.file.media
    answer = Response(_pieces(found.path), mimetype=media, direct_passthrough=True)
    answer.content_length = found.file.size
    name = safe_name(found.file.name, found.file.media)
    answer.headers.set("Content-Disposition", "attachment", filename=_ascii(name))
    if name != _ascii(name):
        answer.headers["Content-Disposition"] += f"; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    """The file piece by piece; it is opened when the first is asked for, and closed after the last."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _ascii(name: str) -> str:
    return name.encode("ascii", "replace").decode().replace("?", "_")


def safe_name(name: str, media: str) -> str:
    """The name of a file with nothing in it that a system reads as more than a letter, and its own ending."""
    stem = name.rpartition(".")[0] or name
    plain = re.sub(r"[^\w .()-]+", "_", stem).strip(" ._") or "document"
    return f"{plain[:120]}.{BY_MEDIA[media].ending}" if media in BY_MEDIA else plain[:120]
