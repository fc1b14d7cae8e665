"""The dataset type of projects in ckanext-scheming, as the one loader of `schemas/` makes it.

Scheming knows schemas as files only, but the ratings' fields and those of further columns follow from the
code lists and columns. So what it has read from `digitalprojekt.yaml` is exchanged once it is set up.
"""

from __future__ import annotations

from ckanext.scheming import plugins as scheming

from hndigital.projects import DATASET_TYPE
from hndigital.schemas import dataset_type

__all__ = ["complete"]


def complete() -> None:
    """Give scheming the whole schema of projects, if it was told of the type (`selfcheck` says if not)."""
    plugin = scheming.SchemingDatasetsPlugin.instance
    if plugin is None or DATASET_TYPE not in plugin._schemas:
        return
    plugin._schemas[DATASET_TYPE] = dict(dataset_type())
    plugin._expanded_schemas = scheming._expand_schemas(plugin._schemas)
