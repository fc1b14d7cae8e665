"""The HTML document of a report: chapters, fact sheets, charts with their numbers, and the tables."""

from __future__ import annotations

import random
from collections.abc import Iterable
from html import escape

from .marks import BARE, COST, EMPTY, EXTRA, ROTATED, ROW_END, TITLE_END
from .model import FIELDS, LINE_END, Project, Report, Sheet
from .typeset import FREEZE, text
from .wordings import (
    ANLASS,
    BEWERTUNG,
    DEZERNAT,
    GESAMTSTATUS,
    SHEET_FELD,
    STAND,
    STAND_CHART,
    TYP,
    month,
)

__all__ = ["html"]

_STYLE = """
@page { size: A4; margin: 22mm 20mm }
@page wide { size: A4 landscape; margin: 20mm }
body { font: 10.5pt/1.3 'Liberation Sans', sans-serif; width: 170mm; margin: 0 }
section { break-before: page } section:first-of-type { break-before: auto }
p, h2, h3 { margin: 0 0 2mm; font-size: 10.5pt; padding-right: 2mm }
i { font-style: normal; white-space: nowrap } .f { white-space: nowrap }
.wide { page: wide; width: 257mm }
table { border-collapse: collapse; table-layout: fixed }
td, th { border: 0.2mm solid #555; vertical-align: top; text-align: left; padding: 1mm 2mm 1mm 1mm;
  font-weight: normal; overflow: hidden }
thead { display: table-header-group } tr { break-inside: avoid }
.sheet td { border: 0 } .sheet { break-inside: avoid; margin-bottom: 3mm }
.rot { font-size: 3.5pt; line-height: 1.1 } .css { padding: 0; height: 30mm }
.css span { writing-mode: vertical-rl; transform: rotate(180deg); font-size: 8pt; white-space: nowrap }
"""

_WIDTHS = {
    "5.2": (26, 62, 16, 24, 28, 22, 22, 22, 34),
    "5.3": (26, 62, 16, 24, 28, 12, 12, 12, 12, 20, 32),
    "5.4": (26, 68, 16, 24, 28, 23, 23, 23, 23),
    "5.5": (26, 68, 16, 24, 28, 23, 23, 23, 23),
}
_RATING_HEADS = {
    "verwaltung_infrastruktur": ("Verwaltung⏎& Infrastruk-⏎tur", "Verwaltung⏎& Infra-⏎struktur"),
    "bildung_wissensstadt": ("Bildungs-⏎und⏎Wissens-⏎stadt", "Bildungs-⏎und Wis-⏎sensstadt"),
    "teilhabe": ("Teilhabe⏎an der⏎Stadtge-⏎sellschaft", "Teilhabe an⏎der Stadt-⏎gesell-⏎schaft"),
    "mobilitaet": ("Zukunfts-⏎fähige⏎Mobilität",),
}
_CHART_ANLASS = {
    "eigenmotivation": "Eigenmotivation",
    "gesetzliches_erfordernis": "gesetzliches⏎Erfordernis",
    "auftrag": "Auftrag",
    "foerdermittel_wettbewerb": "Fördermittel/-Wettbewerb",
    "anderer_grund": "anderer Grund",
}
_CHART_TYP = {
    "kurzfristig": "kurzfristige Maßnahme",
    "mittelfristig": "mittelfristige Maßnahme",
    "langfristig": "langfristige Maßnahme",
    "reallabor": "Reallabor",
    "undefiniert": "noch undefiniert",
}
_EFFECTS = (
    "Mehr Nutzen für Kundinnen und Kunden",
    "Weniger Verwaltungsaufwand (z.B.⏎Personal)",
    "Neue Angebote oder⏎Produkte",
    "Gemeinsame Nutzung von⏎Infrastruktur",
)
_PARTNERS = ("ausschließlich amtsinternes Projekt", "Projekt nur mit internen Beteiligten")


def _bare(printed: str) -> str:
    """Lines of a chart: no blank at their ends."""
    return "".join(f'<div class="f">{escape(line)}{BARE}</div>' for line in printed.split(LINE_END))


def _cell(printed: str, tag: str = "td", attributes: str = "") -> str:
    lines = "<br>".join(escape(line) for line in printed.split(LINE_END))
    return f'<{tag}{attributes}><span class="f">{lines}</span></{tag}>'


def _blank() -> str:
    return f'<p class="f">{EMPTY}</p>'


class _Document:
    """Builds the document of one report; which of several wordings is printed is drawn from `rng`."""

    def __init__(
        self, report: Report, rng: random.Random, *, text_after_sheets: bool, css_rotation: bool
    ) -> None:
        self.report = report
        self.rng = rng
        year, half = report.berichtsstand.split("-")
        self.round = f"Berichtswesen {half}#{year}"
        self.total = report.zahlen["anzahl"]
        self.footnote = rng.randint(12, 19)
        self.figure = rng.randint(5, 12)
        self.turn: dict[str, int] = {}
        self.text_after_sheets = text_after_sheets
        self.css_rotation = css_rotation

    def prose(self, chapter: str) -> str:
        return "".join(text(paragraph) for paragraph in self.report.prosa.get(chapter, ()))

    def passage(self, chapter: str) -> str:
        """The chapter's next paragraph, in turn."""
        paragraphs = self.report.prosa.get(chapter, ())
        if not paragraphs:
            return ""
        self.turn[chapter] = self.turn.get(chapter, -1) + 1
        return text(paragraphs[self.turn[chapter] % len(paragraphs)])

    def figures(self) -> str:
        """The key figures of chapter 2."""
        numbers = self.report.zahlen
        rows = (
            ("gemeldete Digitalprojekte (Gesamt):", "anzahl"),
            ("Digitalprojekte im Bearbeitungsstand „in Umsetzung“:", "bearbeitungsstand.umsetzung"),
            ("Digitalprojekte in einem anderen Bearbeitungsstand:", "bearbeitungsstand.nicht_in_umsetzung"),
        )
        return "".join(f'<p class="f">• {label}{EXTRA} {numbers[name]}</p>' for label, name in rows)

    def sheet(self, sheet: Sheet) -> str:
        rows = (
            ("A. Vorhabenauftrag" + EXTRA, f"Nummer: {sheet.nr}"),
            ("Vorhabentitel", sheet.titel),
            ("Federführendes Amt", sheet.amt),
            ("ffd. Abteilung", sheet.abteilung),
            ("Anlass", sheet.anlass),
            ("Gesetz, Beschluss, etc." + EXTRA, sheet.gesetz_beschluss),
            ("B. Vorhabeninhalt und Ziele" + EXTRA, ""),
            ("Beschreibung", sheet.beschreibung),
            ("Vorhabenziel", sheet.vorhabenziel),
            ("C. Vorhabenkontext" + EXTRA, ""),
            ("vorrangiges Strategiefeld", sheet.strategiefeld),
            ("D. Vorhaben-Status" + EXTRA, ""),
            ("Gesamtstatus", sheet.gesamtstatus),
            ("Bearbeitungsstand" + EXTRA, sheet.bearbeitungsstand),
        )
        body = "".join(f"<tr>{_cell(label)}<td>{text(value, 'div')}</td></tr>" for label, value in rows)
        columns = '<col style="width:48mm"><col style="width:122mm">'
        return f'<table class="sheet">{columns}<tbody>{body}</tbody></table>{_blank()}'

    def caption(self, title: str, *, bare: bool = False) -> str:
        self.figure += 1
        line = f"Abbildung {self.figure} {title}; {self.round}"
        return _bare(line) if bare else text(line)

    def bars(self, prefix: str, labels: Iterable[tuple[str, str]], title: str) -> str:
        """A chart of labels, each followed by its number, with the number of projects in its title."""
        parts = [_bare(label) + _bare(str(self.report.zahlen[f"{prefix}.{code}"])) for code, label in labels]
        return "".join(parts) + _bare(f"{title} (N={self.total})")

    def charts(self) -> str:
        """Chapter 5.1: every chart on a page of its own, as the report has them."""
        numbers, active = self.report.zahlen, self.report.zahlen["kapitel.5.3"]
        status = "".join(
            _bare(f"{label}; {numbers[f'gesamtstatus.{code}']}; {self._percent(code, active)}%")
            for code, label in STAND_CHART.items()
        )
        fields = "".join(
            _bare(str(numbers[f"strategiefeld.{name}.{sign}"]))
            for sign in ("++", "+", "-")
            for name in FIELDS
        )
        fields += "".join(_bare(label) for label in SHEET_FELD.values())
        legend = _bare("vorrangig unterstützt grds. unterstützt nicht unterstützt")
        effects = "".join(_bare(f"{self.rng.randint(5, 60)}%") for _ in range(3 * len(_EFFECTS)))
        effects += "".join(_bare(label) for label in _EFFECTS)
        partners = _bare("25%") + _bare("75%") + _bare(f"Projektbeteiligte (N={self.total})")
        partners += "".join(_bare(label) for label in _PARTNERS)
        departments = [(code, f"Dezernat {code}") for code in DEZERNAT]
        pages = (
            self.heading("5.1. Auswertungen zu Anlass, Projektstatus, unterstützte Strategiefelder")
            + self.caption("Aufteilung nach Dezernaten")
            + self.passage("5.1")
            + self.bars("dezernat", departments, "Aufteilung der Projekte nach Dezernaten"),
            self.caption("Projektanlass")
            + self.passage("5.1")
            + self.bars("anlass", _CHART_ANLASS.items(), "Projektanlass"),
            self.caption("Vorhabentyp der gemeldeten Projekte")
            + self.passage("5.1")
            + self.bars("vorhabentyp", _CHART_TYP.items(), "Vorhabentyp der Projekte"),
            self.caption("Projektstatus der Projekte in Umsetzung")
            + self.passage("5.1")
            + status
            + _bare(f"Projektstatus der Projekte in Umsetzung (N={active})"),
            self.caption("Grad der erwarteten Unterstützung für die vier Strategiefelder")
            + self.passage("5.1")
            + self.caption("Erwartete Wirkung der Vorhaben")
            + fields
            + _bare(f"Unterstützung der Strategiefelder (N={self.total}) (Mehrfachnennung)")
            + legend
            + effects
            + _bare(f"Erwartete Wirkung des Vorhabens (N={self.total})⏎(Mehrfachnennung)")
            + legend,
            self.passage("5.1") + self.caption("interne & externe Projektbeteiligung") + partners,
        )
        return "".join(f"<section>{page}</section>" for page in pages)

    def _percent(self, code: str, active: int) -> int:
        return round(100 * self.report.zahlen[f"gesamtstatus.{code}"] / max(1, active))

    def heading(self, line: str) -> str:
        return text(line, "h2")

    def contents(self) -> str:
        """A table of contents with the captions of chapter 5."""
        lines = [
            f"{caption} {'.' * self.rng.randint(5, 40)} {30 + number}"
            for number, caption in enumerate(self.captions().values())
        ]
        return "<section>" + text("Inhalt") + "".join(text(line) for line in lines) + "</section>"

    def captions(self) -> dict[str, str]:
        counts = {chapter: self.report.zahlen[f"kapitel.{chapter}"] for chapter in _WIDTHS}
        stages = "„in der Frühphase“ (Ideenfindung, Vorbereitung, Planung)"
        return {
            "5.2": f"5.2. Matrixdarstellung: {counts['5.2']} Vorhaben {stages}",
            "5.3": f"5.3. Matrixdarstellung: {counts['5.3']} Vorhaben (in Umsetzung)",
            "5.4": f"5.4. Matrixdarstellung: {counts['5.4']} Vorhaben (abgeschlossen)",
            "5.5": f"5.5. Matrixdarstellung: {counts['5.5']} Vorhaben (zurückgestellt)",
        }

    def table(self, chapter: str, note: int) -> str:
        """One matrix; its head repeats on every page, its footnote stands on the first."""
        columns = "".join(f'<col style="width:{width}mm">' for width in _WIDTHS[chapter])
        rows = (row for row in self.report.projects if row.kapitel == chapter)
        body = "".join(f"<tr>{self.row(row)}</tr>" for row in rows)
        return (
            f"<table>{columns}<thead><tr>{self.head(chapter, note)}</tr></thead><tbody>{body}</tbody></table>"
        )

    def head(self, chapter: str, note: int) -> str:
        cells = [
            "Vorhaben-⏎Nr.",
            "Vorhabentitel",
            f"ffd.⏎Amt{note}",
            self.rng.choice(("Vorhabentyp", "Vorhaben-⏎Typ")),
            "Anlass",
        ]
        if chapter == "5.3":
            rotated = [
                "Verwal-tung & Infra-struktur",
                "Bildungs- und Wissens-stadt",
                "Teilhabe an der Stadtgesell-schaft",
            ]
            rotated += ["Zukunfts-fähige Mobilität", "Gesamt-status"]
            middle = "".join(self._rotated(words) for words in rotated)
            return (
                "".join(_cell(cell, "th") for cell in cells)
                + middle
                + _cell("Kosten,⏎soweit⏎beziffert", "th")
            )
        fields = FIELDS[1:] if chapter == "5.2" else FIELDS
        cells += [self.rng.choice(_RATING_HEADS[name]) for name in fields]
        if chapter == "5.2":
            cells.append("Bearbeitungsstand")
        return "".join(_cell(cell, "th") for cell in cells)

    def _rotated(self, words: str) -> str:
        """A rotated head reaches the text letter by letter, sometimes two at a time.

        Rotated by CSS, pdftotext puts it after the page's last row instead.
        """
        if self.css_rotation:
            return f'<th class="css"><span>{escape(words).replace("-", "-<br>")}</span></th>'
        chunks, rest = [], words
        while rest:
            size = (
                2
                if len(rest) > 1 and rest[:2].isalpha() and (rest[1] in "litrf" or self.rng.random() < 0.15)
                else 1
            )
            size += rest[size:].startswith("-")
            chunks.append(rest[:size].strip() or "&")
            rest = rest[size:].lstrip()
        lines = "<br>".join(escape(chunk) + ROTATED for chunk in chunks)
        return f'<th class="rot"><span class="f">{lines}</span></th>'

    def row(self, row: Project) -> str:
        fields = FIELDS[1:] if row.kapitel == "5.2" else FIELDS
        cells = [_cell(BEWERTUNG[row.bewertungen[name]]) for name in fields]
        if row.kapitel == "5.2":
            cells.append(_cell(STAND[row.stand]))
        if row.kapitel == "5.3":
            cells += [_cell(GESAMTSTATUS[row.gesamtstatus]), _cell(self._cost(row))]
        cells[-1] = cells[-1].replace("</span>", f"{ROW_END}</span>")
        return (
            _cell(row.gedruckte_nr)
            + f"<td>{text((row.gedruckt or row.titel) + TITLE_END, 'div')}</td>"
            + _cell(row.amt)
            + _cell(self.rng.choice(TYP[row.vorhabentyp]))
            + _cell(self.rng.choice(ANLASS[row.anlass]))
            + "".join(cells)
        )

    def _cost(self, row: Project) -> str:
        if row.kosten is None:
            return "k.A."
        return f"{COST}{row.kosten:,f} €".translate(str.maketrans(",.", ".,"))

    def sheets(self) -> list[str]:
        """A section per fact sheet, sometimes with more text after the sheet."""
        result = []
        for sheet in self.report.sheets:
            follows = self.text_after_sheets and self.rng.random() < 0.3
            more = self.passage("3.1") if follows else ""
            head = self.heading(f"{sheet.kapitel}. {sheet.abschnitt}")
            result.append(head + self.passage("4") + self.sheet(sheet) + more)
        return result

    def tables(self) -> str:
        """The matrices of chapters 5.2 to 5.5, each with a footnote number of its own."""
        parts = []
        for note, (chapter, caption) in enumerate(self.captions().items(), self.footnote):
            width = self.rng.choice((257, 257, 90))  # a narrow caption wraps
            heading = f'<div style="width:{width}mm">{self.heading(caption)}</div>'
            parts.append(f'<section class="wide">{heading}{self.table(chapter, note)}</section>')
        return "".join(parts)

    def chapter(self, title: str, name: str) -> str:
        return self.heading(title) + self.prose(name)

    def opening(self) -> list[str]:
        """Chapters 1 to 3 and the beginning of 4, a page each."""
        start, end = month(self.report.von), month(self.report.bis)
        period = f"Der Betrachtungszeitraum umfasst die Zeit ab {start} bis einschließlich {end}"
        return [
            self.chapter("1. Einleitung", "1") + text(f"{period} (Redaktionsschluss).") + _blank(),
            self.chapter("2. „Für die eilige Leserin, für den eiligen Leser“", "2")
            + text(f"Digitale Entwicklungen bis einschließlich {end}:")
            + self.figures()
            + self.passage("2"),
            self.chapter("3. Digitalisierung und digitale Transformation der Verwaltung", "3")
            + self.chapter("3.1. Der organisatorische Rahmen", "3.1"),
            self.chapter("4. Digitale Projekte mit gesamtstädtischer hoher Relevanz und Tragweite", "4"),
        ]

    def ending(self) -> list[str]:
        """What follows the tables, a page each."""
        return [
            self.heading("5.6. Communities und Netzwerke")
            + self.chapter("5.6.1. Austausch", "5.6.1")
            + self.chapter("5.6.2. Netzwerke", "5.6.2"),
            self.chapter("6. Weitere Schritte zu einer digitalen Stadt", "6.1"),
            self.chapter("7. Ausblick", "7") + _blank(),
        ]

    def html(self) -> str:
        contents = self.contents() if self.rng.random() < 0.3 else ""
        laufende = self.chapter("5. Laufende digitale Projekte im Überblick", "5")
        first = "".join(f"<section>{page}</section>" for page in [*self.opening(), *self.sheets(), laufende])
        last = "".join(f"<section>{page}</section>" for page in self.ending())
        body = contents + first + self.charts() + self.tables() + last
        head = f'<meta charset="utf-8"><title>{escape(self.report.titel)}</title><style>{_STYLE}</style>'
        return f'<!doctype html><html lang="de">{head}<body>{body}<script>{FREEZE}</script></body></html>'


def html(
    report: Report, rng: random.Random, *, text_after_sheets: bool = True, css_rotation: bool = False
) -> str:
    """Return the document of `report`.

    With `text_after_sheets` text follows some of its fact sheets. With `css_rotation` narrow columns have
    really rotated heads, else their letters stand one above the other.
    """
    document = _Document(report, rng, text_after_sheets=text_after_sheets, css_rotation=css_rotation)
    return document.html()
