"""What the feed of another CKAN states of a dataset beside what is stored: harvesters know it by that.

Its Action API gives what is stored. What the feed makes of that (IRIs on an address of their own, a prefix,
an identifier of its own for a copied one, the organisation as publisher, its maintainer as contact) is up to
the plugins that run there, so the feed itself is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from rdflib import Graph, URIRef

from ..addresses import same
from ..dcat.ckan_values import address, words
from ..dcat.vocab import DCAT, DCT, RDF
from . import from_dcat
from .model import Record, Value

__all__ = ["Feed", "Stated"]

_PEOPLE = ("publisher_", "contact_")
_ADDRESSES = ("access_url", "download_url")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the feed states of one dataset: its identifier and IRI, and the IRIs of its files by CKAN's id.

    `people` are the fields of publisher and contact, `addresses` those of its files by their IRIs.
    """

    identifier: str
    iri: str
    files: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Value] = field(default_factory=dict)
    addresses: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Record | None, identifier: str, iri: str, files: Mapping[str, str]) -> Stated:
        """Return it with what the feed makes of the dataset's fields; `record` is the feed read by itself."""
        if record is None:
            return cls(identifier, iri, files)
        people = {name: value for name, value in record.fields.items() if name.startswith(_PEOPLE)}
        addresses = {
            str(file.fields.get("uri", "")): {
                name: file.fields[name] for name in _ADDRESSES if name in file.fields
            }
            for file in record.files
        }
        return cls(identifier, iri, files, people, addresses)


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
        return Stated.of(self._records.get(str(node)), identifier, str(node), dict(self._files(node)))

    @cached_property
    def _records(self) -> Mapping[str, Record]:
        """The feed's datasets, read as any catalogue is, by their IRIs."""
        return {record.iri: record for record in from_dcat.records_of(self.graph)[0]}

    def _files(self, node: URIRef) -> Iterator[tuple[str, str]]:
        for one in self.graph.objects(node, DCAT.distribution):
            if isinstance(one, URIRef):
                yield _end(one), str(one)


def _end(node: URIRef) -> str:
    return unquote(str(node).rstrip("/").rpartition("/")[2]).lstrip("~")
