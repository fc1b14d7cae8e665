"""The site for machines: the catalogue, a document per dataset, and what every IRI leads to.

A plain web server can neither redirect nor choose by the Accept header. So at the path of each IRI
stands an `index.html` that leads on to the page, with `index.ttl` beside it; the IRI of a file gives
the file itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from rdflib import Graph

from ..dcat.concepts import codelist_graph, concept_iri, scheme_iri
from ..dcat.graph import Profile, agent_graph, catalog_graph, dataset_graph, series_graph
from ..dcat.iris import Iris
from ..dcat.model import Dataset
from ..dcat.serialize import FORMATS, serialize
from ..package.files import json_bytes
from ..schemas import codelist, codelist_names
from .catalogue import catalog_of, edition_of, govdata_of, project_dataset_of, register_of, series_of
from .data import edition_files, project_files, register_files, table_schemas
from .render import redirect
from .site import Site

__all__ = ["document_files"]


def document_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the RDF documents and the files under `id/`."""
    addresses = _Addresses(site)
    iris = Iris(site.settings)
    govdata = govdata_of(site)
    graph = catalog_graph(catalog_of(site))
    yield from _forms("catalog", graph)
    yield from addresses.leads(iris.catalog, "dataset/", graph)
    if govdata:
        graph = catalog_graph(govdata, Profile.GOVDATA)
        yield from _forms("govdata/catalog", graph)
        yield from addresses.leads(iris.govdata_catalog, "dataset/", graph)
    yield from _datasets(site, addresses)
    graph = series_graph(series_of(site))
    yield from addresses.described(iris.series, "series/berichtswesen", graph)
    publisher = f"{site.settings.base_uri}/id/organisation/{site.settings.publisher_id}"
    graph = agent_graph(site.settings.publisher, site.settings.contact)
    yield from addresses.described(publisher, f"organization/{site.settings.publisher_id}", graph)
    yield from _codelists(site, addresses)
    for name, schema in table_schemas().items():
        iri = f"{site.settings.base_uri}/id/schema/{name}"
        yield from addresses.leads(iri, f"schema/{name}/")
        yield f"{addresses.path(iri)}/index.json", json_bytes(schema)
    # The portal's address of the overview, which the catalogue names.
    yield "digitalprojekte/index.html", redirect("digitalprojekte/", "")


def _datasets(site: Site, addresses: _Addresses) -> Iterator[tuple[str, bytes]]:
    register = register_of(site)
    yield from addresses.dataset(register, site.register_folder, register_files(site))
    for edition in site.editions:
        yield from addresses.dataset(edition_of(site, edition), edition.folder, edition_files(edition))
    for project in site.projects:
        dataset = project_dataset_of(site, project)
        yield from addresses.dataset(dataset, project.folder, project_files(site, project))
        yield from addresses.leads(dataset.about, f"{project.folder}/", dataset_graph(dataset))


def _codelists(site: Site, addresses: _Addresses) -> Iterator[tuple[str, bytes]]:
    base = site.settings.base_uri
    for name in codelist_names():
        page = f"codelist/{name}"
        yield from addresses.described(scheme_iri(base, name), page, codelist_graph(name, base))
        for code in codelist(name):
            yield from addresses.leads(concept_iri(base, name, code), f"{page}/#{code}")


def _forms(path: str, graph: Graph) -> Iterator[tuple[str, bytes]]:
    for suffix in FORMATS:
        yield f"{path}.{suffix}", serialize(graph, suffix)


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Files at the paths of IRIs."""

    site: Site

    def path(self, address: str) -> str:
        """Return the path in the folder that is served at an IRI or address of ours."""
        settings = self.site.settings
        for start in (settings.base_uri, settings.site_url):
            if address.startswith(f"{start}/"):
                return unquote(address.removeprefix(f"{start}/"))
        raise ValueError(f"{address} is no address of this site")

    def leads(self, iri: str, page: str, graph: Graph | None = None) -> Iterator[tuple[str, bytes]]:
        """Yield what makes `iri` lead to `page` (a path in the folder)."""
        path = self.path(iri)
        if graph is not None:
            yield f"{path}/index.ttl", serialize(graph, "ttl")
        yield f"{path}/index.html", redirect(f"{path}/", page, turtle=graph is not None)

    def described(self, iri: str, folder: str, graph: Graph) -> Iterator[tuple[str, bytes]]:
        """Yield the documents beside the page in `folder` and what makes `iri` lead there."""
        yield from _forms(folder, graph)
        yield from self.leads(iri, f"{folder}/", graph)

    def dataset(
        self, dataset: Dataset, folder: str, files: Mapping[str, bytes]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield a dataset's documents and IRIs, those of its files among them."""
        yield from self.described(dataset.iri, folder, dataset_graph(dataset))
        for one in dataset.distributions:
            yield self.path(one.iri), files[self.path(one.download_url)]
