"""PostgreSQL's own programs for dumps, told by environment what they must not say in a list of processes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile

import sqlalchemy as sa
from ckanext.hndigital.operating.archive import BackupError

__all__ = ["dump", "empty", "load"]

# An object of an extension belongs to that extension, not to us.
_OWN = "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')"
_OBJECTS = f"""
SELECT 'VIEW', o.oid::regclass::text FROM pg_class o
 WHERE o.relnamespace = 'public'::regnamespace AND o.relkind IN ('v', 'm') AND {_OWN}
UNION ALL
SELECT 'TABLE', o.oid::regclass::text FROM pg_class o
 WHERE o.relnamespace = 'public'::regnamespace AND o.relkind IN ('r', 'p') AND {_OWN}
UNION ALL
SELECT 'SEQUENCE', o.oid::regclass::text FROM pg_class o
 WHERE o.relnamespace = 'public'::regnamespace AND o.relkind = 'S' AND {_OWN}
UNION ALL
SELECT 'FUNCTION', o.oid::regprocedure::text FROM pg_proc o
 WHERE o.pronamespace = 'public'::regnamespace AND {_OWN}
UNION ALL
SELECT 'TYPE', o.oid::regtype::text FROM pg_type o
 WHERE o.typnamespace = 'public'::regnamespace AND {_OWN}
   AND (o.typtype = 'e' OR EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = o.typrelid AND c.relkind = 'c'))
"""  # noqa: S608 - fixed text


def dump(url: str, target: Path) -> None:
    """Write a database to a file: without owners and rights, which are the new place's own matter."""
    options = ("--format=custom", "--no-owner", "--no-privileges", "--no-comments", "--schema=public")
    _run(url, "pg_dump", *options, f"--file={target}")


def load(url: str, source: Path) -> None:
    """Bring a database back into an empty one: all of it or nothing."""
    # The schema is there already; `public` belongs to the database's owner.
    entries = _run(url, "pg_restore", "--list", str(source))
    wanted = [line for line in entries.splitlines() if " SCHEMA - public " not in line]
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as listing:
        listing.write("\n".join(wanted) + "\n")
        listing.flush()
        options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        database = f"--dbname={_environment(url)['PGDATABASE']}"
        _run(url, "pg_restore", *options, f"--use-list={listing.name}", database, str(source))


def empty(url: str) -> None:
    """Remove all tables, views, functions and types of the schema `public`, in one transaction."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("SET LOCAL lock_timeout = '30s'"))
            for kind, name in connection.execute(sa.text(_OBJECTS)).all():
                connection.execute(sa.text(f"DROP {kind} IF EXISTS {name} CASCADE"))
    except sa.exc.DBAPIError as error:
        raise BackupError(f"The database could not be emptied; is CKAN stopped? ({error.orig})") from error


def _environment(url: str) -> dict[str, str]:
    parts = sa.engine.make_url(url)
    named = {
        "PGHOST": parts.host,
        "PGPORT": parts.port,
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,
        "PGDATABASE": parts.database,
        "PGSSLMODE": parts.query.get("sslmode"),
        "PGSSLROOTCERT": parts.query.get("sslrootcert"),
    }
    return {name: str(value) for name, value in named.items() if value}


def _run(url: str, *command: str) -> str:
    # Not what the caller's own environment says about another server.
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment = {**others, **_environment(url), "PGCONNECT_TIMEOUT": "10"}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise BackupError(
            f"{command[0]} is not installed; Debian's package postgresql-client has it."
        ) from error
    if done.returncode:
        raise BackupError(f"{command[0]}: {done.stderr.strip() or f'ended with {done.returncode}'}")
    return done.stdout
