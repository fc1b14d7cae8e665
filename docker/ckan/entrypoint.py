"""Start what a container is for, in this process' place.

    serve      configuration, databases, then gunicorn
    prepare    configuration and databases only (before several nodes start)
    worker     CKAN's background jobs
    clock      what schedule.txt says
    …          anything else is run as a command

What containers keep lies in /var/lib/hndigital, which those of one portal share: keys, the sysadmin's
password and token, uploads, `ckan.ini`, which `serve` and `prepare` write. The other servers' passwords and
addresses come from the environment (docker-compose.yml, .env), and so do settings (settings.env).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test-infrastructure"))

from services.configuration import Addresses, ckan_ini, settings_of, with_settings  # noqa: E402
from services.errors import SetupError  # noqa: E402
from services.processes import fetch_json  # noqa: E402
from services.state import Portal, write_private  # noqa: E402

STATE = Path("/var/lib/hndigital")
SOLR = os.environ.get("SOLR_URL", "http://solr:8983/solr/ckan")


def addresses() -> Addresses:
    """Return where the other containers are; stops when a password isn't given."""
    names = ("CKAN_DB_PASSWORD", "DATASTORE_DB_PASSWORD", "DATASTORE_READ_PASSWORD", "REDIS_PASSWORD")
    try:
        ckan, write, read, redis = (os.environ[name] for name in names)
    except KeyError as error:
        sys.exit(f"{error.args[0]} is not set; docker-compose.yml takes it from .env.")
    database = os.environ.get("DB_HOST", "db:5432")
    cache = os.environ.get("REDIS_HOST", "redis:6379")
    return Addresses(
        site=os.environ.get("SITE_URL", "http://127.0.0.1:5000").rstrip("/"),
        ckan_db=f"postgresql://ckan:{ckan}@{database}/ckan",
        datastore_write=f"postgresql://datastore:{write}@{database}/datastore",
        datastore_read=f"postgresql://datastore_read:{read}@{database}/datastore",
        redis=f"redis://:{redis}@{cache}/0",
        solr=SOLR,
    )


def index_is_empty() -> bool:
    """Tell whether Solr holds no document."""
    answer = fetch_json(f"{SOLR}/select?q=*:*&rows=0&wt=json", seconds=60)
    return bool(answer.get("response", {}).get("numFound") == 0)


def set_up(portal: Portal, where: Addresses) -> None:
    """Migrate the databases and grant the DataStore's permissions as the owner of its database."""
    script = ROOT / "test-infrastructure" / "ckan" / "setup_portal.py"
    options = ["--rebuild-index"] if index_is_empty() else []
    done = subprocess.run(
        [sys.executable, script, portal.ini, portal.directory, *options],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    sql = "\n".join(line for line in done.stdout.splitlines() if not line.startswith("\\connect"))
    with psycopg2.connect(where.datastore_write) as connection, connection.cursor() as cursor:
        cursor.execute(sql)


def prepare() -> None:
    """Write the configuration and set up; of several nodes that start at once, one after the other."""
    portal = Portal(STATE, 5000)
    portal.create()
    where = addresses()
    with portal.lock():
        try:
            city = os.environ.get("HNDIGITAL_PROFILE", "")
            ini = with_settings(ckan_ini(portal, where, profile=city), settings_of(os.environ))
        except SetupError as error:
            sys.exit(str(error))
        write_private(portal.ini, ini)
        set_up(portal, where)


def gunicorn() -> list[str]:
    """Return the command that serves."""
    return [
        *("gunicorn", "--config", str(ROOT / "test-infrastructure" / "ckan" / "gunicorn.conf.py")),
        *("--bind", "0.0.0.0:5000"),  # the container's own network
        *("--worker-tmp-dir", "/dev/shm"),  # noqa: S108 (gunicorn's advice for containers)
    ]


def main(words: list[str]) -> None:
    """Set up if need be, then become the program."""
    commands = {
        "serve": gunicorn(),
        "prepare": ["true"],
        "worker": ["ckan", "jobs", "worker", "hndigital", "default"],
        "clock": [sys.executable, str(ROOT / "docker" / "ckan" / "clock.py")],
    }
    if words[0] in ("serve", "prepare"):
        prepare()
    os.environ.setdefault("CKAN_INI", str(STATE / "ckan.ini"))
    command = commands.get(words[0], words)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:] or ["serve"])
