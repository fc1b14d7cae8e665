"""The code lists: a plain page each, `/codelist/<name>` with an anchor per code, and RDF beside it."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.views.answers import data_answer
from flask import Blueprint, Response

from hndigital.dcat.concepts import codelist_graph, concept_iri
from hndigital.dcat.serialize import FORMATS, serialize
from hndigital.schemas import CodeList, codelist, codelist_names

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_codelists", __name__)


@blueprint.get("/codelist/<name>")
def page(name: str) -> str:
    """Show the codes of a list with labels, definitions and IRIs."""
    codes = _readable(name)
    iris = {code: concept_iri(config.base_uri(), name, code) for code in codes}
    return toolkit.render("codelist/page.html", {"name": name, "codes": codes, "iris": iris})


@blueprint.get(f"/codelist/<name>.<any({', '.join(FORMATS)}):suffix>")
def document(name: str, suffix: str) -> Response:
    """Answer with a list as SKOS."""
    _readable(name)
    body = serialize(codelist_graph(name, config.base_uri()), suffix)
    return data_answer(body, FORMATS[suffix].content_type, f"{name}.{suffix}")


def _readable(name: str) -> CodeList:
    if name not in codelist_names():
        return toolkit.abort(404, toolkit._("There is nothing of this name."))
    return codelist(name)
