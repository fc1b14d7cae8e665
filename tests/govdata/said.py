"""What a feed says, term by term, and the table in `docs/govdata.md` of what becomes of each.

A term is a path from a dataset or distribution: `dcat:Dataset dct:publisher/foaf:name @de`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hndigital.dcat.vocab import bind_prefixes
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCAT
from rdflib.term import Node

__all__ = ["Fates", "fates", "said", "stored"]

DOCUMENT = Path(__file__).parents[2] / "docs" / "govdata.md"
NOT_SENT = ""
LOST = "–"
_PARTS = (
    *("dcat:contactPoint", "dct:publisher", "dct:creator", "dcatde:originator", "dcatde:maintainer"),
    *("dct:spatial", "dct:temporal", "dct:provenance", "spdx:checksum", "dcat:accessService"),
)
"""What is part of a dataset's or distribution's description; other links lead to things of their own."""
_ROW = re.compile(r"^\| `(dcat:\w+ [^`]+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)
_PLAIN = re.compile(r"^(mailto:|tel:)")

Fates = dict[str, str]
"""Term → the key under which it is stored, or `LOST`."""


def fates(column: int) -> Fates:
    """Return what the document says of each term: column 0 GovData, column 1 today's ckanext-dcat."""
    rows = _ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    found = {term: cells[column].strip("` ") for term, *cells in rows}
    return {term: cell for term, cell in found.items() if cell != NOT_SENT}


def said(graph: Graph, dataset: URIRef) -> dict[str, list[tuple[Node, set[Node]]]]:
    """Return each term that `graph` says of a dataset: (the dataset or distribution, the values)."""
    names = bind_prefixes(Graph(bind_namespaces="none")).namespace_manager
    found: dict[str, list[tuple[Node, set[Node]]]] = {}
    places = [(dataset, "dcat:Dataset")]
    places += [(node, "dcat:Distribution") for node in graph.objects(dataset, DCAT.distribution)]
    for place, name in places:
        terms: dict[str, set[Node]] = {}
        for path, value in _values(graph, place, names.normalizeUri):
            language = getattr(value, "language", None)
            term = f"{name} {path} @{language}" if language else f"{name} {path}"
            terms.setdefault(term, set()).add(value)
        for term, values in terms.items():
            found.setdefault(term, []).append((place, values))
    return found


def _values(
    graph: Graph, node: Node, name: Callable[[str], str], prefix: str = ""
) -> Iterator[tuple[str, Node]]:
    for predicate, value in graph.predicate_objects(node):
        if predicate in (RDF.type, DCAT.distribution):
            continue
        path = prefix + name(str(predicate))
        yield path, value
        if path in _PARTS:
            yield from _values(graph, value, name, f"{path}/")


def stored(entry: Mapping[str, Any], key: str) -> set[str]:
    """Return the values that are stored under `key`, comparable with those said (`plain`)."""
    name, _, inner = key.partition(".")
    value: Any = entry.get(name, entry.get("extras", {}).get(name))
    if isinstance(value, str) and value.startswith(("[", "{")):
        value = json.loads(value)
    if inner:
        value = [one.get(inner) for one in value or []]
    if isinstance(value, dict):  # GeoJSON
        return {str(value["type"]).upper()}
    flat: list[Any] = value if isinstance(value, list) else [value]
    flat = [x for one in flat for x in (one if isinstance(one, list) else [one])]
    return {plain(str(one)) for one in flat if one is not None}


def plain(value: str | Node) -> str:
    """Return a value without what a reader takes away on purpose: scheme of mail and telephone, zeros."""
    text = str(value)
    if isinstance(value, Literal) and str(value.datatype).endswith("wktLiteral"):
        return text.partition("(")[0]
    return re.sub(r"^(\d+)\.0$", r"\1", _PLAIN.sub("", text))
