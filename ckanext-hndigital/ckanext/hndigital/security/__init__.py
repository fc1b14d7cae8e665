"""What a browser can be made to do to people of the portal, and what keeps it from that.

`forgery` refuses requests that another website sends in somebody's name; `policy` and `headers` say what a
page may load and run, and who may keep an answer; `uploads` keeps files of strangers from running as pages of
the portal; `inline` lets CKAN's own pages work where nothing written into a page runs; `cookies` judges how
the sessions of staff are kept.
"""

from __future__ import annotations

from ckan.types import CKANApp
from ckanext.hndigital.guarding import guards_portal
from ckanext.hndigital.security import forgery, headers, inline

__all__ = ["register"]


def register(app: CKANApp) -> None:
    """Guard the routes that the settings name (see `guarding`): all of the application's, or ours."""
    if guards_portal("policy"):
        inline.register(app)
    forgery.register(app)
    headers.register(app)
