"""What readers see of a portal: register, pages, slices, feeds, search, to compare two moments."""

from __future__ import annotations

import re
from typing import Any

import requests
from hndigital.publisher import Portal
from hndigital.schemas import register_table_names
from rdflib import DCTERMS, BNode, Graph

from tests.portal.admin import rows
from tests.portal.publication.scenes import URL
from tests.portal.support import REGISTER

__all__ = ["seen"]

_PAGES = ("", ".ttl", "/datapackage.json")


def seen(numbers: list[str], rounds: list[str]) -> dict[str, Any]:
    """Return what an anonymous reader is told, without the moments at which it changed.

    `numbers` are the projects and `rounds` the rounds that may be there.
    """
    reader = Portal(URL)
    found: dict[str, Any] = {"register": _register(reader)}
    for number in numbers:
        name = f"digitalprojekt-{number}"
        for path in (f"/digitalprojekt/{name}{end}" for end in _PAGES):
            found[path] = _get(path)[0]
        for kind in ("stammdaten", "status", "kosten", "strategiefelder"):
            path = f"/digitalprojekt/{name}/{kind}.csv"
            found[path] = _get(path)
        found[f"/id/vorhaben/{number}"] = _get(f"/id/vorhaben/{number}")[0]
    for path in ("/digitalprojekte.csv", "/digitalprojekte.json", "/sitemap.xml"):
        found[path] = (_get(path)[0], re.sub(r"<lastmod>.*?</lastmod>", "", _get(path)[1]))
    found["atom"] = sorted(re.findall(r"<id>(.*?)</id>", _get("/digitalprojekte.atom")[1]))
    for round_ in rounds:
        found[f"rows of {round_}"] = _get(f"/digitalprojekte.csv?berichtsstand={round_}")
    for feed in ("/catalog.ttl", "/govdata/catalog.ttl"):
        found[feed] = _feed(feed)
    found["search"] = sorted(
        one["id"] for one in reader.read("package_search", {"q": "*:*", "rows": 1000})["results"]
    )
    found["figures"] = reader.read("digitalprojekt_statistik", {})
    return found


def _register(reader: Portal) -> dict[str, Any]:
    resources = reader.read("digitalprojekt_state", {})["register"]["resources"]
    if _get(f"/dataset/{REGISTER}")[0] != requests.codes.ok:
        return {}
    dataset = reader.read("package_show", {"id": REGISTER})
    return {
        "ids": resources,
        "stand": (dataset.get("berichtsstand") or "", dataset.get("stichtag") or ""),
        **{name: rows(reader, resources[name]) for name in register_table_names()},
    }


def _feed(path: str) -> tuple[int, Any]:
    """Return a feed's triples but for the dates of change."""
    status, text = _get(path)
    if status != requests.codes.ok:
        return status, text
    graph = Graph().parse(data=text, format="turtle")
    for predicate in (DCTERMS.modified, DCTERMS.issued):
        graph.remove((None, predicate, None))
    # Nodes without a name count by what they say.
    lines = (["_" if isinstance(node, BNode) else node.n3() for node in triple] for triple in graph)
    return status, sorted(map(" ".join, lines))


def _get(path: str) -> tuple[int, str]:
    answer = requests.get(f"{URL}{path}", timeout=60, allow_redirects=False)
    return answer.status_code, answer.text
