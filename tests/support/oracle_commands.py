"""Many commands answered by one process, as if each were typed, for tests that ask a great deal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD, FOOT = "### ", "=> "
_ANSWERS = f"""
import io, json, sys
from workflow.commandline.main import main
for arguments, given in json.load(sys.stdin):
    sys.stdin = io.StringIO(given)
    sys.stdin.buffer = io.BytesIO(given.encode())
    print({HEAD!r}, *arguments, flush=True)
    print({FOOT!r} + str(main(arguments)), flush=True)
"""


def answers(asked: Sequence[tuple[Sequence[str], str]], **environment: str) -> bytes:
    """What all the commands print, each (arguments, standard input), between a head and its status."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FAIRNOTICE_", "LC_"))}
    done = subprocess.run(
        [sys.executable, "-c", _ANSWERS],
        input=json.dumps(asked).encode(),
        env=kept | environment,
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=240,
    )
    return done.stdout


def documents(asked: Sequence[Sequence[str]]) -> list[dict[str, object]]:
    """The JSON document that each command answers, none of which was refused."""
    text = answers([(arguments, "") for arguments in asked]).decode()
    parts = text.split(HEAD)[1:]
    assert all(part.rstrip().endswith(FOOT + "0") for part in parts), text[-2000:]
    return [json.loads(part.partition("\n")[2].rpartition(FOOT)[0]) for part in parts]
