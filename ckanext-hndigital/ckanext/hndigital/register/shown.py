"""The rows that overview, figures and pictures count: the register's, or those of one edition.

They are kept in memory of the process and read again only when they have changed. What says so is
asked from the databases at each request (`store.fingerprint`, `reading.public_fingerprint`), so that
every worker shows a publication or an edit from the next request on, and a view of 10,000 projects
costs as many queries as one of ten. Within one request the rows stay the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import flask
from ckanext.hndigital.recent import Recent
from ckanext.hndigital.register import reading, store

from hndigital.figures import ratings_by_number
from hndigital.schemas import register_table, table

__all__ = ["Shown", "current", "of_edition"]

Rows = Sequence[Mapping[str, str]]

#: How many sets of rows a process keeps: the register and the editions asked for last.
_KEPT = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """Visible rows of table `vorhaben` with their ratings; nobody may change them.

    `berichtsstand` and `stichtag` are those of the rows, `newest` is the published round, and
    `withheld` the number of an edition's projects that are not public (any more). Two with the same
    `state` hold the same rows.
    """

    rows: Rows
    ratings: Mapping[str, Mapping[str, str]]
    berichtsstand: str
    stichtag: str
    newest: str
    state: Hashable
    withheld: int = 0
    #: What `selecting` keeps of these rows.
    selections: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)


#: By the edition's name ("" for the register) and the state that was asked before they were loaded: rows
#: that change meanwhile are kept under the older one and so read once more.
_rows: Recent[Shown] = Recent(_KEPT)


def current() -> Shown:
    """Return the latest state of all public projects."""
    return _once("", _current)


def of_edition(berichtsstand: str) -> Shown | None:
    """Return the rows of a public edition as it reported them, None if there is no such edition.

    Only projects that are public today are shown. `erstmals_berichtet` and `zuletzt_berichtet` are
    those of the register, so that a reader sees which projects were left out later.
    """
    edition = reading.edition_of(berichtsstand)
    if edition is None:
        return None
    return _once(berichtsstand, lambda: _of_edition(edition))


def _once(berichtsstand: str, load: Callable[[], Shown]) -> Shown:
    """Return what this request has seen already, so that its figures and lists fit together."""
    if not flask.has_request_context():
        return load()
    seen: dict[str, Shown] = flask.g.setdefault("hndigital_shown", {})
    if berichtsstand not in seen:
        seen[berichtsstand] = load()
    return seen[berichtsstand]


def _current() -> Shown:
    resources = store.register_resources()
    names = ("vorhaben", "strategiefeld_matrix", "status")
    ids = [resources[name] for name in names if name in resources]
    state = (store.fingerprint(ids), reading.public_fingerprint())
    return _rows.once(("", state), lambda: _load_current(state))


def _load_current(state: Hashable) -> Shown:
    seen = reading.snapshot("vorhaben", "strategiefeld_matrix")
    return Shown(
        rows=seen.tables["vorhaben"],
        ratings=ratings_by_number(seen.tables["strategiefeld_matrix"]),
        berichtsstand=seen.berichtsstand,
        stichtag=seen.stichtag,
        newest=seen.berichtsstand,
        state=state,
    )


def _of_edition(edition: Mapping[str, Any]) -> Shown:
    berichtsstand = edition["berichtsstand"]
    latest = current()
    names = ("vorhaben", "strategiefeld_matrix")
    resources = {name: reading.edition_resource(berichtsstand, name) or "" for name in names}
    ids = [resource for resource in resources.values() if resource]
    state = (store.fingerprint(ids), latest.state, edition["stichtag"])
    return _rows.once((berichtsstand, state), lambda: _load_edition(edition, resources, latest, state))


def _load_edition(
    edition: Mapping[str, Any], resources: Mapping[str, str], latest: Shown, state: Hashable
) -> Shown:
    tables = {
        name: store.read_table(resource, table(name)) if resource else []
        for name, resource in resources.items()
    }
    register = {row["vorhaben_nr"]: row for row in latest.rows}
    definition = register_table("vorhaben")
    rounds = [name for name in definition.column_names if name not in table("vorhaben").column_names]
    rows = [
        definition.row({**row, **{name: known[name] for name in rounds}})
        for row in tables["vorhaben"]
        if (known := register.get(row["vorhaben_nr"]))
    ]
    ratings = ratings_by_number(
        row for row in tables["strategiefeld_matrix"] if row["vorhaben_nr"] in register
    )
    return Shown(
        rows=rows,
        ratings=ratings,
        berichtsstand=edition["berichtsstand"],
        stichtag=edition["stichtag"],
        newest=latest.newest,
        state=state,
        withheld=len(tables["vorhaben"]) - len(rows),
    )
