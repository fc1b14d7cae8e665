"""The model: Vorhaben, ratings, fact sheets and the reporting round that they belong to.

Everything here is frozen and free of I/O. A source yields printed records, `hndigital.build`
turns them into these types, and every later stage sees nothing else.

Terms are the city's own: a Vorhaben is a project, a Berichtsstand one reporting round, a
Steckbrief a fact sheet, a Kennzahl a total that the report states about its own rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from .summary import Summarised
from .values import plain_amount

__all__ = [
    "Bericht",
    "Berichtsstand",
    "Fundstelle",
    "Herkunft",
    "Kennzahl",
    "Quelle",
    "SourceFile",
    "Steckbrief",
    "Vorhaben",
]


@dataclass(frozen=True, slots=True)
class Fundstelle:
    """Where something is printed: chapter, page (only where one is printed), line of the text source.

    In a list it is the row, counted as an editor counts lines, and the heading of the column, in a workbook
    the sheet and the cell, in a document the table (counted from 1) and the cell, named as in a spreadsheet,
    or the paragraph. `rechteck` is the box on a PDF's page (left, top, right, bottom; points from its top
    left). `datei` names the file where a round has several, `vorher` is the whole place, in words, of a value
    that stands in an earlier round's package and was taken over from there.
    """

    kapitel: str = ""
    seite: str = ""
    zeile: int | None = None
    spalte: str = ""
    blatt: str = ""
    zelle: str = ""
    tabelle: int | None = None
    absatz: int | None = None
    rechteck: tuple[float, float, float, float] | None = None
    datei: str = ""
    vorher: str = ""

    @property
    def ort(self) -> str:
        """Return the place for machines: `Vorhaben!D14`, `Tabelle 3!B4`, a box on the page as `x0,y0,x1,y1`.

        A box is in points from the page's top left; "" where only page and line are known.
        """
        if self.rechteck:
            return ",".join(f"{edge:.1f}" for edge in self.rechteck)
        if not self.zelle:
            return ""
        file = f"[{self.datei}]" if self.datei else ""
        return f"{file}{self.blatt or f'Tabelle {self.tabelle}'}!{self.zelle}"

    def __str__(self) -> str:
        if self.vorher:
            return self.vorher
        file = f"Datei {self.datei}; " if self.datei else ""
        if self.blatt:
            return f"{file}Blatt {self.blatt}; Zelle {self.zelle}"
        if self.spalte:
            return f'{file}Zeile {self.zeile}; Spalte "{self.spalte}"'
        if self.datei:
            return f"Datei {self.datei}"
        parts = [
            f"Kap. {self.kapitel}" if self.kapitel else "",
            f"S. {self.seite}" if self.seite else "",
            f"Tabelle {self.tabelle}" if self.tabelle is not None else "",
            f"Zelle {self.zelle}" if self.zelle else "",
            f"Absatz {self.absatz}" if self.absatz is not None else "",
            f"Z. {self.zeile}" if self.zeile is not None else "",
        ]
        return "; ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Herkunft:
    """The wording that a value was read from (printed lines joined by " ⏎ ") and its place."""

    wortlaut: str
    fundstelle: Fundstelle


@dataclass(frozen=True, slots=True)
class Vorhaben:
    """One project as one table row of chapters 5.2 to 5.5 reports it.

    Codes are those of `schemas/codelists`; an empty string means that the cell is empty.
    `kosten_eur` is an amount in EUR. `bewertungen` maps a Strategiefeld to its rating and holds
    only the fields for which the table has a column. `beschreibung` to `abteilung` come from the
    fact sheet of the same number, if there is one (design: the table wins for everything else).
    `weitere` holds the columns of `schemas/tables/vorhaben.yaml` that no rule needs by name, and what
    offices report of plan and actual (`fortschritt.yaml`).
    """

    vorhaben_nr: str
    titel: str
    amt: str
    dezernat: str
    vorhabentyp: str
    anlass: str
    bearbeitungsstand: str
    kapitel: str
    gesamtstatus: str = ""
    kosten_eur: Decimal | None = None
    kosten_angabe: str = ""
    bewertungen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    beschreibung: str = ""
    vorhabenziel: str = ""
    gesetz_beschluss: str = ""
    abteilung: str = ""
    weitere: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    herkunft: Mapping[str, Herkunft] = field(default_factory=lambda: MappingProxyType({}))

    def cell(self, name: str) -> str:
        """Return the cell of a column as the tables hold it, "" for one that the project has no value of."""
        value = self.weitere.get(name, "") if name not in _OWN else getattr(self, name)
        return plain_amount(value) if isinstance(value, Decimal) else value or ""


_OWN = frozenset(one.name for one in fields(Vorhaben))


@dataclass(frozen=True, slots=True)
class Steckbrief:
    """A fact sheet of chapter 4, every value as printed (words broken at a line's end joined)."""

    vorhaben_nr: str
    kapitel: str
    titel: str = ""
    amt: str = ""
    abteilung: str = ""
    anlass: str = ""
    gesetz_beschluss: str = ""
    beschreibung: str = ""
    vorhabenziel: str = ""
    strategiefeld: str = ""
    gesamtstatus: str = ""
    bearbeitungsstand: str = ""
    fundstelle: Fundstelle = Fundstelle()

    def cell(self, name: str) -> str:
        """Return the cell of a column as the table `steckbriefe` holds it."""
        return str(getattr(self, name, ""))


@dataclass(frozen=True, slots=True)
class Kennzahl:
    """A total that the report states, under a name such as `bearbeitungsstand.umsetzung`."""

    kennzahl: str
    wert: int
    fundstellen: tuple[Fundstelle, ...]


@dataclass(frozen=True, slots=True)
class Berichtsstand:
    """One reporting round, `2020-2` for the second of 2020; dates as in the report."""

    code: str
    stichtag: date | None = None
    zeitraum_von: date | None = None
    berichtsdatum: date | None = None


@dataclass(frozen=True, slots=True)
class Quelle:
    """The document that was read: its title, name (path or address without secrets) and SHA-256."""

    titel: str
    name: str
    sha256: str
    beispieldaten: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class SourceFile:
    """The report's own file: `suffix` says of what kind it is ("pdf", "txt" …), `content` holds its bytes.

    It has a name of ours, whatever it was called.
    """

    suffix: str
    content: bytes

    def __repr__(self) -> str:
        return f"<SourceFile {self.name}: {len(self.content)} bytes>"

    @property
    def name(self) -> str:
        """What it is called beside the package and in the edition, e.g. `bericht.pdf`."""
        return f"bericht.{self.suffix}"

    @property
    def sha256(self) -> str:
        """The checksum of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Bericht(Summarised):
    """Everything that one report says about its projects."""

    berichtsstand: Berichtsstand
    quelle: Quelle
    vorhaben: tuple[Vorhaben, ...]
    steckbriefe: tuple[Steckbrief, ...] = ()
    kennzahlen: tuple[Kennzahl, ...] = ()
