"""A catalogue from an address or a file as one graph, page by page where it is paged."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from rdflib import Graph, URIRef

from ..characters import clean, unprintable
from ..errors import SourceError
from ..outside import Answer, Limits, Web, read_file, shown
from ..outside.files import too_large, too_slow
from ..outside.limits import CATALOGUE
from ..outside.names import without_credentials
from .parsing import Budget, parse_rdf
from .serialize import FORMATS
from .vocab import HYDRA

__all__ = ["ACCEPT", "Unreadable", "read_catalog", "read_pages"]

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
_NEXT = (HYDRA.next, HYDRA.nextPage)
_LAST = (HYDRA.last, HYDRA.lastPage)
_NUMBER = re.compile(r"([?&]page=)([0-9]{1,6})")
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,8}|[0-9]{1,10});")
_LAST_CHARACTER = 0x10FFFF
Unreadable = Callable[[str, SourceError, bool], None]
"""Is told address and error of a page, and whether it could be read without what XML cannot hold."""
ACCEPT = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8"


def read_catalog(source: str, *, all_pages: bool = False, limits: Limits = CATALOGUE) -> Graph:
    """Return the RDF at `source` (http(s) address or file); with `all_pages` hydra's next pages too.

    `limits` hold for all pages together. Raises SourceError if it is missing, no RDF, wants anything from
    elsewhere, or a page of it does.
    """
    whole = Graph()
    for page in read_pages(source, all_pages=all_pages, limits=limits):
        whole += page
    return whole


def read_pages(
    source: str,
    *,
    all_pages: bool = True,
    limits: Limits = CATALOGUE,
    first: Answer | None = None,
    unreadable: Unreadable | None = None,
) -> Iterator[Graph]:
    """Yield the pages of the RDF at `source` as `read_catalog` reads them.

    `first` is the answer of its first page, where that was asked for already. With `unreadable` the reading
    is lenient: a page of XML is read without the characters that XML cannot hold, one that cannot be read at
    all is skipped, unless it is the first, and the ones after it are read where their addresses are known
    by counting up to the last page that others name. Each is told there with its error.
    """
    budget = Budget(limits)
    if not source.lower().startswith(("http://", "https://")):
        file = Answer(source, 200, {}, _file(Path(source), limits))
        yield _parsed(file, source, None, budget, unreadable)
        return
    todo = [source]
    seen: set[str] = set()
    last = ""
    size, end = 0, time.monotonic() + limits.seconds
    with Web(limits) as web:
        while todo:
            address = todo.pop()
            seen.add(address)
            if time.monotonic() > end:
                raise too_slow(shown(source), limits)
            try:
                answer = first if first and address == source else _page(web, address)
                size += len(answer.content)
                if size > limits.max_bytes:
                    raise too_large(shown(source), limits)
                place = without_credentials(address)
                page = _parsed(answer, address, place, budget, unreadable)
            except SourceError as error:
                if unreadable is None or address == source or size > limits.max_bytes:
                    raise
                unreadable(address, error, False)
                todo += sorted(_counted_on(address, last) - seen)
                continue
            yield page
            last = next(iter(_linked(page, address, _LAST)), last)
            if all_pages:
                todo += sorted(_linked(page, address, _NEXT) - seen)
            if len(seen) == MAX_PAGES and todo:
                raise SourceError(
                    f"{shown(source)} hat mehr als {MAX_PAGES} Seiten. Bitte prüfen, ob die Verweise auf die "
                    "nächste Seite enden.",
                    f"{shown(source)} has more than {MAX_PAGES} pages. Please check whether its links to the "
                    "next page come to an end.",
                )


def _parsed(
    answer: Answer, address: str, base: str | None, budget: Budget, unreadable: Unreadable | None
) -> Graph:
    rdf_format = _format(answer)
    try:
        return parse_rdf(answer.content, rdf_format, shown(address), base, budget)
    except SourceError as error:
        mended = _without_control(answer.content) if rdf_format == "xml" else answer.content
        if unreadable is None or mended == answer.content:
            raise
        page = parse_rdf(mended, rdf_format, shown(address), base, budget)
        unreadable(address, error, True)
        return page


def _without_control(data: bytes) -> bytes:
    """Return XML in UTF-8 without the characters, written out or as references, that XML cannot hold."""
    text = _REFERENCE.sub(_allowed, clean(data.decode("utf-8", "replace")))
    return text.encode()


def _allowed(found: re.Match[str]) -> str:
    number = int(found[1][1:], 16) if found[1][0] in "xX" else int(found[1])
    return "" if number > _LAST_CHARACTER or unprintable(chr(number)) else found[0]


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
    answer = web.get(address, headers={"Accept": ACCEPT})
    if not answer.ok:
        raise SourceError(
            f"{shown(address)} antwortet mit HTTP {answer.status} statt mit einem DCAT-Katalog.",
            f"{shown(address)} answers with HTTP {answer.status} instead of a DCAT catalogue.",
        )
    return answer


def _format(answer: Answer) -> str:
    suffix = Path(urlsplit(answer.address).path).suffix.lower()
    return _BY_TYPE.get(answer.content_type) or _BY_SUFFIX.get(suffix, "turtle")


def _linked(page: Graph, address: str, properties: Iterable[URIRef]) -> set[str]:
    base = without_credentials(address)
    return {urljoin(base, str(o)) for p in properties for o in page.objects(None, p)}


def _counted_on(address: str, last: str) -> set[str]:
    """Return the address of the page after one that cannot be read, as far as `last` says there is one."""
    here, final = _NUMBER.search(address), _NUMBER.search(last)
    if not here or not final or int(here[2]) >= int(final[2]):
        return set()
    return {f"{address[: here.start(2)]}{int(here[2]) + 1}{address[here.end(2) :]}"}
