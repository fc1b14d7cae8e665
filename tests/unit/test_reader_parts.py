"""Tables, fact sheets, figures and charts are found wherever a report prints them."""

from __future__ import annotations

import pytest
from hndigital.bericht import Bericht, Quelle
from hndigital.build import build
from hndigital.checks import reconcile
from hndigital.findings import Finding
from hndigital.sources.bericht.charts import read_charts
from hndigital.sources.bericht.pages import parse_document
from hndigital.sources.bericht.reader import read_text
from hndigital.sources.lettering import lettered

HEAD = (
    "Vorhaben- \nNr. \nVorhabentitel ffd. \n Amt{note} \nVorhabentyp Anlass  Verwaltung \n& Infrastruk-\n"
    "tur \nBildungs- \nund Wis-\nsensstadt \nTeilhabe an \nder Stadt-\ngesell-\nschaft \n"
    "Zukunfts-\nfähige  \nMobilität \n"
)
DONE = " 5.4. Matrixdarstellung: {n} Vorhaben (abgeschlossen) \n\n"
LATER = " 5.5. Matrixdarstellung: {n} Vorhaben (zurückgestellt) \n\n"
ROW = "{nr} Sache 10 langfr. Auftrag ++ — — + \n"


def read(text: str) -> tuple[Bericht, list[Finding]]:
    """Return the report and all findings of build."""
    bericht, findings = build(read_text(lettered(text), Quelle("", "test.txt", "")))
    return bericht, list(findings)


def codes(findings: list[Finding], *names: str) -> list[tuple[str, str]]:
    """Return (code, value) of the findings with these codes."""
    return [(finding.code, finding.wert) for finding in findings if finding.code in names]


class TestTables:
    """Where a table begins and ends."""

    def test_missing_tables_are_named(self) -> None:
        """Each chapter whose table is not there is named; the others are read."""
        bericht, findings = read(DONE.format(n=1) + HEAD.format(note=1) + ROW.format(nr="2021000001"))
        assert [project.bearbeitungsstand for project in bericht.vorhaben] == ["abgeschlossen"]
        assert [value for _, value in codes(findings, "tabelle_fehlt")] == ["5.2", "5.3", "5.5"]

    def test_a_table_without_rows(self) -> None:
        """A table of no projects is there; one whose caption states projects, but has none, is missing."""
        text = DONE.format(n=0) + HEAD.format(note=1) + LATER.format(n=1) + HEAD.format(note=2)
        bericht, findings = read(text)
        assert not bericht.vorhaben
        assert [value for _, value in codes(findings, "tabelle_fehlt")] == ["5.2", "5.3", "5.5"]
        assert [(row.kennzahl, row.zeilen, row.ergebnis) for row in reconcile(bericht)[0]] == [
            ("kapitel.5.4", 0, "stimmt"),
            ("kapitel.5.5", 0, "weicht_ab"),
        ]

    @pytest.mark.parametrize("entry", ["{} ........ 41 \n", "{}      41 \n", "{}\n................ 41 \n"])
    def test_a_table_of_contents(self, entry: str) -> None:
        """A caption in a table of contents is no table, but a further place that prints its number."""
        contents = "Inhalt \n" + "".join(
            entry.format(caption.format(n=1).strip()) for caption in (DONE, LATER)
        )
        text = contents + DONE.format(n=1) + HEAD.format(note=1) + ROW.format(nr="2021000001")
        bericht, findings = read(text)
        assert [project.kapitel for project in bericht.vorhaben] == ["5.4"]
        assert ("tabelle_fehlt", "5.5") in codes(findings, "tabelle_fehlt")
        figure = next(figure for figure in bericht.kennzahlen if figure.kennzahl == "kapitel.5.4")
        assert len(figure.fundstellen) == 2

    def test_a_missing_caption(self) -> None:
        """A table whose caption is lost is known by its own column head, its number of rows is not."""
        text = DONE.format(n=1) + HEAD.format(note=1) + ROW.format(nr="2021000001")
        bericht, findings = read(
            text + HEAD.format(note=2) + ROW.format(nr="2021000002") + " 5.6. Netze \nText \n"
        )
        assert [project.kapitel for project in bericht.vorhaben] == ["5.4", "5.5"]
        assert codes(findings, "ueberschrift_fehlt") == [("ueberschrift_fehlt", "5.5")]

    def test_text_behind_the_last_row(self) -> None:
        """A heading ends the table; text between rows is told, not taken into a row."""
        rows = ROW.format(nr="2021000001") + "\n\nEin Satz. \n\n" + ROW.format(nr="2021000002")
        text = DONE.format(n=2) + HEAD.format(note=1) + rows
        bericht, findings = read(text + "5.6. Netze \n2021000003 ist eine Nummer. \n")
        assert [project.vorhaben_nr for project in bericht.vorhaben] == ["2021000001", "2021000002"]
        assert [f.wortlaut for f in findings if f.code == "text_nicht_zugeordnet"] == ["Ein Satz."]


SHEET = (
    " 4. Großes \n\n4.3. Ein Vorhaben \n\nText davor. \n\n"
    " A. Vorhabenauftrag     Nummer: 2021000001 \n\nVorhabentitel Sache der Stadt-\n\nbücherei \n\n"
    "Federführendes Amt 105 \n\nffd. Abteilung   \n\nAnlass gesetzliches Erfordernis \n\n"
    "Gesetz, Beschluss, etc.  DS 1/2021     DS 2/2021 \n\nDS 3/2021 \n\n"
    "B. Vorhabeninhalt und Ziele         \n\n"
    "Beschreibung Eine Anlass-Beschreibung, die hier über mehr als eine einzige Zeile geht und \n\n"
    "Anlass gibt. \n\n{page}Vorhabenziel Ein Ziel \n\nC. Vorhabenkontext         \n\n"
    "vorrangiges Strategiefeld Verwaltung & Infrastruktur* \n\nD. Vorhaben-Status         \n\n"
    "Gesamtstatus im Plan \n\nBearbeitungsstand   {stand}"
)


LONG = "In Abstimmung mit den Nachbarn und dem Land, danach, sobald es geht,"


class TestSheets:
    """Fact sheets hold what is printed, to where the free text goes on."""

    @pytest.mark.parametrize(
        ("stand", "expected"),
        [
            ("Umsetzung \n \n\nFreier Text \n", "Umsetzung"),
            ("Umsetzung \n\nFreier Text ohne Absatzzeichen \n", "Umsetzung"),
            ("Umsetzung \n 4.4. Das Nächste \n", "Umsetzung"),
            (f"{LONG} \n\nPlanung \n \n\nText \n", f"{LONG} Planung"),
            ("Umsetzung", "Umsetzung"),
        ],
    )
    def test_values_and_end(self, stand: str, expected: str) -> None:
        """Values go over lines, empty ones are empty, the last one ends before the free text."""
        page = "\n8 DIGITALISIERUNGSBERICHT STADT HEILBRONN 2021 \n\n"
        bericht, _ = read(SHEET.format(page=page, stand=stand))
        (sheet,) = bericht.steckbriefe
        assert (sheet.vorhaben_nr, sheet.kapitel, sheet.titel) == (
            "2021000001",
            "4.3",
            "Sache der Stadtbücherei",
        )
        assert (sheet.amt, sheet.abteilung, sheet.anlass) == ("105", "", "gesetzliches Erfordernis")
        assert sheet.gesetz_beschluss == "DS 1/2021 DS 2/2021 DS 3/2021"
        assert sheet.beschreibung.startswith("Eine Anlass-Beschreibung")
        assert sheet.beschreibung.endswith("Zeile geht und Anlass gibt.")
        assert (sheet.vorhabenziel, sheet.strategiefeld) == ("Ein Ziel", "Verwaltung & Infrastruktur*")
        assert (sheet.gesamtstatus, sheet.bearbeitungsstand) == ("im Plan", expected)

    @pytest.mark.parametrize(("number", "wording"), [("2021-17", "2021-17"), ("", "A. Vorhabenauftrag")])
    def test_a_sheet_without_a_number_is_named(self, number: str, wording: str) -> None:
        """A fact sheet whose number cannot be read is a finding, never dropped in silence."""
        text = SHEET.format(page="", stand="Umsetzung").replace("2021000001", number)
        bericht, findings = read(text)
        assert not bericht.steckbriefe
        (finding,) = [finding for finding in findings if finding.code == "nummer_ungueltig"]
        assert wording in finding.wortlaut

    def test_texts_join_the_project(self) -> None:
        """The sheet fills the four texts of its project with their places, and nothing else."""
        text = SHEET.format(page="", stand="Umsetzung \n \n") + DONE.format(n=1) + HEAD.format(note=1)
        bericht, _ = read(text + ROW.format(nr="2021000001"))
        (project,) = bericht.vorhaben
        assert (project.vorhabenziel, project.abteilung, project.bearbeitungsstand) == (
            "Ein Ziel",
            "",
            "abgeschlossen",
        )
        assert project.gesamtstatus == ""
        assert project.herkunft["vorhabenziel"].fundstelle.kapitel == "4.3"
        assert "abteilung" not in project.herkunft


SERIES = "\n\n".join(["7", "1", "2", "3", "1", "4", "2", "8", "4", "6", "7", "1"])
FIELDS = (
    "Verwaltung & Infrastruktur\n\nBildungs- und Wissensstadt\n\nTeilhabe an der Stadtgesellschaft\n\n"
    "Zukunftsfähige Mobilität\n\n"
)
LEGEND = "\n(Mehrfachnennung)\n\nvorrangig unterstützt grds. unterstützt nicht unterstützt\n"


def chart(text: str) -> tuple[dict[str, int], list[Finding]]:
    """Return a chart's figures without N, and the findings."""
    document = parse_document(lettered("Es gibt 12 Sätze davor. \n\n" + text))
    numbers, findings = read_charts(document, len(document.lines))
    return {number.kennzahl: number.wert for number in numbers if number.kennzahl != "anzahl"}, findings


class TestCharts:
    """A chart's numbers are given to its labels only where the print leaves one way."""

    @pytest.mark.parametrize(
        "text",
        [
            "Dezernat I\n\n3\n\nDezernat II\n4\nDezernat III\n\n5\n",
            "3\nDezernat I\n4\nDezernat II\n5\nDezernat III\n",
            "Dezernat I 3 Dezernat II 4 \nDezernat III 5 (42%)\n",
            "Dezernat I; 3; 25%\nDezernat II; 4; 33%\nDezernat III; 5; 42%\n",
            "3\n4\n5\nDezernat I\nDezernat II\nDezernat III\n",
        ],
    )
    def test_one_series(self, text: str) -> None:
        """Labels and numbers alternate, or stand apart and sum up to N."""
        values, findings = chart(text + "\nAufteilung der Projekte nach Dezernaten (N=12)\n")
        assert values == {"dezernat.I": 3, "dezernat.II": 4, "dezernat.III": 5}
        assert not findings

    @pytest.mark.parametrize(
        "text", ["3\n4\nDezernat I\nDezernat II\n", "Dezernat I\n3\n4\nDezernat II\n5\n"]
    )
    def test_doubtful_series(self, text: str) -> None:
        """Where numbers and labels don't fit together nothing is taken, and a finding says so."""
        values, findings = chart(text + "\nAufteilung der Projekte nach Dezernaten (N=12)\n")
        assert not values
        assert [finding.code for finding in findings] == ["diagramm_unlesbar"]

    def test_series_by_series(self) -> None:
        """With several series the arrangement counts in which each label's numbers sum up to N."""
        numbers = "\n\n".join(["5", "1", "2", "3", "1", "4", "2", "6", "4", "5", "6", "1"])
        values, findings = chart(f"{numbers}\n\n{FIELDS}Unterstützung der Strategiefelder (N=10){LEGEND}")
        assert values["strategiefeld.verwaltung_infrastruktur.++"] == 5
        assert values["strategiefeld.verwaltung_infrastruktur.-"] == 4
        assert values["strategiefeld.mobilitaet.+"] == 6
        assert len(values) == 12
        assert not findings

    def test_no_arrangement_fits(self) -> None:
        """Numbers whose sums don't fit N in any arrangement are left out with a finding."""
        values, findings = chart(f"{SERIES}\n{FIELDS}Unterstützung der Strategiefelder (N=10){LEGEND}")
        assert not values
        assert [finding.feld for finding in findings] == ["strategiefeld"]

    def test_labels_behind_the_title(self) -> None:
        """Where numbers stand before the title and labels behind it, they belong together if the sum fits."""
        labels = (
            "ausschließlich amtsinternes Projekt\n\nProjekt nur mit internen Beteiligten\n\n"
            "Projekt nur mit externen Beteiligten\n\nProjekt mit internen und externen\n\nBeteiligten\n"
        )
        values, findings = chart(f"3\n\n4\n1\n\n4\n\nProjektbeteiligte (N=12)\n\n{labels}")
        assert list(values.values()) == [3, 4, 1, 4]
        assert all(name.startswith("beteiligung.") for name in values)
        assert not findings
        values, findings = chart(f"3\n\n4\n1\n\n5\n\nProjektbeteiligte (N=12)\n\n{labels}")
        assert (values, [finding.feld for finding in findings]) == ({}, ["beteiligung"])

    def test_percentages_are_left_out(self) -> None:
        """A chart of percentages states no numbers but its N."""
        values, findings = chart(
            "25%\n\n75%\n\nProjektbeteiligte (N=12)\n\nausschließlich amtsinternes Projekt\n"
        )
        assert not values
        assert not findings
