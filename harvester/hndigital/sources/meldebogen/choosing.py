"""What editors have chosen where two answers contradict each other, as a file beside the returned Meldebögen.

`gewaehlte-antworten.csv` has the columns vorhaben_nr, feld, fundstelle and wert: which answer counts, told
by its place and by what stands there. One that no answer fits any more settles nothing: the contradiction is
told again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...bericht import Fundstelle
from ...errors import SourceError
from ..opening import RawSource
from .answers import Row

__all__ = ["CHOICES", "HIDDEN", "Choice", "Choices", "choices_file", "place_of", "read_choices", "said_in"]

CHOICES = "gewaehlte-antworten.csv"
"""Name of the file; no answer is read from one of that name."""
HIDDEN = "…"
"""Stands for what is internal."""
_COLUMNS = ("vorhaben_nr", "feld", "fundstelle", "wert")


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer that counts: its place as a finding names it, and what stands there ("" for nothing)."""

    fundstelle: str
    wert: str

    def is_of(self, row: Row, name: str, hidden: Iterable[str] = ()) -> bool:
        """Tell whether it is what a row says of a field."""
        return (self.fundstelle, self.wert) == (str(place_of(row, name)), said_in(row, name, hidden))


Choices = Mapping[tuple[str, str], Choice]
"""By number of the project and field."""


def place_of(row: Row, name: str) -> Fundstelle:
    """Return where a row says something of a field; where it is silent, the place of its number."""
    return row.cells[name].fundstelle if name in row.cells else row.nummer.fundstelle


def said_in(row: Row, name: str, hidden: Iterable[str] = ()) -> str:
    """Return what a row says of a field in its own words, nothing of what is internal."""
    if name in hidden:
        return HIDDEN
    return row.cells[name].wortlaut if name in row.cells else ""


def choices_file(choices: Choices) -> bytes:
    """Return the file; the same choices give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for (number, name), choice in sorted(choices.items()):
        writer.writerow((number, name, choice.fundstelle, choice.wert))
    return text.getvalue().encode("utf-8")


def read_choices(raw: RawSource) -> Choices:
    """Return what a file says; raises SourceError where it is none of these."""
    content = raw.file.content if raw.file else b""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", "replace")))
    if tuple(rows.fieldnames or ()) != _COLUMNS:
        raise SourceError(
            f"{raw.name}: die Spalten sind nicht {', '.join(_COLUMNS)}. Bitte die Datei so lassen, wie "
            "das Portal sie schreibt, oder weglassen.",
            f"{raw.name}: the columns are not {', '.join(_COLUMNS)}. Please leave the file as the portal "
            "writes it, or leave it out.",
        )
    return {
        (row["vorhaben_nr"], row["feld"]): Choice(row["fundstelle"] or "", row["wert"] or "") for row in rows
    }
