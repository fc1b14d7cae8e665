"""The code lists: a plain page each, `/codelist/<name>` with an anchor per code, and RDF beside it."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.answers import data_answer
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.language import page_language
from flask import Blueprint, Response

from hndigital.dcat.concepts import codelist_graph, described_list, described_names, entry_iri
from hndigital.dcat.serialize import FORMATS, serialize
from hndigital.schemas import CodeList

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_codelists", __name__)


@blueprint.get("/codelist/<name>")
def page(name: str) -> str:
    """Show the codes of a list with labels, definitions, the report's wordings and IRIs."""
    codes = _readable(name)
    shown = {
        "name": name,
        "codes": codes,
        "title": codes.title(page_language()),
        "iris": {code: entry_iri(config.base_uri(), name, code) for code in codes},
    }
    return toolkit.render("codelist/page.html", shown)


@blueprint.get(f"/codelist/<name>.<any({', '.join(FORMATS)}):suffix>")
@takes()
def document(name: str, suffix: str) -> Response:
    """Answer with a list as SKOS."""
    _readable(name)
    body = serialize(codelist_graph(name, config.base_uri()), suffix)
    return data_answer(body, FORMATS[suffix].content_type, f"{name}.{suffix}")


def _readable(name: str) -> CodeList:
    if name not in described_names():
        return toolkit.abort(404, toolkit._("There is nothing of this name."))
    return described_list(name)
