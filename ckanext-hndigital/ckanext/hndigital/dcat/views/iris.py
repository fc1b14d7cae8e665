"""IRIs `/id/…`: 303 to the page for people, to RDF for programs (httpRange-14).

An IRI names a thing, not a document: the register, an edition, a project itself (`vorhaben/<nr>`),
its dataset (`datensatz/<nr>`), a code of a code list. What is not there, or may not be seen, is 404.
"""

from __future__ import annotations

from urllib.parse import quote

from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.dcat.alternates import wanted_suffix
from ckanext.hndigital.naming import edition_name
from ckanext.hndigital.readable import own_dataset, readable_dataset, readable_project
from flask import Blueprint
from werkzeug.wrappers import Response

from hndigital.dcat.concepts import described_list, described_names
from hndigital.dcat.ordinary import MARK
from hndigital.projects import SERIES, number_of, project_name

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_iris", __name__)


def _see_other(page: str, document: str | None = None) -> Response:
    extension = wanted_suffix()
    target = f"{document or page}.{extension}" if extension else page
    response: Response = toolkit.redirect_to(f"{config.site_url()}{target}", parse_url=False)
    response.status_code = 303
    response.headers["Vary"] = "Accept"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/id/register")
def register_iri() -> Response:
    """The register."""
    own_dataset(config.register_name())
    return _see_other(f"/dataset/{config.register_name()}")


@blueprint.get("/id/edition/<berichtsstand>")
def edition_iri(berichtsstand: str) -> Response:
    """One reporting round's edition."""
    name = edition_name(berichtsstand)
    own_dataset(name)
    return _see_other(f"/dataset/{name}")


@blueprint.get(f"/id/series/{SERIES}")
def series_iri() -> Response:
    """The series of all editions."""
    return _see_other(f"/series/{SERIES}")


@blueprint.get("/id/<any(datensatz, vorhaben):kind>/<nr>")
def project_iri(kind: str, nr: str) -> Response:
    """A project, or its dataset: both are described by the same page and document."""
    number = number_of(nr)
    if number == nr:
        readable_project(project_name(nr))
        return _see_other(f"/digitalprojekt/{project_name(nr)}")
    if kind == "vorhaben":
        return toolkit.abort(404, toolkit._("Project not found"))
    dataset_id = nr.removeprefix(MARK)
    dataset = readable_dataset(dataset_id)
    if dataset["id"] != dataset_id:
        return toolkit.abort(404, toolkit._("Dataset not found or you have no permission to view it"))
    return _see_other(f"/dataset/{dataset['name']}")


@blueprint.get("/id/organisation/<name>")
def organisation_iri(name: str) -> Response:
    """The organisation that publishes."""
    group = model.Group.get(name)
    if group is None or not group.is_organization or group.state != "active" or group.name != name:
        return toolkit.abort(404, toolkit._("Organisation not found"))
    return _see_other(f"/organization/{name}")


@blueprint.get("/id/<list_name>")
@blueprint.get("/id/<list_name>/<path:code>")
def code_iri(list_name: str, code: str | None = None) -> Response:
    """A code list or one of its codes, or a property of projects."""
    if list_name not in described_names() or (code is not None and code not in described_list(list_name)):
        return toolkit.abort(404, toolkit._("There is nothing of this name."))
    page = f"/codelist/{list_name}"
    return _see_other(f"{page}#{quote(code, safe='+-.')}" if code else page, page)
