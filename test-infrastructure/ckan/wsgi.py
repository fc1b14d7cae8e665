"""CKAN as a WSGI application for gunicorn; `CKAN_INI` names its configuration."""

from __future__ import annotations

import os

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from flask_compress import Compress

application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
# Pages, style sheets and scripts go out compressed, also where there is no proxy before the portal. Data keep
# the bytes that their ETags and lengths tell of; a proxy may compress them.
application._wsgi_app.config.setdefault(
    "COMPRESS_MIMETYPES", ["text/html", "text/css", "text/javascript", "application/javascript"]
)
application._wsgi_app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
Compress(application._wsgi_app)
