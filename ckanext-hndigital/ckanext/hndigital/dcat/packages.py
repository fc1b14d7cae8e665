"""The dicts of many public datasets at once, in one question to the search index.

CKAN's `package_show` asks the index for each dataset apart, which made a page of a feed slow. What the
index lacks, or holds in an older state than the database, is read from the database; so the answer is
whole and of today even while the index lags behind, or goes away in the middle of a page.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import dcat
from ckanext.hndigital.dcat import feeds
from ckanext.hndigital.dcat.feeds import Member
from ckanext.hndigital.internals.index import SearchError, SolrConnectionError

from hndigital.dcat.ckan_values import field
from hndigital.dcat.identity import FIELDS, Identity
from hndigital.dcat.settings import DcatSettings

__all__ = ["packages", "told_apart", "without_lost"]

log = logging.getLogger(__name__)


def packages(members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    """Yield the datasets of `members` in their order; one that is gone since it was listed is left out."""
    indexed = _indexed([member.id for member in members])
    for member in members:
        found = indexed.get(member.id)
        if found is None or found.get("metadata_modified") != member.modified:
            found = _stored(member.id) or found
        if found is not None:
            yield without_lost(found, member.identity)


def told_apart(
    package: Mapping[str, Any], declared: DcatSettings, published: dcat.Editions
) -> dict[str, Any]:
    """Return a dataset as the feeds tell it apart from all others; most bring nothing that could be taken."""
    if not any(field(package, name) for name in FIELDS):
        return dict(package)
    return without_lost(package, feeds.identity_of(str(package["id"]), declared, published))


def without_lost(package: Mapping[str, Any], identity: Identity | None) -> dict[str, Any]:
    """Return a dataset without the IRI or the identifier that another one has as well."""
    named = [name for name, _ in identity.lost] if identity else []
    if not named:
        return dict(package)
    extras = [entry for entry in package.get("extras", []) if entry.get("key") not in named]
    return {**package, "extras": extras, **dict.fromkeys(named, "")}


def _indexed(ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    context: Context = {"ignore_auth": True, "user": ""}
    question = {"fq": f"id:({' OR '.join(ids)})", "rows": len(ids), "facet": False}
    try:
        answer = toolkit.get_action("package_search")(context, question)
    except (SearchError, SolrConnectionError) as error:
        log.warning("The search index does not answer, a feed is read from the database: %s", error)
        return {}
    return {dataset["id"]: dataset for dataset in answer["results"]}


def _stored(dataset_id: str) -> dict[str, Any] | None:
    context: Context = {"ignore_auth": True, "use_cache": False}
    try:
        return dict(toolkit.get_action("package_show")(context, {"id": dataset_id}))
    except toolkit.ObjectNotFound:
        return None
    # CKAN takes addresses such as http://[::1 apart, a schema of somebody else's JSON of any depth
    except (ValueError, RecursionError) as error:
        log.warning("CKAN cannot show dataset %s: %s", dataset_id, error)
        return None
