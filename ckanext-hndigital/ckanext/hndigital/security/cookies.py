"""How the cookies of people who log in are kept: what `ckan hndigital check` says about them."""

from __future__ import annotations

from collections.abc import Iterator

from ckan.plugins import toolkit
from ckanext.hndigital import config

__all__ = ["LONGEST_REMEMBERED", "LONGEST_SESSION", "weak_cookies"]

#: Seconds. A working day with some room, and four weeks of "remember me".
LONGEST_SESSION = 24 * 3600
LONGEST_REMEMBERED = 28 * 24 * 3600
_NAMES = ("SESSION_COOKIE", "REMEMBER_COOKIE")


def weak_cookies() -> Iterator[str]:
    """Yield a sentence for each setting by which somebody else could come by a login, or use it too long."""
    for name in _NAMES:
        if config.is_secure() and not toolkit.asbool(toolkit.config.get(f"{name}_SECURE")):
            yield f"{name}_SECURE is not true: the cookie is sent unencrypted, too."
        if not toolkit.asbool(toolkit.config.get(f"{name}_HTTPONLY")):
            yield f"{name}_HTTPONLY is not true: a script can read the cookie."
        if str(toolkit.config.get(f"{name}_SAMESITE")) not in ("Lax", "Strict"):
            yield f"{name}_SAMESITE is not Lax or Strict: other websites' requests carry the cookie."
    for name, longest in (
        ("PERMANENT_SESSION_LIFETIME", LONGEST_SESSION),
        ("REMEMBER_COOKIE_DURATION", LONGEST_REMEMBERED),
    ):
        if int(toolkit.config.get(name) or 0) > longest:
            yield f"{name} is more than {longest} seconds: a stolen cookie stays of use for as long."
