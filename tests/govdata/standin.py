"""A small CKAN that holds what GovData would: a real one, without our plugin, filled from our feed.

Its datasets are made of what GovData's parser reads of the feed, with the extras that its harvester adds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.portal.support import Portal

__all__ = ["StandIn", "running"]

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "test-infrastructure" / "portal.py"
ORGANISATION = "daten-bw"
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


@contextmanager
def running() -> Iterator[StandIn]:
    """Start the CKAN beside the portal of the tests, ten ports on; stopped afterwards."""
    portal = os.environ["HNDIGITAL_TEST_URL"].rstrip("/")
    host, _, port = portal.rpartition(":")
    there = f"{host}:{int(port) + 10}"
    state = Path(f"{os.environ['HNDIGITAL_TEST_STATE']}-govdata")
    command = [sys.executable, str(PORTAL)]
    where = ["--state", str(state)]
    starting = [*command, "up", *where, "--port", str(int(port) + 10), "--without-plugin"]
    done = subprocess.run(starting, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    try:
        admin = Portal(there, (state / "token").read_text("ascii").strip())
        if ORGANISATION not in admin.api("organization_list"):
            admin.api("organization_create", name=ORGANISATION, title="Daten.BW")
        held = admin.api("package_list")
        for name in held:
            admin.api("dataset_purge", id=name)
        yield StandIn(admin)
    finally:
        subprocess.run([*command, "down", *where], capture_output=True, timeout=120, check=False)
