"""What a search may ask of the index: fields of what the reader may see, and nothing about all documents.

CKAN's filter by rights decides which documents are found. Two things go past it: a facet that also names
values found nowhere (`facet.mincount=0`) lists the words of every document in the index, and functions of
Solr in the fields or the order (`docfreq(title,…)`) count over all of them. So values are counted from one,
and only names of fields are asked for.

Upstream: none known of these; https://github.com/ckan/ckan/pull/8053 closed local parameters,
which were of the same kind.

Register, editions and series have types of their own and are datasets to who looks for them: a portal that
shows datasets alone on its search page (`ckan.search.show_all_types = false`) shows them there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.internals.index import SearchQueryError

from hndigital.projects import REPORTING_TYPES

__all__ = ["all_datasets", "only_fields"]

_FIELD = re.compile(r"[\w.*-]+")
_PLAIN = re.compile(r"(?<=\+dataset_type:)dataset(?!\S)")
_SEARCH_PAGE = "dataset.search"
_ORDER = re.compile(r"[\w.-]+(\s+(asc|desc))?", re.IGNORECASE)


def only_fields(search_params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters with facets counted from one; raises SearchQueryError for anything but fields."""
    search_params["facet.mincount"] = max(int(search_params.get("facet.mincount") or 1), 1)
    fields = search_params.get("fl") or []
    for text in [fields] if isinstance(fields, str) else fields:
        _refuse_others("fl", re.split(r"[\s,]+", str(text).strip(" ,")), _FIELD)
    order = str(search_params.get("sort") or "")
    if order:
        _refuse_others("sort", (part.strip() for part in order.split(",")), _ORDER)
    return search_params


def all_datasets(search_params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of the search page with register, editions and series among the datasets."""
    asked = search_params.get("fq")
    if isinstance(asked, str) and toolkit.request and toolkit.request.endpoint == _SEARCH_PAGE:
        search_params["fq"] = _PLAIN.sub(f"({' OR '.join(('dataset', *REPORTING_TYPES))})", asked)
    return search_params


def _refuse_others(parameter: str, parts: Iterable[str], allowed: re.Pattern[str]) -> None:
    for part in parts:
        if not allowed.fullmatch(part):
            sentence = toolkit._("{parameter}: “{value}” is no field of the search. Please name fields only.")
            raise SearchQueryError(sentence.format(parameter=parameter, value=part))
