"""CKAN's worker: it does background jobs, such as reading and publishing a report that editors hand in."""

from __future__ import annotations

import importlib.metadata

from . import ckan
from .processes import Server
from .state import Portal


def server(portal: Portal) -> Server:
    """Return the handle of a portal's worker, which listens to no port."""
    return Server("worker", 0, portal.directory / "run" / "worker.pid", portal.logs / "worker.log")


def up(portal: Portal, *, anew: bool) -> None:
    """Start the worker, `anew` where CKAN was: it works with the same code and settings.

    Nobody waits for it: what it has to do waits in Redis. It leaves the DataStore's jobs alone, which count
    the rows of each table that a test writes.
    """
    worker = server(portal)
    if anew:
        worker.stop()
    if worker.pid is None:
        worker.start(
            [
                *(portal.python, portal.venv / "bin" / "ckan", "--config", portal.ini),
                *("jobs", "worker", *_without_scheduler(portal), "hndigital"),
            ],
            env=ckan.environment(portal),
        )


def _without_scheduler(portal: Portal) -> tuple[str, ...]:
    """Return the option that spares the worker of CKAN 2.12 a process for scheduled jobs."""
    packages = [str(path) for path in portal.venv.glob("lib/python3.*/site-packages")]
    (ckan_,) = importlib.metadata.distributions(name="ckan", path=packages)
    return () if ckan_.version.startswith("2.11.") else ("--no-scheduler",)


def down(portal: Portal) -> bool:
    """Stop the worker; returns whether it ran."""
    return server(portal).stop()
