"""The one blueprint of the registers; the modules beside it hang their pages on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("registers", __name__)
