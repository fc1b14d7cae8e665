"""Those of CKAN's own actions that our pages and programs use; CKAN's manual has the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.api.cells import array_of, reference
from ckanext.hndigital.api.operations import ACTION_PATH, action, an_object
from ckanext.hndigital.api.parameters import query_parameter

__all__ = ["ckan_actions", "ckan_schemas"]

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}


def ckan_schemas() -> dict[str, Schema]:
    """Return the components that these actions' answers are made of."""
    dataset = an_object(
        {
            **dict.fromkeys(("id", "name", "title", "type"), _TEXT),
            "resources": array_of({"type": "object", "required": ["id", "name", "url"]}),
        },
        closed=False,
        description=toolkit._("A dataset as CKAN describes it."),
    )
    return {"dataset": dataset}


def ckan_actions(examples: Mapping[str, str]) -> dict[str, Schema]:
    """Return the path items of these actions; `examples` by the name of a parameter."""
    few = {"rows": "2", "limit": "2"}
    results = toolkit._("How many results to answer with.")
    resource = toolkit._("Id of the table’s resource; those of the register never change.")
    return {
        f"{ACTION_PATH}package_show": action(
            "package_show",
            toolkit._("A dataset with its files (CKAN’s own action)."),
            "dataset",
            [_required("id", toolkit._("Name of the dataset."), examples["register"])],
        ),
        f"{ACTION_PATH}package_search": action(
            "package_search",
            toolkit._("Search of all datasets (CKAN’s own action)."),
            an_object({"count": _NUMBER, "results": array_of(reference("dataset"))}, closed=False),
            [
                query_parameter("q", _TEXT, toolkit._("Words to search."), examples={"q": "Straße"}),
                query_parameter("rows", _NUMBER, results, examples=few),
            ],
        ),
        f"{ACTION_PATH}datastore_search": action(
            "datastore_search",
            toolkit._("Rows of a table of the register or of an edition (CKAN’s own action)."),
            an_object({"fields": {"type": "array"}, "records": array_of({"type": "object"})}, closed=False),
            [
                _required("resource_id", resource, examples["resource_id"]),
                query_parameter("filters", _TEXT, toolkit._("JSON object: column and value."), examples={}),
                query_parameter("limit", _NUMBER, results, examples=few),
            ],
        ),
        f"{ACTION_PATH}organization_list_for_user": action(
            "organization_list_for_user",
            toolkit._("Organisations in which the token’s owner may do something (CKAN’s own action)."),
            array_of({"type": "object", "required": ["id", "name"]}),
            [query_parameter("permission", _TEXT, toolkit._("The right that is asked for."), examples={})],
        ),
    }


def _required(name: str, words: str, example: str) -> Schema:
    return query_parameter(name, _TEXT, words, required=True, examples={name: example})
