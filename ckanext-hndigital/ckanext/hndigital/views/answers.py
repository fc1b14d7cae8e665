"""Answers of the data routes: bytes with type, ETag and CORS; 304 where the reader has them already."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response, request

__all__ = ["CSV", "JSON", "as_csv", "as_json", "data_answer"]

CSV = "text/csv; charset=utf-8"
JSON = "application/json; charset=utf-8"


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
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    response.add_etag()
    response.make_conditional(request)
    return response
