"""A letter about an error names what it is about, and no program finds its address on the page."""

from __future__ import annotations

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from hndigital.pages.feedback import letter


@pytest.mark.parametrize(("lang", "words"), [("de", "Fundstelle im Bericht"), ("en", "Place in the report")])
def test_a_letter_names_page_value_and_place(lang: str, words: str) -> None:
    """Whoever gets it need not ask what is meant; signs of all kinds arrive as they are."""
    address = letter(
        "open-data@stadt.example", "E-Payment & mehr", "https://stadt.example/x?a=1&b=2", lang,
        value="Kosten: 40.000 €", place="Kap. 5.3; Z. 1279",
    )  # fmt: skip
    assert "open-data" not in address
    assert "mailto" not in address
    parts = urlsplit(unescape(address))
    assert (parts.scheme, parts.path) == ("mailto", "open-data@stadt.example")
    query = parse_qs(parts.query)
    assert "E-Payment & mehr" in query["subject"][0]
    (body,) = query["body"]
    for text in ("https://stadt.example/x?a=1&b=2", "Kosten: 40.000 €", f"{words}: Kap. 5.3; Z. 1279"):
        assert text in body
