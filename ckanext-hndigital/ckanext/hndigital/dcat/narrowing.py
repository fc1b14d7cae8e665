"""The part of `/catalog.*` that a harvester asks for: stock ckanext-dcat takes a date, words and a filter.

What is asked of the search index is right only while the index knows every dataset of the feed: a harvester
takes what is missing for deleted. So what the index lacks is looked for first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital.dcat.feeds import Feed

__all__ = ["NAMES", "NOTHING_ASKED", "IndexLacks", "Part", "narrowed"]

NAMES = ("modified_since", "q", "fq")
"""The parameters, as ckanext-dcat calls them."""
_ALL = "*:*"
_ROWS = 1000


class IndexLacks(Exception):
    """The search index does not know every dataset of the feed (yet)."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is asked for: datasets changed since a moment (UTC), found by words and by a filter, all of it."""

    since: datetime | None = None
    words: str = ""
    only: str = ""

    @classmethod
    def parse(cls, arguments: Mapping[str, str]) -> Part:
        """Return what an address' arguments ask for; raises ValueError for what is no moment of ISO 8601."""
        stated = arguments.get("modified_since", "")
        try:
            since = datetime.fromisoformat(stated) if stated else None
            if since and since.tzinfo:
                since = since.astimezone(UTC).replace(tzinfo=None)
        except OverflowError as error:  # the first hours of the year 1 in a zone of the east
            raise ValueError(str(error)) from error
        return cls(since, arguments.get("q", ""), arguments.get("fq", ""))

    @property
    def searched(self) -> bool:
        """Whether the search index decides."""
        return bool(self.words or self.only)


NOTHING_ASKED = Part()


def narrowed(whole: Feed, part: Part) -> Feed:
    """Return the part of a feed that is asked for; it may be empty.

    Raises IndexLacks, and what `package_search` raises.
    """
    if part == NOTHING_ASKED:
        return whole
    members = whole.members
    if part.since:
        members = tuple(one for one in members if datetime.fromisoformat(one.modified) >= part.since)
    if part.searched:
        if not {one.id for one in whole.members} <= _found(_ALL):
            raise IndexLacks
        found = _found(part.words or _ALL, part.only)
        members = tuple(one for one in members if one.id in found)
    keys = tuple(one.key for one in members)
    return replace(whole, members=members, keys=keys, fingerprint=f"{whole.fingerprint} {part} {keys}")


def _found(words: str, only: str = "") -> set[str]:
    """Return the ids of what everybody finds."""
    context: Context = {"user": ""}
    found: set[str] = set()
    start, count = 0, 1
    while start < count:
        question = {"q": words, "fq": only, "fl": ["id", "name"], "facet": False, "sort": "id asc"}
        answer = toolkit.get_action("package_search")(context, {**question, "rows": _ROWS, "start": start})
        found |= {one["id"] for one in answer["results"]}
        # CKAN may give fewer rows than asked for (ckan.search.rows_max).
        start, count = start + max(len(answer["results"]), 1), answer["count"]
    return found
