"""Compare what a reader made of a generated report with what went in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tests.generator.expected import COLUMNS

__all__ = ["differences"]

Rows = Sequence[Mapping[str, str]]

_KEYS = {
    "vorhaben": ("vorhaben_nr",),
    "strategiefeld_matrix": ("vorhaben_nr", "strategiefeld"),
    "status": ("vorhaben_nr", "berichtsstand"),
    "kosten": ("vorhaben_nr", "berichtsstand"),
    "steckbriefe": ("vorhaben_nr", "kapitel"),
    "abgleich": ("kennzahl",),
}


def _optional(table: str, column: str, row: Mapping[str, str]) -> bool:
    """A count beside a total that cannot be compared is the reader's to give or not."""
    return table == "abgleich" and column == "zeilen" and row["ergebnis"] == "nicht_vergleichbar"


def _of_table(table: str, expected: Rows, actual: Rows) -> Iterable[str]:
    key = _KEYS[table]
    found = {tuple(row[name] for name in key): row for row in actual}
    wanted = {tuple(row[name] for name in key): row for row in expected}
    if len(found) != len(actual):
        yield f"{table}: {len(actual) - len(found)} keys twice"
    yield from (f"{table} {'/'.join(k)}: missing" for k in wanted if k not in found)
    yield from (f"{table} {'/'.join(k)}: not in the report" for k in found if k not in wanted)
    for k in wanted.keys() & found.keys():
        for column in COLUMNS[table]:
            into, out = wanted[k][column], found[k][column]
            if into != out and not _optional(table, column, wanted[k]):
                yield f"{table} {'/'.join(k)} {column}: {into!r} was read as {out!r}"


def differences(expected: Mapping[str, Rows], actual: Mapping[str, Rows]) -> list[str]:
    """Return one line per cell that is wrong, missing or too much."""
    return sorted(line for table in COLUMNS for line in _of_table(table, expected[table], actual[table]))
