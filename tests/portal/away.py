"""A service of the portal that is away for as long as a test needs, or has no room."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

__all__ = ["away", "datastore_away", "full_datastore", "full_storage", "workers"]

INFRASTRUCTURE = Path(__file__).parents[2] / "test-infrastructure"


def _services(url: str) -> tuple[dict[str, ModuleType], Any]:
    """Return the modules that start and stop the services, and the portal as they know it."""
    sys.path.insert(0, str(INFRASTRUCTURE))
    try:
        from services import ckan, postgres, redis, solr
        from services.state import Portal as Services
    finally:
        sys.path.remove(str(INFRASTRUCTURE))
    services = Services(Path(os.environ["HNDIGITAL_TEST_STATE"]), int(url.rpartition(":")[2]))
    return {"ckan": ckan, "postgres": postgres, "redis": redis, "solr": solr}, services


@contextmanager
def away(name: str, url: str) -> Iterator[None]:
    """Stop a service of the portal; it is started again whatever happens."""
    modules, services = _services(url)
    modules[name].down(services)
    try:
        yield
    finally:
        modules[name].up(services)


@contextmanager
def datastore_away(url: str) -> Iterator[None]:
    """Let nobody connect to the DataStore's database, and end who is there."""
    modules, services = _services(url)
    postgres = modules["postgres"]
    postgres.psql(services, "ALTER DATABASE datastore ALLOW_CONNECTIONS false")
    try:
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'datastore'"
        postgres.psql(services, end)
        yield
    finally:
        postgres.psql(services, "ALTER DATABASE datastore ALLOW_CONNECTIONS true")


def workers(url: str) -> list[int]:
    """Return the processes that answer for CKAN; the one that watches them starts others."""
    modules, services = _services(url)
    master = modules["ckan"].server(services).pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text("ascii").split()]


@contextmanager
def full_storage(folder: Path) -> Iterator[None]:
    """Give a folder of the portal a disk that is full; the files that it had are away meanwhile."""
    with _small_disk(folder, 16):
        _fill(folder)
        yield


@contextmanager
def full_datastore(url: str, folder: Path) -> Iterator[None]:
    """Let new tables of the DataStore go to a disk that is full."""
    modules, services = _services(url)
    account = pwd.getpwnam("postgres")
    postgres = modules["postgres"]
    with _small_disk(folder, 64):
        os.chown(folder, account.pw_uid, account.pw_gid)
        postgres.psql(services, f"CREATE TABLESPACE full_disk LOCATION '{folder}'", "datastore")
        postgres.psql(services, "GRANT CREATE ON TABLESPACE full_disk TO datastore", "datastore")
        postgres.psql(services, "ALTER ROLE datastore SET default_tablespace = full_disk", "datastore")
        _end_sessions(postgres, services)
        try:
            _fill(folder)
            yield
        finally:
            postgres.psql(services, "ALTER ROLE datastore RESET default_tablespace", "datastore")
            _end_sessions(postgres, services)
            (folder / "filler").unlink()
            # What an interrupted action left there moves to the disk where all tables are.
            move = "ALTER TABLE ALL IN TABLESPACE full_disk SET TABLESPACE pg_default"
            postgres.psql(services, move, "datastore")
            move = "ALTER INDEX ALL IN TABLESPACE full_disk SET TABLESPACE pg_default"
            postgres.psql(services, move, "datastore")
            postgres.psql(services, "DROP TABLESPACE full_disk", "datastore")


def _fill(folder: Path) -> None:
    with suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))


def _end_sessions(postgres: ModuleType, services: Any) -> None:
    """End the sessions with the DataStore: a role's settings count from the beginning of one."""
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = 'datastore' AND usename = 'datastore'"
    )
    postgres.psql(services, end, "datastore")


@contextmanager
def _small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    if os.geteuid() != 0:
        pytest.skip("a disk of a certain size takes root")
    size = f"size={kilobytes}k,mode=0777"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
