"""Links of the register, its editions and projects to their own files, at the portal's present address.

CKAN stores a file's whole address, in its database and in the search index. After a move (another domain,
https, a root path) that address is the old one. So whoever reads a dataset is given the present one
(`with_present`), and `mend` writes it where the old one is stored. IRIs have a base of their own and stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging, config

from hndigital.projects import DATASET_TYPE

__all__ = ["all_here", "here", "mend", "outdated", "with_present"]


def here(url: str, name: str, dataset_id: str) -> str:
    """Return the present address of a file of the dataset, `url` itself where it leads elsewhere."""
    own = (f"/{DATASET_TYPE}/{name}/", f"/dataset/{name}/", f"/dataset/{dataset_id}/resource/")
    start = next((place for part in own if (place := url.find(part)) >= 0), -1)
    return config.site_url() + url[start:] if start >= 0 else url


def with_present(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return a dataset, as `package_show` and searches give it, with present links if it is ours."""
    name, key = str(dataset.get("name") or ""), str(dataset.get("id") or "")
    old = [
        (resource, now)
        for resource in dataset.get("resources") or ()
        if (now := here(str(resource.get("url") or ""), name, key)) != (resource.get("url") or "")
    ]
    # whose it is costs a question to the database, and hardly ever matters
    if old and belonging.type_of(name) and belonging.belongs(dataset):
        for resource, now in old:
            resource["url"] = now
    return dataset


def all_here(document: Mapping[str, Any]) -> bool:
    """Return whether a document of the index has present links."""
    name, key = str(document.get("name") or ""), str(document.get("id") or "")
    return all(here(url, name, key) == url for url in document.get("res_url") or ())


def outdated(*, public: bool = False) -> dict[str, str]:
    """Return the ids and names of our datasets with an old link in the database, or of the public ones."""
    return {row.package_id: row.name for row in _rows(public=public)}


def _rows(*, public: bool = False) -> Iterable[Any]:
    package, resource = model.Package, model.Resource
    query = (
        sa.select(resource.id, resource.url, resource.package_id, package.name)
        .join(package, package.id == resource.package_id)
        .where(belonging.own(), resource.state == "active", package.state != "deleted")
        .where(sa.func.coalesce(resource.url_type, "") != "upload")  # of these only the file's name is stored
    )
    if public:
        query = query.where(package.private.is_(False), package.state == "active")
    for row in model.Session.execute(query):
        if belonging.type_of(row.name) and here(row.url or "", row.name, row.package_id) != (row.url or ""):
            yield row


def mend() -> dict[str, str]:
    """Write the present address where an old one is stored; return the datasets' ids and names.

    The date of a dataset's change stays: its data are the same. The index follows with `indexing.mend`.
    """
    rows = list(_rows())
    for row in rows:
        model.Session.execute(
            sa.update(model.Resource)
            .where(model.Resource.id == row.id)
            .values(url=here(row.url, row.name, row.package_id))
            .execution_options(synchronize_session=False)
        )
    if rows:
        model.Session.commit()
        model.Session.expire_all()
    return {row.package_id: row.name for row in rows}
