"""What a CKAN like GovData's holds of ours, asked through its Action API.

GovData's harvester stores a dataset's IRI as the extra `guid`, its dct:identifier as `identifier`, its
dct:modified as `modified`, the portal that it came from as `metadata_harvested_portal`. CKAN's search
finds extras by name. So all entries under our IRIs are read page by page, and only what is not among
them is asked for by its identifier, many in one request: it may have come through another portal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from ..errors import PortalUnreachable
from ..publisher.client import Portal

__all__ = ["GOVDATA", "Entries", "GovdataEntry", "entry_page"]

GOVDATA = "https://www.govdata.de/ckan"
"""Address of GovData's CKAN."""
_GOVDATA_PAGE = "https://www.govdata.de/suche/daten/{name}"
_PAGE = 100
_AT_ONCE = 40
MAX_REQUESTS = 1_000
"""So many requests at most: enough for 40,000 datasets."""
_SPECIAL = re.compile(r"([^A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class GovdataEntry:
    """An entry there: its name, page, and what it keeps of our dataset.

    `guid` is the IRI under which it was delivered, `portal` the one that delivered it.
    """

    name: str
    page: str
    title: str
    identifier: str
    guid: str = ""
    modified: str = ""
    portal: str = ""


def entry_page(ckan: str) -> str:
    """Return how the address of an entry's page is made at the CKAN `ckan`, with `{name}` in it."""
    if urlsplit(ckan).hostname in {"www.govdata.de", "govdata.de"}:
        return _GOVDATA_PAGE
    return f"{ckan.rstrip('/')}/dataset/{{name}}"


class Entries:
    """Reads entries; every answer may be less than was asked for, so pages are read until one is empty."""

    def __init__(self, portal: Portal, page: str = "") -> None:
        self._portal = portal
        self._page = page or entry_page(portal.address)
        self.requests = 0

    def under(self, bases: Iterable[str]) -> Iterator[GovdataEntry]:
        """Yield the entries whose IRI begins with one of `bases`."""
        for base in bases:
            yield from self._all(f"guid:{_escaped(base)}*")

    def called(self, identifiers: Sequence[str]) -> Iterator[GovdataEntry]:
        """Yield the entries that have one of `identifiers`."""
        for start in range(0, len(identifiers), _AT_ONCE):
            some = identifiers[start : start + _AT_ONCE]
            words = " OR ".join(_quoted(identifier) for identifier in some)
            yield from self._all(f"identifier:({words})")

    def _all(self, question: str) -> Iterator[GovdataEntry]:
        start = 0
        while True:
            answer = self._search({"fq": question, "rows": _PAGE, "start": start, "sort": "name asc"})
            try:
                results = answer.get("results") or []
                entries, count = [self._entry(found) for found in results], int(answer.get("count") or 0)
            except (AttributeError, TypeError, ValueError):
                raise self._no_ckan() from None
            yield from entries
            start += len(results)
            if not results or start >= count:
                return

    def _search(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        self.requests += 1
        if self.requests > MAX_REQUESTS:
            raise PortalUnreachable(
                f"{self._portal.address} hat nach {MAX_REQUESTS} Anfragen noch nicht alles genannt; die "
                "Suche wird abgebrochen, um den Dienst nicht zu belasten.",
                f"{self._portal.address} has not named everything after {MAX_REQUESTS} requests; the search "
                "is broken off in order not to burden the service.",
            )
        answer = self._portal.read("package_search", data)
        if not isinstance(answer, Mapping):
            raise self._no_ckan()
        return answer

    def _no_ckan(self) -> PortalUnreachable:
        return PortalUnreachable(
            f"{self._portal.address} beantwortet package_search nicht wie ein CKAN-Portal.",
            f"{self._portal.address} does not answer package_search like a CKAN portal.",
        )

    def _entry(self, found: Mapping[str, Any]) -> GovdataEntry:
        extras = {str(extra.get("key")): extra.get("value") for extra in found.get("extras") or ()}

        def text(key: str) -> str:
            return str(found.get(key) or extras.get(key) or "")

        name = text("name")
        return GovdataEntry(
            name=name,
            page=self._page.format(name=quote(name)),
            title=text("title"),
            identifier=text("identifier"),
            guid=text("guid"),
            modified=text("modified"),
            portal=text("metadata_harvested_portal"),
        )


def _escaped(text: str) -> str:
    """Return `text` as a term of Solr's query language."""
    return _SPECIAL.sub(r"\\\1", text)


def _quoted(text: str) -> str:
    """Return `text` as a phrase of Solr's query language."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
