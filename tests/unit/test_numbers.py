"""Project numbers of any city, in the writings of people."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hndigital import profiles
from hndigital.numbers import forms, running, written
from hndigital.projects import number_of, project_name

from tests.musterstadt import PROFILE

NUMBERS = {"heilbronn": "2020000072", PROFILE: "D-017"}
WRITTEN: Mapping[object, tuple[str, ...]] = {
    "heilbronn": ("2020000072", "2020-72", "2020/000072", "202000072", " 2020 72 "),
    PROFILE: ("D-017", "d-017", "D17", "d 17", "D/17", "D_017"),
}


@pytest.mark.parametrize("city", WRITTEN)
def test_a_number_is_known_in_any_writing(city: str) -> None:
    """With its head it is the whole number, without it the running one; each is among its forms."""
    with profiles.using(city):
        assert {written(words) for words in WRITTEN[city]} == {NUMBERS[city]}
        short = running(NUMBERS[city])
        assert {written(words) for words in (short, f"#{short}", f"0{short}")} == {short}
        assert {NUMBERS[city], short, f"#{short}"} <= set(forms(NUMBERS[city]))


@pytest.mark.parametrize("city", WRITTEN)
@pytest.mark.parametrize("words", ["", "Haus", "20 Häuser", "X-017", "²²", "17 Bäume", "0" * 5000, "D-0017"])
def test_other_words_are_no_number(city: str, words: str) -> None:
    """Whatever somebody searches for is words, unless it is a number."""
    with profiles.using(city):
        assert written(words) == ""


@pytest.mark.parametrize("city", NUMBERS)
def test_a_name_leads_back_to_its_number(city: str) -> None:
    """CKAN's names are written small; a number of another city is none."""
    number, other = NUMBERS[city], next(one for key, one in NUMBERS.items() if key != city)
    with profiles.using(city):
        name = project_name(number)
        assert name == name.lower()
        assert number_of(name) == number_of(number) == number
        assert number_of(other) is None
