"""/health: is the service up, and are dates being checked? Red after two missed ticks of the scheduler."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.wrappers import Response

from web.access import asks
from web.wiring import services
from workflow.delivery import heartbeat
from workflow.project.access import Action

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@asks(Action.READ_PUBLIC)
def health() -> tuple[Response, int]:
    """200 while the dates are being checked, 503 otherwise; when they were last checked."""
    found = services()
    checked = heartbeat.checked_at(found)
    well = heartbeat.healthy(found, found.clock.now())
    answer = {"healthy": well, "checked_at": checked.isoformat() if checked else None}
    return jsonify(answer), 200 if well else 503
