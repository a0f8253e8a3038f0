"""The one blueprint of the managers' pages; the modules beside it hang their pages on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("managers", __name__)
