"""404 and 403 where a view of CKAN forgets to say so: what is not there, or not for the reader, is no fault.

Some of CKAN's views let the action's own error pass, which becomes an Internal Server Error: the form for a
new member of an organisation that does not exist, for one.
"""

from __future__ import annotations

from ckan.plugins import toolkit
from ckan.types import CKANApp
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

__all__ = ["register"]


def register(app: CKANApp) -> None:
    """Answer with CKAN's own page of that status; the API answers for its actions before."""
    pages = app.error_handler_spec[None]
    for kind, status in ((toolkit.ObjectNotFound, NotFound), (toolkit.NotAuthorized, Forbidden)):

        def answer(_error: Exception, status: type[NotFound | Forbidden] = status) -> ResponseReturnValue:
            page: ResponseReturnValue = pages[status.code][status](status())
            return page

        app.register_error_handler(kind, answer)
