"""Twenty-two ordinary datasets of a city on a real portal, most of them with a flaw; and reading feeds."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from typing import Any

import requests
from hndigital.dcat.vocab import DCAT, HYDRA
from rdflib import Graph

from tests.portal.support import TIMEOUT, Portal, purge

PREFIX = "dcat-probe-"
FILE = {"name": "Datei", "url": "https://daten.example/d.pdf", "format": "PDF"}

FLAWS: list[dict[str, Any]] = [
    {},
    {"notes": "<p>Mit <b>HTML</b> &amp; <script>mehr()</script></p>", "tags": []},
    {"license_id": "notspecified"},
    {"resources": [{"name": "Dienst", "url": "https://geo.example/wfs?service=WFS", "format": "WFS"}]},
    {"resources": [{"name": "Kaputt", "url": "keine Adresse", "format": "Unsinn"}]},
    {"resources": []},
    {"license_id": "other-closed", "title": "Probe 6"},
    {"license_id": "cc-nc"},
    {"notes": "", "tags": []},
    {"resources": [{"name": "Post", "url": "mailto:amt@stadt.example", "format": "E-Mail"}]},
    {"title": "<i>Probe 10</i>", "notes": "Mit\u000bSteuer\u001fzeichen"},
    {"contact_name": "Amt für Daten", "contact_url": "https://stadt.example/daten"},
    {"temporal_start": "2021-12-31", "temporal_end": "1999-01-01", "issued": "2020-02-29"},
    {
        "extras": [
            {"key": "politicalGeocodingURI", "value": "https://example.org/ort"},
            {"key": "politicalGeocodingLevelURI", "value": "stadtteil"},
            {"key": "contributorID", "value": '["http://dcat-ap.de/def/contributors/erfunden"]'},
        ]
    },
    {"extras": [{"key": "uri", "value": "https://stadt.example/id/eins"}], "identifier": "eins"},
    {"extras": [{"key": "uri", "value": "https://stadt.example/id/eins"}], "identifier": "eins"},
    {"resources": [FILE, {**FILE, "name": "Nur intern", "license": "other-closed"}]},
    {"resources": [{**FILE, "license": "https://creativecommons.org/licenses/by/4.0/deed.de"}]},
    {"url": "nicht://richtig", "version": "3", "spatial": "https://example.org/stadtteil"},
    {"frequency": "https://example.org/manchmal", "publisher_name": "Zweckverband"},
    {"resources": [{"name": "", "url": "https://daten.example/ä b<c>|d.csv", "format": ".csv"}]},
    {"resources": [{"name": "Geladen", "format": "CSV", "upload": b"a,b\n1,2\n"}]},
]
#: What GovData is not given, by position: nothing to download, or no file under an open licence.
LEFT_OUT = {2: "lizenz", 5: "keine_daten", 6: "lizenz", 7: "lizenz"}
#: Given, but without some of its files.
GIVEN_IN_PART = {16: "lizenz_teilweise"}


def ordinary(admin: Portal, number: int, flaw: dict[str, Any]) -> str:
    """Make a dataset and return its name."""
    name = f"{PREFIX}{number}-{uuid.uuid4().hex[:6]}"
    values = {
        "name": name,
        "title": f"Probe {number}",
        "notes": "Ein Datensatz.",
        "owner_org": "stadt-heilbronn",
        "license_id": "dl-de-by-2.0",
        "tags": [{"name": "probe"}],
        "resources": [FILE],
        **flaw,
    }
    files = [resource for resource in values["resources"] if "upload" in resource]
    values["resources"] = [resource for resource in values["resources"] if "upload" not in resource]
    admin.api("package_create", **values)
    for file in files:
        _upload(admin, name, file)
    return name


def ordinary_datasets(admin: Portal) -> list[str]:
    """Make them all, after removing what an interrupted run left; return their names in their order."""
    found = admin.api("package_search", q=f"name:{PREFIX}*", rows=1000)["results"]
    for dataset in found:
        purge(admin, dataset["name"])
    return [ordinary(admin, number, flaw) for number, flaw in enumerate(FLAWS)]


def _upload(admin: Portal, dataset: str, file: dict[str, Any]) -> None:
    answer = requests.post(
        f"{admin.url}/api/3/action/resource_create",
        data={"package_id": dataset, "name": file["name"], "format": file["format"]},
        files={"upload": ("daten.csv", io.BytesIO(file["upload"]), "text/csv")},
        headers={"Authorization": admin.token},
        timeout=TIMEOUT,
    )
    answer.raise_for_status()


def pages(portal: Portal, path: str) -> Iterator[tuple[str, Graph]]:
    """Read a feed page by page as a harvester does: along hydra:next."""
    while path:
        answer = portal.get(path)
        assert answer.status_code == 200, (path, answer.text[:200])
        graph = Graph().parse(data=answer.content, format="turtle")
        yield path, graph
        following = {str(value) for value in graph.objects(None, HYDRA.next)}
        assert all(address.startswith(portal.url) for address in following)
        path = following.pop().removeprefix(portal.url) if following else ""


def feed(portal: Portal, path: str) -> Graph:
    """Return all pages of a feed as one graph."""
    whole = Graph()
    for _, page in pages(portal, path):
        whole += page
    return whole


def datasets(graph: Graph) -> list[str]:
    """Return the IRIs of a catalogue's datasets."""
    return [str(node) for node in graph.objects(None, DCAT.dataset)]
