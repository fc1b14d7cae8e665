"""`SOURCE.meta.yaml` beside a source: what the operator states about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import requests
import yaml

from ..errors import SourceError
from ..values import parse_day
from .opening import TIMEOUT, is_address

__all__ = ["SourceMeta", "read_meta"]

SUFFIX = ".meta.yaml"
MAX_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class SourceMeta:
    """Stated facts about a source; empty where nothing is stated."""

    berichtsstand: str = ""
    stichtag: date | None = None
    berichtsdatum: date | None = None
    titel: str = ""
    beispieldaten: bool = False


def read_meta(source: str | Path) -> SourceMeta:
    """Return what `SOURCE.meta.yaml` states; nothing if there is no such file.

    Raises SourceError if the file is there but cannot be understood.
    """
    text, name = _text(source)
    if not text:
        return SourceMeta()
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _unreadable(name, "YAML") from error
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


def _text(source: str | Path) -> tuple[str, str]:
    if isinstance(source, str) and is_address(source):
        address = source.partition("?")[0] + SUFFIX
        try:
            answer = requests.get(address, timeout=TIMEOUT)
        except requests.RequestException:
            return "", address
        found = answer.status_code == requests.codes.ok and "html" not in answer.headers.get(
            "Content-Type", ""
        )
        return (answer.content.decode("utf-8-sig", errors="replace")[:MAX_CHARS] if found else ""), address
    path = Path(f"{source}{SUFFIX}")
    if not path.is_file():
        return "", path.name
    return path.read_text(encoding="utf-8-sig", errors="replace")[:MAX_CHARS], path.name


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
