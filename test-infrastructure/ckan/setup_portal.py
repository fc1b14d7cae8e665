"""Bring CKAN's databases to the state that the portal needs; run by portal.py before each start.

    python setup_portal.py CKAN_INI STATE_DIR [--rebuild-index]

One process for what are several commands of CKAN's otherwise, each of which loads CKAN anew: the
migrations of CKAN and the plugins, `ckan hndigital upgrade`, the sysadmin with an API token, the
JavaScript translations and the search index. Everything may be repeated. Prints the SQL with the
DataStore's permissions, which needs PostgreSQL's superuser.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import ckan.logic as logic
import ckan.model as model
from ckan.cli import CKANConfigLoader
from ckan.cli.db import upgrade
from ckan.config.middleware import make_app
from ckan.lib import api_token
from ckan.lib.i18n import build_js_translations
from ckan.model import parse_db_config
from ckan.plugins import plugin_loaded

ADMIN = "admin"


def make_admin(password: str) -> None:
    """Make the sysadmin, or give it its rights and password again."""
    site_user = logic.get_action("get_site_user")({"ignore_auth": True}, {})
    context: Any = {"ignore_auth": True, "user": site_user["name"]}
    account = {"name": ADMIN, "email": "admin@example.org", "password": password}
    if model.User.get(ADMIN) is None:
        logic.get_action("user_create")(context, account)
    user = model.User.get(ADMIN)
    if not user.sysadmin:
        user.sysadmin = True
        model.Session.commit()


def make_token(path: Path) -> None:
    """Write a token of the sysadmin's, unless the file holds one that this database knows."""
    if path.exists():
        token = path.read_text(encoding="ascii").strip()
        known = api_token.get_user_from_token(token, update_access_time=False)
        if known is not None and known.name == ADMIN:
            return
    context: Any = {"ignore_auth": True, "user": ADMIN}
    token = logic.get_action("api_token_create")(context, {"user": ADMIN, "name": "portal.py"})["token"]
    fresh = path.with_name("token.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(token + "\n")
    fresh.replace(path)


def datastore_permissions() -> str:
    """Return the SQL that CKAN's `datastore set-permissions` prints."""
    from ckanext.datastore.cli import permissions_sql  # its module needs a loaded CKAN

    write = parse_db_config("ckan.datastore.write_url")
    read = parse_db_config("ckan.datastore.read_url")
    main = parse_db_config("sqlalchemy.url")
    return permissions_sql(
        maindb=main["db_name"],
        datastoredb=write["db_name"],
        mainuser=main["db_user"],
        writeuser=write["db_user"],
        readuser=read["db_user"],
    )


def bring_along() -> bool:
    """Do what `ckan hndigital upgrade` does; return whether an older version had published here."""
    if not plugin_loaded("hndigital"):
        return False
    # By name: the plugin is typed by itself.
    belonging, upgrading = map(import_module, ("ckanext.hndigital.belonging", "ckanext.hndigital.upgrade"))
    todo = [] if belonging.missing() else upgrading.pending()
    if todo:
        upgrading.apply(todo)
    return bool(todo)


def run(ini: str, directory: Path, *, rebuild: bool) -> str:
    """Do all steps; returns the SQL."""
    app = make_app(CKANConfigLoader(ini).get_config())
    upgrade.main(args=[], standalone_mode=False)
    with app._wsgi_app.test_request_context():
        make_admin(json.loads((directory / "secrets.json").read_text(encoding="utf-8"))["admin_password"])
        make_token(directory / "token")
        build_js_translations()
        # An older version's documents lack what this one searches.
        if bring_along() or rebuild:
            from ckan.lib.search import rebuild as rebuild_index

            rebuild_index(clear=True, quiet=True)
    return datastore_permissions()


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        sql = run(sys.argv[1], Path(sys.argv[2]), rebuild="--rebuild-index" in sys.argv[3:])
    print(sql)
