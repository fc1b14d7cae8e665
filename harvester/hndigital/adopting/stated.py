"""Under which identifier and IRI the feed of another CKAN states a dataset: harvesters know it by them.

Its Action API gives what is stored. What the feed makes of that (IRIs on an address of their own, a prefix,
an identifier of its own for a copied one) is up to the plugins that run there, so the feed itself is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from rdflib import Graph, URIRef

from ..addresses import same
from ..dcat.ckan_values import address, words
from ..dcat.vocab import DCAT, DCT, RDF

__all__ = ["Feed", "Stated"]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the feed states of one dataset: its identifier and IRI, and the IRIs of its files by CKAN's id."""

    identifier: str
    iri: str
    files: Mapping[str, str] = field(default_factory=dict)


class Feed:
    """The feed of a CKAN. `complete` is False where a page of it could not be read."""

    def __init__(self, graph: Graph, *, complete: bool = True) -> None:
        self.graph = graph
        self.complete = complete
        nodes = [node for node in graph.subjects(RDF.type, DCAT.Dataset) if isinstance(node, URIRef)]
        self._by_end = {_end(node): node for node in nodes}
        self._by_iri = {same(str(node)): node for node in nodes}

    def of(self, package: Mapping[str, Any]) -> Stated | None:
        """Return what is stated of a dataset as the API gives it, None if the feed does not name it.

        The IRI ends with CKAN's id or name unless the dataset brought one of its own.
        """
        brought = same(address(words(package, "uri")))
        node = (
            self._by_end.get(str(package.get("id")))
            or (self._by_iri.get(brought) if brought else None)
            or self._by_end.get(str(package.get("name")))
        )
        if node is None:
            return None
        identifiers = sorted(str(one) for one in self.graph.objects(node, DCT.identifier))
        own = words(package, "identifier") or words(package, "guid")
        identifier = own if own in identifiers else next(iter(identifiers), "")
        return Stated(identifier, str(node), dict(self._files(node)))

    def _files(self, node: URIRef) -> Iterator[tuple[str, str]]:
        for one in self.graph.objects(node, DCAT.distribution):
            if isinstance(one, URIRef):
                yield _end(one), str(one)


def _end(node: URIRef) -> str:
    return unquote(str(node).rstrip("/").rpartition("/")[2]).lstrip("~")
