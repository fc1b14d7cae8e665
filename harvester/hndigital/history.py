"""The register: all editions folded into the latest state and the whole history of every project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from . import schemas
from .package.changes import (
    ENTFALLEN,
    GEAENDERT,
    NEU,
    Change,
    Edition,
    changed_fields,
    diff,
    project_fields,
)
from .values import whole_number

__all__ = ["register_tables", "round_key"]

Row = dict[str, str]


def round_key(berichtsstand: str) -> tuple[tuple[int, str], ...]:
    """Return something to sort reporting rounds by: `2020-2` before `2020-10` before `2021-1`."""
    numbers = ((whole_number(part), part) for part in berichtsstand.split("-"))
    return tuple((-1 if number is None else number, part) for number, part in numbers)


def register_tables(
    packages: Iterable[Edition], manual: Mapping[str, Iterable[Mapping[str, str]]] | None = None
) -> dict[str, list[Row]]:
    """Fold editions, given in any order, and rows made by hand into the register's tables.

    `vorhaben` and `strategiefeld_matrix` hold for each project what the newest edition that names it
    says; `status` and `kosten` hold all rounds; `aenderungen` holds the differences between
    consecutive rounds and the corrections within one. Of several versions of one round the highest
    counts (by `version`, where the packages have one, otherwise the one given last). `manual` maps a
    table's name to rows of projects that no edition names; rows of projects that one does name are
    left out, for there the report counts.
    """
    rounds = _rounds(packages)
    latest = [versions[-1] for versions in rounds]
    tables: dict[str, list[Row]] = {
        "vorhaben": _projects(latest),
        "strategiefeld_matrix": _ratings(latest),
        "status": [dict(row) for edition in latest for row in edition.tables["status"]],
        "kosten": [dict(row) for edition in latest for row in edition.tables["kosten"]],
        "aenderungen": _changes(rounds, latest),
    }
    reported = {row["vorhaben_nr"] for row in tables["vorhaben"]}
    folded = {}
    for name, rows in tables.items():
        definition = schemas.register_table(name)
        by_hand = [row for row in (manual or {}).get(name, ()) if row["vorhaben_nr"] not in reported]
        unique = {definition.key(row): row for row in map(definition.row, [*rows, *by_hand])}
        folded[name] = [unique[key] for key in sorted(unique)]
    return folded


def _rounds(packages: Iterable[Edition]) -> list[list[Edition]]:
    """Return the editions by round, oldest first, and within a round its versions, oldest first."""
    by_round: dict[str, list[Edition]] = {}
    for package in packages:
        by_round.setdefault(package.berichtsstand, []).append(package)
    # Python's sort is stable: packages without a version keep the order in which they were given.
    return [
        sorted(by_round[stand], key=lambda package: _version_key(getattr(package, "version", "")))
        for stand in sorted(by_round, key=round_key)
    ]


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(whole_number(part) or 0 for part in version.split("."))


def _projects(editions: Sequence[Edition]) -> list[Row]:
    projects: dict[str, Row] = {}
    for edition in editions:
        for row in edition.tables["vorhaben"]:
            nr = row["vorhaben_nr"]
            first = projects[nr]["erstmals_berichtet"] if nr in projects else edition.berichtsstand
            projects[nr] = {
                **row,
                "erstmals_berichtet": first,
                "zuletzt_berichtet": edition.berichtsstand,
            }
    return list(projects.values())


def _ratings(editions: Sequence[Edition]) -> list[Row]:
    ratings: dict[str, list[Row]] = {}
    for edition in editions:
        # A project that this round names loses all earlier ratings, even if it has none now.
        ratings |= {row["vorhaben_nr"]: [] for row in edition.tables["vorhaben"]}
        for row in edition.tables["strategiefeld_matrix"]:
            ratings.setdefault(row["vorhaben_nr"], []).append(dict(row))
    return [row for rows in ratings.values() for row in rows]


def _changes(rounds: Sequence[Sequence[Edition]], latest: Sequence[Edition]) -> list[Row]:
    rows = [
        _stamped(change, versions[-1].berichtsstand)
        for versions in rounds
        if len(versions) > 1
        for change in diff(versions[0], versions[-1])
    ]
    # What the last edition that names a project says of it, and which round that was.
    known: dict[str, tuple[str, dict[str, str]]] = {}
    for edition in latest[:1]:
        known = {nr: (edition.berichtsstand, fields) for nr, fields in project_fields(edition).items()}
    for older, newer in pairwise(latest):
        changes = _round_changes(known, older.berichtsstand, newer)
        rows += [_stamped(change, newer.berichtsstand) for change in changes]
        known |= {nr: (newer.berichtsstand, fields) for nr, fields in project_fields(newer).items()}
    return rows


def _round_changes(
    known: Mapping[str, tuple[str, dict[str, str]]], older_round: str, newer: Edition
) -> list[Change]:
    projects = project_fields(newer)
    changes = []
    for nr, fields in projects.items():
        if nr not in known:
            changes.append(Change(nr, "titel", "", fields["titel"], NEU))
            continue
        last_round, last_fields = known[nr]
        if last_round != older_round:
            # Reported again after a pause: neither new nor only a change of values.
            changes.append(Change(nr, "zuletzt_berichtet", last_round, newer.berichtsstand, GEAENDERT))
        changes += changed_fields(nr, last_fields, fields, GEAENDERT)
    changes += [
        Change(nr, "titel", fields["titel"], "", ENTFALLEN)
        for nr, (last_round, fields) in known.items()
        if last_round == older_round and nr not in projects
    ]
    return changes


def _stamped(change: Change, berichtsstand: str) -> Row:
    return {**change.row(), "berichtsstand": berichtsstand}
