"""What lets the portal answer where the plugin is taken out of the ini and its datasets stay.

CKAN does not know their types then: whatever links one of them would be a 500. `ckan hndigital init` writes
two settings, with which CKAN's lists and the datasets' own pages take them for CKAN's own type; while the
plugin runs, neither counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ckan.plugins import toolkit

from hndigital.projects import DATASET_TYPE, REPORTING_TYPES

__all__ = ["ROUTES", "TEMPLATES", "TYPES", "settings", "withdraw"]

ROUTES = "ckan.legacy_route_mappings"
"""CKAN's setting of other names for its addresses."""
TEMPLATES = "extra_template_paths"
"""CKAN's setting of folders whose templates come before those of any plugin."""
TYPES = (DATASET_TYPE, *REPORTING_TYPES)

#: The addresses that CKAN's lists build by a dataset's type.
_LISTED = ("read", "edit")
_FOLDER = Path(__file__).with_name("templates_afterwards")


def settings() -> dict[str, str]:
    """Return the settings to write; what a portal has set besides in them is kept."""
    ours = {f"{name}.{view}": f"dataset.{view}" for name in TYPES for view in _LISTED}
    return {
        ROUTES: json.dumps({**_routes(toolkit.config), **ours}, sort_keys=True),
        TEMPLATES: ",".join((*_folders(toolkit.config), str(_FOLDER))),
    }


def withdraw(config: toolkit.CKANConfig) -> None:
    """Take out of the running portal what stands in for the plugin while it is away."""
    config[ROUTES] = {
        name: route for name, route in _routes(config).items() if name.partition(".")[0] not in TYPES
    }
    config[TEMPLATES] = ",".join(_folders(config))


def _routes(config: Mapping[str, Any]) -> dict[str, str]:
    stated = config.get(ROUTES) or {}
    return dict(json.loads(stated) if isinstance(stated, str) else stated)


def _folders(config: Mapping[str, Any]) -> list[str]:
    """Return the folders that are not ours; ours may have been another before the package moved."""
    stated = [folder for folder in str(config.get(TEMPLATES) or "").split(",") if folder]
    return [folder for folder in stated if Path(folder).name != _FOLDER.name]
