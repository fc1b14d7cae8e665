"""403 and 404 where a view lets an action's refusal escape: CKAN would make a 500 of it, with a traceback."""

from __future__ import annotations

from functools import partial

from ckan.plugins import toolkit
from ckan.types import CKANApp
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, HTTPException, NotFound

__all__ = ["register"]


def register(app: CKANApp) -> None:
    """Answer such refusals with the page that CKAN has for them."""
    for refusal, answer in ((toolkit.NotAuthorized, Forbidden), (toolkit.ObjectNotFound, NotFound)):
        app.register_error_handler(refusal, partial(_answered, app, answer))


def _answered(app: CKANApp, answer: type[HTTPException], _error: Exception) -> ResponseReturnValue:
    return app.handle_http_exception(answer())
