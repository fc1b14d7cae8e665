"""CKAN's search index: its connection, its documents, and how it says that it is away.

Kept in `ckan/lib/search/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pysolr
from ckan import model, plugins
from ckan.lib import search
from ckan.lib.search import SearchError, SearchIndexError, SearchQueryError, SolrConnectionError
from ckan.lib.search.common import make_connection
from ckan.lib.search.query import QUERY_FIELDS
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital.internals.versions import since

__all__ = [
    "Document",
    "SearchError",
    "SearchIndexError",
    "SearchQueryError",
    "SolrConnectionError",
    "connection",
    "document",
    "forget",
    "put",
    "remove",
    "renew",
    "renew_all",
    "searched_fields",
    "without_ckans_indexing",
]

Document = dict[str, Any]
"""What `put` takes of a dataset; nobody else looks into it."""


def connection(*, timeout: float | None = None, decode_dates: bool = True) -> pysolr.Solr:
    """Return a connection to CKAN's core; `timeout` in seconds, `decode_dates` as pysolr has it."""
    made = make_connection(decode_dates=decode_dates)
    if timeout is not None:
        made.timeout = timeout
    return made


def searched_fields() -> str:
    """Return the fields that a search looks into with their weights, as Solr's `qf`."""
    return str(QUERY_FIELDS)


def document(dataset_id: str) -> Document:
    """Return what the index needs of a dataset, as the session sees it (before or after a commit).

    Since 2.12 that is the dataset with CKAN's schema and with its own, which
    `package_show_default_and_custom_schemas` makes (`ckan/logic/__init__.py`); before, without
    any.
    """
    context: Context = {"ignore_auth": True}
    if since("2.12"):
        from ckan.logic import package_show_default_and_custom_schemas

        default, custom = package_show_default_and_custom_schemas(context, dataset_id)
        return {**default, "with_custom_schema": custom}
    whole: Context = {**context, "validate": False, "use_cache": False}
    return dict(toolkit.get_action("package_show")(whole, {"id": dataset_id}))


def put(dataset: Document) -> None:
    """Send a dataset to the index; who sent the last one commits the connection."""
    search.index_for(model.Package).update_dict(dataset, defer_commit=True)


def remove(dataset_id: str) -> None:
    """Take a dataset out of the index."""
    search.index_for(model.Package).delete_package({"id": dataset_id})


def forget(dataset_id: str) -> None:
    """Take a dataset out of the index, and wait until it cannot be found."""
    search.clear(dataset_id)


def renew(dataset_id: str) -> None:
    """Bring one dataset to the index as it is stored, and wait until it can be found."""
    search.rebuild(dataset_id)


def renew_all() -> None:
    """Empty the index and bring every dataset to it as it is stored."""
    search.rebuild(clear=True, quiet=True)


_ours: ContextVar[bool] = ContextVar("hndigital_own_indexing", default=False)


@contextmanager
def without_ckans_indexing() -> Iterator[None]:
    """Leave the index alone while datasets are committed: who commits thousands at once sends them itself.

    Before 2.12 each commit sends every changed dataset by itself, one after the other and before it is
    stored (`SynchronousSearchPlugin`). Since 2.12 actions do, and not where they defer their commit.
    """
    if not since("2.12"):
        _teach_to_wait()
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


def _teach_to_wait() -> None:
    """Let CKAN's own indexing ask first whether it is wanted; other observers of changes stay as they are."""
    indexing = plugins.get_plugin("synchronous_search")
    if indexing is None or hasattr(indexing, "hndigital_notify"):
        return
    indexing.hndigital_notify = indexing.notify

    def notify(entity: Any, operation: Any) -> None:
        if not _ours.get():
            indexing.hndigital_notify(entity, operation)

    indexing.notify = notify
