"""Whether the portal is well: each of its services, and the last round.

A probe that does not come back (a host that swallows packets) counts as failed after `_PATIENCE`; it is not
asked again before it has come back, so that probes never pile up. Answers are kept for `_KEPT` seconds:
whoever asks a thousand times makes the portal ask once.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital.internals import datastore, memory
from ckanext.hndigital.register import reading
from ckanext.hndigital.search.alive import index_answers

from hndigital.history import round_key

__all__ = ["Health", "health"]

log = logging.getLogger(__name__)

_PATIENCE = 3
"""Seconds for all probes together; they run side by side."""
_KEPT = 2
_FREE_BYTES = 100 * 1024 * 1024
"""What must be free where uploads are kept: the largest file that CKAN takes here."""


@dataclass(frozen=True, slots=True)
class Health:
    """Which services answer, and the newest public edition (None: nothing is published, or not known)."""

    services: Mapping[str, bool]
    last_round: Mapping[str, str] | None

    @property
    def good(self) -> bool:
        """Whether every service answers."""
        return all(self.services.values())

    def as_dict(self) -> dict[str, Any]:
        """Return what `/healthz` answers: no address, no version, no wording of an error."""
        return {
            "status": "ok" if self.good else "failing",
            "services": {name: "ok" if up else "failing" for name, up in self.services.items()},
            "last_round": self.last_round,
        }


def _database() -> None:
    with model.ensure_engine().connect() as connection:
        connection.execute(sa.text("SELECT 1"))


def _datastore() -> None:
    with datastore.reading() as connection:
        connection.execute(sa.text("SELECT 1"))


def _solr() -> None:
    if not index_answers():
        raise ConnectionError("no answer")


def _redis() -> None:
    memory.redis().ping()


def _storage() -> None:
    """Uploads that lie elsewhere (an object store) have no folder here."""
    folder = str(toolkit.config.get("ckan.storage_path") or "")
    if not folder:
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError("the folder cannot be written")
    if shutil.disk_usage(folder).free < _FREE_BYTES:
        raise OSError("the disk is full")


def _last_round() -> Mapping[str, str] | None:
    try:
        newest = max(reading.editions(), key=lambda one: round_key(one["berichtsstand"]), default=None)
    finally:
        model.Session.remove()
    if newest is None:
        return None
    return {
        "berichtsstand": newest["berichtsstand"],
        "published": str(newest.get("fassung_vom") or newest.get("veroeffentlicht_am") or ""),
        "package_sha256": newest["sha256"],
    }


_SERVICES: Mapping[str, Callable[[], Any]] = {
    "database": _database,
    "datastore": _datastore,
    "solr": _solr,
    "redis": _redis,
    "storage": _storage,
}


class _Asking:
    """The probes of this process: what runs, and what came last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(len(_SERVICES) + 1, thread_name_prefix="health")
        self._running: dict[str, Future[Any]] = {}
        self._known: Health | None = None
        self._until = 0.0

    def health(self) -> Health:
        with self._lock:
            if self._known is None or time.monotonic() >= self._until:
                self._known = self._ask()
                self._until = time.monotonic() + _KEPT
            return self._known

    def _ask(self) -> Health:
        probes = {**_SERVICES, "round": _last_round}
        asked = {name: self._start(name, probe) for name, probe in probes.items()}
        wait(asked.values(), timeout=_PATIENCE)
        failures = {name: _failure(future) for name, future in asked.items()}
        for name, failure in failures.items():
            if failure:
                log.error("Health: %s: %s", name, failure)
        last_round = None if failures.pop("round") else asked["round"].result()
        return Health({name: not failure for name, failure in failures.items()}, last_round)

    def _start(self, name: str, probe: Callable[[], Any]) -> Future[Any]:
        running = self._running.get(name)
        if running is None or running.done():
            running = self._running[name] = self._pool.submit(probe)
        return running


def _failure(future: Future[Any]) -> str:
    if not future.done():
        return f"no answer within {_PATIENCE} s"
    error = future.exception()
    return f"{type(error).__name__}: {error}" if error else ""


_asking: list[_Asking] = []
_making = Lock()


def health() -> Health:
    """Return how the portal is, as of at most two seconds ago."""
    with _making:  # not at import: a server's workers are forked, and threads do not survive that
        if not _asking:
            _asking.append(_Asking())
    return _asking[0].health()
