"""Twenty-two ordinary datasets of a city on a real portal, most of them with a flaw; and reading feeds."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from hndigital.dcat.serialize import FORMATS
from hndigital.dcat.vocab import DCAT, HYDRA
from rdflib import Graph

from tests.portal import database
from tests.portal.support import TIMEOUT, Portal, purge

PREFIX = "dcat-probe-"
STORED = "stored"
"""What stands in the database of a dataset or resource although no form and no action takes it any more."""
FILE = {"name": "Datei", "url": "https://daten.example/d.pdf", "format": "PDF"}

FLAWS: list[dict[str, Any]] = [
    {},
    {"notes": "<p>Mit <b>HTML</b> &amp; <script>mehr()</script></p>", "tags": []},
    {"license_id": "notspecified"},
    {"resources": [{"name": "Dienst", "url": "https://geo.example/wfs?service=WFS", "format": "WFS"}]},
    {"resources": [{**FILE, "name": "Kaputt", "format": "Unsinn", STORED: {"url": "keine Adresse"}}]},
    {"resources": []},
    {"license_id": "other-closed", "title": "Probe 6"},
    {"license_id": "cc-nc"},
    {"notes": "", "tags": []},
    {"resources": [{"name": "Post", "url": "mailto:amt@stadt.example", "format": "E-Mail"}]},
    {"title": "<i>Probe 10</i>", STORED: {"notes": "Mit\u000bSteuer\u001fzeichen"}},
    {"contact_name": "Amt für Daten", "contact_url": "https://stadt.example/daten"},
    {
        "issued": "2020-02-29",
        STORED: {"extras": {"temporal_start": "2021-12-31", "temporal_end": "1999-01-01"}},
    },
    {
        "extras": [
            {"key": "politicalGeocodingURI", "value": "https://example.org/ort"},
            {"key": "contributorID", "value": '["http://dcat-ap.de/def/contributors/erfunden"]'},
        ],
        STORED: {"extras": {"politicalGeocodingLevelURI": "stadtteil"}},
    },
    {"extras": [{"key": "uri", "value": "https://stadt.example/id/eins"}], "identifier": "eins"},
    {"extras": [{"key": "uri", "value": "https://stadt.example/id/eins"}], "identifier": "eins"},
    {"resources": [FILE, {**FILE, "name": "Nur intern", "license": "other-closed"}]},
    {"resources": [{**FILE, "license": "https://creativecommons.org/licenses/by/4.0/deed.de"}]},
    {STORED: {"url": "nicht://richtig"}, "version": "3", "spatial": "https://example.org/stadtteil"},
    {"frequency": "https://example.org/manchmal", "publisher_name": "Zweckverband"},
    {"resources": [{"name": "", "url": "https://daten.example/ä b<c>|d.csv", "format": ".csv"}]},
    {"resources": [{"name": "Geladen", "format": "CSV", "upload": b"a,b\n1,2\n"}]},
]

#: Real kinds of odd values, as they stand in databases of cities; none of them may cost a reader a dataset.
ODD: dict[str, dict[str, Any]] = {
    "titel": {STORED: {"title": "\u0001\u0002", "notes": "\u0003\u000b\ufffe"}},
    "titel-zeichen": {STORED: {"title": "…"}},
    "dateien": {
        "resources": [
            {**FILE, STORED: {"url": "https://daten.example/a\u0001b.csv", "name": "\u0002"}},
            {**FILE, STORED: {"url": "https://daten.example/a\u001fb\u007f\u0085\u200b\ufffe.csv"}},
            {**FILE, STORED: {"url": "javascript:alert(1)", "description": "a\r\nb\u0001"}},
        ]
    },
    "klammer": {"resources": [{**FILE, STORED: {"url": "http://[::1"}}]},
    "adressen": {
        STORED: {
            "url": "https://stadt.example/a\u0001b",
            "author": "\u0001Amt",
            "extras": dict.fromkeys(
                ("contact_url", "publisher_uri", "spatial", "uri"), "https://x.example/\u0001"
            )
            | {"contact_email": "a\u0001@stadt.example", "publisher_name": "Werk\u0001"},
        }
    },
    "zeichen": {"resources": [{**FILE, "url": "https://daten.example/ä b?c[]=1&d=100%#e#f"}]},
    "kennung-register": {"identifier": "heilbronn-digitalprojekte"},
    "kennung-ausgabe": {"identifier": " heilbronn-digitalprojekte-2020-2\u00a0"},
    "kennung-prozent": {"identifier": "heilbronn%2Ddigitalprojekte"},
    "iri-register": {"extras": [{"key": "uri", "value": "{base}/id/register"}]},
    "iri-ausgabe": {
        "extras": [{"key": "uri", "value": "{base}/id//edition/2020-2"}],
        "publisher_name": "Fremd",
    },
    "herausgeber": {"publisher_name": "Fremd", "publisher_uri": "{base}/id/register"},
    "leer-1": {"identifier": "a b", "extras": [{"key": "uri", "value": "https://stadt.example/id/a b"}]},
    "leer-2": {"identifier": "a%20b", "extras": [{"key": "uri", "value": "https://stadt.example/id/a%20b"}]},
    "ort": {"spatial": "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08125000"},
    "felder": {
        STORED: {
            "extras": {
                **{"temporal_end": "9999-12-31", "frequency": "\u0001", "stichtag": "²"},
                **{"references": "[" * 3000, "language": "[" * 3000, "conforms_to": '[{"a": 1}, null]'},
            }
        },
        "extras": [
            {"key": "hvd_category", "value": '["http://data.europa.eu/bna/c_b79e35eb"]'},
            {"key": "contributorID", "value": "[" * 3000},
            {"key": "provenance", "value": "Erhoben vom Amt"},
            {"key": "access_rights", "value": "https://stadt.example/nicht"},
        ],
        "resources": [
            {**FILE, "size": 10**15, "hash": "²", STORED: {"mimetype": "text/csv; charset=\u0001"}}
        ],
    },
}

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
    stored, kept = values.pop(STORED, {}), [r for r in values["resources"] if "upload" not in r]
    values["resources"] = [{k: v for k, v in resource.items() if k != STORED} for resource in kept]
    made = admin.api("package_create", **values)
    if stored:
        database.change("package", made["id"], **stored)
    for resource, known in zip(kept, made["resources"], strict=True):
        if STORED in resource:
            database.change("resource", known["id"], **resource[STORED])
    for file in files:
        _upload(admin, name, file)
    return name


def ordinary_datasets(admin: Portal) -> list[str]:
    """Make them all, after removing what an interrupted run left; return their names in their order."""
    found = admin.api("package_search", q=f"name:{PREFIX}*", rows=1000)["results"]
    for dataset in found:
        purge(admin, dataset["name"])
    return [ordinary(admin, number, flaw) for number, flaw in enumerate(FLAWS)]


def odd_datasets(admin: Portal) -> dict[str, str]:
    """Make those of `ODD` and return their names by kind."""
    names = {}
    for kind, flaw in ODD.items():
        written = json.loads(json.dumps(flaw).replace("{base}", admin.url))
        names[kind] = ordinary(admin, 200 + len(names), {"title": f"Seltsam {kind}", **written})
    return names


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


def files_of(portal: Portal, feed: str, suffix: str, folder: Path, size: int = 10) -> list[Path]:
    """Save the pages of a feed in one format, read along hydra:next with so many datasets each."""
    files: list[Path] = []
    path = f"{feed}.{suffix}?size={size}"
    while path:
        answer = portal.get(path)
        assert answer.status_code == 200, (path, answer.text[:200])
        files.append(folder / f"{feed.strip('/').replace('/', '-')}-{len(files)}.{suffix}")
        files[-1].write_bytes(answer.content)
        graph = Graph().parse(data=answer.content, format=FORMATS[suffix].rdflib_name)
        following = {str(value) for value in graph.objects(None, HYDRA.next)}
        path = following.pop().removeprefix(portal.url) if following else ""
    return files


def graph_of(files: list[Path]) -> Graph:
    """Return what pages say, but for where each stands among the others."""
    whole = Graph()
    for file in files:
        whole.parse(file, format=FORMATS[file.suffix[1:]].rdflib_name)
    for node in set(whole.subjects(HYDRA.totalItems)):
        whole.remove((node, None, None))
    return whole
