"""IRIs of what a catalogue is made of: catalogues, distributions, the interface, Table Schemas.

Each is answered with 303 to the address of today; the IRIs of things are in `iris`.
"""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.naming import edition_name
from ckanext.hndigital.readable import own_dataset, readable_dataset, readable_project
from flask import Blueprint
from werkzeug.wrappers import Response

from hndigital.projects import SLICES, project_name
from hndigital.schemas import register_table_names, table_names

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_distributions", __name__)

_TABLE_FORMATS = ("csv", "json")


def _see_other(address: str) -> Response:
    target = address if "://" in address else f"{config.site_url()}{address}"
    response: Response = toolkit.redirect_to(target, parse_url=False)
    response.status_code = 303
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _nothing() -> Response:
    return toolkit.abort(404, toolkit._("There is nothing of this name."))


@blueprint.get("/id/katalog", defaults={"selection": ""})
@blueprint.get("/id/katalog/<any(govdata):selection>")
def catalog_iri(selection: str) -> Response:
    """A catalogue: everything, or what GovData is given."""
    return _see_other(f"/{selection}/catalog.ttl" if selection else "/catalog.ttl")


@blueprint.get("/id/register/api")
@blueprint.get("/id/register/api.json")
def service_iri() -> Response:
    """The register's interface."""
    return _see_other("/api/3")


@blueprint.get("/id/register/<table_name>.<any(csv, json):suffix>")
def register_distribution(table_name: str, suffix: str) -> Response:
    """A table of the register in one format."""
    if table_name not in register_table_names():
        return _nothing()
    return _see_other(f"/dataset/{config.register_name()}/{table_name}.{suffix}")


@blueprint.get("/id/edition/<berichtsstand>/<file>", defaults={"fassung": 1})
@blueprint.get("/id/edition/<berichtsstand>/fassung-<int:fassung>/<file>")
def edition_distribution(berichtsstand: str, file: str, fassung: int) -> Response:
    """A file of an edition, of its first publication or of a correction."""
    dataset = own_dataset(edition_name(berichtsstand))
    for resource in dataset["resources"]:
        if resource.get("datei") == file and int(resource.get("fassung") or 1) == fassung:
            return _see_other(resource["url"])
    return _nothing()


@blueprint.get("/id/datensatz/<key>/<file>")
def dataset_distribution(key: str, file: str) -> Response:
    """A project's slice, or a resource of any other dataset."""
    name, _, suffix = file.rpartition(".")
    if name in SLICES and suffix in _TABLE_FORMATS:
        project = project_name(key)
        readable_project(project)
        return _see_other(f"/digitalprojekt/{project}/{file}")
    dataset = readable_dataset(project_name(key) if key.isdigit() else key)
    if file in {resource["id"] for resource in dataset["resources"]}:
        return _see_other(f"/dataset/{dataset['name']}/resource/{file}")
    return _nothing()


@blueprint.get("/id/schema/<table_name>")
def schema_iri(table_name: str) -> Response:
    """The Table Schema of an edition's table."""
    return _see_other(f"/schema/{table_name}.json") if table_name in table_names() else _nothing()


@blueprint.get("/id/schema/register/<table_name>")
def register_schema_iri(table_name: str) -> Response:
    """The Table Schema of a register table."""
    if table_name not in register_table_names():
        return _nothing()
    return _see_other(f"/schema/register/{table_name}.json")
