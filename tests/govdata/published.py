"""A portal as GovData meets it: one published round, one ordinary dataset, feeds in several pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from hndigital.dcat.vocab import HYDRA
from hndigital.package import Package
from hndigital.publisher.client import Portal as Client
from rdflib import Graph

from tests.portal import admin as upkeep
from tests.portal.publication.scenes import Command, first_round
from tests.portal.support import Portal, purge

__all__ = ["ORDINARY", "Published", "publish_for_govdata"]

ORDINARY = {
    "title": "Bäume im Stadtgebiet",
    "notes": "Standort und Art der Bäume an Straßen.",
    "license_id": "cc-by/4.0",
    "version": "7",
    "theme": ["ENVI"],
    "tags": [{"name": "Straßenbäume"}, {"name": "Offene Daten"}],
    "contact_name": "Grünflächenamt",
    "contact_email": "baeume@heilbronn.example",
    "resources": [
        {"name": "Bäume", "url": "https://daten.example/baeume.csv", "format": "CSV", "mimetype": "text/csv"}
    ],
}
"""The values of the ordinary dataset, as a person enters them."""


@dataclass(frozen=True)
class Published:
    """The portal's address, the round that is on it, and the ordinary dataset's id and name."""

    url: str
    token: str
    package: Package
    folder: Path
    ordinary_id: str
    ordinary_name: str

    def pages(self, feed: str, size: int = 2) -> list[Path]:
        """Return the pages of a feed as files, followed along hydra:next."""
        files: list[Path] = []
        address = f"{self.url}{feed}?size={size}"
        while address:
            answer = requests.get(address, timeout=60)
            assert answer.status_code == 200, (address, answer.text[:200])
            assert answer.headers["Content-Type"] == "text/turtle"
            file = self.folder / f"{feed.strip('/').replace('/', '-')}-{len(files)}.ttl"
            file.write_bytes(answer.content)
            files.append(file)
            page = Graph().parse(data=answer.content, format="turtle")
            address = next((str(following) for following in page.objects(None, HYDRA.next)), "")
        return files


@contextmanager
def publish_for_govdata(admin: Portal, folder: Path) -> Iterator[Published]:
    """Put a round and an ordinary dataset on the portal; afterwards they are taken away."""
    client = Client(admin.url, admin.token)
    upkeep.reset(client)
    upkeep.make_organisation(client)
    package = first_round()
    Command(folder, admin.token).publish(package)
    name = f"baeume-{uuid.uuid4().hex[:6]}"
    made = admin.api("package_create", name=name, owner_org="stadt-heilbronn", **ORDINARY)
    try:
        yield Published(admin.url, admin.token, package, folder, made["id"], name)
    finally:
        purge(admin, name)
        upkeep.reset(client)
