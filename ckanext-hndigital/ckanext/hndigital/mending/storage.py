"""507 where a disk of the portal is full, 409 where two wrote the same at once: what CKAN answers 500 to.

Nothing of such a request is stored: CKAN's transactions are undone, and uploads that broke off are of no
dataset.

Upstream: none known.
"""

from __future__ import annotations

import errno
import logging

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital.answers import api_error, error_page
from ckanext.hndigital.guarding import guards
from flask import request
from flask.typing import ResponseReturnValue
from psycopg2.errors import DiskFull
from werkzeug.exceptions import default_exceptions

__all__ = ["database_is_full", "full", "register"]

log = logging.getLogger(__name__)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def register(app: CKANApp) -> None:
    """Let these errors be answered here; what is none of them stays with CKAN."""
    app.register_error_handler(OSError, _of_the_system)
    app.register_error_handler(sa.exc.IntegrityError, _at_once)


def database_is_full(error: Exception) -> bool:
    """Return whether the database says that its disk is full."""
    return isinstance(getattr(error, "orig", None), DiskFull)


def full(error: Exception) -> ResponseReturnValue:
    """Answer that there is no room."""
    log.error("A disk is full: %s", error)
    sentence = toolkit._(
        "A disk of the portal is full; nothing was stored. Please have room made there, then do it again."
    )
    return _answer(507, "Insufficient Storage Error", sentence)


def _of_the_system(error: OSError) -> ResponseReturnValue:
    if not guards("errors") or error.errno not in _FULL:
        raise error  # to whom it would have come without us
    model.Session.rollback()
    return full(error)


def _at_once(error: Exception) -> ResponseReturnValue:
    if not guards("errors"):
        raise error
    model.Session.rollback()
    log.warning("The same was stored at the same moment: %s", error)
    sentence = toolkit._(
        "The same was stored by somebody else at the same moment; nothing of this was. Please look at it and "
        "do it again."
    )
    return _answer(409, "Conflict Error", sentence)


def _answer(status: int, kind: str, sentence: str) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return api_error(status, kind, sentence)
    return error_page(status if status in default_exceptions else 503, sentence)
