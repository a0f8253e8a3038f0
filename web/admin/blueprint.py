"""The one blueprint of administration; the modules beside it hang their pages on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__)
