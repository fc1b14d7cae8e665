"""Which projects the portal's search finds for some words."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.internals.index import SearchError

from hndigital.projects import DATASET_TYPE, number_of

__all__ = ["numbers_found"]


def numbers_found(words: str) -> frozenset[str] | None:
    """Return the numbers of the public projects that Solr finds for `words`, None if it gives no answer.

    One request, however many there are: the names come as a facet, not page by page.
    """
    try:
        answer = toolkit.get_action("package_search")(
            {"user": "", "ignore_auth": False},
            {
                "q": words,
                "fq": f"+dataset_type:{DATASET_TYPE}",
                "rows": 0,
                "facet": "true",
                "facet.field": ["name"],
                "facet.limit": -1,
                "facet.mincount": 1,
            },
        )
    except SearchError:
        return None
    return frozenset(number for name in answer["facets"]["name"] if (number := number_of(name)))
