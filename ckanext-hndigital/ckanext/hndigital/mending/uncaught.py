"""404 and 403 where a view of CKAN's does not catch what its action or check said.

CKAN's forms for files, views and members of something that is not there would answer 500: they ask who may
do it before they look, and the question fails. So would the download of a file that the disk has lost.

Upstream: none known.
"""

from __future__ import annotations

from functools import partial

from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital.answers import instead
from ckanext.hndigital.guarding import guards
from flask import request
from flask.typing import ResponseReturnValue

__all__ = ["register"]


def register(app: CKANApp) -> None:
    """Let these errors be answered by what they mean."""
    app.register_error_handler(toolkit.ObjectNotFound, partial(_answer, 404))
    app.register_error_handler(toolkit.NotAuthorized, partial(_answer, 403))
    app.register_error_handler(FileNotFoundError, _lost)


def _answer(status: int, error: Exception) -> ResponseReturnValue:
    if not guards("errors"):
        raise error  # to whom it would have come without us
    return instead(status)


def _lost(error: FileNotFoundError) -> ResponseReturnValue:
    if not (request.endpoint or "").endswith("resource.download"):
        raise error
    return _answer(404, error)
