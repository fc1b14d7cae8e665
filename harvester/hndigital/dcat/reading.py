"""A catalogue from an address or a file as one graph, page by page where it is paged."""

from __future__ import annotations

import xml.sax
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from ..errors import SourceError
from .serialize import FORMATS
from .vocab import HYDRA

__all__ = ["read_catalog"]

TIMEOUT = (10, 120)
MAX_BYTES = 200_000_000
MAX_PAGES = 10_000

_BY_TYPE = {rdf_format.content_type: rdf_format.rdflib_name for rdf_format in FORMATS.values()} | {
    "application/xml": "xml",
    "text/xml": "xml",
    "application/json": "json-ld",
    "application/n-triples": "nt",
}
_BY_SUFFIX = {f".{suffix}": rdf_format.rdflib_name for suffix, rdf_format in FORMATS.items()} | {
    ".xml": "xml",
    ".json": "json-ld",
    ".nt": "nt",
}
_ACCEPT = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8"
_UNREADABLE = (ParserError, BadSyntax, xml.sax.SAXException, SyntaxError, ValueError, KeyError, TypeError)


def read_catalog(source: str, *, all_pages: bool = False) -> Graph:
    """Return the RDF at `source` (http(s) address or file); with `all_pages` hydra's next pages too.

    Raises SourceError if it is missing, no RDF, or a page of it is.
    """
    if not source.startswith(("http://", "https://")):
        return _parse(_file(Path(source)), _BY_SUFFIX.get(Path(source).suffix.lower(), "turtle"), source)
    whole, todo = Graph(), [source]
    seen: set[str] = set()
    while todo and len(seen) < MAX_PAGES:
        address = todo.pop()
        seen.add(address)
        page = _page(address)
        whole += page
        if all_pages:
            following = {
                urljoin(address, str(o)) for p in (HYDRA.next, HYDRA.nextPage) for o in page.objects(None, p)
            }
            todo += sorted(following - seen)
    return whole


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"Gesucht wurde ein DCAT-Katalog, aber {path} ist nicht lesbar ({error.strerror}).",
            f"Looked for a DCAT catalogue, but {path} cannot be read ({error.strerror}).",
        ) from error


def _page(address: str) -> Graph:
    try:
        with requests.get(address, timeout=TIMEOUT, headers={"Accept": _ACCEPT}, stream=True) as answer:
            if answer.status_code != requests.codes.ok:
                raise SourceError(
                    f"{address} antwortet mit HTTP {answer.status_code} statt mit einem DCAT-Katalog.",
                    f"{address} answers with HTTP {answer.status_code} instead of a DCAT catalogue.",
                )
            data = bytearray()
            for chunk in answer.iter_content(1 << 16):
                data += chunk
                if len(data) > MAX_BYTES:
                    raise SourceError(
                        f"{address} ist größer als {MAX_BYTES // 1_000_000} MB.",
                        f"{address} is larger than {MAX_BYTES // 1_000_000} MB.",
                    )
            content_type = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    except requests.RequestException as error:
        kind = type(error).__name__
        raise SourceError(
            f"{address} ist nicht erreichbar ({kind}). Bitte Adresse und Verbindung prüfen.",
            f"{address} cannot be reached ({kind}). Please check address and connection.",
        ) from error
    suffix = Path(urlsplit(address).path).suffix.lower()
    return _parse(bytes(data), _BY_TYPE.get(content_type) or _BY_SUFFIX.get(suffix, "turtle"), address)


def _parse(data: bytes, rdf_format: str, place: str) -> Graph:
    base = place if "://" in place else None
    try:
        return Graph().parse(data=data, format=rdf_format, publicID=base)
    except _UNREADABLE as error:
        first = " ".join(str(error).split())[:200] or type(error).__name__
        raise SourceError(
            f"{place} ist kein lesbares RDF ({rdf_format}): {first}",
            f"{place} is no readable RDF ({rdf_format}): {first}",
        ) from error
