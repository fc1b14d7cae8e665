"""Start CKAN in its container: configuration, databases, then gunicorn in this process' place.

What the container keeps lies in /var/lib/hndigital: keys, the sysadmin's password and token, uploads.
The other servers' passwords come from the environment (docker-compose.yml, .env).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test-infrastructure"))

from services.configuration import Addresses, ckan_ini  # noqa: E402
from services.processes import fetch_json  # noqa: E402
from services.state import Portal, write_private  # noqa: E402

STATE = Path("/var/lib/hndigital")
SOLR = "http://solr:8983/solr/ckan"


def addresses() -> Addresses:
    """Return where the other containers are; stops when a password isn't given."""
    names = ("CKAN_DB_PASSWORD", "DATASTORE_DB_PASSWORD", "DATASTORE_READ_PASSWORD", "REDIS_PASSWORD")
    try:
        ckan, write, read, redis = (os.environ[name] for name in names)
    except KeyError as error:
        sys.exit(f"{error.args[0]} is not set; docker-compose.yml takes it from .env.")
    return Addresses(
        site=os.environ.get("SITE_URL", "http://127.0.0.1:5000").rstrip("/"),
        ckan_db=f"postgresql://ckan:{ckan}@db:5432/ckan",
        datastore_write=f"postgresql://datastore:{write}@db:5432/datastore",
        datastore_read=f"postgresql://datastore_read:{read}@db:5432/datastore",
        redis=f"redis://:{redis}@redis:6379/0",
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


def main() -> None:
    """Set up, then become gunicorn."""
    portal = Portal(STATE, 5000)
    portal.create()
    where = addresses()
    write_private(portal.ini, ckan_ini(portal, where, profile=os.environ.get("HNDIGITAL_PROFILE", "")))
    set_up(portal, where)
    os.environ["CKAN_INI"] = str(portal.ini)
    options = {
        "--config": str(ROOT / "test-infrastructure" / "ckan" / "gunicorn.conf.py"),
        "--bind": "0.0.0.0:5000",  # the container's own network
        "--worker-tmp-dir": "/dev/shm",  # noqa: S108 (gunicorn's advice for containers)
    }
    os.execvp("gunicorn", ["gunicorn", *(word for option in options.items() for word in option)])  # noqa: S606


if __name__ == "__main__":
    main()
