"""The one blueprint of signing in and of one's own account; the modules beside it hang their pages on it."""

from __future__ import annotations

from flask import Blueprint

from web.kept import filled

blueprint = Blueprint("account", __name__)
blueprint.after_app_request(filled)
