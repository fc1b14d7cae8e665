"""How gunicorn serves CKAN, locally and in containers. https://docs.gunicorn.org/en/stable/settings.html"""

from __future__ import annotations

from pathlib import Path

wsgi_app = "wsgi:application"
chdir = str(Path(__file__).parent)
# Two processes, so that a long publishing request doesn't slow the pages down; threads, because most
# of a request's time goes into waiting for the other servers.
workers = 2
worker_class = "gthread"
threads = 6
# Seconds. Publishing a large round is one request.
timeout = 600
graceful_timeout = 20
# Characters of a request's first line: the portal itself says what is too long, and in words.
limit_request_line = 8190
# Requests are in CKAN's own log.
accesslog = None
