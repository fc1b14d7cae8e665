"""RDF beside every page: `/dataset/<name>.ttl`, `/digitalprojekt/<name>.rdf`, `/organization/…`, series.

By suffix; the IRIs under `/id/` lead here.
"""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import config, dcat
from ckanext.hndigital.answers import data_answer
from ckanext.hndigital.dcat.alternates import PROFILES
from ckanext.hndigital.dcat.packages import told_apart
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.naming import edition_name
from ckanext.hndigital.readable import own_dataset, readable_dataset, readable_project
from ckanext.hndigital.visibility import is_public
from flask import Blueprint, Response
from rdflib import Graph

from hndigital.dcat.edition import series
from hndigital.dcat.graph import agent_graph, dataset_graph, series_graph
from hndigital.dcat.serialize import READABLE, serialize
from hndigital.projects import SERIES

__all__ = ["blueprint", "portal_blueprint", "reporting_blueprint"]

blueprint = Blueprint("hndigital_documents", __name__)
portal_blueprint = Blueprint("hndigital_portal_documents", __name__)

_SUFFIX = f"<any({', '.join(READABLE)}):suffix>"


@blueprint.get(f"/digitalprojekt/<name>.{_SUFFIX}")
@takes()
def project_document(name: str, suffix: str) -> Response:
    """Answer with the RDF of a project's dataset."""
    return _dataset(readable_project(name), suffix)


@portal_blueprint.get(f"/dataset/<name>.{_SUFFIX}")
@takes(PROFILES)
def dataset_document(name: str, suffix: str) -> Response:
    """Answer with the RDF of any dataset that the reader may see."""
    return _dataset(readable_dataset(name), suffix)


def reporting_blueprint() -> Blueprint:
    """Return the routes of register and editions alone, beside feeds of somebody else's for all datasets."""
    own = Blueprint("hndigital_reporting_documents", __name__)
    register = config.register_name()

    @takes(PROFILES)
    def register_document(suffix: str) -> Response:
        return _dataset(own_dataset(register), suffix)

    @takes(PROFILES)
    def edition_document(berichtsstand: str, suffix: str) -> Response:
        return _dataset(own_dataset(edition_name(berichtsstand)), suffix)

    own.add_url_rule(f"/dataset/{register}.{_SUFFIX}", view_func=register_document)
    own.add_url_rule(f"/dataset/{edition_name('<berichtsstand>')}.{_SUFFIX}", view_func=edition_document)
    return own


@blueprint.get(f"/series/{SERIES}.{_SUFFIX}")
@takes()
def series_document(suffix: str) -> Response:
    """Answer with the RDF of the series of editions."""
    published = dcat.editions()
    graph = series_graph(series(dcat.settings(), published.rounds, published.span))
    return _answer(graph, SERIES, suffix)


@blueprint.get(f"/organization/<name>.{_SUFFIX}")
@takes()
def organisation_document(name: str, suffix: str) -> Response:
    """Answer with the RDF of the publisher: the organisation that owns the register."""
    group = model.Group.get(name)
    if name != config.organisation() or group is None or group.state != "active":
        return toolkit.abort(404, toolkit._("Organisation not found"))
    declared = dcat.settings()
    return _answer(agent_graph(declared.publisher, declared.contact), name, suffix)


def _dataset(package: dict[str, Any], suffix: str) -> Response:
    declared, published = dcat.settings(), dcat.editions()
    dataset = dcat.dataset_model(told_apart(package, declared, published), declared, published)
    graph = dataset_graph(dataset)
    return _answer(graph, package["name"], suffix, public=is_public(package))


def _answer(graph: Graph, name: str, suffix: str, *, public: bool = True) -> Response:
    body = serialize(graph, suffix)
    return data_answer(body, READABLE[suffix].content_type, f"{name}.{suffix}", public=public)
