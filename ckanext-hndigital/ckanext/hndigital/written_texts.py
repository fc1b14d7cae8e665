"""Texts that editors have written for the pages about the portal, each version with who wrote it and when.

They are `kept`: what is shown now in one place, which a page reads once, all versions of a text in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import flask
import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import audit, kept

from hndigital.characters import clean

__all__ = ["LONGEST", "Meanwhile", "Version", "current", "name", "newest", "stored", "versions", "write"]

LONGEST = 50_000
"""Characters of a text; a long privacy statement has some 30,000."""
_NOW = "texts"


@dataclass(frozen=True, slots=True)
class Version:
    """A text as it was stored ("" where it was taken out): its number from 1, by whom, when (ISO, UTC)."""

    number: int
    markdown: str
    who: str
    at: str


class Meanwhile(Exception):
    """Another person has stored a version since this one was begun; `newest` is it."""

    def __init__(self, newest: Version) -> None:
        super().__init__(newest)
        self.newest = newest


def current(page: str, lang: str) -> str:
    """Return the text in Markdown that is shown now, "" where none is; within a request it is read once."""
    if not flask.has_request_context():
        return str(kept.read(_NOW).get(name(page, lang), ""))
    if "hndigital_texts" not in flask.g:
        flask.g.hndigital_texts = _shown()
    return str(flask.g.hndigital_texts.get(name(page, lang), ""))


def _shown() -> dict[str, Any]:
    """Return what is shown; while the database is away, the page that says so has the operator's texts."""
    try:
        return kept.read(_NOW)
    except sa.exc.SQLAlchemyError:
        model.Session.rollback()
        return {}


def stored() -> dict[str, str]:
    """Return all texts that are shown now, by their names."""
    return {key: str(text) for key, text in kept.read(_NOW).items()}


def newest(page: str, lang: str) -> int:
    """Return the number of the newest version of a text, 0 for none."""
    return max((one.number for one in versions(page, lang)), default=0)


def versions(page: str, lang: str) -> list[Version]:
    """Return all versions of a text, the newest first."""
    return [Version(**one) for one in reversed(kept.read(_all(page, lang)).get("versions", []))]


def write(page: str, lang: str, markdown: str, *, who: str, after: int) -> bool:
    """Store a text ("" takes it out) that was written on version `after`; return whether it differs.

    Raises `Meanwhile` where that is no longer the newest version.
    """
    text = clean(markdown).strip()
    with kept.changing(_all(page, lang)) as stored:
        known = [Version(**one) for one in stored.get("versions", [])]
        if known and known[-1].number != after:
            model.Session.rollback()
            raise Meanwhile(known[-1])
        if text == (known[-1].markdown if known else ""):
            model.Session.rollback()
            return False
        at = datetime.now(UTC).isoformat(timespec="seconds")
        version = {"number": len(known) + 1, "markdown": text, "who": who, "at": at}
        stored["versions"] = [*stored.get("versions", []), version]
        with kept.changing(_NOW) as shown:
            shown.pop(name(page, lang), None)
            if text:
                shown[name(page, lang)] = text
    model.Session.commit()
    if flask.has_app_context():
        flask.g.pop("hndigital_texts", None)
    audit.record("texts", who=who, text=name(page, lang), version=len(known) + 1)
    return True


def name(page: str, lang: str) -> str:
    """Return what a text is called among all of them."""
    return f"{page}.{lang}"


def _all(page: str, lang: str) -> str:
    return f"{_NOW}.{name(page, lang)}"
