"""The form that all actions share: an envelope around the result, and one around what was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.api.cells import reference

__all__ = ["ACTION_PATH", "action", "an_object", "error_schema"]

Schema = dict[str, Any]

ACTION_PATH = "/api/3/action/"


def an_object(properties: Mapping[str, Schema], *, closed: bool = True, **words: str) -> Schema:
    """Return the schema of an object that has all of these properties, and no others if it is closed."""
    return {
        "type": "object",
        **({"additionalProperties": False} if closed else {}),
        "required": list(properties),
        "properties": dict(properties),
        **words,
    }


def error_schema() -> Schema:
    """Return the schema of a refusal."""
    return an_object(
        {
            "success": {"const": False},
            "help": {"type": "string"},
            "error": {"type": "object", "required": ["__type"]},
        },
        description=toolkit._("What was wrong: by parameter, in words."),
    )


def action(
    name: str,
    summary: str,
    result: str | Schema,
    parameters: Sequence[Schema] = (),
    *,
    body: Schema | None = None,
    with_token: bool = False,
) -> Schema:
    """Return an action's path item: GET with parameters, or POST with a JSON body if there is one.

    `result` is the schema of the answer's `result`, or the name of the component that is.
    """
    answer = an_object(
        {
            "help": {"type": "string"},
            "success": {"const": True},
            "result": reference(result) if isinstance(result, str) else result,
        }
    )
    error = {"application/json": {"schema": reference("fehler")}}
    operation: Schema = {
        "operationId": name,
        "tags": ["actions"],
        "summary": summary,
        "parameters": list(parameters),
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": answer}}},
            "400": {"description": toolkit._("The request cannot be read."), "content": error},
            "403": {"description": toolkit._("Not allowed."), "content": error},
            "404": {"description": toolkit._("Not found."), "content": error},
            "409": {"description": toolkit._("A parameter is wrong; the answer names it."), "content": error},
            "413": {"description": toolkit._("The body is too long."), "content": error},
            "414": {"description": toolkit._("The address is too long."), "content": error},
        },
    }
    if with_token:
        operation["security"] = [{"token": []}]
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {"get" if body is None else "post": operation}
