"""ckanext-dcat's profile: whatever its serialisers and actions write is what the feeds say."""

from __future__ import annotations

from typing import Any

from ckanext.dcat.profiles import RDFProfile
from ckanext.hndigital import dcat
from ckanext.hndigital.dcat.packages import told_apart
from rdflib import Graph, URIRef

from hndigital.dcat import from_package
from hndigital.dcat.graph import catalog_graph, dataset_graph
from hndigital.dcat.iris import Iris

__all__ = ["HndigitalProfile"]


class HndigitalProfile(RDFProfile):
    """What ckanext-dcat's own serialisers and actions write: the core's graph, under its reference."""

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> dict[str, Any]:
        """Leave reading to the profiles beside this one."""
        return dataset_dict

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Write a dataset."""
        declared, published = dcat.settings(), dcat.editions()
        dataset = dcat.feed_dataset(told_apart(dataset_dict, declared, published), declared, published)
        self._take(dataset_graph(dataset), dataset.iri, dataset_ref)

    def graph_from_catalog(self, catalog_dict: dict[str, Any], catalog_ref: URIRef) -> None:
        """Write the catalogue itself."""
        declared = dcat.settings()
        catalog = from_package.own_catalog([], declared)
        self._take(catalog_graph(catalog), Iris(declared).catalog, catalog_ref)

    def _take(self, graph: Graph, iri: str, reference: URIRef) -> None:
        for subject, predicate, value in graph:
            self.g.add(
                (
                    reference if str(subject) == iri else subject,
                    predicate,
                    reference if str(value) == iri else value,
                )
            )
