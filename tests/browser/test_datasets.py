"""The dataset pages of register and edition: what they are, where their data is, nothing empty."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from tests.browser.conftest import Visit

Visits = Callable[..., Visit]


@pytest.mark.parametrize("name", ["digitalprojekte", "digitalprojekte-2020-2"])
def test_register_and_edition_lead_to_pages_and_data(visit: Visits, url: str, name: str) -> None:
    """The page says that the data is made for show, and each of its links to data answers."""
    page = visit().open(f"/dataset/{name}")
    assert page.locator(".hnd-sample").is_visible()
    links = page.locator(".hnd-data a")
    paths = [links.nth(index).get_attribute("href") or "" for index in range(links.count())]
    assert "/digitalprojekte" in paths
    for path in paths:
        assert requests.get(url + path, timeout=60).status_code == 200, path


@pytest.mark.parametrize("name", ["digitalprojekte", "digitalprojekte-2020-2"])
def test_no_row_without_a_value(visit: Visits, name: str) -> None:
    """Fields that nobody filled in are not listed."""
    page = visit().open(f"/dataset/{name}")
    values = page.locator("td.dataset-details")
    assert values.count() >= 2
    assert all(values.nth(index).inner_text().strip() for index in range(values.count()))


def test_dates_of_a_dataset_are_written_as_each_language_does(visit: Visits) -> None:
    """Also in CKAN's table of further information: no ISO date and no "true" on a page for people."""
    for path, written, said in (
        ("/dataset/digitalprojekte-2020-2", "31. März 2021", "Ja"),
        ("/en/dataset/digitalprojekte-2020-2", "31 March 2021", "Yes"),
    ):
        table = visit(scripts=False).open(path).locator(".additional-info")
        cells = table.locator("td").all_inner_texts()
        assert written in cells
        assert said in cells
        assert "true" not in cells


def test_files_have_the_width_of_a_phone(visit: Visits) -> None:
    """Name and description of a file stand above its links, not squeezed beside them."""
    page = visit(width=360).open("/dataset/digitalprojekte")
    for description in page.locator(".resource-item .description").all():
        assert description.bounding_box()["width"] > 300  # type: ignore[index]


def test_an_error_is_said_once(visit: Visits) -> None:
    """What is missing stands on the page of a missing file one time."""
    page = visit().open("/dataset/digitalprojekte/resource/00000000-0000-0000-0000-000000000000")
    assert page.locator("main").inner_text().count("Ressource nicht gefunden") == 1


#: Words of a table's heads that stand on two lines.
_BROKEN = """() => [...document.querySelectorAll('.additional-info th')].flatMap(cell => {
  const text = cell.firstChild, broken = [];
  for (const word of text.data.matchAll(/\\p{L}{4,}/gu)) {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    if (range.getClientRects().length > 1) broken.push(word[0]);
  }
  return broken;
})"""


def test_no_word_of_a_field_is_broken_on_a_phone(visit: Visits) -> None:
    """Long checksums beside them give way, not the fields' names."""
    page = visit(width=360).open("/dataset/digitalprojekte-2020-2")
    assert page.evaluate(_BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
