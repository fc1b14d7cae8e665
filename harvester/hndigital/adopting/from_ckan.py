"""Datasets of another CKAN, as its Action API gives them → records.

Whatever field or extra they have is kept under its name. What is that portal's own (ids, states, times of
its database, who harvested it) stays there; identifiers and IRIs are those that its feed states, so that
harvesters go on knowing each dataset, and without a feed those that ckanext-dcat would give it. Publisher,
contact and addresses of files that nobody entered are the feed's, too: reading the feed itself adds nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..characters import one_line
from .model import LISTS, Collector, File, Finding, Record, as_list
from .stated import Feed, Stated

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
_CHANGED = ("modified", "last_modified", "metadata_modified")
"""What says when a file was changed, best first."""
_HARVESTER = ("harvest_", "metadata_harvested_")
_OLD_NAMES = {
    f"dcat_{name}": name
    for name in ("publisher_name", "publisher_email", "creator_name", "creator_email", "issued", "modified")
}
"""What ckanext-dcat called some fields in its first versions."""


def records_of(
    packages: Iterable[Mapping[str, Any]], site: str, feed: Feed | None = None
) -> tuple[list[Record], list[Finding]]:
    """Return the records of datasets that the portal at `site` has, and what of them could not be kept.

    Of a dataset without an identifier of its own that the unread part of a `feed` may state, nobody knows
    what harvesters call it.
    """
    records: list[Record] = []
    findings: list[Finding] = []
    for package in packages:
        into = Collector(str(package.get("name") or package.get("id") or ""))
        records.append(_record(package, site, feed, into))
        findings += into.findings
    return records, findings


def _record(package: Mapping[str, Any], site: str, feed: Feed | None, into: Collector) -> Record:
    said = {str(e.get("key")): e.get("value") for e in package.get("extras") or () if isinstance(e, Mapping)}
    said |= {key: value for key, value in package.items() if value not in (None, "", [], {})}
    for old in said.keys() & _OLD_NAMES.keys():
        said.setdefault(_OLD_NAMES[old], said.pop(old))
    key = str(package.get("id") or "")
    own = next((str(said[name]) for name in ("identifier", "guid") if said.get(name)), "")
    stated = feed.of(package) if feed else None
    identifier = into.called = one_line((stated.identifier if stated else "") or own or key)
    iri = str(said.get("uri") or f"{site}/dataset/{key}")
    into.title(said.get("title") or "")
    into.put("notes", said.get("notes") or "")
    for name, field in (("title", "title_en"), ("notes", "notes_en")):
        into.put(field, said.get(field) or _english(f"{name}_translated", said, into))
    into.put("issued", said.get("issued") or said.get("metadata_created") or "")
    into.put("modified", said.get("modified") or said.get("metadata_modified") or "")
    for name, value in said.items():
        if name not in _OWN and not name.startswith(_HARVESTER):
            into.put(name, *_values(name, value))
    for name, stored in (stated.people if stated else {}).items():
        if name.partition("_")[0] not in said:
            into.put(name, *as_list(stored))
    licence = said.get("license_url") or said.get("license_id") or ""
    into.put("license_id", said.get("license_id") or "")
    return Record(
        identifier,
        stated.iri if stated else iri,
        into.fields,
        into.keywords(_names(package.get("tags"), "display_name")),
        tuple(_names(package.get("groups"), "name")),
        tuple(_files(package, str(licence), stated, into)),
        foreign_type="" if package.get("type") in (None, "", ORDINARY) else str(package["type"]),
        name=str(package.get("name") or ""),
        uncertain=bool(feed and not feed.complete and not stated and not own),
    )


def _files(
    package: Mapping[str, Any], licence: str, stated: Stated | None, dataset: Collector
) -> Iterator[File]:
    iris = stated.files if stated else {}
    for one in package.get("resources") or ():
        into = dataset.of_file(str(one.get("name") or ""))
        into.put("url", one.get("url") or "")
        if not into.fields.get("url"):
            into.note("datei_ohne_adresse", "resources", str(one.get("name") or one.get("url") or ""))
            continue
        into.put("issued", one.get("issued") or one.get("created") or "")
        into.put("modified", next((one[name] for name in _CHANGED if one.get(name)), ""))
        for name, value in one.items():
            if name not in _OWN_OF_FILES and value not in (None, "", [], {}):
                into.put(name, *_values(name, value))
        into.put("license", licence)
        into.put("uri", iris.get(str(one.get("id"))) or one.get("uri") or "")
        for name, stored in (stated.addresses.get(str(into.fields.get("uri")), {}) if stated else {}).items():
            into.put(name, *as_list(stored))
        # by its IRI where there is a feed: whoever reads the feed alone knows no other key
        yield File(str(iris.get(str(one.get("id"))) or one.get("id") or one.get("url")), into.fields)


def _values(name: str, value: object) -> tuple[object, ...]:
    """Return the values of a field: a list as one where ckanext-dcat has a list, anything else as JSON."""
    if isinstance(value, str) and name in LISTS and value.startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return (value,)
    if isinstance(value, list) and all(isinstance(one, str) for one in value) and name in LISTS:
        return tuple(value)
    if isinstance(value, (list, dict)):
        return (json.dumps(value, ensure_ascii=False),)
    return (value,)


def _english(name: str, said: Mapping[str, Any], into: Collector) -> object:
    """Return the English text of a field that ckanext-fluent holds in several; note further languages."""
    translated = said.get(name)
    if isinstance(translated, str) and translated.startswith("{"):
        try:
            translated = json.loads(translated)
        except (ValueError, RecursionError):
            return ""
    if not isinstance(translated, Mapping):
        return ""
    taken = ("", None, translated.get("en"), said.get(name.removesuffix("_translated")))
    for text in translated.values():
        if text not in taken:
            into.note("weitere_sprache", name, str(text))
    return translated.get("en") if taken[2] != taken[3] else ""


def _names(entries: object, key: str) -> list[str]:
    found = entries if isinstance(entries, list) else []
    return [str(one.get(key) or one.get("name") or "") for one in found if isinstance(one, Mapping)]
