"""Settings in an ini file: written in their place, everything else stays as it was."""

from __future__ import annotations

import configparser
import stat
from pathlib import Path

import pytest
from ckanext.hndigital import ini

TEXT = """\
# Our portal.
[DEFAULT]
debug = false

[app:main]
; who we are
ckan.site_title = Daten
ckan.plugins = hndigital
    datastore
#ckanext.hndigital.profile = old

[loggers]
keys = root
"""
SETTINGS = {"ckanext.hndigital.profile": "heilbronn", "ckanext.hndigital.contact_email": "a%b@example.org"}


def _read(text: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return parser["app:main"]


def test_settings_are_added_and_all_other_lines_stay() -> None:
    """Comments, order, continued lines and other sections are as they were; the values read back as given."""
    after = ini.changed(TEXT, SETTINGS)
    assert [line for line in TEXT.splitlines() if line not in after.splitlines()] == []
    read = _read(after)
    assert {name: read[name] for name in SETTINGS} == SETTINGS
    assert read["ckan.plugins"].split() == ["hndigital", "datastore"]
    assert after.index("[loggers]") > after.index("contact_email")


def test_the_same_again_changes_nothing() -> None:
    """A second run finds its own lines."""
    once = ini.changed(TEXT, SETTINGS)
    assert ini.changed(once, SETTINGS) == once
    assert ini.change(once, ini.changed(once, SETTINGS), "ckan.ini") == ""


def test_a_setting_is_replaced_where_it_stands() -> None:
    """With the lines that continue it, and once only."""
    text = TEXT.replace(
        "ckan.plugins", "ckanext.hndigital.profile=other\n  more\nckanext.hndigital.profile: x\nckan.plugins"
    )
    after = ini.changed(text, {"ckanext.hndigital.profile": "heilbronn"})
    assert after == TEXT.replace("ckan.plugins", "ckanext.hndigital.profile = heilbronn\nckan.plugins")


def test_what_is_shown_holds_no_other_line() -> None:
    """The lines around a change may hold secrets."""
    shown = ini.change(TEXT, ini.changed(TEXT, SETTINGS), "ckan.ini")
    assert "+ckanext.hndigital.profile = heilbronn" in shown
    assert "site_title" not in shown


@pytest.mark.parametrize("settings", [{"a": "b\nckan.plugins ="}, {"a": "b\r[x]"}])
def test_a_value_cannot_bring_lines_of_its_own(settings: dict[str, str]) -> None:
    """One setting is one line."""
    with pytest.raises(ValueError, match="several lines"):
        ini.changed(TEXT, settings)


def test_an_ini_without_ckans_section_is_refused() -> None:
    """Nothing is written where CKAN would not look."""
    with pytest.raises(ValueError, match="app:main"):
        ini.changed("[other]\na = b\n", SETTINGS)


def test_the_file_keeps_its_rights_and_a_copy(tmp_path: Path) -> None:
    """An ini file holds passwords: neither the new one nor the copy is open to more people."""
    path = tmp_path / "ckan.ini"
    path.write_text(TEXT, "utf-8")
    path.chmod(0o600)
    backup = ini.write(path, ini.changed(TEXT, SETTINGS))
    assert backup.read_text("utf-8") == TEXT
    assert {stat.S_IMODE(one.stat().st_mode) for one in (path, backup)} == {0o600}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ckan.ini", "ckan.ini.before-init"]
