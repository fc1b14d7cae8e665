"""What a dataset of somebody else's catalogue says, under the field names of ckanext-dcat.

Frozen values without I/O: the readers make them from DCAT, from a `data.json` or from another CKAN's API,
and what plans and writes does not know which it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..addresses import is_address_field, may_be_address, web_address
from ..characters import clean, one_line, printed, readable, unprintable
from ..dcat.ckan_values import moment_text
from ..summary import Summarised

__all__ = ["LISTS", "NAMELESS", "Collector", "File", "Finding", "Record", "Source", "Value", "as_list"]

Value = str | tuple[str, ...]
"""A field's value: words, or a list of them."""
NOTHING: Mapping[str, Value] = MappingProxyType({})

LISTS = frozenset(
    (
        *("language", "theme", "conforms_to", "documentation", "related_resource", "has_version", "source"),
        *("is_version_of", "alternate_identifier", "sample", "is_referenced_by", "references", "in_series"),
        *("hvd_category", "applicable_legislation", "contributorID", "politicalGeocodingURI"),
        *("legalbasisText", "geocodingText", "qualified_attribution"),
    )
)
"""The fields that ckanext-dcat and ckanext-dcatde keep as lists."""

NAMELESS = "–"
"""What findings call a dataset that has no name of any kind."""
_PARAGRAPHS = frozenset({"notes", "notes_en", "description", "provenance", "version_notes"})
LONGEST = 1000
"""Characters of a text on one line; a longer one is a slip, and no search index holds it whole."""
LONGEST_TEXT = 100_000
_DATES = frozenset({"issued", "modified", "temporal_start", "temporal_end"})
"""Fields whose values are kept as the portal keeps them, so that two writings of a moment are one."""
_KEPT_AS_THEY_ARE = frozenset({"uri", "identifier"})
_TAG_LONGEST, _TAG_SHORTEST = 100, 2
_NO_TAG = re.compile(r"[^\w \-.]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person should know of one value; codes are those of the code list `uebernahme_hinweis`.

    `dataset` is the identifier, IRI or title by which the source knows it, `detail` what else is to say
    (the other dataset's name, an answer of the portal).
    """

    code: str
    dataset: str
    field: str = ""
    value: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A distribution: `key` tells it apart from the dataset's others in each reading of the source."""

    key: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True, repr=False)
class Record(Summarised):
    """A dataset of the source. `identifier` is what harvesters know it by, "" if it has none.

    `name` is the one in the addresses of another CKAN, `foreign_type` its type there if it is no dataset;
    `uncertain` is whether a feed that could not be read may state another identifier. `node` is what the
    source's graph calls it, also where that is no IRI for others.
    """

    identifier: str
    iri: str
    fields: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    keywords: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    foreign_type: str = ""
    name: str = ""
    uncertain: bool = False
    node: str = ""

    @property
    def key(self) -> str:
        """What the record is known by in each reading of the source."""
        return self.identifier or self.iri or one_line(self.title)

    @property
    def title(self) -> str:
        """The title, or what else it can be called."""
        return str(self.fields.get("title") or self.identifier or self.iri)

    @property
    def label(self) -> str:
        """How findings name the dataset."""
        return self.identifier or self.iri or self.title or NAMELESS


@dataclass(frozen=True, slots=True, repr=False)
class Source(Summarised):
    """A catalogue as it was read: `kind` is dcat, pod or ckan; `findings` name what could not be read.

    `complete` is False where a part is missing: then nothing can be said of what is no longer there.
    """

    address: str
    kind: str
    records: tuple[Record, ...]
    findings: tuple[Finding, ...] = ()
    complete: bool = True


def as_list(value: Value) -> tuple[str, ...]:
    """Return a value as a list."""
    return (value,) if isinstance(value, str) else value


class Collector:
    """Takes the raw values of one dataset or file, keeps what can be kept, and notes what cannot."""

    def __init__(self, dataset: str) -> None:
        self.called = dataset
        self._fields: dict[str, Value] = {}
        self.findings: list[Finding] = []

    def of_file(self, title: str) -> Collector:
        """Return a collector for one of the dataset's files, whose findings are the dataset's."""
        into = Collector(f"{self.called} › {title}" if title else self.called)
        into.findings = self.findings
        return into

    def note(self, code: str, name: str, value: str = "", detail: str = "") -> None:
        """Note a finding about a field."""
        self.findings.append(Finding(code, self.called, name, printed(value), detail))

    def put(self, name: str, *values: object) -> None:
        """Take the values of a field, unless it has some already; those that say nothing don't count."""
        if name in self._fields:
            return
        kept = tuple(dict.fromkeys(filter(None, (self._said(name, str(one)) for one in values if one))))
        if kept:
            self._fields[name] = kept if name in LISTS else kept[0]
        if name not in LISTS:
            for further in kept[1:]:
                self.note("mehrfach", name, further)

    def add(self, name: str, value: str) -> None:
        """Take one more value of a field that is a list."""
        kept = as_list(self._fields.pop(name, ()))
        self.put(name, *kept, value)

    @property
    def fields(self) -> Mapping[str, Value]:
        """What was kept."""
        return MappingProxyType(dict(self._fields))

    def _said(self, name: str, value: str) -> str:
        if name not in _KEPT_AS_THEY_ARE and (is_address_field(name) or _looks_like_address(name, value)):
            found = web_address(value) or (value.strip() if value.strip().startswith("urn:") else "")
            if not found:
                self.note("adresse", name, value)
            return clean(found)
        if unprintable(value):
            self.note("zeichen", name, value)
        text = clean(value).strip() if name in _PARAGRAPHS else one_line(value)
        if name in _DATES:
            text = moment_text(text) or text
        longest = LONGEST_TEXT if name in _PARAGRAPHS else LONGEST
        # a geometry or list without its end would say nothing
        if len(text) > longest and not (text.startswith(("{", "[")) or name.startswith("spatial")):
            self.note("gekuerzt", name, text[:80], str(longest))
            text = f"{text[: longest - 1]}…"
        return text

    def title(self, *values: object) -> None:
        """Take the title; one that says nothing is noted."""
        found = next((value for value in values if readable(clean(str(value)))), "")
        if not found:
            self.note("titel_leer", "title", str(values[0]) if values else "")
        self.put("title", found)

    def keywords(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return keywords as CKAN can hold them: letters, digits, blanks, `-_.`; commas part them."""
        return tuple(dict.fromkeys(self._keywords(words)))

    def _keywords(self, words: Iterable[str]) -> Iterator[str]:
        for word in (part for text in words for part in text.split(",")):
            given = one_line(word)
            kept = one_line(_NO_TAG.sub(" ", given))[:_TAG_LONGEST].strip()
            if kept != given or 0 < len(kept) < _TAG_SHORTEST:
                self.note("schlagwort", "tags", given, kept if len(kept) >= _TAG_SHORTEST else "")
            if len(kept) >= _TAG_SHORTEST:
                yield kept


def _looks_like_address(name: str, value: str) -> bool:
    return may_be_address(name) and "://" in value
