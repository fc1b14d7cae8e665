"""Whether the search index answers at all."""

from __future__ import annotations

import pysolr
from ckan.lib.search.common import make_connection

__all__ = ["index_answers"]

_PATIENCE = 2
"""Seconds. An index that takes longer for nothing is of no use to a page either."""


def index_answers() -> bool:
    """Return whether Solr answers a question to CKAN's core; costs a millisecond or two."""
    connection = make_connection()
    connection.timeout = _PATIENCE
    try:
        connection.search("*:*", rows=0)
    except (pysolr.SolrError, ValueError):  # ValueError: whatever answers there is no Solr
        return False
    return True
