"""IRIs and addresses of everything we publish, made from the settings.

IRIs start with `base_uri` and never change; addresses start with `site_url` and follow the portal.
An IRI is answered by the portal with a redirect (303) to the address of the same name here.
"""

from __future__ import annotations

from urllib.parse import quote

from ..addresses import same
from ..projects import DATASET_TYPE, SERIES, name_prefix, project_name
from .settings import DcatSettings

__all__ = ["FIELDS", "Iris", "concept_iri", "field_iri", "scheme_iri"]

FIELDS = "feld"
"""What the vocabulary of projects' properties is called among the code lists."""


def scheme_iri(base_uri: str, name: str) -> str:
    """Return the IRI of a code list."""
    return f"{base_uri}/id/{name}"


def concept_iri(base_uri: str, name: str, code: str) -> str:
    """Return the IRI of a code. A slash in it stays one: Apache answers an encoded one with 404."""
    return f"{scheme_iri(base_uri, name)}/{quote(code, safe='+-./')}"


def field_iri(base_uri: str, name: str) -> str:
    """Return the IRI of a property of projects."""
    return f"{scheme_iri(base_uri, FIELDS)}/{name}"


def _bare(iri: str) -> str:
    return same(iri).partition("://")[2]


class Iris:
    """IRIs (`<base_uri>/id/…`) and addresses for one set of settings."""

    def __init__(self, settings: DcatSettings) -> None:
        self._base = settings.base_uri
        self._id = f"{settings.base_uri}/id"
        self._site = settings.site_url
        self._register = settings.register_name

    def is_ours(self, iri: str) -> bool:
        """Return whether an IRI is one of ours to a reader, however it is written, with or without TLS."""
        return _bare(iri).startswith(f"{_bare(self._id)}/")

    @property
    def catalog(self) -> str:
        """IRI of the catalogue of everything public."""
        return f"{self._id}/katalog"

    @property
    def govdata_catalog(self) -> str:
        """IRI of the selection that GovData is given."""
        return f"{self._id}/katalog/govdata"

    @property
    def register(self) -> str:
        """IRI of the register's dataset."""
        return f"{self._id}/register"

    @property
    def service(self) -> str:
        """IRI of the register's programming interface."""
        return f"{self._id}/register/api"

    @property
    def series(self) -> str:
        """IRI of the series of editions."""
        return f"{self._id}/series/{SERIES}"

    def edition(self, berichtsstand: str) -> str:
        """IRI of an edition's dataset."""
        return f"{self._id}/edition/{berichtsstand}"

    def dataset(self, key: str) -> str:
        """IRI of a project's dataset (by Vorhabennummer) or of any other (by CKAN's id)."""
        return f"{self._id}/datensatz/{quote(key, safe='')}"

    def project(self, vorhaben_nr: str) -> str:
        """IRI of the project itself, which its dataset is about."""
        return f"{self._id}/vorhaben/{vorhaben_nr}"

    def field(self, name: str) -> str:
        """IRI of a property of projects, named after the column that holds it."""
        return field_iri(self._base, name)

    def concept(self, codelist: str, code: str) -> str:
        """IRI of a code of a code list."""
        return concept_iri(self._base, codelist, code)

    def scheme(self, codelist: str) -> str:
        """IRI of a code list."""
        return scheme_iri(self._base, codelist)

    def table_schema(self, table: str) -> str:
        """IRI of a table's Table Schema."""
        return f"{self._id}/schema/{table}"

    def register_table_schema(self, table: str) -> str:
        """IRI of the Table Schema of a register table (it has columns that an edition's lacks)."""
        return f"{self._id}/schema/register/{table}"

    def edition_name(self, berichtsstand: str) -> str:
        """Dataset name of an edition."""
        return f"{self._register}-{berichtsstand}"

    def page(self, name: str) -> str:
        """Address of a dataset's page."""
        if name.startswith(name_prefix()):
            return f"{self._site}/{DATASET_TYPE}/{name}"
        return f"{self._site}/dataset/{name}"

    def slice(self, vorhaben_nr: str, name: str, suffix: str) -> str:
        """Address of a project's slice."""
        return f"{self.page(project_name(vorhaben_nr))}/{name}.{suffix}"

    def register_table(self, table: str, suffix: str) -> str:
        """Address of a register table."""
        return f"{self.page(self._register)}/{table}.{suffix}"

    def edition_file(self, name: str, file: str) -> str:
        """Address of an edition's file, where nothing else is known (the portal knows its own)."""
        return f"{self.page(name)}/{file}"

    def resource_page(self, dataset: str, resource: str) -> str:
        """Address of a resource's page."""
        return f"{self._site}/dataset/{dataset}/resource/{quote(resource, safe='')}"

    @property
    def overview(self) -> str:
        """Address of the overview of all projects."""
        return f"{self._site}/digitalprojekte"

    @property
    def api_page(self) -> str:
        """Address of the page for developers."""
        return f"{self.overview}/api"

    @property
    def openapi(self) -> str:
        """Address of the description of the programming interface (OpenAPI)."""
        return f"{self.api_page}/openapi.json"

    @property
    def home(self) -> str:
        """Address of the portal's first page."""
        return f"{self._site}/"

    @property
    def api(self) -> str:
        """Address of the portal's Action API."""
        return f"{self._site}/api/3/action/"
