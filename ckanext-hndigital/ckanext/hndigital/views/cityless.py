"""The pages of projects on a portal that does not know its city yet: 503 that says what is missing.

Without a profile no column and no code has a meaning, so there is nothing that such a page could show.
Everything else on the portal is none of the city's business and goes on.
"""

from __future__ import annotations

import re

from ckan.types import CKANApp
from ckanext.hndigital import belonging, city
from ckanext.hndigital.answers import error_page
from ckanext.hndigital.mending.outages import answer
from flask import Response, request

from hndigital.projects import DATASET_TYPE

__all__ = ["register"]

_PAGES = re.compile(rf"/{DATASET_TYPE}e?([/.].*)?", re.DOTALL)
_ACTIONS = re.compile(rf"/api/.*action/{DATASET_TYPE}_.*", re.DOTALL)


def register(app: CKANApp) -> None:
    """Answer for the pages and actions of projects as long as no city is known."""
    if not city.known():
        app.before_request(_missing)


def _missing() -> Response | None:
    if not (_PAGES.fullmatch(request.path) or _ACTIONS.fullmatch(request.path)):
        return None
    sentence = belonging.missing()
    return answer(f"{sentence}\n", lambda: error_page(503, sentence))
