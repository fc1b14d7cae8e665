"""The site for machines: the catalogue, each dataset's data and document, and what every IRI leads to.

A plain web server can neither redirect nor choose by the Accept header. So at the path of each IRI
stands an `index.html` that leads on to the page and links the RDF beside it, `index.ttl`, `index.rdf`
and `index.jsonld`; the IRI of a file gives the file itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from ..dcat.concepts import codelist_graph, described_list, described_names, entry_iri, scheme_iri
from ..dcat.graph import Profile, agent_graph, catalog_graph, dataset_graph, series_graph
from ..dcat.iris import Iris
from ..dcat.model import Dataset
from ..dcat.serialize import serialize_all
from ..package.files import json_bytes
from .catalogue import catalog_of, edition_of, govdata_of, project_dataset_of, register_of, series_of
from .data import edition_files, project_files, register_files, table_schemas
from .render import redirect
from .site import Site

__all__ = ["document_files"]


def document_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the data, the RDF documents and the files under `id/`."""
    addresses = _Addresses(site)
    iris = Iris(site.settings)
    forms = serialize_all(catalog_graph(catalog_of(site)))
    yield from _documents("catalog", forms)
    yield from addresses.leads(iris.catalog, "dataset/", forms)
    govdata = govdata_of(site)
    if govdata:
        forms = serialize_all(catalog_graph(govdata, Profile.GOVDATA))
        yield from _documents("govdata/catalog", forms)
        yield from addresses.leads(iris.govdata_catalog, "dataset/", forms)
    yield from _datasets(site, addresses)
    forms = serialize_all(series_graph(series_of(site)))
    yield from addresses.described(iris.series, site.series_folder, forms)
    publisher = f"{site.settings.base_uri}/id/organisation/{site.settings.publisher_id}"
    forms = serialize_all(agent_graph(site.settings.publisher, site.settings.contact))
    yield from addresses.described(publisher, f"organization/{site.settings.publisher_id}", forms)
    yield from _codelists(site, addresses)
    for name, schema in table_schemas().items():
        iri = f"{site.settings.base_uri}/id/schema/{name}"
        content = json_bytes(schema)
        yield f"schema/{name}.json", content
        yield from addresses.leads(iri, f"schema/{name}/", {"json": content})
    # The portal's address of the overview, which the catalogue names.
    yield "digitalprojekte/index.html", redirect("digitalprojekte/", "")


def _datasets(site: Site, addresses: _Addresses) -> Iterator[tuple[str, bytes]]:
    register = register_of(site)
    forms = serialize_all(dataset_graph(register))
    yield from addresses.dataset(register, site.register_folder, forms, register_files(site))
    for edition in site.editions:
        dataset = edition_of(site, edition)
        forms = serialize_all(dataset_graph(dataset))
        yield from addresses.dataset(dataset, edition.folder, forms, edition_files(edition))
    for project in site.projects:
        dataset = project_dataset_of(site, project)
        forms = serialize_all(dataset_graph(dataset))
        yield from addresses.dataset(dataset, project.folder, forms, project_files(site, project))
        if dataset.project:
            yield from addresses.leads(dataset.project.iri, f"{project.folder}/", forms)


def _codelists(site: Site, addresses: _Addresses) -> Iterator[tuple[str, bytes]]:
    base = site.settings.base_uri
    for name in described_names():
        page = f"codelist/{name}"
        forms = serialize_all(codelist_graph(name, base))
        yield from addresses.described(scheme_iri(base, name), page, forms)
        for code in described_list(name):
            yield from addresses.leads(entry_iri(base, name, code), f"{page}/#{code}", forms)


def _documents(path: str, forms: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for suffix, content in forms.items():
        yield f"{path}.{suffix}", content


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

    def leads(self, iri: str, page: str, forms: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield what makes `iri` lead to `page` (a path in the folder), with its data by suffix beside it."""
        path = self.path(iri)
        for suffix, content in forms.items():
            yield f"{path}/index.{suffix}", content
        yield f"{path}/index.html", redirect(f"{path}/", page, forms)

    def described(self, iri: str, folder: str, forms: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield the documents beside the page in `folder` and what makes `iri` lead there."""
        yield from _documents(folder, forms)
        yield from self.leads(iri, f"{folder}/", forms)

    def dataset(
        self, dataset: Dataset, folder: str, forms: Mapping[str, bytes], files: Mapping[str, bytes]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield a dataset's files, documents and IRIs, those of its files among them."""
        yield from files.items()
        yield from self.described(dataset.iri, folder, forms)
        for one in dataset.distributions:
            yield self.path(one.iri), files[self.path(one.download_url)]
