"""What a report holds, as the generator sees it: projects, fact sheets, totals and the round."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

__all__ = ["FIELDS", "LINE_END", "Project", "Report", "Sheet", "joined"]

FIELDS = ("verwaltung_infrastruktur", "bildung_wissensstadt", "teilhabe", "mobilitaet")
"""The four Strategiefelder in the order of the tables' columns."""

LINE_END = "⏎"
"""Stands in a printed text where the document breaks the line by force."""

_CHAPTERS = {"umsetzung": "5.3", "abgeschlossen": "5.4", "zurueckgestellt": "5.5"}
_KEEPS_BLANK = re.compile(r"(?:und|oder|bzw\.)(?!\w)")


def joined(printed: str) -> str:
    """Return the value that the joining rules give for a text with forced line ends.

    Hyphen right after a letter: dropped before a lower-case letter (but for und/oder/bzw., which keep
    hyphen and a blank), kept without a blank before an upper-case letter or a digit. Any other line
    end is a blank.
    """
    lines = [" ".join(part.split()) for part in printed.split(LINE_END)]
    text = lines[0]
    for line in lines[1:]:
        after_letter = len(text) > 1 and text[-1] == "-" and text[-2].isalpha()
        if after_letter and line[:1].islower() and not _KEEPS_BLANK.match(line):
            text = text[:-1] + line
        elif after_letter and (line[:1].isupper() or line[:1].isdigit()):
            text += line
        else:
            text = f"{text} {line}".strip()
    return text


@dataclass(frozen=True)
class Project:
    """One table row. `gedruckt` is the title with forced line ends, where it has any."""

    nr: str
    titel: str
    amt: str
    vorhabentyp: str
    anlass: str
    stand: str
    gesamtstatus: str = ""
    kosten: Decimal | None = None
    bewertungen: Mapping[str, str] = field(default_factory=dict)
    gedruckt: str = ""
    neunstellig: bool = False

    @property
    def kapitel(self) -> str:
        """Chapter of the table that lists the project."""
        return _CHAPTERS.get(self.stand, "5.2")

    @property
    def gedruckte_nr(self) -> str:
        """The number as printed: a nine-digit one has lost a zero after the year."""
        return self.nr[:4] + self.nr[5:] if self.neunstellig else self.nr

    @property
    def kosten_angabe(self) -> str:
        """Code of the cost cell."""
        if self.kapitel != "5.3":
            return "nicht_ausgewiesen"
        return "keine_angabe" if self.kosten is None else "beziffert"


@dataclass(frozen=True)
class Sheet:
    """One fact sheet of chapter 4, values as printed; `abschnitt` is its section's heading."""

    nr: str
    kapitel: str
    abschnitt: str
    titel: str
    amt: str
    abteilung: str
    anlass: str
    gesetz_beschluss: str
    beschreibung: str
    vorhabenziel: str
    strategiefeld: str
    gesamtstatus: str
    bearbeitungsstand: str


@dataclass(frozen=True)
class Report:
    """A whole report of one round.

    `zahlen` are the totals as printed (they may differ from what the rows give), `prosa` the running
    text of a chapter as a list of paragraphs, `von` and `bis` the months of the period (YYYY-MM).
    """

    berichtsstand: str
    von: str
    bis: str
    projects: tuple[Project, ...]
    sheets: tuple[Sheet, ...]
    zahlen: Mapping[str, int]
    prosa: Mapping[str, tuple[str, ...]]
    titel: str = "Digitalisierungsbericht"
    beispieldaten: bool = False
