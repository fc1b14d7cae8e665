"""CKAN: its databases, its configuration, and gunicorn that serves it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from . import postgres, redis, solr
from .configuration import PROFILE, Addresses, ckan_ini
from .errors import SetupError
from .processes import Server, fetch_json, run
from .state import HOST, INFRASTRUCTURE, REPOSITORY, Portal, write_private

SOURCE = INFRASTRUCTURE / "ckan"
_CODE = ("ckanext-hndigital", "harvester/hndigital", "schemas")
_CODE_SUFFIXES = {".py", ".yaml", ".csv", ".json", ".html", ".mo", ".po"}


def server(portal: Portal) -> Server:
    """Return the handle of a portal's CKAN."""
    return Server("CKAN", portal.port, portal.directory / "run" / "ckan.pid", portal.logs / "ckan.log")


def up(portal: Portal, *, with_plugin: bool, rebuild_index: bool, profile: str = PROFILE) -> bool:
    """Start CKAN, again when its configuration or code changed; returns whether it was started."""
    ckan = server(portal)
    configuration = _configuration(portal, with_plugin=with_plugin, profile=profile)
    if not portal.ini.exists() or portal.ini.read_text(encoding="utf-8") != configuration:
        write_private(portal.ini, configuration)
    fingerprint = _fingerprint(portal, configuration, profile)
    stamp = portal.directory / "run" / "ckan-started-with"
    current = stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint
    pending = portal.directory / "run" / "index-pending"
    if rebuild_index:
        pending.touch()
    started = ckan.pid is None or not current or pending.exists()
    if started:
        ckan.stop()
        stamp.unlink(missing_ok=True)
        _prepare(portal, rebuild_index=pending.exists())
        pending.unlink(missing_ok=True)
        _serve(portal, ckan)
        stamp.write_text(fingerprint, encoding="ascii")
    ckan.wait(lambda: answers(portal), 180)
    return started


def down(portal: Portal) -> bool:
    """Stop CKAN; returns whether it ran."""
    return server(portal).stop()


def answers(portal: Portal) -> bool:
    """Tell whether CKAN answers its API."""
    return bool(fetch_json(f"{portal.url}/api/3/action/status_show", seconds=60).get("success"))


def _prepare(portal: Portal, *, rebuild_index: bool) -> None:
    """Migrate the databases, make the sysadmin and the token, set the DataStore's permissions."""
    options = ["--rebuild-index"] if rebuild_index else []
    sql = run(
        [portal.python, SOURCE / "setup_portal.py", portal.ini, portal.directory, *options],
        what="Setting up CKAN's databases",
        log=portal.logs / "setup.log",
        env=environment(portal),
    )
    postgres.psql(portal, sql)


def _serve(portal: Portal, ckan: Server) -> None:
    """Start gunicorn."""
    if not (portal.venv / "bin" / "gunicorn").exists():
        raise SetupError(f"gunicorn is not installed in {portal.venv}; `make venv` installs it.")
    ckan.start(
        [
            *(portal.python, "-m", "gunicorn"),
            *("--config", SOURCE / "gunicorn.conf.py"),
            *("--bind", f"{HOST}:{portal.port}"),
            *("--worker-tmp-dir", portal.directory / "run"),
        ],
        env=environment(portal),
    )


def _configuration(portal: Portal, *, with_plugin: bool, profile: str) -> str:
    """Return the text of ckan.ini."""
    addresses = Addresses(
        site=portal.url,
        ckan_db=postgres.url(portal, "ckan", postgres.CKAN_DB),
        datastore_write=postgres.url(portal, "datastore", postgres.DATASTORE_DB),
        datastore_read=postgres.url(portal, "datastore_read", postgres.DATASTORE_DB),
        redis=redis.url(portal),
        solr=solr.url(portal),
    )
    return ckan_ini(portal, addresses, with_plugin=with_plugin, profile=profile)


def _fingerprint(portal: Portal, configuration: str, profile: str) -> str:
    """Return a digest of what a running CKAN was started with: settings, code, city, installed packages."""
    digest = hashlib.sha256(configuration.encode())
    files = [portal.venv / ".installed", *SOURCE.iterdir()]
    for folder in (*_CODE, *([profile] if Path(profile).is_absolute() else [])):
        files += (path for path in (REPOSITORY / folder).rglob("*") if path.suffix in _CODE_SUFFIXES)
    for path in sorted(files):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def environment(portal: Portal) -> dict[str, str]:
    """Return an environment without settings of another CKAN (CKAN reads CKAN_* and CKAN___*)."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("CKAN", "PYTHON"))}
    guests = {"PYTHONPATH": str(INFRASTRUCTURE / "guests")} if os.environ.get("HNDIGITAL_GUESTS") else {}
    return own | guests | {"CKAN_INI": str(portal.ini), "PYTHONUNBUFFERED": "1"}
