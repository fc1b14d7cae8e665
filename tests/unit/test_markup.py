"""German words within English sentences are marked, whatever they are."""

from __future__ import annotations

import pytest
from hndigital.markup import mark_german

FRAME = '<span lang="de">{}</span>'


@pytest.mark.parametrize("titles", [["Straßen", "lang"], ["span", "Straßen"], ["Straßen", "de", "a"]])
def test_a_title_is_not_looked_for_in_what_was_marked(titles: list[str]) -> None:
    """A project may have the name of what HTML is made of."""
    text = "; ".join(titles)
    assert mark_german(text, titles) == "; ".join(FRAME.format(title) for title in titles)


def test_a_title_within_another_one_is_part_of_it() -> None:
    """The longer one is what the sentence names."""
    assert (
        mark_german("“eAkte Bau” is new", ["eAkte", "eAkte Bau"]) == f"“{FRAME.format('eAkte Bau')}” is new"
    )


def test_titles_are_text() -> None:
    """Neither the sentence nor a title becomes markup."""
    found = mark_german("<b> & <img src=x>", ["<img src=x>"])
    assert found == f"&lt;b&gt; &amp; {FRAME.format('&lt;img src=x&gt;')}"


def test_without_a_title_nothing_is_marked() -> None:
    """The sentence of a project without one is escaped all the same."""
    assert mark_german("<b>", ["", ""]) == "&lt;b&gt;"
