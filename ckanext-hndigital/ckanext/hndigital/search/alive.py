"""Whether the search index answers at all."""

from __future__ import annotations

import pysolr
from ckanext.hndigital.internals import index

__all__ = ["index_answers"]

_PATIENCE = 2
"""Seconds. An index that takes longer for nothing is of no use to a page either."""


def index_answers() -> bool:
    """Return whether Solr answers a question to CKAN's core; costs a millisecond or two."""
    try:
        index.connection(timeout=_PATIENCE).search("*:*", rows=0)
    except (pysolr.SolrError, ValueError):  # ValueError: whatever answers there is no Solr
        return False
    return True
