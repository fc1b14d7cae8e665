"""CKAN's application within a process that serves nobody (`ckan jobs worker`, `ckan hndigital …`).

`ckan/config/middleware/__init__.py` makes it; the web server asks the same callable.
"""

from __future__ import annotations

from typing import Any

from ckan.config.middleware import make_app
from ckan.plugins import toolkit
from werkzeug.test import Client

__all__ = ["client_of_application"]


def client_of_application() -> Client:
    """Return what asks the application as a web server does; it keeps no cookies."""
    application: Any = make_app(toolkit.config)
    return Client(application, use_cookies=False)
