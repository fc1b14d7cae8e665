"""A full disk, a lost database, two who write the same at once, a text too long: told as what they are.

CKAN's API catches whatever an action raises and answers 500 “Internal Server Error”, which tells nobody what
to do; a form of CKAN's does the same. Nothing of such a call is stored: its transaction is undone.

Upstream: none known.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital.contexts import is_publication
from psycopg2.errors import DiskFull, ProgramLimitExceeded
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

__all__ = ["is_full", "telling"]

log = logging.getLogger(__name__)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: BaseException) -> bool:
    """Return whether a disk for files has no room."""
    return isinstance(error, OSError) and error.errno in _FULL


@contextmanager
def telling(context: Context) -> Iterator[None]:
    """Raise ValidationError, with what happened and the next step, for what only the database knows.

    Not within a publication, which tells it as a whole.
    """
    try:
        yield
    except (OSError, IntegrityError, InterfaceError, OperationalError) as error:
        problem = {} if is_publication(context) else _problem(error)
        if not problem:
            raise
        log.exception("An action broke off: %s", type(error).__name__)
        model.Session.rollback()
        raise toolkit.ValidationError(problem) from error


def _problem(error: Exception) -> dict[str, list[str]]:
    """Return what to say of an error, by parameter; nothing for one that says it itself."""
    if isinstance(error, IntegrityError):
        sentence = toolkit._(
            "The same was stored by somebody else at the same moment; nothing of this was. Please look at it "
            "and do it again."
        )
        return {"revision": [sentence]}
    if isinstance(error, OSError) and not is_full(error):
        return {}
    if is_full(error) or isinstance(getattr(error, "orig", None), DiskFull):
        sentence = toolkit._(
            "A disk of the portal is full; nothing was stored. Please have room made there, then do it again."
        )
        return {"portal": [sentence]}
    if isinstance(getattr(error, "orig", None), ProgramLimitExceeded):
        sentence = toolkit._(
            "A title or an address is longer than the database can hold in its index; nothing was stored. "
            "Please shorten it to 2,000 characters."
        )
        return {"portal": [sentence]}
    sentence = toolkit._(
        "The database ended the connection. Please have its log looked at, then do it again; what was stored "
        "already stays."
    )
    return {"portal": [sentence]}
