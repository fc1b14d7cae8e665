"""Datasets of another CKAN, as its Action API gives them → records.

Whatever field or extra they have is kept under its name. What is that portal's own (ids, states, times of
its database, who harvested it) stays there; the identifier and IRI are those under which ckanext-dcat
offers the dataset to harvesters, so that they go on knowing it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..characters import one_line
from .from_dcat import dataset_file
from .model import LISTS, Collector, File, Finding, Record

__all__ = ["records_of"]

ORDINARY = "dataset"
_OWN = frozenset(
    (
        *("id", "name", "type", "state", "private", "revision_id", "creator_user_id", "owner_org"),
        *("organization", "num_resources", "num_tags", "isopen", "license_title", "license_url", "tags"),
        *("groups", "resources", "extras", "relationships_as_subject", "relationships_as_object"),
        *("metadata_created", "metadata_modified", "tracking_summary", "plugin_data", "title", "notes"),
        *("tag_string", "uri", "identifier", "guid", "license_id", "hndigital_adopted", "log_message"),
        *("title_translated", "notes_translated"),
    )
)
_OWN_OF_FILES = frozenset(
    (
        *("id", "package_id", "position", "state", "revision_id", "cache_url", "cache_last_updated"),
        *("webstore_url", "webstore_last_updated", "url_type", "datastore_active", "created", "url"),
        *("datastore_contains_all_records_of_source_file", "resource_type", "tracking_summary"),
        *("metadata_modified", "last_modified", "on_same_domain", "mimetype_inner", "res_id"),
        *("original_url", "ckan_url", "task_created", "hash_algorithm_ckan", "uri"),
    )
)
_HARVESTER = ("harvest_", "dcat_publisher_", "metadata_harvested_")


def records_of(packages: Iterable[Mapping[str, Any]], site: str) -> tuple[list[Record], list[Finding]]:
    """Return the records of datasets that the portal at `site` has, and what of them could not be kept."""
    records: list[Record] = []
    findings: list[Finding] = []
    for package in packages:
        into = Collector(str(package.get("name") or package.get("id") or ""))
        records.append(_record(package, site, into))
        findings += into.findings
    return records, findings


def _record(package: Mapping[str, Any], site: str, into: Collector) -> Record:
    said = {str(e.get("key")): e.get("value") for e in package.get("extras") or () if isinstance(e, Mapping)}
    said |= {key: value for key, value in package.items() if value not in (None, "", [], {})}
    key = str(package.get("id") or "")
    identifier = next((str(said[name]) for name in ("identifier", "guid") if said.get(name)), key)
    identifier = into.called = one_line(identifier)
    into.title(said.get("title") or "")
    into.put("notes", said.get("notes") or "")
    into.put("issued", said.get("issued") or said.get("metadata_created") or "")
    into.put("modified", said.get("modified") or said.get("metadata_modified") or "")
    for name, value in said.items():
        if name not in _OWN and not name.startswith(_HARVESTER):
            into.put(name, *_values(name, value))
    licence = said.get("license_url") or said.get("license_id") or ""
    into.put("license_id", said.get("license_id") or "")
    return Record(
        identifier,
        str(said.get("uri") or f"{site}/dataset/{key}"),
        into.fields,
        into.keywords(_names(package.get("tags"), "display_name")),
        tuple(_names(package.get("groups"), "name")),
        tuple(_files(package, str(licence), into)),
        foreign_type="" if package.get("type") in (None, "", ORDINARY) else str(package["type"]),
        name=str(package.get("name") or ""),
    )


def _files(package: Mapping[str, Any], licence: str, dataset: Collector) -> Iterator[File]:
    for one in package.get("resources") or ():
        into = dataset_file(dataset, str(one.get("name") or ""))
        into.put("url", one.get("url") or "")
        if not into.fields.get("url"):
            into.note("datei_ohne_adresse", "resources", str(one.get("name") or one.get("url") or ""))
            continue
        into.put("issued", one.get("issued") or one.get("created") or "")
        into.put("modified", one.get("modified") or one.get("last_modified") or "")
        for name, value in one.items():
            if name not in _OWN_OF_FILES and value not in (None, "", [], {}):
                into.put(name, *_values(name, value))
        into.put("license", licence)
        into.put("uri", one.get("uri") or "")
        yield File(str(one.get("id") or one.get("url")), into.fields)


def _values(name: str, value: object) -> tuple[object, ...]:
    """Return the values of a field: a list as one where ckanext-dcat has a list, anything else as JSON."""
    if isinstance(value, str) and name in LISTS and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return (value,)
    if isinstance(value, list) and all(isinstance(one, str) for one in value) and name in LISTS:
        return tuple(value)
    if isinstance(value, (list, dict)):
        return (json.dumps(value, ensure_ascii=False),)
    return (value,)


def _names(entries: object, key: str) -> list[str]:
    found = entries if isinstance(entries, list) else []
    return [str(one.get(key) or one.get("name") or "") for one in found if isinstance(one, Mapping)]
