"""RDF at the address of a page for whoever asks for it (`Accept: text/turtle`), HTML for everybody else.

The document is the one beside the page; `Content-Location` names its own address. Pages name their
documents in `Link` headers, and both say that the answer depends on `Accept`.
"""

from __future__ import annotations

from ckanext.hndigital.config import site_url
from ckanext.hndigital.dcat.alternates import alternates, document_of_page, wanted_suffix
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_negotiation", __name__)

_OK = 200


@blueprint.before_app_request
def document() -> Response | None:
    """Answer with the document if the reader prefers RDF; None lets the page answer."""
    if request.method not in ("GET", "HEAD"):
        return None
    suffix = wanted_suffix()
    path = document_of_page() if suffix else ""
    if not path:
        return None
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        endpoint, arguments = adapter.match(f"{path}.{suffix}", method="GET")
        response = current_app.view_functions[endpoint](**arguments)
    except HTTPException:  # no document under this name: whatever the page says is right
        return None
    if not isinstance(response, Response):
        return None
    response.headers["Content-Location"] = f"{site_url()}{path}.{suffix}"
    response.vary.add("Accept")
    return response


@blueprint.after_app_request
def links(response: Response) -> Response:
    """Name the documents beside a page."""
    if response.status_code == _OK and response.mimetype == "text/html":
        found = alternates()
        for one in found:
            response.headers.add("Link", f'<{one.href}>; rel="alternate"; type="{one.type}"')
        if found:
            response.vary.add("Accept")
    return response
