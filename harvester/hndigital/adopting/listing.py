"""The datasets that a CKAN shows, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..publisher.client import Portal, taking_apart

__all__ = ["datasets"]

_OLDEST_FIRST = "metadata_created asc, id asc"
"""What is made meanwhile comes last: no dataset slips from one page to the next."""


def datasets(portal: Portal, rows: int, **question: Any) -> list[Mapping[str, Any]]:
    """Return what `package_search` finds for a question, oldest first, asked for so many at a time.

    Raises what `Portal.read` does, and PortalUnreachable if the answer is no search result.
    """
    found: dict[str, Mapping[str, Any]] = {}
    while True:
        data = {**question, "sort": _OLDEST_FIRST, "rows": rows, "start": len(found)}
        answer = portal.read("package_search", data)
        with taking_apart(portal):
            page = {str(one["id"]): one for one in answer["results"]}
        if not page.keys() - found.keys():
            return list(found.values())
        found |= page
