"""Rows are read right to the cell, however they wrap, whatever their titles hold."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hndigital.bericht import Quelle, Vorhaben
from hndigital.build import build
from hndigital.findings import Finding
from hndigital.sources.bericht.reader import read_text
from hndigital.sources.lettering import lettered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reader_printing import CAPTIONS, CAUSES, FIELDS, STATES, STATUS, TYPES, Row, print_report, wrap

CAPTION = " 5.{n}. Matrixdarstellung: 1 Vorhaben {words} \n\n"
HEAD_2 = (
    "Vorhaben-\n\nNr. \nVorhabentitel ffd. \nAmt3 \nVorhabentyp Anlass Bildungs- \nund \nWissens-\nstadt \n"
    "Teilhabe \nan der \nStadtge-\nsellschaft \nZukunfts-\nfähige  \nMobilität \nBearbeitungsstand \n"
)
HEAD_3 = (
    "Vorhaben-\nNr. \nVorhabentitel ffd. \nAmt4 \nVorhaben- \nTyp \nAnlass \nV\ne\nrw\n s \n"
    "Kosten,  \nsoweit  \nbeziffert \n"
)
PAGE = (
    " \n3 s.h. Anhang 2 – Übersicht Ämterbezeichnungen Stadt Heilbronn \n\n"
    "36 DIGITALISIERUNGSBERICHT STADT HEILBRONN 2021 \n\n "
)
TABLES = {
    2: CAPTION.format(n=2, words="„in der Frühphase“ (Ideenfindung, Vorbereitung, Planung)") + HEAD_2,
    3: CAPTION.format(n=3, words="(in Umsetzung)") + HEAD_3,
    4: CAPTION.format(n=4, words="(abgeschlossen)")
    + HEAD_2.replace("Bildungs-", "Verwaltung \n& Infra-\nstruktur \nBildungs-").replace(
        "Bearbeitungsstand \n", ""
    ),
}


def read(text: str) -> tuple[dict[str, Vorhaben], list[Finding]]:
    """Return the projects by number and the findings on them."""
    bericht, findings = build(read_text(lettered(text), Quelle("", "test.txt", "")))
    odd = [finding for finding in findings if not finding.code.endswith("_fehlt")]
    return {project.vorhaben_nr: project for project in bericht.vorhaben}, odd


def only(table: int, text: str) -> tuple[Vorhaben, list[Finding]]:
    """Return the one project of a table, and the findings."""
    projects, findings = read(TABLES[table] + text)
    assert len(projects) == 1
    return next(iter(projects.values())), findings


@pytest.mark.parametrize(
    ("printed", "titel", "amt"),
    [
        ("Auftrag für Archive 20", "Auftrag für Archive", "20"),
        ("langfr. Planung Reallabor 10 32", "langfr. Planung Reallabor 10", "32"),
        ("Altsystem OWI 21\n\n32", "Altsystem OWI 21", "32"),
        ("Sammelauskunft (KAT Dez. IV)\n70", "Sammelauskunft (KAT Dez. IV)", "70"),
        ("Messnetz II Hafen Dez. IV", "Messnetz II Hafen", "Dez. IV"),
        ("Anzeige k.A. im Plan I/\n105", "Anzeige k.A. im Plan", "I/105"),
        ("10 Punkte für „Neues“ / Altes – § 5 (1) I/105", "10 Punkte für „Neues“ / Altes – § 5 (1)", "I/105"),
        ("Eigen-Motivation Auftrag I/101", "Eigen-Motivation Auftrag", "I/101"),
        ("Kurse C++ + Java 40", "Kurse C++ + Java", "40"),
        ("Nachfolge von 2019000004 im Hafen 23", "Nachfolge von 2019000004 im Hafen", "23"),
        ("6. Bauabschnitt\n6. Teil des Netzes 66", "6. Bauabschnitt 6. Teil des Netzes", "66"),
        ("Haus\nGBR langfr. Karte\n99", "Haus GBR langfr. Karte", "99"),
    ],
)
def test_titles_that_look_like_columns(printed: str, titel: str, amt: str) -> None:
    """Digits, signs and column wordings in a title stay in the title."""
    project, _ = only(2, f"2021000005 {printed} kurzfr. Eigen- \n\nMotivation \n\n— + ++ Planung \n")
    assert (project.titel, project.amt, project.vorhabentyp) == (titel, amt, "kurzfristig")
    assert dict(project.bewertungen) == {"bildung_wissensstadt": "-", "teilhabe": "+", "mobilitaet": "++"}
    assert (project.anlass, project.bearbeitungsstand) == ("eigenmotivation", "planung")


@pytest.mark.parametrize(
    ("cost", "amount", "kind"),
    [
        ("k.A.", None, "keine_angabe"),
        (" " * 40 + "\n\n20.000 € ", Decimal(20000), "beziffert"),
        ("1.922,50 €", Decimal("1922.5"), "beziffert"),
        ("11.978.346\n€", Decimal(11978346), "beziffert"),
    ],
)
def test_costs(cost: str, amount: Decimal | None, kind: str) -> None:
    """A cost is read wherever its line begins; k.A. is no cost."""
    project, findings = only(3, f"2021000005 Lager 10 undef. Auftrag + — – - teilw. \n\nkritisch {cost}\n")
    assert (project.kosten_eur, project.kosten_angabe) == (amount, kind)
    assert project.gesamtstatus == "teilweise_kritisch"
    assert project.bearbeitungsstand == "umsetzung"
    assert list(project.bewertungen.values()) == ["+", "-", "-", "-"]
    assert not findings


def test_a_number_that_runs_into_its_title() -> None:
    """Ten digits are the number even without a blank behind them, nine are put right visibly."""
    project, _ = only(4, "2020000018Meldestelle I/105 Reallabor Auftrag ++ — — — \n")
    assert (project.vorhaben_nr, project.titel) == ("2020000018", "Meldestelle")
    project, findings = only(4, "202000057Meldestelle I/105 Reallabor Auftrag ++ — — — \n")
    assert project.vorhaben_nr == "2020000057"
    assert [(finding.code, finding.wortlaut) for finding in findings] == [("nummer_neunstellig", "202000057")]


def test_page_end_within_a_row() -> None:
    """Footnote, running head and repeated column head in the middle of a row leave it whole."""
    text = (
        f"2021000005 Netz der Sensoren im Stadt-\n{PAGE}{HEAD_2}wald \nI/105 langfr. Eigen- \n"
        f"{PAGE}{HEAD_2}Motivation \n+ + + Planung \n"
    )
    project, findings = only(2, text)
    assert (project.titel, project.amt, project.anlass) == (
        "Netz der Sensoren im Stadtwald",
        "I/105",
        "eigenmotivation",
    )
    assert project.herkunft["titel"].wortlaut == "Netz der Sensoren im Stadt- ⏎ wald"
    assert not findings


def test_rotated_heads_lose_letters() -> None:
    """A rotated head of which only letters are left is no part of the row that it interrupts."""
    head = HEAD_3.replace("V\ne\nrw\n s \n", " b\n t \n\nG\ne\n-\n t-\n")
    project, findings = only(3, f"2021000005 Tor 2 20 langfr. Auftrag ++ \n {head}— — — im \nPlan \nk.A. \n")
    assert (project.titel, project.gesamtstatus, project.kosten_angabe) == (
        "Tor 2",
        "im_plan",
        "keine_angabe",
    )
    assert list(project.bewertungen.values()) == ["++", "-", "-", "-"]
    assert not findings


def test_place_and_page_of_a_value() -> None:
    """A value knows chapter, line and the page that a running head above it states, until a page may end."""
    text = TABLES[4] + "\n8 DIGITALISIERUNGSBERICHT STADT HEILBRONN 2021 \n\n"
    text += "2021000005 Tor \n20 langfr. Auftrag ++ — — — \n 2021000006 Tür 20 langfr. Auftrag ++ — — — \n"
    projects, _ = read(text)
    first = text.split("\n").index("2021000005 Tor ") + 1
    assert str(projects["2021000005"].herkunft["amt"].fundstelle) == f"Kap. 5.4; S. 8; Z. {first + 1}"
    assert str(projects["2021000006"].herkunft["amt"].fundstelle) == f"Kap. 5.4; Z. {first + 2}"


def test_a_rotated_head_ends_no_page() -> None:
    """What a column head leaves on lines that begin with a blank is no new page: the number holds on."""
    head = HEAD_3.replace("Amt4", " Amt4").replace("Kosten,", " Kosten,").replace("V\ne", " l-\n e rw")
    text = TABLES[3] + "\n8 DIGITALISIERUNGSBERICHT STADT HEILBRONN 2021 \n\n" + head
    projects, _ = read(f"{text}2021000005 Tor \n20 langfr. Auftrag ++ — — — im \nPlan k.A. \n")
    assert projects["2021000005"].herkunft["amt"].fundstelle.seite == "8"


def test_form_feeds_part_pages() -> None:
    """Where form feeds are left, a page's number holds for all of the page and for no other."""
    text = (
        TABLES[4] + "2021000005 Tor 20 langfr. Auftrag ++ — — — \n8 DIGITALISIERUNGSBERICHT STADT HEILBRONN\n"
    )
    projects, _ = read(text + "\f2021000006 Tür 20 langfr. Auftrag ++ — — — \n")
    assert projects["2021000005"].herkunft["amt"].fundstelle.seite == "8"
    assert projects["2021000006"].herkunft["amt"].fundstelle.seite == ""


class TestOddRows:
    """What is odd in a row leaves its cell empty and makes a finding."""

    @pytest.mark.parametrize(
        ("row", "field", "wording"),
        [
            ("20 dauerhaft Auftrag + + — Planung", "vorhabentyp", "dauerhaft"),
            ("20 kurzfr. Wunsch der \nBürger + + — Planung", "anlass", "Wunsch der ⏎ Bürger"),
            ("20 kurzfr. Auftrag + o — Planung", "strategiefeld.teilhabe", "o"),
            ("20 kurzfr. Auftrag + + — in Prüfung", "bearbeitungsstand", "in Prüfung"),
        ],
    )
    def test_unknown_wording(self, row: str, field: str, wording: str) -> None:
        """A wording that no code list knows is named; the other cells are read."""
        project, findings = only(2, f"2021000005 Kleine Sache {row} \n")
        assert [(f.code, f.feld, f.wortlaut) for f in findings] == [("wortlaut_unbekannt", field, wording)]
        assert (project.titel, project.amt) == ("Kleine Sache", "20")

    def test_empty_rating(self) -> None:
        """With a rating missing it is open which: all stay empty, each is named with what is printed."""
        project, findings = only(4, "2021000005 Tor 20 langfr. Auftrag ++ — — \n")
        assert not project.bewertungen
        assert {f.code for f in findings} == {"zeile_unvollstaendig"}
        assert {f.feld for f in findings} == {f"strategiefeld.{name}" for name in FIELDS}
        assert {f.wortlaut for f in findings} == {"++ — —"}

    def test_unknown_office(self) -> None:
        """An office without Dezernat is kept and named."""
        project, findings = only(4, "2021000005 Tor V/200 langfr. Auftrag ++ — — — \n")
        assert (project.amt, project.dezernat) == ("V/200", "")
        assert [(f.code, f.wortlaut) for f in findings] == [("amt_ohne_dezernat", "V/200")]

    def test_cut_row(self) -> None:
        """A row cut by the file's end keeps what is there and names what is not."""
        first = "2021000004 Tor 20 langfr. Auftrag + — — Planung \n"
        projects, findings = read(TABLES[2] + first + "2021000005 Lange Sache I/105 langfr. Eigen- \n\nMoti")
        assert projects["2021000005"].titel == "Lange Sache"
        assert projects["2021000005"].amt == "I/105"
        assert projects["2021000005"].vorhabentyp == "langfristig"
        assert {f.vorhaben_nr for f in findings} == {"2021000005"}
        assert "zeile_unvollstaendig" in {f.code for f in findings}

    @pytest.mark.parametrize("title", ["Lange Sache / Teil", "Lange Sache im", "Lange", "Haus 10"])
    def test_row_cut_within_its_title(self, title: str) -> None:
        """What is left of a cut title stays title; no word of it is taken for an unknown type or cause."""
        first = "2021000004 Tor 20 langfr. Auftrag + — — Planung \n"
        projects, findings = read(f"{TABLES[2]}{first}2021000005 {title}")
        assert projects["2021000005"].titel == title
        assert {(f.code, f.vorhaben_nr) for f in findings} == {("zeile_unvollstaendig", "2021000005")}
        assert len(findings) == 7

    def test_row_without_title(self) -> None:
        """An office is an office, even where the title before it is missing."""
        project, findings = only(4, "2021000005 I/103 langfr. Auftrag ++ — — — \n")
        assert (project.titel, project.amt) == ("", "I/103")
        assert [(f.code, f.feld) for f in findings] == [("zeile_unvollstaendig", "titel")]

    @pytest.mark.parametrize("sign", ["?", "\ufffd", "·"])
    def test_dashes_that_were_lost(self, sign: str) -> None:
        """Where another sign stands for every dash, each rating is unknown; the other cells are read."""
        row = f"2021000005 Tor 20 langfr. Auftrag {sign} {sign} {sign} Planung \n"
        project, findings = only(2, row)
        assert (project.bearbeitungsstand, dict(project.bewertungen)) == ("planung", {})
        assert [(f.code, f.wortlaut) for f in findings] == [("wortlaut_unbekannt", sign)] * 3

    @pytest.mark.parametrize("number", ["20210005", "2021000O05"])
    @pytest.mark.parametrize("first", [True, False])
    def test_misprinted_number(self, number: str, first: bool) -> None:
        """A row whose number is none is an error with all its cells, and no part of the row before it."""
        rows = ["2021000004 Tor 20 langfr. Auftrag + — — Planung \n"]
        rows.insert(0 if first else 1, f"{number} Ufer \n23 kurzfr. Auftrag — + ++ Vorbereitung \n")
        project, findings = only(2, "".join(rows))
        assert (project.vorhaben_nr, project.titel) == ("2021000004", "Tor")
        assert [(f.code, f.schwere, f.wortlaut) for f in findings] == [("nummer_ungueltig", "fehler", number)]
        assert findings[0].wert.startswith("Ufer | 23 | kurzfr. | Auftrag")

    def test_lost_lines_are_not_silent(self) -> None:
        """When the lines between two rows are lost, the first row stays, the second's rest is shown."""
        text = (
            "2021000004 Tor 20 langfr. Auftrag + — — Planung \nverwaltung 10 kurzfr. Auftrag + + + Planung \n"
        )
        project, findings = only(2, text)
        assert (project.titel, project.amt) == ("Tor", "20")
        assert [f.code for f in findings] == ["text_nicht_zugeordnet"]

    def test_duplicate_number(self) -> None:
        """Of two rows with one number the first counts, the second is told in full."""
        row = "2021000004 {} 20 langfr. Auftrag + — — Planung \n"
        project, findings = only(2, row.format("Erste") + row.format("Zweite"))
        assert project.titel == "Erste"
        assert [f.code for f in findings] == ["nummer_doppelt"]
        assert "Zweite" in findings[0].wortlaut

    def test_odd_cells_of_a_duplicate(self) -> None:
        """The second row of a number is one finding, whatever else is odd in it."""
        first = "2021000004 Erste 20 langfr. Auftrag + — — Planung \n"
        project, findings = only(2, first + "2021000004 Zweite 99 ewig Auftrag + — Planung \n")
        assert project.titel == "Erste"
        assert [f.code for f in findings] == ["nummer_doppelt"]


WORDS = st.sampled_from(
    [
        *(
            "Auftrag",
            "langfr.",
            "Planung",
            "Reallabor",
            "10",
            "21",
            "2030",
            "IV",
            "k.A.",
            "im",
            "Plan",
            "kritisch",
        ),
        *(
            "Hafen",
            "E-Akte",
            "„Digital“",
            "(VIS)",
            "§",
            "§43",
            "&",
            "C++",
            "3D-Modell",
            "OWI",
            "Ideenfindung",
        ),
        *(
            "Amt",
            "und",
            "oder",
            "Online-",
            "Anmeldung",
            "Beleuchtung",
            "20.000",
            "1956-2009",
            "anderer",
            "Grund",
        ),
        *("I/105", "Mobilität", "Verwaltung", "Umsetzung", "5.3", "6.", "Anlass", "Vorhabentitel", "5G-Netz"),
    ]
)
TITLES = st.lists(WORDS, max_size=9).map(lambda words: " ".join([*words, "Dokumentenverwaltung"]))
OFFICES = st.sampled_from(["I/105", "20", "33", "Dez. II", "Dez. IV", "II/106", "V/200", "99"])
COSTS = st.sampled_from(["k.A.", "20.000 €", "1.922,50 €", "11.978.346 €", "900 €"])


@st.composite
def reports(draw: st.DrawFn) -> tuple[dict[str, list[Row]], str]:
    """Draw tables of rows and the text that prints them."""
    rng = draw(st.randoms(use_true_random=False))
    tables: dict[str, list[Row]] = {}
    running = 0
    for chapter in CAPTIONS:
        tables[chapter] = []
        for _ in range(draw(st.integers(0, 4))):
            running += 1
            title = draw(TITLES)
            fields = FIELDS[1:] if chapter == "5.2" else FIELDS
            row = Row(
                nr=f"{draw(st.sampled_from(['2019', '2020', '2021']))}{running:06d}",
                titel=title,
                zeilen=wrap(title, rng),
                amt=draw(OFFICES),
                typ=draw(st.sampled_from(sorted(TYPES))),
                anlass=draw(st.sampled_from(sorted(CAUSES))),
                bewertungen={name: draw(st.sampled_from(["++", "+", "-"])) for name in fields},
                stand=draw(st.sampled_from(sorted(STATES))) if chapter == "5.2" else "",
                status=draw(st.sampled_from(sorted(STATUS))) if chapter == "5.3" else "",
                kosten=draw(COSTS) if chapter == "5.3" else "",
                nummer_klebt=draw(st.booleans()) and not title[0].isdigit(),
            )
            tables[chapter].append(row)
    return tables, print_report(tables, random.Random(draw(st.integers(0, 2**32))), page_ends=0.15)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(reports())
def test_what_is_printed_comes_back(report: tuple[dict[str, list[Row]], str]) -> None:
    """Rows printed with any wraps, blank lines and page ends come back cell by cell."""
    tables, text = report
    projects, _ = read(text)
    expected = {
        row.nr: (row.titel, row.amt, row.typ, row.anlass, row.bewertungen, row.status, chapter)
        for chapter, rows in tables.items()
        for row in rows
    }
    found = {
        number: (p.titel, p.amt, p.vorhabentyp, p.anlass, dict(p.bewertungen), p.gesamtstatus, p.kapitel)
        for number, p in projects.items()
    }
    assert found == expected
