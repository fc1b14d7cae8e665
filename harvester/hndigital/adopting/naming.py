"""How an adopted dataset's page is addressed: as on the present portal where it had a name, else by title.

A name is chosen once, when the dataset is made; later runs know it by its identifier.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from urllib.parse import unquote, urlsplit

from ..projects import name_prefix
from .model import Record, as_list

__all__ = ["name_for"]

_LONGEST = 90
"""CKAN allows 100 characters; the rest is for what tells equal names apart."""
_PAGE = re.compile(r"/(?:dataset|datensatz|datasets|daten)/([^/]+)/?$")
_NO_NAME = re.compile(r"[0-9]+|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_TAKEN_BY_CKAN = frozenset({"new", "edit", "search"})


def name_for(record: Record, taken: Container[str], register: str) -> str:
    """Return a name that CKAN takes, that is none of `taken` and none that belongs to the reporting."""
    candidates = (
        record.name,
        *map(_in_address, (*_pages(record), record.iri)),
        str(record.fields.get("title", "")),
        record.identifier,
    )
    name = next((slug for slug in map(_slug, candidates) if len(slug) > 1), "datensatz")
    if name in _TAKEN_BY_CKAN or name == register or name.startswith((f"{register}-", name_prefix())):
        name = f"datensatz-{name}"
    return next(free for free in (_numbered(name, n) for n in range(1, 100_000)) if free not in taken)


def _pages(record: Record) -> tuple[str, ...]:
    return (*as_list(record.fields.get("url", ())), *as_list(record.fields.get("documentation", ())))


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _in_address(address: str) -> str:
    """Return the name in the address of a dataset's page; "" where an id or a number stands there."""
    try:
        found = _PAGE.search(urlsplit(address).path)
    except ValueError:
        return ""
    name = unquote(found[1]) if found else ""
    return "" if _NO_NAME.fullmatch(name.lower()) else name


def _slug(text: str) -> str:
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_GERMAN))
    plain = letters.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:_LONGEST].rstrip("-_")
