"""Bytes → graph, with nothing but these bytes: no parser asks the network, opens a file or expands entities.

The format is always named, so that rdflib guesses none. What a few bytes could stand for is bounded, too:
each statement that a parser finds counts with the length of its terms, which holds for prefixes, bases
and vocabularies of any format alike.
"""

from __future__ import annotations

import logging
import xml.sax
import xml.sax.handler
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import defusedxml.sax
import rdflib.term
from defusedxml.common import DefusedXmlException
from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.namespace import RDF, XSD
from rdflib.parser import PythonInputSource
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.plugins.stores.memory import Memory

from ..errors import SourceError
from ..outside import Limits, json_document
from ..outside.limits import CATALOGUE, human

__all__ = ["PARSED", "Budget", "parse_rdf"]

PARSED = ("turtle", "xml", "json-ld", "nt")
"""rdflib's names of the formats that are read."""

_TEXT_PER_BYTE = 30
"""Characters of all statements for each byte that is read; of our own catalogues there are two."""
_TEXT_AT_LEAST = 1_000_000
"""Few statements with long prefixes are no attack."""
_BYTES_PER_STATEMENT = 50
"""A statement of a catalogue takes some 60 bytes of Turtle and 100 of RDF/XML; in memory, a thousand."""
_UNREADABLE = (
    *(ParserError, BadSyntax, xml.sax.SAXException, SyntaxError, ValueError, KeyError, TypeError),
    *(AttributeError, IndexError, AssertionError, RecursionError),
)
"""What rdflib's parsers raise for damaged and odd input."""


class Budget:
    """How many statements, and how much text in them, may come of what is read; for all pages together."""

    def __init__(self, limits: Limits = CATALOGUE) -> None:
        self._statements = limits.max_bytes // _BYTES_PER_STATEMENT
        self._text = _TEXT_AT_LEAST
        self._size = human(limits.max_bytes)

    def read(self, size: int) -> None:
        """Allow as much text as the statements of `size` bytes more can have."""
        self._text += size * _TEXT_PER_BYTE

    def spend(self, text: int) -> None:
        """Count a statement with `text` characters; raises SourceError beyond the budget."""
        self._statements -= 1
        self._text -= text
        if self._statements < 0:
            raise _BeyondBudget(
                f"enthält mehr Aussagen als ein Katalog von {self._size}. Bitte prüfen, woher er kommt; mehr "
                "erlaubt --max-mb.",
                f"holds more statements than a catalogue of {self._size}. Please check where it comes from; "
                "--max-mb allows more.",
            )
        if self._text < 0:
            raise _BeyondBudget(
                "steht für weit mehr Text, als geschrieben ist. Bitte prüfen, woher er kommt.",
                "stands for far more text than is written. Please check where it comes from.",
            )


class _BeyondBudget(Exception):  # noqa: N818 - becomes a SourceError with its place
    pass


class _Counting(Memory):
    """rdflib's store in memory, which counts while a parser fills it."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        self._budget.spend(sum(map(len, triple)))
        super().add(triple, context, quoted)


def parse_rdf(data: bytes, rdf_format: str, place: str, base: str | None, budget: Budget) -> Graph:
    """Return the graph in `data`, written in one of the formats `PARSED`.

    Raises SourceError, which names `place`, if it is no RDF, wants anything from elsewhere, or stands for
    more than the budget allows.
    """
    budget.read(len(data))
    counted = Graph(store=_Counting(budget))
    try:
        if rdf_format == "json-ld":
            document = json_document(data, place)
            _check_contexts(document, place)
            # The very document that was looked at: a second reading could see another one.
            counted.parse(PythonInputSource(document, base), format=rdf_format, publicID=base)
        else:
            if rdf_format == "xml":
                _check_entities(data, place)
            counted.parse(data=data, format=rdf_format, publicID=base)
    except _BeyondBudget as error:
        de, en = error.args
        raise SourceError(f"{place} {de}", f"{place} {en}") from None
    except SourceError:
        raise
    except _UNREADABLE as error:
        first = " ".join(str(error).split())[:200] or type(error).__name__
        raise SourceError(
            f"{place} ist kein lesbares RDF ({rdf_format}): {first}",
            f"{place} is no readable RDF ({rdf_format}): {first}",
        ) from error
    return counted


def _check_entities(data: bytes, place: str) -> None:
    try:
        defusedxml.sax.parseString(data, xml.sax.handler.ContentHandler())
    except DefusedXmlException as error:
        name = str(getattr(error, "name", None) or getattr(error, "sysid", None) or "")
        raise SourceError(
            f"{place} erklärt XML-Entitäten ({name}); sie werden weder ersetzt noch nachgeladen. Bitte den "
            "Katalog ohne sie schreiben.",
            f"{place} declares XML entities ({name}); they are neither replaced nor loaded. Please write the "
            "catalogue without them.",
        ) from error


def _check_contexts(document: Any, place: str) -> None:
    for context in _remote_contexts(document):
        raise SourceError(
            f"{place} verweist auf den JSON-LD-Kontext {context}; Kontexte werden nicht nachgeladen. Bitte "
            "den Kontext in das Dokument schreiben oder den Katalog als Turtle oder RDF/XML nehmen.",
            f"{place} refers to the JSON-LD context {context}; contexts are not loaded. Please write the "
            "context into the document or take the catalogue as Turtle or RDF/XML.",
        )


def _remote_contexts(document: Any) -> Iterator[str]:
    """Yield every address that a JSON-LD processor would load a context from."""
    todo = [document]
    while todo:
        value = todo.pop()
        if isinstance(value, list):
            todo += value
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key in ("@context", "@import"):
                    yield from (one for one in _flat(inner) if isinstance(one, str))
                todo.append(inner)


def _flat(value: Any) -> Iterator[Any]:
    """Yield `value`, or what is in it if it is a list of lists."""
    if isinstance(value, list):
        for inner in value:
            yield from _flat(inner)
    else:
        yield value


def _decimal(lexical: str) -> Decimal:
    """Return the value of an xsd:decimal, which has no exponent: rdflib would write 1e999999999 out."""
    if "e" in lexical.lower():
        raise ValueError(lexical[:40])
    return Decimal(lexical)


def _bind_cheaply() -> None:
    """Keep rdflib from making more of a literal than its text: digits without end, trees of XML and HTML."""
    log = logging.getLogger(rdflib.term.__name__)
    log.disabled = True  # It warns that there was a binding.
    rdflib.term.bind(XSD.decimal, Decimal, _decimal, lambda value: f"{value:f}")
    for markup in (RDF.XMLLiteral, RDF.HTML):
        rdflib.term.bind(markup, str, str)
    log.disabled = False


_bind_cheaply()
