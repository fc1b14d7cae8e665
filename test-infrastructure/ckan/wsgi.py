"""CKAN as a WSGI application for gunicorn; `CKAN_INI` names its configuration."""

from __future__ import annotations

import os

from ckan.cli import load_config
from ckan.config.middleware import make_app
from flask_compress import Compress

# Not CKAN's loader alone: on CKAN 2.11 that leaves the log's settings unread, and no audit line is written.
application = make_app(load_config(os.environ["CKAN_INI"]))
# Pages, style sheets and scripts go out compressed, also where there is no proxy before the portal. Data keep
# the bytes that their ETags and lengths tell of; a proxy may compress them.
application._wsgi_app.config.setdefault(
    "COMPRESS_MIMETYPES", ["text/html", "text/css", "text/javascript", "application/javascript"]
)
application._wsgi_app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
Compress(application._wsgi_app)
