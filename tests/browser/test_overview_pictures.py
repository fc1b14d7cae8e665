"""The overview's pictures, and the page that says how exact the report is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import requests
from hndigital.charts import counting_pictures, picture_names
from hndigital.package import Package
from hndigital.schemas import codelist

from tests.browser.conftest import Visit

Visits = Callable[..., Visit]
TIMEOUT = 60
EXACTNESS = "/digitalprojekte/genauigkeit"


def test_each_picture_says_what_it_shows(visit: Visits, url: str) -> None:
    """Title, sentence and bars of each picture are those of its data, and its table repeats the bars."""
    page = visit(scripts=False).open("/digitalprojekte?dezernat=II&ansicht=bilder")
    for name in picture_names():
        if name == "matrix":
            continue
        figure = page.locator(f".hnd-chart--{name}")
        data = requests.get(f"{url}/digitalprojekte/bild/{name}.json?dezernat=II", timeout=TIMEOUT).json()
        assert figure.get_by_role("heading").inner_text() == data["title"]
        assert figure.locator(".hnd-sentence").inner_text() == data["sentence"]
        assert figure.locator(".hnd-downloads a").all_inner_texts() == ["CSV", "JSON", "SVG"]
        if name == "dezernat":
            assert figure.locator(".hnd-bars").count() == 0, "one bar is no picture"
        elif name in counting_pictures():
            bars = figure.locator(".hnd-bars .hnd-number").all_inner_texts()
            assert sum(map(int, bars)) == data["count"]
            assert figure.locator("details td").all_text_contents() == bars
            assert sum(row["anzahl"] for row in data["rows"]) == data["count"]


def test_a_bar_is_as_long_as_its_number(visit: Visits, package: Package) -> None:
    """The widths of the bars have the ratios of the numbers beside them."""
    page = visit(scripts=False).open("/digitalprojekte?ansicht=bilder")
    items = page.locator(".hnd-chart--dezernat .hnd-bars li").all()
    counts = Counter(row["dezernat"] for row in package.tables["vorhaben"])
    widths = [item.locator("rect").bounding_box()["width"] for item in items]  # type: ignore[index]
    for code, width in zip(codelist("dezernat"), widths, strict=True):
        assert width == pytest.approx(max(widths) * counts[code] / max(counts.values()), abs=1)


def test_an_empty_selection_has_a_sentence_and_no_pictures(visit: Visits) -> None:
    """Where nothing is selected, one sentence says so in place of empty axes."""
    page = visit(scripts=False).open("/digitalprojekte?q=gibtesnicht&ansicht=bilder")
    assert page.locator(".hnd-chart").count() == 0
    assert "Zu dieser Auswahl passt kein Vorhaben" in page.locator(".hnd-results").inner_text()


def test_the_matrix_is_a_picture_too(visit: Visits) -> None:
    """The heat map has title, sentence, and its own data; each rating has a sign and a word."""
    page = visit(width=360).open("/digitalprojekte?ansicht=matrix&dezernat=II")
    figure = page.locator(".hnd-matrix")
    assert figure.locator(".hnd-sentence").inner_text().startswith("Bei ")
    assert figure.locator(".hnd-downloads a").all_inner_texts() == ["CSV", "JSON", "SVG"]
    assert figure.locator("td .hnd-mark").count() > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_how_exact_the_report_is(visit: Visits, package: Package) -> None:
    """Overview and page count the package's comparisons and name those that differ with both numbers."""
    results = Counter(row["ergebnis"] for row in package.tables["abgleich"])
    expected = [str(results[code]) for code in codelist("abgleich_ergebnis")]
    page = visit(scripts=False).open("/digitalprojekte")
    section = page.locator("#hnd-exactness")
    assert section.locator(".hnd-verdicts strong").all_inner_texts() == expected
    differing = [row for row in package.tables["abgleich"] if row["ergebnis"] == "weicht_ab"]
    lines = section.locator("ul:not(.hnd-verdicts) li").all_inner_texts()
    for row, line in zip(differing, lines, strict=True):
        assert f"Der Bericht nennt {row['bericht']}, in seinen Tabellen stehen {row['zeilen']}." in line
    section.get_by_role("link", name="Alle Zahlen im Vergleich").click()
    page.wait_for_load_state()
    assert page.url.endswith(f"{EXACTNESS}?berichtsstand=2020-2")
    assert page.locator(".hnd-verdicts strong").all_inner_texts() == expected
    assert page.get_by_text("„202000057“ hat neun Ziffern").count() == 1
    assert page.get_by_text("--berichtsdatum").count() == 0


def test_how_exact_fits_eight_screens_of_a_phone(visit: Visits) -> None:
    """What differs is read at once; the rest of long lists opens on demand, also without a script."""
    page = visit(width=360, scripts=False).open(f"{EXACTNESS}?berichtsstand=2020-2")
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 8 * 640
    assert page.locator("#hnd-differing").is_visible()


def test_a_round_that_nobody_published_is_not_found(visit: Visits) -> None:
    """The page of an unknown round is 404; the overview says that it left the round out."""
    page = visit(scripts=False).open(f"{EXACTNESS}?berichtsstand=1999-1")
    assert "1999-1" in page.get_by_role("main").inner_text()
    page = visit(scripts=False).open("/digitalprojekte?berichtsstand=1999-1")
    assert "„1999-1“ war nicht zu verstehen" in page.locator(".hnd-box--warning").inner_text()
    assert "102 Vorhaben" in page.locator("#hnd-results").inner_text()
