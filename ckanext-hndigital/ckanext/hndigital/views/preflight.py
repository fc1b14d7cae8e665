"""What browsers ask before a script of another website may send If-None-Match (CORS preflight)."""

from __future__ import annotations

from flask import Blueprint, Response, request

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_preflight", __name__)

#: How long a browser may remember the answer, in seconds.
_REMEMBERED = 86_400


@blueprint.after_app_request
def allow(response: Response) -> Response:
    """Allow conditional GET requests of any origin to our routes; what they may read, each answer says."""
    ours = (request.blueprint or "").startswith("hndigital_")
    if request.method == "OPTIONS" and ours and "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = str(_REMEMBERED)
    return response
