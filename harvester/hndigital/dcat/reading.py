"""A catalogue from an address or a file as one graph, page by page where it is paged."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from rdflib import Graph

from ..errors import SourceError
from ..outside import Answer, Limits, Web, read_file, shown
from ..outside.files import too_large, too_slow
from ..outside.limits import CATALOGUE
from ..outside.names import without_credentials
from .parsing import Budget, parse_rdf
from .serialize import FORMATS
from .vocab import HYDRA

__all__ = ["read_catalog"]

MAX_PAGES = 10_000
"""Half a million datasets at 50 a page: what has more never ends."""

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


def read_catalog(source: str, *, all_pages: bool = False, limits: Limits = CATALOGUE) -> Graph:
    """Return the RDF at `source` (http(s) address or file); with `all_pages` hydra's next pages too.

    `limits` hold for all pages together. Raises SourceError if it is missing, no RDF, wants anything from
    elsewhere, or a page of it does.
    """
    budget = Budget(limits)
    if not source.lower().startswith(("http://", "https://")):
        rdf_format = _BY_SUFFIX.get(Path(source).suffix.lower(), "turtle")
        return parse_rdf(_file(Path(source), limits), rdf_format, shown(source), None, budget)
    whole, todo = Graph(), [source]
    seen: set[str] = set()
    size, end = 0, time.monotonic() + limits.seconds
    with Web(limits) as web:
        while todo:
            address = todo.pop()
            seen.add(address)
            answer = _page(web, address)
            size += len(answer.content)
            if size > limits.max_bytes:
                raise too_large(shown(source), limits)
            if time.monotonic() > end:
                raise too_slow(shown(source), limits)
            page = parse_rdf(
                answer.content, _format(answer), shown(address), without_credentials(address), budget
            )
            whole += page
            if all_pages:
                todo += sorted(_following(page, address) - seen)
            if len(seen) == MAX_PAGES and todo:
                raise SourceError(
                    f"{shown(source)} hat mehr als {MAX_PAGES} Seiten. Bitte prüfen, ob die Verweise auf die "
                    "nächste Seite enden.",
                    f"{shown(source)} has more than {MAX_PAGES} pages. Please check whether its links to the "
                    "next page come to an end.",
                )
    return whole


def _file(path: Path, limits: Limits) -> bytes:
    try:
        return read_file(path, limits)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            f"Gesucht wurde ein DCAT-Katalog, aber {path} ist nicht lesbar ({reason}).",
            f"Looked for a DCAT catalogue, but {path} cannot be read ({reason}).",
        ) from error


def _page(web: Web, address: str) -> Answer:
    answer = web.get(address, headers={"Accept": _ACCEPT})
    if not answer.ok:
        raise SourceError(
            f"{shown(address)} antwortet mit HTTP {answer.status} statt mit einem DCAT-Katalog.",
            f"{shown(address)} answers with HTTP {answer.status} instead of a DCAT catalogue.",
        )
    return answer


def _format(answer: Answer) -> str:
    suffix = Path(urlsplit(answer.address).path).suffix.lower()
    return _BY_TYPE.get(answer.content_type) or _BY_SUFFIX.get(suffix, "turtle")


def _following(page: Graph, address: str) -> set[str]:
    base = without_credentials(address)
    return {urljoin(base, str(o)) for p in (HYDRA.next, HYDRA.nextPage) for o in page.objects(None, p)}
