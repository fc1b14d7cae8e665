"""What a source yields, whatever it is: table rows, fact sheets, stated figures, each value with its place.

A reader of another kind of source (a spreadsheet, another city's layout) yields the same types;
nothing after `hndigital.sources` knows which one it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..bericht import Fundstelle, Quelle, SourceFile
from ..findings import Finding

__all__ = ["Aussage", "Blatt", "Records", "Tabelle", "Zahl", "Zeile", "Zelle"]

_NO_CELLS: Mapping[str, Zelle] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Zelle:
    """One printed value: its text (words broken at a line's end joined), its wording, its place.

    A text that people have put in the place of what is printed says who did (`von`) and why (`grund`).
    """

    text: str
    wortlaut: str
    fundstelle: Fundstelle = Fundstelle()
    von: str = ""
    grund: str = ""


@dataclass(frozen=True, slots=True)
class Zeile:
    """One table row. `zellen` holds what was found, by field; a field of the table without cell is missing.

    Fields: titel, amt, vorhabentyp, anlass, `strategiefeld.<code>`, bearbeitungsstand, gesamtstatus,
    kosten_eur, and the texts of a fact sheet where a list has columns for them. `unklar` holds what stands
    in the row but cannot be given to one field, by the name of the fields that it may belong to
    ("strategiefeld" for ratings of which one is missing, "titel" for a title that may hold cells of another
    row, "" otherwise).
    """

    nummer: Zelle
    zellen: Mapping[str, Zelle]
    unklar: Mapping[str, Zelle] = field(default_factory=lambda: _NO_CELLS)


@dataclass(frozen=True, slots=True)
class Tabelle:
    """One table: its chapter, the fields that it has columns for, and its rows.

    `bearbeitungsstand` is the code that the caption gives all rows ("" if the table has a column). `offen`
    are the fields whose cell a row may leave empty.
    """

    kapitel: str
    felder: tuple[str, ...]
    ueberschrift: Zelle
    bearbeitungsstand: str
    zeilen: tuple[Zeile, ...]
    offen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Blatt:
    """One fact sheet with its chapter; `zellen` by field of `Steckbrief`, "" where nothing is printed."""

    nummer: Zelle
    kapitel: str
    zellen: Mapping[str, Zelle]


@dataclass(frozen=True, slots=True)
class Zahl:
    """An absolute number that the source states about its rows, under the name of the figure."""

    kennzahl: str
    wert: int
    fundstelle: Fundstelle


@dataclass(frozen=True, slots=True)
class Aussage:
    """A statement about the source: berichtsstand, stichtag, zeitraum_von, berichtsdatum (ISO), titel."""

    name: str
    wert: str
    wortlaut: str
    fundstelle: Fundstelle


@dataclass(frozen=True, slots=True)
class Records:
    """Everything read from one source; `erwartet` names the chapters whose table a report should have.

    `datei` is the source's own file, None where a password keeps it from readers.
    """

    quelle: Quelle
    tabellen: tuple[Tabelle, ...]
    blaetter: tuple[Blatt, ...]
    zahlen: tuple[Zahl, ...]
    aussagen: tuple[Aussage, ...]
    erwartet: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    datei: SourceFile | None = None
