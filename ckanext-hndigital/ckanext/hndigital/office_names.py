"""What staff call the offices: names by the sign that reports print, each change with who made it and when.

They are `kept` and given to the core (`hndigital.offices`), which alone says what an office is called. A name
changes pages, pictures and spreadsheets; packages, registers and feeds keep the sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import flask
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import audit, kept
from ckanext.hndigital.register import shown

from hndigital import offices, profiles
from hndigital.characters import hidden, readable
from hndigital.schemas import codelist

__all__ = ["LONGEST", "Change", "entered", "history", "signs", "stored", "take", "write", "wrong"]

LONGEST = 120
"""Characters of a name; the longest of a German city's offices have some eighty."""
_KEY = "offices"


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed: the office, its name before and after ("" for none), by whom, when (ISO, UTC)."""

    amt: str
    alt: str
    neu: str
    who: str
    at: str


def take() -> None:
    """Let the core ask here for the names that staff entered."""
    offices.entered_by(entered)


def entered() -> Mapping[str, str]:
    """Return the names that staff entered, by sign; within a request they are read once."""
    if not flask.has_request_context():
        return {}
    if "hndigital_offices" not in flask.g:
        flask.g.hndigital_offices = stored()
    names: Mapping[str, str] = flask.g.hndigital_offices
    return names


def stored() -> dict[str, str]:
    """Return the same as the database has them, whoever asks."""
    names: dict[str, str] = kept.read(_KEY).get("names", {})
    return names


def history() -> list[Change]:
    """Return all changes, the newest first."""
    return [Change(**one) for one in reversed(kept.read(_KEY).get("history", []))]


def signs() -> list[str]:
    """Return the signs of all offices, of projects, code list and profile, as people order them."""
    in_projects = {row["amt"] for row in shown.current().rows if row["amt"]}
    return sorted({*in_projects, *codelist("amt"), *profiles.current().offices, *entered()}, key=_order)


def _order(sign: str) -> tuple[int, int, str]:
    return (0, int(sign), sign) if sign.isascii() and sign.isdigit() and len(sign) < 9 else (1, 0, sign)


def wrong(names: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """Return by sign what is wrong with names, which may be empty; nothing for those that can be kept."""
    allowed = set(known)
    found: dict[str, str] = {}
    for sign, name in names.items():
        if sign not in allowed:
            found[sign] = toolkit._("No project has an office with the code “{sign}”.").format(sign=sign)
        elif len(name) > LONGEST:
            found[sign] = toolkit._("A name has at most {number} characters.").format(number=LONGEST)
        elif hidden(name) or (name and not readable(name)):
            found[sign] = toolkit._("A name is one line of letters and digits.")
    return found


def write(names: Mapping[str, str], who: str) -> int:
    """Keep what differs of `names` (by sign, "" takes one out), note who changed it, and return how many.

    What another person stores at the same time waits for this, so that no change is lost.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with kept.changing(_KEY) as found:
        before: dict[str, str] = found.get("names", {})
        changes = [
            {"amt": sign, "alt": before.get(sign, ""), "neu": name, "who": who, "at": now}
            for sign, name in sorted(names.items())
            if before.get(sign, "") != name
        ]
        found["names"] = {sign: name for sign, name in {**before, **names}.items() if name}
        found["history"] = [*found.get("history", []), *changes]
    model.Session.commit()
    if flask.has_app_context():
        flask.g.pop("hndigital_offices", None)
    if changes:
        audit.record("offices", who=who, offices=[str(change["amt"]) for change in changes])
    return len(changes)
