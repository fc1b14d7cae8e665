"""What a browser can be made to do to people of the portal, and what keeps it from that.

`policy` and `headers` say what a page may load and run, and who may keep an answer; `cookies` judges how the
sessions of staff are kept. What CKAN itself lets through (forged requests, files that run, scripts within
pages) is in `mending`.
"""

from __future__ import annotations

from ckan.types import CKANApp
from ckanext.hndigital.guarding import guards_portal
from ckanext.hndigital.mending import forgery, inline
from ckanext.hndigital.security import headers

__all__ = ["register"]


def register(app: CKANApp) -> None:
    """Guard the routes that the settings name (see `guarding`): all of the application's, or ours."""
    if guards_portal("policy"):
        inline.register(app)
    forgery.register(app)
    headers.register(app)
