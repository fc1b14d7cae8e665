"""What was adopted, noted with the dataset itself: so a later run tells the source's changes from a person's.

Each value is noted as it was in the source and, where the portal keeps it in another form, as it was there
afterwards; digests only, a dozen hexadecimal digits each. Whoever runs the command next, from whatever
machine, finds it, and losing it costs no value: what then differs counts as a person's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..dcat.ckan_values import field as field_of
from .model import Value

__all__ = ["EXTRA", "REFUSED", "Noted", "State", "digest", "flat", "solid", "state_of"]

EXTRA = "hndigital_adopted"
"""The extra of a dataset that holds it."""
REFUSED = "-"
"""Noted in place of a stored value that is not the source's: refused by the portal, or a person's."""
_OF_CKAN = frozenset(
    (
        *("id", "package_id", "position", "state", "created", "last_modified", "metadata_modified", "key"),
        *("cache_url", "cache_last_updated", "url_type", "resource_type", "mimetype_inner", "extras"),
        *("datastore_active", "datastore_contains_all_records_of_source_file", "revision_id"),
    )
)


@dataclass(frozen=True, slots=True)
class Noted:
    """Digests of a value: in the source, and as the portal kept it."""

    sent: str
    stored: str


@dataclass(frozen=True, slots=True)
class State:
    """Which record of which source a dataset was made of, and the digests of its fields and files."""

    source: str = ""
    key: str = ""
    fields: Mapping[str, Noted] = field(default_factory=dict)
    files: Mapping[str, Noted] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as the extra's value."""
        return json.dumps(
            {
                "source": self.source,
                "key": self.key,
                "fields": {name: _pair(one) for name, one in sorted(self.fields.items())},
                "files": {key: _pair(one) for key, one in self.files.items()},
            },
            separators=(",", ":"),
        )


def digest(value: Value | Mapping[str, Value]) -> str:
    """Return what tells a value apart from others, whatever order its lists have."""
    plain = {k: _ordered(v) for k, v in value.items()} if isinstance(value, Mapping) else _ordered(value)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def solid(resource: Mapping[str, Any]) -> dict[str, Value]:
    """Return what people and sources say of a file: its fields without those that CKAN itself keeps."""
    return {name: there for name in resource if name not in _OF_CKAN and (there := flat(resource, name))}


def flat(package: Mapping[str, Any], name: str) -> Value:
    """Return the value of a field of a dataset or file, in one form for all schemas."""
    if name in ("tags", "groups"):
        return tuple(sorted(str(one.get("name")) for one in package.get(name) or ()))
    word = field_of(package, name)
    if word.startswith("["):
        try:
            entries = json.loads(word)
        except (ValueError, RecursionError):
            return word
        if all(isinstance(one, str) for one in entries):
            return tuple(entries)
    return word


def state_of(package: Mapping[str, Any]) -> State:
    """Return what a dataset notes; an empty state where it was not adopted, or the note is damaged."""
    try:
        found = json.loads(field_of(package, EXTRA) or "{}")
        return State(
            str(found.get("source", "")),
            str(found.get("key", "")),
            _all_noted(found.get("fields", {})),
            _all_noted(found.get("files", {})),
        )
    except (ValueError, TypeError, AttributeError, IndexError):
        return State()


def _pair(noted: Noted) -> list[str]:
    return [noted.sent] if noted.sent == noted.stored else [noted.sent, noted.stored]


def _all_noted(pairs: Mapping[str, list[str]]) -> dict[str, Noted]:
    return {str(name): Noted(str(pair[0]), str(pair[-1])) for name, pair in pairs.items()}


def _ordered(value: Value) -> Value:
    return value if isinstance(value, str) else tuple(sorted(value))
