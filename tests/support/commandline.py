"""The command line as a script uses it: arguments, standard input, standard output, exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ENTER = "import sys; from workflow.commandline.main import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output read as one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output read as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def run(*arguments: str | Path, given: str = "", seconds: float = 60, **settings: str) -> Answer:
    """Run a command in a process of its own, in this environment; `settings` are FAIRNOTICE_ variables."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FAIRNOTICE_")}
    environment |= {f"FAIRNOTICE_{name.upper()}": value for name, value in settings.items()}
    done = subprocess.run(
        [sys.executable, "-c", ENTER, *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        timeout=seconds,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
