"""What this portal's processes count: requests by group of routes and status, their time, audited events.

Several processes of gunicorn serve one portal: with `PROMETHEUS_MULTIPROC_DIR` set before they start (the
configuration here does so) each writes its numbers there, and whichever is asked answers for all of them.
"""

from __future__ import annotations

import os
import time

from ckan.types import CKANApp
from ckanext.hndigital.internals.requests import after_all_others, before_all_others
from flask import Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

__all__ = ["EVENTS", "counted", "register"]

_PROCESS = CollectorRegistry()
_REQUESTS = Counter(
    "hndigital_http_requests",
    "Requests by group of routes (the view's blueprint; “static” for what no view has) and status.",
    ["group", "status"],
    registry=_PROCESS,
)
_SECONDS = Histogram(
    "hndigital_http_request_seconds",
    "Time from a request's arrival in CKAN to its answer's head.",
    ["group"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
    registry=_PROCESS,
)
EVENTS = Counter("hndigital_audit_events", "Lines of the audit log.", ["event", "outcome"], registry=_PROCESS)

_BEGIN = "hndigital_request_begin"


def register(app: CKANApp) -> None:
    """Look at each request first and at its answer last, so that refused ones are counted as well."""
    before_all_others(app, _begin)
    after_all_others(app, _count)


def counted() -> bytes:
    """Return the numbers of all processes in Prometheus' text format."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(_PROCESS)
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return generate_latest(together)


def _begin() -> None:
    setattr(g, _BEGIN, time.monotonic())


def _count(response: Response) -> Response:
    group = _group()
    _REQUESTS.labels(group, str(response.status_code)).inc()
    begin = g.get(_BEGIN)
    if begin is not None:
        _SECONDS.labels(group).observe(time.monotonic() - begin)
    return response


def _group() -> str:
    """Return a name of which there are as many as blueprints, never one that a reader can make up."""
    if not request.endpoint:
        return "none"
    return (request.blueprint or request.endpoint).removeprefix("hndigital_")
