"""The words of the process's language: one catalogue, bound once, because looking for it costs much.

`from workflow.words import gettext as _`. Without a catalogue every string is itself, in English.
"""

from __future__ import annotations

import gettext as catalogue
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "config" / "locales"
_found = catalogue.translation("fairnotice", localedir=LOCALES, fallback=True)

gettext = _found.gettext
ngettext = _found.ngettext
