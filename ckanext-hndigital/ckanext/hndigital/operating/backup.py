"""A portal into a folder and back: both databases, files, settings; the search index is made anew.

A portal that is brought back elsewhere has the same ids, names, IRIs, files, rows and history. What does not
come along: secrets (so sessions end, and API tokens made under another secret are no longer valid), Redis
(sessions, queue) and settings: the backup's `settings.ini` is there to be read, and differences are named.

While a backup is being made no publication begins: the register's lock is held. People may go on editing;
each database is dumped as of one moment, CKAN's first.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import audit, config
from ckanext.hndigital.internals import datastore, index, settings, versions
from ckanext.hndigital.internals.model import migrate
from ckanext.hndigital.operating import archive, postgres
from ckanext.hndigital.operating.archive import BackupError, Manifest
from ckanext.hndigital.register import store

from hndigital import __version__

__all__ = ["BackupError", "back_up", "bring_back", "differing_settings"]

_DATABASES = {"sqlalchemy.url": archive.DATABASE, "ckan.datastore.write_url": archive.DATASTORE}
_SECRET = re.compile(r"secret|passw|token|credential|(?:^|[._])key$|user$", re.IGNORECASE)
_OWN = ("ckan.site_", "ckan.root_path", "ckanext.hndigital.")
"""Settings whose difference in the new place is told."""
_WITH_PASSWORD = re.compile(r"://[^/\s]*@")


def back_up(target: Path) -> Manifest:
    """Write a backup into a new or empty folder; raises BackupError, and leaves nothing then."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupError(f"{target} is not an empty folder: name a new one for each backup.")
    part = target.with_name(f"{target.name}.partial")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        with store.writing():
            for setting, name in _DATABASES.items():
                postgres.dump(_url(setting), part / name)
            files = archive.pack(_storage(), part / archive.STORAGE)
            counts = {**_counts(), "files": files}
        lines = "".join(f"{name} = {value}\n" for name, value in sorted(_settings().items()))
        (part / archive.SETTINGS).write_text(lines, encoding="utf-8")
        manifest = Manifest(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            site_url=config.site_url(),
            base_uri=config.base_uri(),
            versions=_versions(),
            counts=counts,
            files=archive.listed(part),
        )
        manifest.write(part)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def bring_back(source: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in this portal's place and make the search index; raises BackupError.

    Nothing is touched before the backup has proven to be whole. A portal that holds datasets is replaced
    only with `replace`. CKAN must not serve meanwhile.
    """
    manifest = Manifest.read(source)
    if _release(manifest.versions["ckan"]) > _release(versions.installed()):
        raise BackupError(
            f"The backup is of CKAN {manifest.versions['ckan']}, this is {versions.installed()}: "
            "install that one first."
        )
    present = _counts()["datasets"]
    if present and not replace:
        raise BackupError(
            f"This portal holds {present} datasets: with --replace they are removed for the backup."
        )
    model.Session.remove()
    for setting, name in _DATABASES.items():
        postgres.empty(_url(setting))
        postgres.load(_url(setting), source / name)
    _empty_folder(_storage())
    archive.unpack(source / archive.STORAGE, _storage())
    model.ensure_engine().dispose()
    datastore.forget_connections()
    migrate()
    index.renew_all()
    found = {**_counts(), "files": manifest.counts["files"]}
    if found != dict(manifest.counts):
        raise BackupError(f"The portal holds {found}, the backup says {dict(manifest.counts)}.")
    audit.record("restore", who="command line", created=manifest.created, datasets=found["datasets"])
    return manifest


def differing_settings(source: Path) -> Iterator[str]:
    """Yield the settings of the plugin and the site that are not as they were when the backup was made."""
    lines = (source / archive.SETTINGS).read_text("utf-8").splitlines()
    before = dict(line.split(" = ", 1) for line in lines if " = " in line)
    present = _settings()
    for name in sorted({*before, *present}):
        then, now = before.get(name, "(default)"), present.get(name, "(default)")
        if then != now and name.startswith(_OWN):
            yield f"{name}: {then} in the backup, {now} here"


def _settings() -> dict[str, str]:
    """Return the settings that differ from their defaults, on one line each, without what is secret."""
    found = {}
    for name, value, default in settings.with_defaults():
        if value is None or value == default or not _is_told(name, value):
            continue
        text = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        if text != str(default or ""):
            found[name] = " ".join(text.split())
    return found


def _is_told(name: str, value: object) -> bool:
    return not _SECRET.search(name) and not _WITH_PASSWORD.search(str(value))


def _versions() -> dict[str, str]:
    with model.ensure_engine().connect() as connection:
        server = str(connection.scalar(sa.text("SHOW server_version")))
    return {"ckan": versions.installed(), "ckanext-hndigital": __version__, "postgresql": server}


def _counts() -> dict[str, int]:
    """Return how many datasets, resources and DataStore tables there are; all states count.

    A database in which nothing has been set up has none.
    """
    count = "SELECT (SELECT count(*) FROM package), (SELECT count(*) FROM resource)"
    with model.ensure_engine().connect() as connection:
        is_set_up = connection.scalar(sa.text("SELECT to_regclass('public.package')")) is not None
        datasets, resources = connection.execute(sa.text(count)).one() if is_set_up else (0, 0)
    with datastore.writing() as (connection, _transaction):
        tables = connection.scalar(sa.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
    return {"datasets": datasets, "resources": resources, "tables": int(tables or 0)}


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


def _url(setting: str) -> str:
    return str(toolkit.config[setting])


def _storage() -> Path:
    """Return the folder of uploads; what lies in an object store is backed up there."""
    path = str(toolkit.config.get("ckan.storage_path") or "")
    if not path:
        raise BackupError("ckan.storage_path is not set; name a folder, an empty one if files lie elsewhere.")
    return Path(path)


def _empty_folder(folder: Path) -> None:
    """Remove what is in a folder; the folder itself may be a mounted volume."""
    for child in folder.iterdir() if folder.is_dir() else ():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()
