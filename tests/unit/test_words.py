"""Full text over the rows of an edition, which the portal's search index doesn't hold."""

from __future__ import annotations

import pytest
from ckanext.hndigital.search.words import numbers_with

ROWS = [
    {"vorhaben_nr": "2020000072", "titel": "Straßenbeleuchtung", "beschreibung": "Leuchten sparen Strom."},
    {"vorhaben_nr": "2020000007", "titel": "Bürgeramt: Termine", "vorhabenziel": "Weniger Warten"},
    {"vorhaben_nr": "2021000072", "titel": "OZG-Umsetzung / Stufe 2", "gesetz_beschluss": "Beschluss 12/3"},
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Beleuchtung", ["2020000072"]),
        ("STRASSENBELEUCHTUNG strom", ["2020000072"]),
        ("Strassenbeleuchtung Warten", []),
        ("buergeramt", ["2020000007"]),
        ("Burgeramt warten", ["2020000007"]),
        ("ozg umsetzung", ["2021000072"]),
        ("12/3", ["2021000072"]),
        ("#72", ["2020000072", "2021000072"]),
        ("2020-72", ["2020000072"]),
        ("000072", ["2020000072", "2021000072"]),
        ("…", []),
    ],
)
def test_every_word_must_stand_in_a_project(words: str, found: list[str]) -> None:
    """Parts of words, umlauts and numbers in any writing are found; one missing word is not."""
    assert sorted(numbers_with(words, ROWS)) == found
