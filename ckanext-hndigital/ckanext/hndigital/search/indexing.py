"""The search index: a project's fields for search, and bringing the index in step with the database.

All fields fit CKAN's stock Solr schema: its dynamic fields take every name (`*` as string, `extras_*`
as text that the search reads, `vocab_*` as list of strings).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging, links
from ckanext.hndigital.beside import hndigital_has
from ckanext.hndigital.choices import reported_fields
from ckanext.hndigital.internals import index, memory
from ckanext.hndigital.internals.index import Document
from ckanext.hndigital.internals.model import fields_of
from ckanext.hndigital.register.hidden import STAGED
from ckanext.hndigital.search.facets import facet_fields
from ckanext.hndigital.visibility import public as everybodys

from hndigital.numbers import forms
from hndigital.projects import DATASET_TYPE, REPORTING_TYPES, number_of
from hndigital.schemas import codelist, column, ratings_in, register_table, supported

__all__ = [
    "AT_ONCE",
    "Comparison",
    "Document",
    "compare",
    "compare_contents",
    "count",
    "documents",
    "index_fields",
    "mend",
    "send",
]

log = logging.getLogger(__name__)

#: Lucene refuses longer terms in string fields (32,766 bytes); such texts are searched as `extras_*`.
_LONGEST_STRING = 8000
_MULTIPLE = ("theme",)
_OWN_TYPES = (DATASET_TYPE, *REPORTING_TYPES)
_COMPARED = "id,name,dataset_type,metadata_modified,capacity,res_url"
_SHOWN = "validated_data_dict"
"""What lists and pages show of a document: other plugins' hooks may word the fields beside it otherwise."""
_PAGE = 1000
AT_ONCE = 500
"""So many documents at most are made before they are sent, and by one call: half a minute, some 15 MB."""


def index_fields(document: dict[str, Any]) -> dict[str, Any]:
    """Return the Solr document of a dataset with a project's fields for search and facets.

    A dataset of another organisation counts in no facet of the projects, whatever its fields say.

    Facets: the columns' own fields and `vocab_strategiefeld` (those that it supports); the labels of codes
    (`extras_bezeichnungen`); cost as whole EUR with leading zeros (`kosten_sortierbar`), so that a range
    works on a string field.
    """
    if not (hndigital_has("theme") or belonging.claims(document.get("name"), document.get("dataset_type"))):
        return document  # a dataset of a portal whose search is not ours
    for name in _MULTIPLE:
        if isinstance(document.get(name), str) and document[name].startswith("["):
            document[f"vocab_{name}"] = json.loads(document[name])
    for name, value in list(document.items()):
        text_twin = f"extras_{name}" in document
        if text_twin and isinstance(value, str) and len(value) > _LONGEST_STRING:
            del document[name]
    if not belonging.belongs(document):
        for name in facet_fields():
            document.pop(name, None)
        return document
    return _project_fields(document) if document.get("dataset_type") == DATASET_TYPE else document


def _project_fields(document: dict[str, Any]) -> dict[str, Any]:
    number = number_of(document.get("name") or "")
    if number:
        document["extras_nummern"] = " ".join(forms(number))
    document["vocab_strategiefeld"] = list(supported(ratings_in(document.get)))
    labels = [
        codelist(column(name).codelist)[code].label_de
        for name in register_table("vorhaben").having("labels_searched")
        if (code := document.get(name)) and code in codelist(column(name).codelist)
    ]
    document["extras_bezeichnungen"] = " ".join(labels)
    if document.get("kosten_eur"):
        document["kosten_sortierbar"] = str(document["kosten_eur"]).partition(".")[0].zfill(15)
    return document


def documents(ids: Iterable[str]) -> list[Document]:
    """Return what the index needs of datasets, as the session sees them (before or after a commit)."""
    return [index.document(package_id) for package_id in ids]


def send(prepared: Iterable[Document]) -> int:
    """Send documents to Solr, with one commit at the end; return how many."""
    count = 0
    for dataset in prepared:
        index.put(dataset)
        count += 1
    if count:
        _commit()
    return count


def _commit() -> None:
    # Waits for the new searcher: who asks after the answer finds what was published.
    index.connection().commit(waitSearcher=True)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the index differs from the database: ids by what must happen to them."""

    missing: Mapping[str, str]
    stale: Mapping[str, str]
    phantoms: Mapping[str, str]

    @classmethod
    def nothing(cls) -> Comparison:
        """Return a comparison without any difference."""
        return cls({}, {}, {})

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.phantoms)

    def only(self, ids: Iterable[str]) -> Comparison:
        """Return the comparison without the missing and the stale but for those of `ids`."""
        wanted = set(ids)
        missing, stale = (
            {key: name for key, name in found.items() if key in wanted}
            for found in (self.missing, self.stale)
        )
        return Comparison(missing, stale, self.phantoms)

    def as_dict(self) -> dict[str, list[str]]:
        """Return the names of the datasets concerned."""
        return {
            "missing": sorted(self.missing.values()),
            "stale": sorted(self.stale.values()),
            "phantoms": sorted(self.phantoms.values()),
        }


def compare(ids: Iterable[str] = (), *, public: bool = False) -> Comparison:
    """Compare index and database for all datasets of the own types and for `ids`, or the public ones of them.

    The projects of an unfinished publication need not be there: nobody is to find them yet.
    """
    also = list(ids)
    package = model.Package
    columns = (package.id, package.name, package.type, package.private, package.metadata_modified)
    staged = sa.func.coalesce(package.plugin_data.has_key(STAGED), False).label("staged")
    query = sa.select(*columns, staged).where(
        sa.or_(package.type.in_(_OWN_TYPES), package.id.in_(also)),
        everybodys() if public else package.state != "deleted",
    )
    stored = {row.id: row for row in model.Session.execute(query)}
    indexed = _indexed(also, public=public)
    missing = {key: row.name for key, row in stored.items() if key not in indexed and not row.staged}
    stale = {key: row.name for key, row in stored.items() if key in indexed and not _same(row, indexed[key])}
    phantoms = {key: found["name"] for key, found in indexed.items() if key not in stored}
    return Comparison(missing, stale, phantoms)


def count() -> int:
    """Return how many documents of our own types the index holds."""
    return int(index.connection().search("*:*", fq=_ours([]), rows=0).hits)


def _same(package: Any, found: Mapping[str, Any]) -> bool:
    if found.get("capacity") != ("private" if package.private else "public"):
        return False
    if found.get("dataset_type") != (package.type or "dataset") or not links.all_here(found):
        return False
    if found.get("name") != package.name:
        return False
    text = str(found.get("metadata_modified") or "").rstrip("Z")
    try:
        indexed = datetime.fromisoformat(text)
    except ValueError:
        return False
    # Solr keeps milliseconds.
    return abs((package.metadata_modified - indexed).total_seconds()) < 0.002


def compare_contents(ids: Iterable[str] = ()) -> Comparison:
    """Compare as `compare` does, and what the documents say as well.

    A document that was changed past CKAN has the date of its dataset, so that `compare` takes it for right.
    Here far more is read: this is asked where a few seconds do not matter.
    """
    difference = compare(ids)
    return replace(difference, stale={**_altered(), **difference.stale})


def _altered() -> dict[str, str]:
    """Return the ids and names of datasets whose documents say something else than they do."""
    package = model.Package
    ours = sa.select(package).where(package.type.in_(_OWN_TYPES), belonging.own())
    stored = {one.id: one for one in model.Session.scalars(ours)}
    wanted = ",".join({"id", _SHOWN, *facet_fields()})
    return {
        document["id"]: stored[document["id"]].name
        for document in _documents(wanted, _ours([]))
        if document["id"] in stored and not _says(document, stored[document["id"]])
    }


def _says(document: Mapping[str, Any], package: model.Package) -> bool:
    """Return whether a document says what its dataset does, wherever it says it."""
    reported = reported_fields() if package.type == DATASET_TYPE else ("title", "berichtsstand")
    values = fields_of(package, (*reported, "notes"))
    try:
        shown = json.loads(document["validated_data_dict"])
    except (KeyError, ValueError):
        return False
    return all(
        str(shown.get(name) or "") == str(value or "") == str(document.get(name, value) or "")
        for name, value in values.items()
    )


def _indexed(ids: list[str], *, public: bool) -> dict[str, Mapping[str, Any]]:
    query = _ours(ids)
    if public:
        query += " +capacity:public +state:active"
    return {document["id"]: document for document in _documents(_COMPARED, query)}


def _documents(fields: str, query: str) -> Iterator[Mapping[str, Any]]:
    connection = index.connection(decode_dates=False)
    start, hits = 0, 1
    while start < hits:
        answer = connection.search("*:*", fq=query, fl=fields, rows=_PAGE, start=start, sort="id asc")
        yield from answer.docs
        start, hits = start + _PAGE, answer.hits


def _ours(ids: list[str]) -> str:
    """Return the query for the documents of our own types and of the datasets `ids`."""
    wanted = f"dataset_type:({' OR '.join(_OWN_TYPES)})"
    if ids:
        wanted = f"({wanted} OR id:({' OR '.join(ids)}))"
    return f'+entity_type:package +site_id:"{memory.site_id()}" +{wanted}'


def mend(ids: Iterable[str] = (), *, at_most: int | None = None) -> tuple[Comparison, int]:
    """Bring the index in step with the database; return what was amiss, and how many are still left.

    With `at_most` so many documents are brought, those of the datasets `ids` before all others.
    """
    first = list(ids)
    difference = compare(first) or compare_contents(first)
    if not difference:
        return difference, 0
    for package_id in difference.phantoms:
        index.remove(package_id)
    wanted = sorted({*difference.missing, *difference.stale}, key=lambda one: (one not in first, one))
    now = wanted if at_most is None else wanted[:at_most]
    # In chunks with a commit each: a run that is killed among thousands leaves less to the next one.
    for start in range(0, len(now), AT_ONCE):
        send(documents(now[start : start + AT_ONCE]))
    if difference.phantoms:
        _commit()
    left = len(wanted) - len(now)
    mended = difference.only(now)
    counts = {kind: len(names) for kind, names in mended.as_dict().items()}
    log.info("search index mended: %s; %d left", counts, left)
    return mended, left
