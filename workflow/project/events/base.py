"""What every fact has, and how one becomes data and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened. `kind` is its lasting name in the store; `part` the part of a project that it
    changes, "" where it changes the project itself."""

    kind: ClassVar[str] = ""
    part: ClassVar[str] = ""
