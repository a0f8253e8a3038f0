"""The one blueprint of the sector partners' pages; the modules beside it hang their pages on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("sector", __name__)
