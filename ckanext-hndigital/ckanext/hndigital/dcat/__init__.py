"""DCAT-AP.de on the portal: what it says about its datasets, and the plugin `hndigital_dcat` offering it.

`portal` is for all plugins of the package: the pages of projects name the same publisher, licence and IRIs
as the feeds. Everything else here belongs to `hndigital_dcat`: feeds, documents, IRIs and metadata quality.
"""

from __future__ import annotations

from ckanext.hndigital.dcat.portal import (
    Editions,
    completed,
    dataset_model,
    editions,
    feed_dataset,
    missing_for_catalogue,
    missing_for_govdata,
    settings,
)

__all__ = [
    "Editions",
    "completed",
    "dataset_model",
    "editions",
    "feed_dataset",
    "missing_for_catalogue",
    "missing_for_govdata",
    "settings",
]
