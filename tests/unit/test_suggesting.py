"""Words near to misspelt ones."""

from __future__ import annotations

import pytest
from ckanext.hndigital.search.suggesting import Vocabulary

VOCABULARY = Vocabulary.of(
    ["Straßenbeleuchtung im Park", "Parkraum", "Bürgerservice online", "Schulen", "Schulen"]
)


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("Strassenbeleuchtnug", ["Straßenbeleuchtung"]),
        ("Buergerservise", ["Bürgerservice"]),
        ("Schuln", ["Schulen"]),
        ("Parkraum", []),
        ("parkruam", ["Parkraum"]),
        ("xyzzyxyzzy", []),
    ],
)
def test_a_misspelt_word_has_near_ones(word: str, nearest: list[str]) -> None:
    """Letters swapped, missing or wrong are no obstacle; a word that is there has no other."""
    assert VOCABULARY.near(word) == nearest


def test_a_word_without_end_is_no_work() -> None:
    """Nothing is near to what is longer than any word; nobody compares it with all of them."""
    assert VOCABULARY.near("Straßenbeleuchtung" * 100_000) == []
