"""The one blueprint of the commissioners' desk; the modules beside it hang their pages on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("commissioners", __name__)
