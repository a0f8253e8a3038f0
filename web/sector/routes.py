"""Every page of the sector partners: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.sector import explanations
from web.sector.blueprint import blueprint

ROOMS = (explanations,)
__all__ = ["ROOMS", "blueprint"]
