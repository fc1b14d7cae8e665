"""Text that passes the gate can be held by everything behind it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from ckanext.hndigital.incoming.text import TooDeep, bad_character, texts
from hypothesis import given
from hypothesis import strategies as st


@given(st.text(st.characters(codec=None), max_size=5))
def test_what_passes_can_be_written_as_xml(text: str) -> None:
    """A feed that holds it stays XML, and the database can store it."""
    if bad_character(text):
        return
    element = Element("title")
    element.text = text
    assert (fromstring(tostring(element)).text or "") == text.replace("\r\n", "\n").replace("\r", "\n")  # noqa: S314
    assert "\x00" not in text.encode("utf-8").decode("utf-8")


@pytest.mark.parametrize(
    "text", ["Straße – „Zeichen“", "Zeile\r\nZeile\tSpalte", "😀", "a\u00a0b", "\u00ad", "\u202e"]
)
def test_what_people_write_passes(text: str) -> None:
    """Lines, tabs, quotation marks and pictures are text."""
    assert bad_character(text) == ""


def test_each_text_of_a_value_is_seen_with_its_parameter() -> None:
    """Keys as well, however deep; what is no text is passed over."""
    found = list(texts({"a": [{"b": "c"}, 1, None], "d": "e"}))
    assert sorted(found) == [("JSON", "a"), ("JSON", "d"), ("a", "b"), ("a", "c"), ("d", "e")]


def test_levels_have_an_end() -> None:
    """A value of sixty levels is none that anybody means."""
    value: object = "x"
    for _ in range(60):
        value = [value]
    with pytest.raises(TooDeep):
        list(texts(value))
