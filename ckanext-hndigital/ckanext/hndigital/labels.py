"""Who may read what is not public: CKAN's permission labels, narrower for what belongs to the organisation.

CKAN lets every member of an organisation read all its datasets. A member here reads the private ones; drafts,
what was deleted, and projects and editions of a publication that has not come to its end are for those who
write them (`belonging.may_write`). The same labels decide about search, pages, actions, files and tables.
"""

from __future__ import annotations

from typing import Any

from ckan import model, plugins
from ckan.lib.plugins import DefaultPermissionLabels
from ckanext.hndigital import belonging
from ckanext.hndigital.naming import is_edition_name
from ckanext.hndigital.register.hidden import STAGED

__all__ = ["of_dataset", "of_user"]

_EDITORS = "hndigital-editor"
_PUBLIC = "public"
_READERS = "hndigital-public"
"""What everybody has while this plugin runs. Without it no reader's search finds datasets of types that CKAN
then does not know: its pages could not link them, and would answer 500."""


def of_dataset(package: model.Package, ours: object) -> list[str]:
    """Return the labels of which a reader needs one; `ours` is the plugin that asks."""
    labels = _others(ours).get_dataset_labels(package)
    if package.type != "dataset" and belonging.claims(package.name, package.type):
        labels = [_READERS if label == _PUBLIC else label for label in labels]
    if not _for_editors(package):
        return list(labels)
    return [label for label in labels if not label.startswith(("member-", "creator-"))] + [_EDITORS]


def of_user(user: model.User, ours: object) -> list[str]:
    """Return the labels that a user has."""
    labels = [*_others(ours).get_user_dataset_labels(user), _READERS]
    return [*labels, _EDITORS] if user and belonging.may_write(user.name) else labels


def _for_editors(package: model.Package) -> bool:
    if not belonging.claims(package.name, package.type) or not belonging.belongs(package):
        return False
    if package.state != "active" or (package.plugin_data or {}).get(STAGED):
        return True
    unfinished = not (package.extras or {}).get("fassung")
    return bool(package.private) and unfinished and is_edition_name(package.name)


def _others(ours: object) -> Any:
    """Return what would answer without this plugin: another one's labels, or CKAN's own."""
    found = (one for one in plugins.PluginImplementations(plugins.IPermissionLabels) if one is not ours)
    return next(found, None) or DefaultPermissionLabels()
