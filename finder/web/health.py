"""For the machines that watch the finder: does the process live, can it answer?"""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from finder.errors import StoreDown
from finder.web.current import current_finder

blueprint = Blueprint("health", __name__, url_prefix="/health")


def init_app(app: Flask) -> None:
    """Serve /health/live and /health/ready."""
    app.register_blueprint(blueprint)


@blueprint.get("/live")
def live() -> Response:
    """200 while the process runs; touches nothing else."""
    return _plain("alive", 200)


@blueprint.get("/ready")
def ready() -> Response:
    """200 when the database answers one statement, else 503."""
    try:
        current_finder().database.guest(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    except StoreDown:
        return _plain("database down", 503)
    return _plain("ready", 200)


def _plain(text: str, status: int) -> Response:
    response = Response(text + "\n", status=status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
