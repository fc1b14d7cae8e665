"""RDF beside every page: `/dataset/<name>.ttl`, `/digitalprojekt/<name>.rdf`, `/organization/…`, series.

Also the Table Schemas that distributions conform to. By suffix; the IRIs under `/id/` lead here.
"""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import config, dcat
from ckanext.hndigital.dcat.packages import told_apart
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.views.answers import JSON, as_json, data_answer
from ckanext.hndigital.views.slices import readable_project
from ckanext.hndigital.views.tables import readable_dataset
from flask import Blueprint, Response
from rdflib import Graph

from hndigital.dcat.edition import series
from hndigital.dcat.graph import agent_graph, dataset_graph, series_graph
from hndigital.dcat.iris import Iris
from hndigital.dcat.serialize import READABLE, serialize
from hndigital.schemas import register_table, register_table_names, table, table_names

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_documents", __name__)

_SUFFIX = f"<any({', '.join(READABLE)}):suffix>"


@blueprint.get(f"/digitalprojekt/<name>.{_SUFFIX}")
@takes()
def project_document(name: str, suffix: str) -> Response:
    """Answer with the RDF of a project's dataset."""
    return _dataset(readable_project(name), suffix)


@blueprint.get(f"/dataset/<name>.{_SUFFIX}")
@takes()
def dataset_document(name: str, suffix: str) -> Response:
    """Answer with the RDF of any dataset that the reader may see."""
    return _dataset(readable_dataset(name), suffix)


@blueprint.get(f"/series/berichtswesen.{_SUFFIX}")
@takes()
def series_document(suffix: str) -> Response:
    """Answer with the RDF of the series of editions."""
    published = dcat.editions()
    return _answer(
        series_graph(series(dcat.settings(), published.rounds, published.span)), "berichtswesen", suffix
    )


@blueprint.get(f"/organization/<name>.{_SUFFIX}")
@takes()
def organisation_document(name: str, suffix: str) -> Response:
    """Answer with the RDF of the publisher: the organisation that owns the register."""
    group = model.Group.get(name)
    if name != config.organisation() or group is None or group.state != "active":
        return toolkit.abort(404, toolkit._("Organisation not found"))
    declared = dcat.settings()
    return _answer(agent_graph(declared.publisher, declared.contact), name, suffix)


@blueprint.get("/schema/<name>.json")
@takes()
def table_schema(name: str) -> Response:
    """Answer with the Table Schema of an edition's table."""
    if name not in table_names():
        return toolkit.abort(404, toolkit._("There is no table of this name."))
    return _schema(table(name).table_schema(foreign_keys=False), Iris(dcat.settings()).table_schema(name))


@blueprint.get("/schema/register/<name>.json")
@takes()
def register_table_schema(name: str) -> Response:
    """Answer with the Table Schema of a register table."""
    if name not in register_table_names():
        return toolkit.abort(404, toolkit._("There is no table of this name."))
    schema = register_table(name).table_schema(foreign_keys=False)
    return _schema(schema, Iris(dcat.settings()).register_table_schema(name))


def _schema(schema: dict[str, Any], identity: str) -> Response:
    name = identity.rpartition("/")[2]
    profile = "https://datapackage.org/profiles/2.0/tableschema.json"
    return data_answer(as_json({"$schema": profile, "$id": identity, **schema}), JSON, f"{name}.schema.json")


def _dataset(package: dict[str, Any], suffix: str) -> Response:
    declared, published = dcat.settings(), dcat.editions()
    dataset = dcat.dataset_model(told_apart(package, declared, published), declared, published)
    graph = dataset_graph(dataset)
    public = not package["private"] and package["state"] == "active"
    return _answer(graph, package["name"], suffix, public=public)


def _answer(graph: Graph, name: str, suffix: str, *, public: bool = True) -> Response:
    body = serialize(graph, suffix)
    return data_answer(body, READABLE[suffix].content_type, f"{name}.{suffix}", public=public)
