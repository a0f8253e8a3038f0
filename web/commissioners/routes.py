"""Every page of the commissioners' desk: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.commissioners import (
    dates,
    decide,
    edition,
    evidence,
    explain,
    facts,
    finish,
    moved,
    opening,
    people,
    projects,
    record,
    scenarios,
    stages,
    work,
)
from web.commissioners.blueprint import blueprint

ROOMS = (
    work,
    opening,
    projects,
    dates,
    scenarios,
    facts,
    edition,
    moved,
    record,
    people,
    stages,
    evidence,
    finish,
    explain,
    decide,
)
__all__ = ["ROOMS", "blueprint"]
