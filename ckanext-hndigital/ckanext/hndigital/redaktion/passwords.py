"""The password of a PDF on its way from the form to the worker: through Redis's memory, and nowhere else.

It is gone once the worker has taken it, and after some minutes whatever happens. No database, file, log or
job's arguments hold it, so whoever has the report read anew is asked again.
"""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.internals import memory
from ckanext.hndigital.redaktion.model import Refused
from redis.exceptions import RedisError

__all__ = ["leave", "taken"]

_SECONDS = 900
_LONGEST = 200


def leave(id_: str, password: str) -> None:
    """Leave the password of a Vorgang's file for the worker; raises Refused where that cannot be."""
    if len(password) > _LONGEST:
        raise Refused(toolkit._("This password is too long for a PDF."))
    try:
        memory.redis().set(_key(id_), password.encode(), ex=_SECONDS)
    except RedisError:
        sentence = toolkit._("The password cannot be passed on just now. Please try again in a few minutes.")
        raise Refused(sentence) from None


def taken(id_: str) -> str:
    """Return the password that somebody has left, "" if there is none, and forget it."""
    try:
        found: bytes | None = memory.redis().getdel(_key(id_))
    except RedisError:
        return ""
    return found.decode() if found else ""


def _key(id_: str) -> str:
    return f"hndigital:redaktion:{memory.site_id()}:{id_}"
