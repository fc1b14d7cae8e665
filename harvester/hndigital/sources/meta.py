"""`SOURCE.meta.yaml` beside a source: what the operator states about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ..errors import SourceError
from ..outside import FetchError, Limits, Web, read_file, shown, yaml_document
from ..outside.limits import SETTINGS
from ..values import parse_day
from .opening import is_address

__all__ = ["SourceMeta", "read_meta"]

SUFFIX = ".meta.yaml"
_TYPES = frozenset(
    {"", "text/plain", "application/octet-stream"}
    | {f"{kind}/{name}yaml" for kind in ("text", "application") for name in ("", "x-")}
)
"""As what servers send a file of that name."""


@dataclass(frozen=True, slots=True)
class SourceMeta:
    """Stated facts about a source; empty where nothing is stated."""

    berichtsstand: str = ""
    stichtag: date | None = None
    berichtsdatum: date | None = None
    titel: str = ""
    beispieldaten: bool = False


def read_meta(source: str | Path, limits: Limits = SETTINGS) -> SourceMeta:
    """Return what `SOURCE.meta.yaml` states; nothing if there is no such file.

    Raises SourceError if the file is there but cannot be understood.
    """
    content, name = _content(source, limits)
    if not content:
        return SourceMeta()
    data = yaml_document(content, name)
    if data is None:
        return SourceMeta()
    if not isinstance(data, dict):
        raise _unreadable(name, "Name: Wert")
    example = data.get("beispieldaten", False)
    if not isinstance(example, bool):
        raise _unreadable(name, "beispieldaten: true/false")
    return SourceMeta(
        berichtsstand=str(data.get("berichtsstand") or ""),
        stichtag=_day(data, "stichtag", name),
        berichtsdatum=_day(data, "berichtsdatum", name),
        titel=str(data.get("titel") or ""),
        beispieldaten=example,
    )


def _content(source: str | Path, limits: Limits) -> tuple[bytes, str]:
    if isinstance(source, str) and is_address(source):
        parts = urlsplit(source)
        address = urlunsplit(parts._replace(path=parts.path + SUFFIX, query="", fragment=""))
        try:
            with Web(limits) as web:
                # A page that says in many words that there is nothing is not read at all, nor is the report
                # itself, which some systems answer to whatever is asked.
                head = web.send("GET", address, content=False)
                found = head.ok and head.content_type in _TYPES
                return web.get(address).content if found else b"", shown(address)
        except FetchError as error:
            if error.reason == "connection":
                return b"", shown(address)  # Fetching the source itself will tell.
            raise
    path = Path(f"{source}{SUFFIX}")
    if not path.is_file():
        return b"", path.name
    return read_file(path, limits), path.name


def _day(data: dict[object, object], key: str, name: str) -> date | None:
    value = data.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    day = value if isinstance(value, date) else parse_day(str(value))
    if day is None:
        raise _unreadable(name, f"{key}: JJJJ-MM-TT")
    return day


def _unreadable(name: str, expected: str) -> SourceError:
    return SourceError(
        f"Die Angaben zur Quelle sind nicht lesbar: {name} (erwartet: {expected}).",
        f"The statements about the source cannot be read: {name} (expected: {expected}).",
    )
