"""Answers of the data routes: bytes with type, ETag and CORS; 304 where the reader has them already."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import belonging
from flask import Response, current_app, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import default_exceptions
from werkzeug.http import generate_etag

__all__ = [
    "CSV",
    "JSON",
    "NO_INDEX",
    "api_error",
    "as_csv",
    "as_json",
    "attachment",
    "bad_request",
    "data_answer",
    "editors_only",
    "error_page",
    "instead",
    "sentences",
    "to_come_back",
    "unavailable",
]

CSV = "text/csv; charset=utf-8"
JSON = "application/json; charset=utf-8"
NO_INDEX = "Der Suchindex antwortet nicht. / The search index does not answer.\n"
_RETRY_AFTER = 300


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return rows as CSV as the packages write it: UTF-8, comma, header, line feed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column) or "" for column in columns] for row in rows)
    return buffer.getvalue().encode("utf-8")


def as_json(value: Any) -> bytes:
    """Return a value as JSON: UTF-8, indented by one, line feed at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def data_answer(body: bytes, content_type: str, filename: str, *, public: bool = True) -> Response:
    """Return the bytes for any origin, with an ETag; 304 if the reader's copy is the same.

    What is not public must not stay in shared caches.
    """
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    response.headers["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    # two formats may hold the same bytes (Turtle and N3)
    response.set_etag(generate_etag(content_type.encode() + body))
    response.make_conditional(request)
    return _for_any_origin(response)


def bad_request(sentences: Iterable[str], *, status: int = 400) -> Response:
    """Return what is wrong with a request for data, a line each; 400, or 413 and 414 for too much of it."""
    body = "".join(f"{sentence}\n" for sentence in sentences)
    return _for_any_origin(Response(body, status=status, content_type="text/plain; charset=utf-8"))


def sentences(error: toolkit.ValidationError) -> list[str]:
    """Return what an action says of the parameters that it refuses."""
    return [str(sentence) for found in error.error_dict.values() for sentence in found]


def api_error(status: int, kind: str, sentence: str) -> Response:
    """Return the refusal of a request that has reached no action, in the form of CKAN's Action API."""
    action = request.path.partition("/action/")[2]
    words = toolkit.url_for("api.action", ver=3, logic_function="help_show", name=action, _external=True)
    body = {"help": words, "success": False, "error": {"__type": kind, "message": sentence}}
    return Response(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/json;charset=utf-8"
    )


def error_page(status: int, sentence: str) -> Response:
    """Return the portal's page of an error with a sentence that may hold what a reader sent.

    It is text of the template, which escapes it; `abort` takes fixed sentences only.
    """
    what = {"code": status, "name": default_exceptions[status]().name, "content": sentence}
    return Response(toolkit.render("error_document_template.html", what), status=status)


def attachment(content: Any, name: str) -> Response:
    """Return a file (a path, or a stream of bytes) to be saved, which nobody else keeps."""
    answer: Response = send_file(
        content, mimetype="application/octet-stream", as_attachment=True, download_name=name
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def editors_only() -> Response | None:
    """Return the refusal of whoever is no editor of the configured organisation, None for those who are."""
    user = toolkit.current_user
    if user.is_authenticated and belonging.may_write(user.name):
        return None
    return error_page(403, belonging.missing() or belonging.refusal())


def instead(status: int) -> ResponseReturnValue:
    """Return the portal's page of a status, where an error would become 500."""
    answer: ResponseReturnValue = current_app.handle_http_exception(default_exceptions[status]())
    return answer


def unavailable(sentence: str) -> Response:
    """Return 503 with a line of text, which nobody may keep."""
    return to_come_back(Response(sentence, content_type="text/plain; charset=utf-8"))


def to_come_back(response: Response) -> Response:
    """Return an answer as 503: nobody may keep it, and whoever asks comes back in five minutes."""
    response.status_code = 503
    response.headers["Retry-After"] = str(_RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _for_any_origin(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response
