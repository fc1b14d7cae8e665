"""What comes out of a printer: pages as PDF, their words read back."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from hndigital.package import Package
from playwright.sync_api import Page

from tests.browser.everyone import OVERVIEW, PROJECT, Visits


def printed(page: Page) -> list[str]:
    """Return the text of each page of paper."""
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as pdf:
        return [sheet.extract_text() for sheet in pdf.pages]


def test_the_overview_prints_as_a_table(visit: Visits, package: Package) -> None:
    """Head and first rows on the first sheet, no word of a status broken, nothing that one clicks on."""
    sheets = printed(visit().open(OVERVIEW))
    first = sheets[0]
    assert all(head in first for head in ("Vorhabennummer", "Bearbeitungsstand", "Gesamtstatus", "Kosten"))
    rows = package.tables["vorhaben"][:20]
    text = "\n".join(sheets)
    assert all(row["vorhaben_nr"] in text for row in rows)
    assert text.count("In Umsetzung") >= sum(row["bearbeitungsstand"] == "umsetzung" for row in rows)
    for control in ("Sortieren", "Filter anwenden", "Weiter", "CSV"):
        assert control not in text
    assert len(sheets) <= 3


@pytest.mark.slow
def test_a_matrix_begins_on_the_first_sheet(visit: Visits) -> None:
    """The table is not pushed to the second sheet; each rating stands in words."""
    first = printed(visit().open(f"{OVERVIEW}?ansicht=matrix"))[0]
    assert "2020000001" in first
    assert "unterstützt" in first


@pytest.mark.slow
def test_a_project_prints_where_its_values_come_from(visit: Visits) -> None:
    """Provenance, fact sheet and history print, folded as they are; code for programs does not."""
    text = "\n".join(printed(visit().open(PROJECT)))
    for words in ("Wortlaut und Fundstelle jedes Werts", "Eigenmotivation", "Stelle im Bericht", "Kap. 5.3"):
        assert words in text
    for code in ("curl ", "import requests", "@misc", "Im Bericht zeigen"):
        assert code not in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/", f"{OVERVIEW}/api", f"{OVERVIEW}/genauigkeit", "/dataset/digitalprojekte-2020-2"]
)
def test_other_pages_print_their_text(visit: Visits, path: str) -> None:
    """The heading stands on the first sheet; menus, forms and examples of code stay off the paper."""
    page = visit().open(path)
    heading = page.locator("h1").inner_text().split()[0]
    sheets = printed(page)
    assert heading in sheets[0]
    assert all(sheet.strip() for sheet in sheets)
    text = "\n".join(sheets)
    assert all(word not in text for word in ("import requests", "Anmelden", "Fehler melden"))
