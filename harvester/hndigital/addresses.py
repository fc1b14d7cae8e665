"""What a web address and an IRI are: the one rule for forms, actions, catalogues and the check of them.

What is certain is put right as browsers do it (a blank becomes `%20`, a second `#` becomes `%23`);
what is not is no address: a catalogue leaves it out, a form asks for another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from unicodedata import normalize
from urllib.parse import quote, unquote

from .characters import clean, hidden, one_line

__all__ = [
    "SCHEMES",
    "Problem",
    "corrected",
    "iri",
    "is_iri",
    "is_address_field",
    "may_be_address",
    "problem",
    "runs",
    "same",
    "web_address",
]

_WEB = ("http", "https", "ftp", "ftps", "sftp")
SCHEMES = (*_WEB, "mailto", "tel", "urn", "doi", "geo")
"""What an address may begin with. `javascript:` and `data:` would run in the reader's browser."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"//([^/?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s\"%<>@\[\\\]^`{|}:]+)(:[0-9]{1,5})?")
_NO_SIGN = re.compile(r"[^A-Za-z0-9!$&'()*+,/:;=?@._~%#-]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NEVER_IN_A_PATH = re.compile(r"[\s<>\"{}|\\^`]")
_SCRIPT = re.compile(r"(javascript|vbscript|data):\S", re.IGNORECASE)
_ADDRESS_FIELD = re.compile(r"(^|[_-])(ur[li]|iri|homepage|website)s?$|UR[LI]s?$")
_LOOSE_FIELDS = frozenset(
    ["spatial", "documentation", "conforms_to", "license", "page", "landing_page", "source", "references"]
)
_LAST_BLOCK = "\ufff0"


class Problem(StrEnum):
    """Why a value is no address that a field may hold."""

    HIDDEN = "hidden"
    SCHEME = "scheme"
    HOST = "host"
    BLANKS = "blanks"


@lru_cache(maxsize=50_000)
def iri(value: str) -> str:
    """Return `value` as an IRI that every format of RDF can hold, or "" if it is none.

    Blanks, brackets and the like are percent-encoded, umlauts stay. A control character has no meaning
    in an address, so what holds one is none.
    """
    given = value.strip()
    found = None if hidden(given) else _SCHEME.fullmatch(given)
    if found is None or found[1].lower() not in SCHEMES or not found[2]:
        return ""
    scheme, rest = found[1].lower(), found[2]
    if scheme not in _WEB:
        return f"{scheme}:{_encoded(rest)}"
    parts = _AUTHORITY.fullmatch(rest)
    if parts is None or not _is_host(parts[1]):
        return ""
    return f"{scheme}://{_encoded_host(parts[1])}{_encoded(parts[2])}"


def is_iri(value: str) -> bool:
    """Return whether `value` is an IRI as it stands, of any scheme (RFC 3987)."""
    found = _SCHEME.fullmatch(value)
    if found is None or not found[2] or hidden(value):
        return False
    parts = _AUTHORITY.fullmatch(found[2])
    if found[1].lower() in _WEB and not (parts and _is_host(parts[1].rpartition("@")[2])):
        return False
    rest = parts[2] if parts else found[2]
    return _encoded(rest) == rest


def web_address(value: object) -> str:
    """Return an address at which something can be read (http, https or ftp), put right, or ""."""
    given = value.strip() if isinstance(value, str) else ""
    return iri(given) if given.lower().startswith(("http://", "https://", "ftp://")) else ""


def problem(value: str) -> Problem | None:
    """Return why a field for an address cannot take `value`, None if it can.

    It takes addresses of `SCHEMES` and relative ones, such as the name of an uploaded file.
    """
    given = value.strip()
    if hidden(given):
        return Problem.HIDDEN
    found = _SCHEME.fullmatch(given)
    if found is None:
        return Problem.BLANKS if _NEVER_IN_A_PATH.search(given) else None
    if found[1].lower() not in SCHEMES:
        return Problem.SCHEME
    return None if iri(given) else Problem.HOST


def corrected(value: str) -> str:
    """Return the address that a field keeps for `value`, which has no `problem`."""
    given = value.strip()
    return iri(given) or given


def runs(value: str) -> bool:
    """Return whether a browser would run `value` as an address; it reads past control characters."""
    return bool(_SCRIPT.match("".join(sign for sign in value.strip() if sign.isprintable())))


def is_address_field(name: str) -> bool:
    """Return whether a field of that name holds addresses only: `url`, `publisher_uri`, `accessURL`."""
    return bool(_ADDRESS_FIELD.search(name))


def may_be_address(name: str) -> bool:
    """Return whether a field of that name holds an address or words (`documentation`, `source`)."""
    return name in _LOOSE_FIELDS


@lru_cache(maxsize=50_000)
def same(value: str) -> str:
    """Return the form in which readers hold identifiers and IRIs beside each other.

    Two values of the same form are one to some reader: blanks around or percent signs make no difference,
    nor do the ways in which Unicode writes a letter, capitals in a host, or a port that goes without saying.
    """
    text = normalize("NFC", one_line(unquote(clean(value))))
    return "".join(_comparable(text))


def _comparable(text: str) -> Iterator[str]:
    found = _SCHEME.fullmatch(text)
    parts = _AUTHORITY.fullmatch(found[2]) if found else None
    if not found or not parts:
        yield text
        return
    scheme = found[1].lower()
    port = {"http": ":80", "https": ":443"}.get(scheme, "")
    yield f"{scheme}://{parts[1].lower().removesuffix(port) if port else parts[1].lower()}"
    yield re.sub(r"/(\.?/)+", "/", parts[2]).rstrip("/")


def _is_host(authority: str) -> bool:
    found = _HOST.fullmatch(authority)
    if found is None or int((found[2] or ":0")[1:]) > 65_535:
        return False
    if not found[1].startswith("["):
        return True
    try:
        IPv6Address(found[1][1:-1])
    except AddressValueError:
        return False
    return True


def _encoded_host(authority: str) -> str:
    return authority if authority.startswith("[") else _NO_SIGN.sub(_quoted, authority)


def _encoded(text: str) -> str:
    before, sign, fragment = _STRAY_PERCENT.sub("%25", text).partition("#")
    return _NO_SIGN.sub(_quoted, f"{before}{sign}{fragment.replace('#', '%23')}")


def _quoted(found: re.Match[str]) -> str:
    """Return a sign as it stands if IRIs may hold it (letters of any script), else percent-encoded."""
    sign = found[0]
    if sign > "\x7f" and sign.isprintable() and not _LAST_BLOCK <= sign <= "\uffff":
        return sign
    return quote(sign)
