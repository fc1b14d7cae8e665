"""What other extensions put into lists of CKAN's pages is found there, whole."""

from __future__ import annotations

import pytest

pytest.importorskip("ckan")

from ckanext.hndigital.theme.entries import hndigital_tabs

TABS = (
    '<li class="active"><a href="/dataset/a"><i class="fa"></i> Dataset</a></li>\n'
    '<li><a href="/dataset/groups/a">Groups &amp; more</a></li>\n'
    '<li><a href="/dataset/activity/a">Activity<ul><li><a href="/x">within</a></li></ul></a><br></li>'
)


def test_all_tabs_but_one() -> None:
    """The tab that leads where readers have nothing to do goes, the others stay as they are written."""
    assert hndigital_tabs(TABS, "/dataset/groups/a/") == (
        '<li class="active"><a href="/dataset/a"><i class="fa"></i> Dataset</a></li>'
        '<li><a href="/dataset/activity/a">Activity<ul><li><a href="/x">within</a></li></ul></a><br></li>'
    )


def test_elements_without_an_end() -> None:
    """Pictures and drawings that end with themselves stay, and what is never closed ends."""
    first = '<li><a href="/a"><img src="x"/><svg><path d="M0"/></svg></a></li>'
    tabs = f'<ul>{first}<li><a href="/b"><b>B</a></li></ul>'
    assert hndigital_tabs(tabs) == f'{first}<li><a href="/b"><b>B</a></li>'


def test_one_tab_is_none() -> None:
    """A single tab is no choice."""
    assert hndigital_tabs(TABS, "/dataset/groups/a", "/dataset/activity/a") == ""
