"""The files of `ckan hndigital editorial`: what goes out comes in, and what is none is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ckanext.hndigital.operating import editorial
from ckanext.hndigital.operating.editorial import EditorialError

ENTRIES: list[dict[str, Any]] = [
    {
        "name": "digitalprojekt-2020000001",
        "title_en": "Zeilen,\n„Zeichen“ und ; Komma",
        "theme": ["ENVI", "TRAN"],
    },
    {"name": "digitalprojekt-2020000002", "tag_string": "a b, c", "contact_email": "=1+1@example.org"},
]


@pytest.fixture(autouse=True)
def fields(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know some fields of a project without a portal."""
    monkeypatch.setattr(editorial, "_fields", lambda: ["title_en", "theme", "tag_string", "contact_email"])
    monkeypatch.setattr(editorial, "_lists", lambda: iter(["theme"]))


@pytest.mark.parametrize("name", ["redaktion.json", "redaktion.csv", "REDAKTION.CSV"])
def test_what_goes_out_comes_in(tmp_path: Path, name: str) -> None:
    """In both forms, whatever characters a text has."""
    editorial.write(ENTRIES, tmp_path / name)
    assert editorial.read(tmp_path / name) == ENTRIES


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", "", "a.json"),
        ("a.json", "[]", "no export"),
        ("a.json", '{"format": 2, "projects": []}', "no export"),
        ("a.json", '{"format": 1, "projects": [1]}', "no export"),
        ("a.json", '{"format": 1, "projects": [{"title_en": "x"}]}', "entry 1: it has no name"),
        ("a.json", '{"format": 1, "projects": [{"name": "x", "sysadmin": "true"}]}', "no field 'sysadmin'"),
        ("a.json", '{"format": 1, "projects": [{"name": "x", "theme": {"a": 1}}]}', "theme must be a text"),
        ("a.json", '{"format": 1, "projects": [{"name": "x", "title_en": "\\u0000"}]}', "no text may have"),
        ("a.csv", "", "columns must be name, feld, wert"),
        ("a.csv", "name,feld\nx,y\n", "columns must be"),
        ("a.csv", "name,feld,wert\nx,title_en\n", "columns must be"),
        ("a.csv", "name,feld,wert\nx,state,deleted\n", "no field 'state'"),
    ],
)
def test_what_is_none_is_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    """A sentence with the place; nothing of it is written."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(EditorialError, match=said):
        editorial.read(tmp_path / name)
