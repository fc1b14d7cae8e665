"""Which projects the portal's search finds for some words."""

from __future__ import annotations

from ckan.lib.search import SearchError
from ckan.plugins import toolkit

from hndigital.projects import DATASET_TYPE, number_of

__all__ = ["numbers_found"]

_PAGE = 1000


def numbers_found(words: str) -> set[str]:
    """Return the numbers of the public projects that Solr finds for `words`; none if it can't read them."""
    numbers: set[str] = set()
    start = 0
    while True:
        try:
            answer = toolkit.get_action("package_search")(
                {"user": "", "ignore_auth": False},
                {
                    "q": words,
                    "fq": f"+dataset_type:{DATASET_TYPE}",
                    "fl": "name",
                    "rows": _PAGE,
                    "start": start,
                },
            )
        except SearchError:
            return numbers
        names = [hit["name"] if isinstance(hit, dict) else hit for hit in answer["results"]]
        numbers.update(number for name in names if (number := number_of(name)))
        start += _PAGE
        if start >= answer["count"]:
            return numbers
