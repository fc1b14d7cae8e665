"""PostgreSQL: a cluster of the portal's own with CKAN's database and the DataStore's."""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import time
from pathlib import Path

from .errors import SetupError
from .processes import Server, port_open, run
from .state import HOST, Portal, write_private

CKAN_DB = "ckan"
DATASTORE_DB = "datastore"
_SYSTEM_USER = "postgres"
"""Debian's account for PostgreSQL, which refuses to run as root."""

_OUTSIDE = Path("/var/lib/postgresql")
"""Where the cluster goes when that account can't reach the state directory (a home of mode 0700)."""


def server(portal: Portal) -> Server:
    """Return the handle of a portal's PostgreSQL."""
    return Server(
        "PostgreSQL",
        portal.postgres_port,
        portal.directory / "run" / "postgres.pid",
        portal.logs / "postgres.log",
        signal.SIGINT,  # "fast": ends the sessions, then stops
    )


def url(portal: Portal, role: str, database: str) -> str:
    """Return SQLAlchemy's address of a database, with the password of `role`."""
    secret = {
        "ckan": "ckan_db_password",
        "datastore": "datastore_db_password",
        "datastore_read": "datastore_read_password",
    }[role]
    return f"postgresql://{role}:{portal.secrets[secret]}@{HOST}:{portal.postgres_port}/{database}"


def up(portal: Portal) -> None:
    """Start PostgreSQL and make roles and databases; quick when all that is done."""
    cluster = server(portal)
    if cluster.pid is None:
        data = data_directory(portal)
        if not (data / "PG_VERSION").exists():
            _create_cluster(portal, data)
        _start(portal, cluster, data)
    cluster.wait(lambda: _answers(portal), 60)
    marker = portal.directory / "run" / "databases-made"
    if not marker.exists():
        _create_databases(portal)
        marker.touch()


def down(portal: Portal) -> bool:
    """Stop PostgreSQL; returns whether it ran."""
    return server(portal).stop()


def remove(portal: Portal) -> None:
    """Delete the cluster when it lies outside the state directory."""
    pointer = portal.directory / "postgres-data"
    if pointer.is_symlink():
        shutil.rmtree(pointer.resolve().parent, ignore_errors=True)


def psql(portal: Portal, sql: str, database: str = "postgres") -> str:
    """Run SQL as the cluster's superuser; returns unaligned rows."""
    return run(
        [
            _program("psql", None),
            *("--host", HOST),
            *("--port", str(portal.postgres_port)),
            *("--username", "postgres"),
            *("--dbname", database),
            *("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"),
        ],
        what="A statement for PostgreSQL",
        log=portal.logs / "setup.log",
        env=_environment() | {"PGPASSWORD": portal.secrets["postgres_password"]},
        text=sql,
    )


def data_directory(portal: Portal) -> Path:
    """Return where the cluster lies; as root a place that PostgreSQL's account can reach.

    A cluster outside the state directory is linked from it as `postgres-data`.
    """
    inside = portal.directory / "postgres-data"
    if inside.is_symlink():
        return inside.resolve()
    if _user() is None or (inside / "PG_VERSION").exists() or _reachable(portal.directory):
        return inside
    name = "hndigital-" + hashlib.sha256(str(portal.directory).encode()).hexdigest()[:16]
    outside = _OUTSIDE / name / "data"
    outside.parent.mkdir(parents=True, exist_ok=True)
    inside.symlink_to(outside)
    print(f"PostgreSQL: {portal.directory} is closed to other users, the data goes to {outside}")
    return outside


def _start(portal: Portal, cluster: Server, data: Path) -> None:
    """Start the server and wait until it answers.

    After a kill, the processes of the one before need a moment to end; until then a new one refuses
    to start. So where a pid file was left behind, it is tried again for some seconds.
    """
    attempts = 10 if (data / "postmaster.pid").exists() else 1
    for attempt in range(1, attempts + 1):
        cluster.start(
            [
                *(_program("postgres", data), "-D", data),
                *("-c", f"listen_addresses={HOST}"),
                *("-c", f"port={portal.postgres_port}"),
                *("-c", "unix_socket_directories="),
            ],
            env=_environment(),
            user=_user(),
        )
        try:
            cluster.wait(lambda: _answers(portal), 60)
        except SetupError:
            if attempt == attempts or cluster.pid is not None:
                raise
            time.sleep(1)
        else:
            return


def _create_cluster(portal: Portal, data: Path) -> None:
    """Run initdb; only passwords open the cluster."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    password = data.with_name(data.name + ".password")
    write_private(password, portal.secrets["postgres_password"] + "\n")
    user = _user()
    if user is not None:
        for path in (data, password):
            shutil.chown(path, user, user)
    try:
        run(
            [
                _program("initdb", None),
                *("--pgdata", data),
                *("--username", "postgres"),
                *("--pwfile", password),
                *("--auth", "scram-sha-256"),
                *("--encoding", "UTF8"),
                *("--locale", "C.UTF-8"),
            ],
            what="Making the PostgreSQL cluster",
            log=portal.logs / "setup.log",
            env=_environment(),
            user=user,
        )
    finally:
        password.unlink()


def _create_databases(portal: Portal) -> None:
    """Make the three roles and two databases that CKAN's documentation asks for."""
    known = set(psql(portal, "SELECT rolname FROM pg_roles UNION SELECT datname FROM pg_database").split())
    statements = []
    for role, secret in (
        ("ckan", "ckan_db_password"),
        ("datastore", "datastore_db_password"),
        ("datastore_read", "datastore_read_password"),
    ):
        verb = "ALTER" if role in known else "CREATE"
        password = portal.secrets[secret]  # letters, digits, - and _ only
        rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
        statements.append(f"{verb} ROLE {role} {rights} PASSWORD '{password}';")
    present = set(psql(portal, "SELECT datname FROM pg_database").split())
    for database, owner in ((CKAN_DB, "ckan"), (DATASTORE_DB, "datastore")):
        if database not in present:
            statements.append(f"CREATE DATABASE {database} OWNER {owner} ENCODING 'utf8' TEMPLATE template0;")
    psql(portal, "\n".join(statements))


def _answers(portal: Portal) -> bool:
    """Tell whether the server takes connections (it opens its port before that)."""
    if not port_open(portal.postgres_port):
        return False
    try:
        run(
            [_program("pg_isready", None), "-q", "-h", HOST, "-p", str(portal.postgres_port)],
            what="pg_isready",
            log=portal.logs / "setup.log",
            env=_environment(),
        )
    except SetupError:
        return False
    return True


def _user() -> str | None:
    """Return the account to run as, or None to stay who we are."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        raise SetupError("The account `postgres` is missing; install Debian's package postgresql.") from None
    return _SYSTEM_USER


def _reachable(directory: Path) -> bool:
    """Tell whether PostgreSQL's account may pass through a directory and all above it."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (directory, *directory.parents))


def _program(name: str, data: Path | None) -> Path:
    """Return a program of the cluster's version, else of the newest installed one."""
    wanted = (data / "PG_VERSION").read_text(encoding="ascii").strip() if data is not None else None
    found = {
        match.group(1): path
        for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
        if (match := re.search(r"/(\d+)/bin/", str(path)))
    }
    if wanted is not None and wanted in found:
        return found[wanted]
    if wanted is not None:
        raise SetupError(f"This portal's data needs PostgreSQL {wanted}: install it, or `make clean`.")
    if not found:
        raise SetupError("PostgreSQL is not installed; `make system` installs it or says how.")
    return found[max(found, key=int)]


def _environment() -> dict[str, str]:
    """Return an environment without the caller's PG* variables, which psql and initdb obey."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
