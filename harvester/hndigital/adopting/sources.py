"""What is at an address or in a file: a catalogue in DCAT, a `data.json`, or another CKAN.

Nothing has to be said beforehand: the answer tells what it is. A part that cannot be read is named, and the
rest is read all the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from rdflib import Graph

from ..dcat.reading import ACCEPT, read_pages
from ..errors import PortalError, SourceError
from ..outside import Answer, Limits, Web, json_document, read_file, shown
from ..outside.limits import CATALOGUE
from ..publisher.client import Portal, taking_apart
from . import from_ckan, from_dcat, from_pod
from .listing import datasets
from .model import Finding, Source
from .stated import Feed

__all__ = ["read_source"]

_FEED = re.compile(r"(?P<site>https?://[^?#]+)/catalog\.(ttl|rdf|xml|jsonld|n3)", re.IGNORECASE)
"""Where a CKAN has its feed."""
_API = re.compile(r"/api(/3)?(/action(/\w+)?)?/?(\?.*)?$")
_HTML = ("text/html", "application/xhtml+xml")
_NO_FEED = (401, 403, 404, 410)
"""How a CKAN answers that has no ckanext-dcat, or shows its feed to nobody."""
_ROWS = 200
_WEB = ("http://", "https://")


def read_source(address: str, limits: Limits = CATALOGUE) -> tuple[Source, Graph | None]:
    """Return the catalogue at `address` (http(s) address or file), and its graph where it states one.

    Raises SourceError if nothing there is such a catalogue, or what is first of it cannot be read.
    """
    if not address.lower().startswith(_WEB):
        return _from_file(Path(address), limits)
    if _API.search(address):
        return _from_api(_API.sub("", address), limits)
    if (feed := _FEED.fullmatch(address)) and _is_read_by_api(feed["site"], limits):
        return _from_api(feed["site"], limits)
    answer = _asked(address, limits)
    if answer.ok and answer.content_type in _HTML:
        return _from_api(_moved(address, answer.address), limits)
    document = _json(answer.content, shown(address)) if answer.ok else None
    if document and from_pod.is_pod(document):
        return _of(address, "pod", *from_pod.records_of(document)), None
    return _from_graph(address, limits, answer if answer.ok else None)


def _asked(address: str, limits: Limits) -> Answer:
    with Web(limits) as web:
        return web.get(address, headers={"Accept": f"{ACCEPT}, application/json;q=0.7"})


def _is_read_by_api(site: str, limits: Limits) -> bool:
    """Return whether a CKAN's API is read along with its feed: the same as from its own address.

    Not where that address answers with the feed itself, which then says all there is, as ours does.
    """
    answer = _asked(site, limits)
    if answer.ok and answer.content_type not in _HTML:
        return False
    portal = Portal(site, limits=limits)
    try:
        with taking_apart(portal):
            return bool(portal.read("package_search", {"rows": 1})["results"])
    except PortalError:
        return False
    finally:
        portal.close()


def _moved(address: str, answered: str) -> str:
    """Return the address at the host that answered: a redirect may lead to another one, or to https."""
    parts = urlsplit(answered)
    return urlunsplit((parts.scheme, parts.netloc, urlsplit(address).path, "", ""))


def _from_file(path: Path, limits: Limits) -> tuple[Source, Graph | None]:
    try:
        content = read_file(path, limits) if path.suffix.lower() in (".json", "") else b""
    except OSError:
        content = b""  # named by the reader of graphs
    document = _json(content, shown(str(path)))
    if document and from_pod.is_pod(document):
        return _of(str(path), "pod", *from_pod.records_of(document)), None
    return _from_graph(str(path), limits, None)


def _json(content: bytes, place: str) -> dict[str, Any] | None:
    """Return a JSON document, None for what is none."""
    if content.lstrip()[:1] != b"{":
        return None
    try:
        return dict(json_document(content, place))
    except SourceError:
        return None


def _from_graph(address: str, limits: Limits, first: Answer | None) -> tuple[Source, Graph]:
    whole, findings = _pages(address, limits, first)
    records, found = from_dcat.records_of(whole)
    if not records:
        raise SourceError(
            f"{shown(address)} enthält keinen Datensatz (dcat:Dataset). Bitte die Adresse des Katalogs "
            "nennen, etwa https://portal.example.org/catalog.xml.",
            f"{shown(address)} holds no dataset (dcat:Dataset). Please name the address of the catalogue, "
            "such as https://portal.example.org/catalog.xml.",
        )
    return Source(address, "dcat", tuple(records), (*findings, *found), complete=_is_whole(findings)), whole


def _pages(address: str, limits: Limits, first: Answer | None) -> tuple[Graph, list[Finding]]:
    """Return a catalogue as far as it can be read, and the pages of it that cannot."""
    findings: list[Finding] = []

    def unreadable(place: str, error: SourceError, mended: bool) -> None:
        code = "seite_zeichen" if mended else "seite_unlesbar"
        findings.append(Finding(code, shown(place), detail=error.message_en))

    whole = Graph()
    for page in read_pages(address, limits=limits, first=first, unreadable=unreadable):
        whole += page
    return whole, findings


def _is_whole(findings: list[Finding]) -> bool:
    return all(finding.code != "seite_unlesbar" for finding in findings)


def _from_api(site: str, limits: Limits) -> tuple[Source, Graph | None]:
    """Return what the CKAN at `site` shows to everybody, in the order of creation, and its feed."""
    portal = Portal(site, limits=limits)
    try:
        packages = datasets(portal, _ROWS)
    except PortalError as error:
        raise SourceError(
            f"{shown(site)} ist weder ein DCAT-Katalog noch ein CKAN, dessen API antwortet "
            f"({error.message('de')}). Bitte die Adresse des Katalogs nennen, etwa "
            "https://portal.example.org/catalog.xml oder …/data.json.",
            f"{shown(site)} is neither a DCAT catalogue nor a CKAN whose API answers ({error}). Please name "
            "the address of the catalogue, such as https://portal.example.org/catalog.xml or …/data.json.",
        ) from error
    finally:
        portal.close()
    feed, unread = _feed_of(portal.address, limits)
    records, findings = from_ckan.records_of(packages, portal.address, feed)
    source = _of(site, "ckan", records, [*unread, *findings])
    return replace(source, complete=not feed or feed.complete), feed.graph if feed else None


def _feed_of(site: str, limits: Limits) -> tuple[Feed | None, list[Finding]]:
    """Return the feed of a CKAN where ckanext-dcat and ours have it, None for one without."""
    address = f"{site}/catalog.ttl"
    with Web(limits) as web:
        answer = web.get(address, headers={"Accept": ACCEPT})
    if answer.status in _NO_FEED or (answer.ok and answer.content_type in _HTML):
        return None, []
    try:
        graph, findings = _pages(address, limits, answer if answer.ok else None)
    except SourceError as error:
        return Feed(Graph(), complete=False), [Finding("seite_unlesbar", address, detail=error.message_en)]
    return Feed(graph, complete=_is_whole(findings)), findings


def _of(address: str, kind: str, records: list[Any], findings: list[Finding]) -> Source:
    return Source(address, kind, tuple(records), tuple(findings))
