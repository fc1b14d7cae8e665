"""What a feed of ours offers: each dataset with identifier, IRI and date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ..dcat.reading import read_catalog
from ..dcat.vocab import DCAT, DCT, RDF
from ..errors import SourceError
from ..outside import Limits, shown
from ..outside.limits import CATALOGUE

__all__ = ["Offer", "id_bases", "offers_of", "read_offers"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A dataset of the feed; `modified` as it is written there (a date or a moment), "" if it is not."""

    identifier: str
    iri: str
    title: str
    modified: str = ""


def read_offers(source: str, limits: Limits = CATALOGUE) -> tuple[Offer, ...]:
    """Return what the feed at `source` (http(s) address, all its pages, or file) offers.

    Raises SourceError if it cannot be read or offers nothing: an empty feed is a fault of ours.
    """
    offers = offers_of(read_catalog(source, all_pages=True, limits=limits))
    if not offers:
        raise SourceError(
            f"{shown(source)} enthält keinen Datensatz. Gesucht wird der Katalog für GovData, zum Beispiel "
            "https://portal.example.org/govdata/catalog.ttl.",
            f"{shown(source)} holds no dataset. Expected is the catalogue for GovData, for example "
            "https://portal.example.org/govdata/catalog.ttl.",
        )
    return offers


def offers_of(graph: Graph) -> tuple[Offer, ...]:
    """Return the datasets of a catalogue's graph in the order of their identifiers."""
    found = (_offer(graph, node) for node in set(graph.subjects(RDF.type, DCAT.Dataset)))
    return tuple(sorted((offer for offer in found if offer), key=lambda offer: offer.identifier))


def id_bases(offers: Iterable[Offer]) -> tuple[str, ...]:
    """Return what the IRIs of ours begin with, up to `/id/`; a dataset with an IRI of its own has none."""
    bases = {base for base, found, _ in (offer.iri.partition("/id/") for offer in offers) if found}
    return tuple(f"{base}/id/" for base in sorted(bases))


def _offer(graph: Graph, node: Node) -> Offer | None:
    identifier = graph.value(node, DCT.identifier)
    if not isinstance(node, URIRef) or identifier is None:
        return None
    titles = [title for title in graph.objects(node, DCT.title) if isinstance(title, Literal)]
    german = [title for title in titles if title.language == "de"]
    title = next(iter(sorted(german or titles)), "")
    return Offer(str(identifier), str(node), str(title), str(graph.value(node, DCT.modified) or ""))
