"""A last round, its Meldebögen, and what clerks do to them in a spreadsheet program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from hndigital.bericht import Fundstelle, Herkunft
from hndigital.meldebogen.form import forms
from hndigital.meldebogen.questions import questions
from hndigital.meldebogen.xlsx import xlsx_bytes
from hndigital.package import Package, build_package
from hndigital.pipeline import ReadResult, read_report

from tests.unit.factories import bericht, vorhaben

HEAD = 7
"""The row of the headings."""
RUNNING, DONE, EARLY, IDEA, RESTING = "2020000018", "2020000019", "2020000020", "2020000021", "2020000022"
SECRET = "Streng intern: noch nicht beschlossen"
RATED = {
    "verwaltung_infrastruktur": "++",
    "bildung_wissensstadt": "+",
    "teilhabe": "-",
    "mobilitaet": "-",
}
PROGRESS = {
    "kosten_plan_eur": "20000",
    "kosten_ist_eur": "20500.5",
    "beginn_plan": "2020-01-01",
    "ende_plan": "2021-01-01",
    "ende_prognose": "2021-01-05",
}


@cache
def last_round() -> Package:
    """Return a package: of I/105 one running, done, early with a text, an idea; of 65 one that rests."""
    early = {
        "gesamtstatus": "",
        "kosten_eur": None,
        "kosten_angabe": "nicht_ausgewiesen",
        "kapitel": "5.2",
        "bewertungen": {name: rating for name, rating in RATED.items() if name != "verwaltung_infrastruktur"},
    }
    text = {"beschreibung": Herkunft("Was schon ⏎ gedruckt ist.", Fundstelle("4.4", "30", 900))}
    later = {"gesamtstatus": "", "kosten_eur": None, "kosten_angabe": "nicht_ausgewiesen"}
    projects = (
        vorhaben(
            RUNNING, titel="Karte der Wege", bewertungen=RATED, weitere=PROGRESS, beschreibung="Alle Wege."
        ),
        vorhaben(
            DONE,
            titel="Netz der Zähler",
            bewertungen=RATED,
            bearbeitungsstand="abgeschlossen",
            **later,
            kapitel="5.4",
        ),
        vorhaben(
            EARLY,
            titel="Akte für alle",
            bearbeitungsstand="planung",
            beschreibung="Was schon gedruckt ist.",
            herkunft=text,
            **early,
        ),
        vorhaben(IDEA, titel="Idee am Fluss", bearbeitungsstand="ideenfindung", **early),
        vorhaben(
            RESTING,
            titel="Ruhendes Werk",
            amt="65",
            dezernat="IV",
            bewertungen=RATED,
            bearbeitungsstand="zurueckgestellt",
            **later,
            kapitel="5.5",
        ),
    )
    return build_package(ReadResult(bericht(*projects), (), ()))


class Sheet:
    """A form as a clerk has it open: cells by project's number and heading."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    def column(self, field: str) -> int:
        """Return the column of a field, from 1."""
        heading = next(one.heading for one in questions() if one.name == field)
        return [cell.value for cell in self.sheet[HEAD]].index(heading) + 1

    def row(self, number: str) -> int:
        """Return a project's row."""
        return next(cell.row for cell in self.sheet["A"] if cell.value == number)

    def put(self, number: str, field: str, value: Any) -> str:
        """Enter a value and return the cell's name."""
        cell = self.sheet.cell(self.row(number), self.column(field))
        cell.value = value
        return str(cell.coordinate)

    def new(self, **values: Any) -> int:
        """Fill in the first empty row and return it."""
        row = next(
            row
            for row in range(HEAD + 1, 999)
            if not self.sheet.cell(row, 1).value and not self.sheet.cell(row, 2).value
        )
        for field, value in values.items():
            self.sheet.cell(row, self.column(field)).value = value
        return row


@cache
def _written(package: Package, amt: str, **made: Any) -> bytes:
    (form,) = forms(package, offices=[amt], **made) if amt else forms(package, **made)[-1:]
    return xlsx_bytes(form)


Change = Callable[[Sheet], object]


def returned(
    folder: Path,
    package: Package,
    change: Change = lambda sheet: None,
    *,
    amt: str = "",
    name: str = "bogen.xlsx",
    **made: Any,
) -> Path:
    """Write the form of an office (of all), let a clerk change it, and return the saved file."""
    path = folder / name
    path.write_bytes(_written(package, amt, **made))
    book = openpyxl.load_workbook(path)
    change(Sheet(book.worksheets[0]))
    book.save(path)
    return path


def read(sources: Path | Sequence[Path], previous: Package | None = None, **options: Any) -> ReadResult:
    """Read what came back."""
    return read_report(sources, previous=previous, **options)


def found(result: ReadResult, *codes: str) -> list[tuple[str, str, str, str]]:
    """Return code, project, field and place of the findings with these codes."""
    return [
        (one.code, one.vorhaben_nr, one.feld, str(one.fundstelle))
        for one in result.findings
        if one.code in codes
    ]


def everything(package: Package) -> str:
    """Return all that a package says, in one text."""
    return "\n".join(content.decode("utf-8") for content in package.files().values())


def projects(result: ReadResult) -> dict[str, Any]:
    """Return the projects by number."""
    return {one.vorhaben_nr: one for one in result.bericht.vorhaben}
