"""Files of strangers: what a browser would run is handed over to be saved, everything else as before.

An upload is served from the portal's own address, so a page or picture with a script in it would act in the
name of whoever opens it. What is shown in the browser is named here; a kind of file that nobody thought of is
saved.

Upstream: CVE-2021-25967; https://github.com/ckan/ckan/issues/2464 (“Cross Site Scripting Attack (XSS) via
fileupload”).
"""

from __future__ import annotations

import posixpath
import re

from ckanext.hndigital.security import policy
from flask import Response, request

__all__ = ["tame"]

#: What a browser shows without running anything: pictures, sound and film by their type, and these. Whatever
#: ends with +xml is a document to it.
_SHOWN = re.compile(
    r"(?:audio|video)/[\w.-]+|image/(?!svg)[\w.-]+|application/(?:json|geo\+json|ld\+json|pdf)"
    r"|text/(?:plain|csv|tab-separated-values|markdown|turtle)"
)
#: What a page could load as its own script or style; as text it can't.
_LOADED = re.compile(r"(?:text|application)/(?:x-)?(?:javascript|ecmascript|css|livescript|jscript)[\w.]*")
_UPLOADS = "/uploads/"
#: The file, a part of it, and word that the reader's copy still holds: its headers replace those of the copy.
_WITH_FILE = (200, 206, 304)


def tame(response: Response) -> None:
    """Let the browser save an uploaded file that it would run, and shut it in where one opens it."""
    if not _is_upload() or response.status_code not in _WITH_FILE:
        return
    content_type = response.mimetype or ""
    if _SHOWN.fullmatch(content_type):
        return
    if _LOADED.fullmatch(content_type):
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = _saved(response)
    response.headers["Content-Security-Policy"] = policy.of_upload()


def _is_upload() -> bool:
    # Flask finds a static file under any writing of its path: /x%2f..%2fuploads/… as well.
    path = posixpath.normpath("/" + request.path.lstrip("/"))
    return path.startswith(_UPLOADS) or (request.endpoint or "").endswith("download")


def _saved(response: Response) -> str:
    """Return `attachment` with the name that the answer already gives the file."""
    _, _, name = response.headers.get("Content-Disposition", "").partition(";")
    return f"attachment;{name}" if name else "attachment"
