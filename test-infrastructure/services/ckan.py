"""CKAN: its configuration from one template, its databases, and gunicorn that serves it."""

from __future__ import annotations

import hashlib
import os
from string import Template

from . import postgres, redis, solr
from .errors import SetupError
from .processes import Server, fetch_json, run
from .state import HOST, INFRASTRUCTURE, PYTHON, REPOSITORY, Portal, write_private

SOURCE = INFRASTRUCTURE / "ckan"
WORKERS, THREADS = 2, 6
"""Two processes, so that a long publishing request doesn't slow the pages down."""

_CODE = ("ckanext-hndigital", "harvester/hndigital", "schemas")
_CODE_SUFFIXES = {".py", ".yaml", ".csv", ".json", ".html", ".mo", ".po"}

_PLUGINS = ("datastore", "datatables_view", "text_view", "image_view")
_SCHEMING = """scheming.dataset_schemas = hndigital_schemas:dataset.yaml hndigital_schemas:digitalprojekt.yaml
scheming.presets = ckanext.scheming:presets.json
scheming.dataset_fallback = true
"""


def server(portal: Portal) -> Server:
    """Return the handle of a portal's CKAN."""
    return Server("CKAN", portal.port, portal.directory / "run" / "ckan.pid", portal.logs / "ckan.log")


def up(portal: Portal, *, with_plugin: bool, rebuild_index: bool) -> bool:
    """Start CKAN, again when its configuration or code changed; returns whether it was started."""
    ckan = server(portal)
    configuration = _configuration(portal, with_plugin=with_plugin)
    if not portal.ini.exists() or portal.ini.read_text(encoding="utf-8") != configuration:
        write_private(portal.ini, configuration)
    fingerprint = _fingerprint(configuration)
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
        [PYTHON, SOURCE / "setup_portal.py", portal.ini, portal.directory, *options],
        what="Setting up CKAN's databases",
        log=portal.logs / "setup.log",
        env=_environment(portal),
    )
    postgres.psql(portal, sql)


def _serve(portal: Portal, ckan: Server) -> None:
    """Start gunicorn."""
    if not (PYTHON.with_name("gunicorn")).exists():
        raise SetupError("gunicorn is not installed in .venv; `make venv` installs it.")
    ckan.start(
        [
            *(PYTHON, "-m", "gunicorn"),
            *("--bind", f"{HOST}:{portal.port}"),
            *("--workers", str(WORKERS)),
            *("--worker-class", "gthread"),
            *("--threads", str(THREADS)),
            *("--timeout", "600"),
            *("--graceful-timeout", "20"),
            *("--worker-tmp-dir", portal.directory / "run"),
            *("--chdir", SOURCE),
            "wsgi:application",
        ],
        env=_environment(portal),
    )


def _configuration(portal: Portal, *, with_plugin: bool) -> str:
    """Return the text of ckan.ini."""
    own = portal.directory / "settings.ini"
    plugins = ("scheming_datasets", "dcat", *_PLUGINS)
    return Template((SOURCE / "ckan.ini.template").read_text(encoding="utf-8")).substitute(
        url=portal.url,
        port=portal.port,
        storage=portal.directory / "storage",
        webassets=portal.directory / "webassets",
        sqlalchemy_url=postgres.url(portal, "ckan", postgres.CKAN_DB),
        datastore_write_url=postgres.url(portal, "datastore", postgres.DATASTORE_DB),
        datastore_read_url=postgres.url(portal, "datastore_read", postgres.DATASTORE_DB),
        redis_url=redis.url(portal),
        solr_url=solr.url(portal),
        plugins=" ".join(("hndigital", *plugins) if with_plugin else plugins),
        scheming=_SCHEMING if with_plugin else "",
        dcat_endpoints="false" if with_plugin else "true",
        rdf_profiles="hndigital_dcatapde" if with_plugin else "euro_dcat_ap_3",
        secret_key=portal.secrets["secret_key"],
        session_secret=portal.secrets["session_secret"],
        api_token_secret=portal.secrets["api_token_secret"],
        own_settings=own.read_text(encoding="utf-8") if own.exists() else "",
    )


def _fingerprint(configuration: str) -> str:
    """Return a digest of what a running CKAN was started with: settings, code, installed packages."""
    digest = hashlib.sha256(configuration.encode())
    files = [REPOSITORY / ".venv" / ".installed", *SOURCE.iterdir()]
    for folder in _CODE:
        files += (path for path in (REPOSITORY / folder).rglob("*") if path.suffix in _CODE_SUFFIXES)
    for path in sorted(files):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _environment(portal: Portal) -> dict[str, str]:
    """Return an environment without settings of another CKAN (CKAN reads CKAN_* and CKAN___*)."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("CKAN", "PYTHON"))}
    return own | {"CKAN_INI": str(portal.ini), "PYTHONUNBUFFERED": "1"}
