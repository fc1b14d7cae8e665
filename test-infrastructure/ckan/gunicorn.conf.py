"""How gunicorn serves CKAN, locally and in containers. https://docs.gunicorn.org/en/stable/settings.html"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

_COUNTS = "PROMETHEUS_MULTIPROC_DIR"

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

# The processes' counts for /metrics lie in files that all of them read: a folder of this start's own.
if _COUNTS not in os.environ:
    os.environ[_COUNTS] = tempfile.mkdtemp(prefix="hndigital-metrics-")


def child_exit(_server: Any, worker: Any) -> None:
    """Forget what a process said of its present state; what it counted stays in the sums."""
    from prometheus_client import multiprocess  # it looks for the folder when it is imported

    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ[_COUNTS], ignore_errors=True)
