"""Every page of the registers: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.registers import agreement_page as agreement_page
from web.registers import agreements as agreements
from web.registers import organisation_add as organisation_add
from web.registers import organisation_edit as organisation_edit
from web.registers import organisations as organisations
from web.registers import partnerships as partnerships
from web.registers.blueprint import blueprint

__all__ = ["blueprint"]
