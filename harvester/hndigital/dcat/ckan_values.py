"""What people write into CKAN's fields, read so that nothing odd breaks a catalogue.

A value that cannot be what it should be (an address without a host, a date that is none) counts as
missing: then a setting of the city stands in, or the statement is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from ..addresses import iri, web_address
from ..characters import clean, one_line
from .model import Time

__all__ = [
    "Package",
    "address",
    "codes_of",
    "day",
    "email",
    "entries",
    "field",
    "is_duration",
    "moment",
    "moment_text",
    "number",
    "plain",
    "size",
    "words",
]

Package = Mapping[str, Any]
"""A dataset as `package_show` gives it."""

_HTML = re.compile(r"<(script|style)\b.*?</\1\s*>|</?[a-z][^<>]*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_YEARS = range(1000, 9999)
_DIGITS = re.compile(r"[0-9]{1,18}")
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([1-9][0-9]{3})")
_GERMAN_MONTH = re.compile(r"(0?[1-9]|1[0-2])[./]([1-9][0-9]{3})")
_MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"[1-9][0-9]{3}")
_DURATION = re.compile(
    r"-?P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?"
)


def field(package: Package, name: str) -> str:
    """Return a field of the dataset, whether a field of its schema or an extra; "" if it has none."""
    value = package.get(name)
    if value in (None, "", []):
        value = next((e.get("value") for e in package.get("extras", ()) if e.get("key") == name), "")
    return value.strip() if isinstance(value, str) else json.dumps(value) if value else ""


def words(package: Package, name: str) -> str:
    """Return a field that holds words, on one line and without what no format can say."""
    return one_line(field(package, name))


def codes_of(value: str) -> tuple[str, ...]:
    """Return a list that CKAN holds as JSON, as "{a,b}" or separated by blanks or commas."""
    if value.startswith("["):
        try:
            return tuple(str(entry) for entry in json.loads(value))
        except (json.JSONDecodeError, RecursionError):
            return ()
    return tuple(re.split(r"[\s,]+", value.strip("{} "))) if value.strip("{} ") else ()


def entries(value: object) -> tuple[str, ...]:
    """Return a list that CKAN holds as a list, as JSON, or as lines of a text; one word is a list of one."""
    if isinstance(value, str):
        try:
            found = json.loads(value) if value.lstrip().startswith("[") else value.splitlines()
        except (json.JSONDecodeError, RecursionError):
            found = []
        value = found
    listed = value if isinstance(value, (list, tuple)) else [value]
    return tuple(word for one in listed if isinstance(one, (str, int, float)) and (word := str(one).strip()))


def plain(value: object) -> str:
    """Return a text without HTML: tags and scripts dropped, entities resolved, lines kept."""
    bare = _HTML.sub(" ", str(value or ""))
    lines = (" ".join(clean(line).split()) for line in unescape(bare).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def address(value: object) -> str:
    """Return an http(s) or ftp address with a host, or "" for what is none."""
    return web_address(value)


def email(value: str) -> str:
    """Return an e-mail address without "mailto:", or "" for what is none."""
    given = value.strip().removeprefix("mailto:")
    found = re.fullmatch(r"[^\s@<>:]+@[^\s@<>]+\.[^\s@<>]+", given)
    return given if found and iri(f"mailto:{given}") else ""


def size(value: object) -> int | None:
    """Return a number of bytes, None for what is none."""
    return int(str(value)) if _DIGITS.fullmatch(str(value or "")) else None


def number(value: object, otherwise: int) -> int:
    """Return a whole number, `otherwise` for what is none."""
    found = size(value)
    return otherwise if found is None else found


def day(value: str) -> date | None:
    """Return the day that a date or moment begins with, None for what is none."""
    try:
        found = date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
    return found if found and found.year in _YEARS else None


def moment(value: object) -> Time | None:
    """Return a moment (CKAN's are UTC without saying so), a day, a month or a year; None for what is none.

    Days and months may be written as in German: 31.03.2021, 03.2021.
    """
    given = _iso(str(value or "").strip())
    if _YEAR.fullmatch(given) or _MONTH.fullmatch(given):
        return given
    try:
        found = datetime.fromisoformat(given) if given else None
    except ValueError:
        return None
    if found is None or found.year not in _YEARS:
        return None
    return found.date() if len(given) == 10 else found.replace(tzinfo=found.tzinfo or UTC)


def moment_text(value: str) -> str:
    """Return what `moment` finds as ISO 8601 writes it, "" for what is none."""
    found = moment(value)
    return found.isoformat() if isinstance(found, date) else found or ""


def _iso(text: str) -> str:
    if found := _GERMAN_DAY.fullmatch(text):
        return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    if found := _GERMAN_MONTH.fullmatch(text):
        return f"{found[2]}-{found[1]:0>2}"
    return text


def is_duration(value: str) -> bool:
    """Return whether a text is a duration of ISO 8601 that XML Schema knows (it has no weeks)."""
    return bool(_DURATION.fullmatch(value))
