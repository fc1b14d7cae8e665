"""Records become the model; fact sheets and stated totals are held against the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hndigital.bericht import Fundstelle, Quelle
from hndigital.build import Stated, build
from hndigital.checks import check_sheets, reconcile
from hndigital.sources.records import Aussage, Blatt, Records, Tabelle, Zahl, Zeile, Zelle

FIELDS = ("verwaltung_infrastruktur", "bildung_wissensstadt", "teilhabe", "mobilitaet")
EARLY = tuple(f"strategiefeld.{name}" for name in FIELDS[1:])
FULL = tuple(f"strategiefeld.{name}" for name in FIELDS)
FIRST = ("titel", "amt", "vorhabentyp", "anlass")


def cell(text: str, line: int = 1) -> Zelle:
    """A printed value on one line."""
    return Zelle(text, text, Fundstelle("5.3", "", line))


def row(number: str, ratings: Mapping[str, str], **values: str) -> Zeile:
    """A complete row with values of its own."""
    cells = (
        {"titel": "Sache", "amt": "I/105", "vorhabentyp": "kurzfr.", "anlass": "Auftrag"}
        | values
        | dict(ratings)
    )
    return Zeile(cell(number), {name: cell(text) for name, text in cells.items()})


def running(*rows: Zeile) -> Tabelle:
    """The table of chapter 5.3."""
    columns = (*FIRST, *FULL, "gesamtstatus", "kosten_eur")
    return Tabelle("5.3", columns, cell("5.3. Matrixdarstellung: 1 Vorhaben"), "umsetzung", rows)


def early(*rows: Zeile) -> Tabelle:
    """The table of chapter 5.2."""
    return Tabelle("5.2", (*FIRST, *EARLY, "bearbeitungsstand"), cell("5.2. Matrixdarstellung"), "", rows)


def records(
    *tables: Tabelle,
    sheets: tuple[Blatt, ...] = (),
    numbers: tuple[Zahl, ...] = (),
    said: tuple[Aussage, ...] = (),
) -> Records:
    """Records of a source of no particular kind."""
    return Records(Quelle("", "quelle", "0" * 64), tables, sheets, numbers, said, ("5.2", "5.3"))


PLUS = dict.fromkeys(FULL, "+")
STATUS = {"gesamtstatus": "im Plan", "kosten_eur": "1.000 €"}


def sheet(**values: str) -> Blatt:
    """A fact sheet that says the same as `row`, but for the values given."""
    same = {
        "titel": "Sache",
        "amt": "105",
        "abteilung": "",
        "anlass": "Auftrag",
        "gesetz_beschluss": "",
        "beschreibung": "Text",
        "vorhabenziel": "Ziel",
        "strategiefeld": "Verwaltung & Infrastruktur*",
        "gesamtstatus": "im Plan",
        "bearbeitungsstand": "in Umsetzung",
    }
    return Blatt(cell("2021000001"), "4.1", {name: cell(text) for name, text in (same | values).items()})


class TestSheetAgainstTable:
    """The table wins, differences are told with both wordings."""

    def differences(self, **values: str) -> list[tuple[str, str, str]]:
        """Return (field, sheet, table) of the differences of a sheet."""
        ratings = PLUS | {"strategiefeld.verwaltung_infrastruktur": "++"}
        table = running(row("2021000001", ratings, **STATUS))
        bericht, _ = build(records(table, sheets=(sheet(**values),)))
        assert bericht.vorhaben[0].titel == "Sache"
        return [
            (f.feld, f.wortlaut, f.wert) for f in check_sheets(bericht) if f.code == "steckbrief_weicht_ab"
        ]

    @pytest.mark.parametrize(
        "values", [{}, {"amt": "I/105"}, {"bearbeitungsstand": "Umsetzung"}, {"gesamtstatus": ""}]
    )
    def test_the_same_in_other_words(self, values: dict[str, str]) -> None:
        """Another spelling of the same thing is no difference."""
        assert self.differences(**values) == []

    @pytest.mark.parametrize(
        ("field", "said", "table"),
        [
            *(
                ("titel", "Eine Sache", "Sache"),
                ("amt", "106", "I/105"),
                ("anlass", "Eigenmotivation", "Auftrag"),
            ),
            *(("gesamtstatus", "kritisch", "im Plan"), ("bearbeitungsstand", "Planung", "In Umsetzung")),
            ("bearbeitungsstand", "fast fertig", "In Umsetzung"),
        ],
    )
    def test_differences(self, field: str, said: str, table: str) -> None:
        """Each differing value is told with what the sheet and what the table says."""
        assert self.differences(**{field: said}) == [(field, said, table)]

    def test_primary_field(self) -> None:
        """A field that the sheet calls primary and the table does not rate ++ is a difference."""
        assert self.differences(strategiefeld="Zukunftsfähige Mobilität") == [
            ("strategiefeld.mobilitaet", "Zukunftsfähige Mobilität", "+")
        ]

    def test_tables_without_the_column(self) -> None:
        """What the table has no column for cannot differ."""
        ratings = dict.fromkeys(EARLY, "—")
        table = early(row("2021000001", ratings, bearbeitungsstand="Planung"))
        bericht, _ = build(
            records(table, sheets=(sheet(bearbeitungsstand="in Planung", gesamtstatus="kritisch"),))
        )
        assert [f for f in check_sheets(bericht) if f.code == "steckbrief_weicht_ab"] == []

    def test_sheet_without_row(self) -> None:
        """A sheet whose number is in no table is an error and makes no project."""
        bericht, _ = build(records(sheets=(sheet(),)))
        assert not bericht.vorhaben
        assert [f.code for f in check_sheets(bericht)] == ["steckbrief_ohne_tabelle"]

    def test_two_sheets_of_one_number(self) -> None:
        """The first sheet fills the project; the second is kept as printed, and the number is an error."""
        second = replace(sheet(beschreibung="Anderes"), kapitel="4.2")
        table = running(row("2021000001", PLUS, **STATUS))
        bericht, findings = build(records(table, sheets=(sheet(), second)))
        assert bericht.vorhaben[0].beschreibung == "Text"
        assert [(s.kapitel, s.beschreibung) for s in bericht.steckbriefe] == [
            ("4.1", "Text"),
            ("4.2", "Anderes"),
        ]
        assert "nummer_doppelt" in {f.code for f in findings}


class TestRound:
    """Round and dates are found, given, or told as missing."""

    def test_contradicting_statements(self) -> None:
        """Of contradicting statements the most frequent counts, and all are told."""
        said = [
            Aussage("berichtsstand", code, f"Berichtswesen {code}", Fundstelle())
            for code in ("2021-1", "2021-2")
        ]
        bericht, findings = build(records(said=(said[0], said[1], said[1])))
        assert bericht.berichtsstand.code == "2021-2"
        (finding,) = (f for f in findings if f.code == "angabe_widerspruch")
        assert finding.wortlaut == "Berichtswesen 2021-1 / Berichtswesen 2021-2"

    def test_what_is_given_counts(self) -> None:
        """Given statements need none in the source; without either each is told as missing."""
        given = Stated("2022-1", date(2022, 3, 31), date(2022, 6, 1), "Titel")
        bericht, findings = build(records(), given)
        assert bericht.berichtsstand.stichtag == date(2022, 3, 31)
        assert bericht.quelle.titel == "Titel"
        assert not [f for f in findings if f.code.startswith(("stichtag", "bericht"))]
        _, findings = build(records())
        assert {"berichtsstand_fehlt", "stichtag_fehlt", "berichtsdatum_fehlt"} <= {f.code for f in findings}


def number(name: str, value: int, line: int) -> Zahl:
    """A stated figure on a line of chapter 5.1."""
    return Zahl(name, value, Fundstelle("5.1", "", line))


class TestReconciliation:
    """Every stated total is held against the rows, or says why it cannot be."""

    def reconciled(self, *numbers: Zahl, code: str = "2021-1") -> dict[str, tuple[int, int | None, str]]:
        """Return (stated, counted, result) by figure."""
        tables = (
            early(row("2021000001", dict.fromkeys(EARLY, "++"), bearbeitungsstand="Planung")),
            running(row("2021000002", PLUS, **STATUS), row("2021000003", PLUS, **STATUS, amt="20")),
        )
        bericht, _ = build(records(*tables, numbers=numbers), Stated(code))
        rows, self.findings = reconcile(bericht)
        self.rows = {found.kennzahl: found for found in rows}
        return {found.kennzahl: (found.bericht, found.zeilen, found.ergebnis) for found in rows}

    def test_counts(self) -> None:
        """Totals are counted over the rows that they speak of."""
        found = self.reconciled(
            *(number("anzahl", 3, 1), number("kapitel.5.3", 2, 2), number("gesamtstatus.im_plan", 2, 3)),
            *(
                number("bearbeitungsstand.umsetzung", 2, 4),
                number("bearbeitungsstand.nicht_in_umsetzung", 1, 5),
            ),
            *(
                number("dezernat.I", 2, 6),
                number("strategiefeld.teilhabe.+", 2, 7),
                number("anlass.auftrag", 4, 8),
            ),
        )
        assert {result for _, _, result in found.values()} == {"stimmt", "weicht_ab"}
        assert [name for name, (_, _, result) in found.items() if result == "weicht_ab"] == ["anlass.auftrag"]
        assert [(f.code, f.wortlaut, f.wert) for f in self.findings] == [("summe_weicht_ab", "4", "3")]

    def test_two_places_two_numbers(self) -> None:
        """A second number for a figure has a row of its own; each row lists the places of its number."""
        numbers = (number("anzahl", 3, 7), number("anzahl", 5, 8), number("anzahl", 3, 2))
        found = self.reconciled(*numbers)
        assert found == {"anzahl": (3, 3, "stimmt"), "anzahl#2": (5, 3, "weicht_ab")}
        assert self.rows["anzahl"].fundstelle == "Kap. 5.1; Z. 2 | Kap. 5.1; Z. 7"

    def test_what_cannot_be_compared(self) -> None:
        """Missing columns and the round that the offices were inferred from are named as the reason."""
        numbers = (
            number("strategiefeld.verwaltung_infrastruktur.++", 3, 1),
            *(number("beteiligung.intern", 3, 2), number("dezernat.I", 3, 3)),
        )
        found = self.reconciled(*numbers, code="2020-2")
        assert {result for _, _, result in found.values()} == {"nicht_vergleichbar"}
        assert all(row.begruendung for row in self.rows.values())
        assert "5.2" in self.rows["strategiefeld.verwaltung_infrastruktur.++"].begruendung


def test_costs_and_codes() -> None:
    """An amount, k.A. and a table without cost column are three different things."""
    tables = (
        early(row("2021000001", dict.fromkeys(EARLY, "—"), bearbeitungsstand="Planung")),
        running(
            row("2021000002", PLUS, gesamtstatus="kritisch", kosten_eur="k.A."),
            row("2021000003", PLUS, gesamtstatus="kritisch", kosten_eur="1.922,50 €"),
            row("2021000004", PLUS, gesamtstatus="kritisch", kosten_eur="rund 5 €"),
        ),
    )
    bericht, findings = build(records(*tables))
    assert [(p.kosten_eur, p.kosten_angabe) for p in bericht.vorhaben] == [
        (None, "nicht_ausgewiesen"),
        (None, "keine_angabe"),
        (Decimal("1922.5"), "beziffert"),
        (None, ""),
    ]
    assert [f.wortlaut for f in findings if f.code == "wortlaut_unbekannt"] == ["rund 5 €"]


def test_every_finding_has_a_sentence() -> None:
    """Findings on a thoroughly odd report have a severity and a sentence in both languages."""
    odd = Zeile(cell("20210"), {"titel": cell("Ohne Nummer")})
    empty = Zeile(cell("202100009"), {"titel": cell("Leer"), "amt": cell("V/9")}, {"": cell("Rest")})
    bericht, findings = build(records(early(odd, empty, empty), sheets=(sheet(titel=""), sheet())))
    for finding in (*findings, *check_sheets(bericht)):
        assert finding.schwere in ("fehler", "warnung", "hinweis")
        assert "{" not in finding.message("de") + finding.message("en")
