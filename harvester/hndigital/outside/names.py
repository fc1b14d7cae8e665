"""What may be shown: addresses without their secrets, texts without what a terminal would obey."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

__all__ = ["credentials", "printable", "shown", "without_credentials"]

HIDDEN = "…"
_VALUE = re.compile(
    r"(?i)(?<![\w.-])"
    r"([\w.-]*(?:token|secret|passw(?:or)?d|passwort|pwd|signature|apikey|[_-]key)=|(?:key|sig|auth)=)"
    r"[^&#\s\"'<>]+"
)
_USER = re.compile(
    r"(?i)\b([a-z][a-z0-9+.-]{1,20}://)"
    # A password may hold what ends a host's name, but a number after the colon is a port.
    r"(?:[^\s/?#\"'<>:@]*:(?!\d*(?:[/?#]|$))[^\s\"'<>]{0,500}|[^\s/?#\"'<>]*)@"
)
# Control characters (a terminal takes U+009B for ESC [), lone surrogates, and what turns a line's direction.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    """Return `text` with every address in it free of user, password, and of values named like a secret."""
    return _VALUE.sub(rf"\1{HIDDEN}", _USER.sub(r"\1", text))


def printable(text: str) -> str:
    """Return `text` as a terminal may get it: without an address' secrets, to obey only line breaks and tabs.

    Each character that is taken away leaves U+FFFD, so that a text that held some can be told.
    """
    return _OBEYED.sub("\ufffd", shown(text.replace("\r\n", "\n")))


def credentials(address: str) -> tuple[str, str] | None:
    """Return user and password of an address, None without."""
    parts = urlsplit(address)
    if parts.username is None:
        return None
    return parts.username, parts.password or ""


def without_credentials(address: str) -> str:
    """Return an address with its query but without user and password."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
