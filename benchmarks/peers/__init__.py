"""Ways in which others count working days, each behind the same four questions. One that is not installed is
left out, and said so."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

MODULES = {
    "numpy busday_offset": "busday",
    "holidays get_nth_working_day": "nth_working_day",
    "workalendar": "workalendar_days",
}


def present() -> tuple[dict[str, ModuleType], list[str]]:
    """The peers that can be had here by name, and those that cannot."""
    found, absent = {}, []
    for name, module in MODULES.items():
        try:
            found[name] = import_module(f"benchmarks.peers.{module}")
        except ImportError:
            absent.append(name)
    return found, absent
