"""Every page of the commissioners' desk: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.commissioners import (
    consultation,
    consultation_invite,
    consultation_open,
    dates,
    decide,
    documents,
    edition,
    evidence,
    explain,
    explain_except,
    explain_steps,
    facts,
    finish,
    history,
    moved,
    opening,
    people,
    projects,
    record,
    reopening,
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
    documents,
    finish,
    history,
    reopening,
    explain,
    explain_steps,
    explain_except,
    decide,
    consultation,
    consultation_invite,
    consultation_open,
)
__all__ = ["ROOMS", "blueprint"]
