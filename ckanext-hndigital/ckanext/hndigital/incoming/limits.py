"""How much a request may bring. Each limit lies far above what the portal's own pages and clients send."""

from __future__ import annotations

from ckan.plugins import toolkit

__all__ = [
    "PARAMETERS",
    "PUBLICATION_BODY",
    "QUERY_LENGTH",
    "READER_BODY",
    "SEARCH_LENGTH",
    "SEARCH_WORDS",
    "body_limit",
]

QUERY_LENGTH = 4_000
"""Characters of an address after the `?`: a search with every filter has some 500, web servers and proxies
themselves end at 4,000 to 8,000."""

PARAMETERS = 100
"""Parameters of an address: the search's facets, each chosen several times, are some thirty."""

SEARCH_LENGTH = 500
"""Characters that somebody may look for: a long title has 200."""

SEARCH_WORDS = 40
"""Words that somebody may look for: each costs the index a clause in each of its fields."""

READER_BODY = 256 * 1024
"""Bytes that a reader without an account may send, and everybody to an action that only reads: a login is
less than a kilobyte, a filter of the DataStore with a thousand values thirty."""

_MEGABYTE = 1024 * 1024

PUBLICATION_BODY = 64 * _MEGABYTE
"""Bytes of a publication's call: the last one brings the tables of all projects, some 2 KB of each."""


def body_limit(*, writes: bool, publishes: bool = False) -> int:
    """Return how many bytes a request may have.

    Who `writes` (with an account, to what is no mere reading) may send what CKAN takes as a file
    (`ckan.max_resource_size`, in MB), and a little for the form around it; who `publishes`, the tables.
    """
    if not writes:
        return READER_BODY
    if publishes:
        return PUBLICATION_BODY
    return (int(toolkit.config.get("ckan.max_resource_size") or 10) + 1) * _MEGABYTE
