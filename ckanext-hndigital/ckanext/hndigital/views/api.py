"""The developers' door, `/digitalprojekte/api`: tables, examples, rules, and the OpenAPI document."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.api.document import openapi
from ckanext.hndigital.api.door import developers_page, this_portal
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.views.answers import JSON, as_json, data_answer
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_api", __name__)


@blueprint.get("/digitalprojekte/api")
def page() -> str:
    """Show the tables with their columns, examples that run, limits, licence and change policy."""
    return toolkit.render("hndigital_overview/api.html", {"door": developers_page()})


@blueprint.get("/api/3/action/")
def endpoint() -> AnyResponse:
    """Lead from the API's endpoint, which the catalogue names and CKAN leaves empty, to its description."""
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    wanted = "hndigital_api.page" if best == "text/html" else "hndigital_api.document"
    response: AnyResponse = toolkit.redirect_to(wanted)
    response.status_code = 303
    response.vary.add("Accept")
    return response


@blueprint.get("/digitalprojekte/api/openapi.json")
@takes()
def document() -> Response:
    """Answer with the interfaces as OpenAPI 3.1, in the language of the address."""
    body = openapi(toolkit.h.hndigital_lang(), this_portal())
    return data_answer(as_json(body), JSON, "openapi.json")
