"""A small CKAN that holds what GovData would: a real one, without our plugin, filled from our feed.

Its datasets are made of what GovData's parser reads of the feed, with the extras that its harvester adds.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.plain_ckan import ORGANISATION
from tests.portal.support import Portal

__all__ = ["StandIn"]

KEPT = ("identifier", "modified", "issued", "contributorID", "metadata_original_html", "publisher_name")


@dataclass
class StandIn:
    """The running CKAN; `names` are the datasets that it holds, by identifier."""

    admin: Portal
    names: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address."""
        return self.admin.url

    def harvest(self, dataset: Mapping[str, Any], **changes: str) -> str:
        """Make the entry of a dataset as read; `changes` are extras that differ. Returns its name."""
        extras = {key: dataset["extras"][key] for key in KEPT if key in dataset["extras"]}
        extras |= {"guid": dataset["extras"]["uri"], "metadata_harvested_portal": "heilbronn", **changes}
        name = f"eintrag-{uuid.uuid4().hex[:8]}"
        self.admin.api(
            "package_create",
            name=name,
            title=dataset["title"],
            owner_org=ORGANISATION,
            extras=[{"key": key, "value": value} for key, value in extras.items()],
        )
        self.names[extras["identifier"]] = name
        return name

    def forget(self, identifier: str) -> None:
        """Take an entry away, as GovData does with what a feed no longer names."""
        self.admin.api("dataset_purge", id=self.names.pop(identifier))

    def clear(self) -> None:
        """Take all entries away."""
        for identifier in list(self.names):
            self.forget(identifier)
