"""`/healthz` and `/metrics`, answered before CKAN looks at the request.

CKAN asks the database who is reading before any view is reached: a view could not say that the database is
away. It also takes a token for the metrics for one of its own. So these two stand outside of it.

`/metrics` is for a monitoring system: with `ckanext.hndigital.metrics.token` whoever brings that token, else
whoever asks from inside the own network – and no proxy may stand for anybody who does not: each address that
`X-Forwarded-For` or `X-Real-IP` names must be inside as well.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from threading import Lock, Thread
from typing import Any

from ckan.types import CKANApp
from ckanext.hndigital import audit, config
from ckanext.hndigital.operating import metrics
from ckanext.hndigital.operating.health import health
from ckanext.hndigital.security import policy
from werkzeug.wrappers import Request, Response

from hndigital.outside.inner import is_inner

__all__ = ["may_read_metrics", "register"]

log = logging.getLogger(__name__)

_Application = Callable[[Any, Any], Iterable[bytes]]
_READING = ("GET", "HEAD")
_REFUSED = (
    "The metrics are for hosts inside the portal's network, or for who brings the token of the setting "
    "ckanext.hndigital.metrics.token (Authorization: Bearer …).\n"
)


def register(app: CKANApp) -> None:
    """Stand before the application."""
    app.wsgi_app = _Door(app.wsgi_app)


class _Door:
    def __init__(self, inner: _Application) -> None:
        self._inner = inner
        self._started = time.time()
        self._opened = Lock()
        self._views = {"/healthz": _healthz, "/metrics": _metrics}

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        # Only a process that serves tells of settings: a command of `ckan` makes an application as well.
        # In the background, so that the first reader does not wait for Redis.
        if self._opened.acquire(blocking=False):
            told = partial(audit.settings_at_start, self._started)
            Thread(target=told, name="settings", daemon=True).start()
        path = str(environ.get("PATH_INFO", "")).removeprefix(config.root_path())
        view = self._views.get(path)
        if view is None:
            return self._inner(environ, start_response)
        request = Request(environ)
        response = view(request) if request.method in _READING else Response(status=405)
        if response.status_code == 405:
            response.headers["Allow"] = ", ".join(_READING)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = policy.of_document(response.mimetype)
        return response(environ, start_response)


def _healthz(_request: Request) -> Response:
    found = health()
    body = json.dumps(found.as_dict(), ensure_ascii=False, indent=1) + "\n"
    status = 200 if found.good else 503
    return Response(body, status=status, content_type="application/json; charset=utf-8")


def _metrics(request: Request) -> Response:
    if not may_read_metrics(request):
        return Response(_REFUSED, status=403, content_type="text/plain; charset=utf-8")
    return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE_LATEST)


def may_read_metrics(request: Request) -> bool:
    """Return whether a request brings the token, or where there is none comes from inside."""
    token = config.metrics_token()
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    # This header names hosts in a way of its own; nothing inside a network sends it.
    return "Forwarded" not in request.headers and all(_is_inside(one) for one in _addresses(request))


def _addresses(request: Request) -> Iterator[str]:
    yield request.remote_addr or ""
    for header in ("X-Forwarded-For", "X-Real-IP"):
        for value in request.headers.getlist(header):
            yield from (part.strip() for part in value.split(","))


def _is_inside(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    # An IPv4 address that a socket for both writes as IPv6.
    address = getattr(address, "ipv4_mapped", None) or address
    try:
        networks = config.metrics_networks()
    except ValueError as error:
        log.error("ckanext.hndigital.metrics.networks: %s; nobody may read /metrics.", error)  # noqa: TRY400
        return False
    return any(address in network for network in networks) if networks else is_inner(address)
