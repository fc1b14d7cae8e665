"""What people added to projects, out of a running portal and into it again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.portal.operating.commands import ckan
from tests.portal.support import Portal, Publication, purge, reported

INI = Path(os.environ.get("HNDIGITAL_TEST_STATE", "")) / "ckan.ini"
ADDED = {"title_en": "In English", "contact_name": "Amt", "tag_string": "Eins, Zwei", "theme": ["ENVI"]}


def test_out_and_in_again(
    admin: Portal,
    publication: Publication,
    numbers: Callable[[], str],
    project: Callable[..., dict[str, Any]],
    tmp_path: Path,
) -> None:
    """Lost additions and a project by hand come back; reported values stay; what is not there is named."""
    number = numbers()
    name, file = f"digitalprojekt-{number}", tmp_path / "redaktion.json"
    publication([reported(number, title="Aus dem Bericht")])
    admin.api("package_patch", id=name, **ADDED)
    by_hand = admin.api("package_create", **project(title="Von Hand", kosten_eur="17", private=True))["name"]
    exported = ckan(INI, "hndigital", "editorial", "export", file)
    assert exported.code == 0, exported.err
    entries = {one["name"]: one for one in json.loads(file.read_text("utf-8"))["projects"]}
    assert entries[name] == {"name": name, **ADDED}

    publication([reported(number, title="Aus dem nächsten Bericht")])
    admin.api("package_patch", id=name, title_en="", contact_name="Falsch", tags=[], tag_string="", theme=[])
    purge(admin, by_hand)
    content = json.loads(file.read_text("utf-8"))
    content["projects"] = [
        entries[name],
        entries[by_hand],
        {**entries[name], "name": "digitalprojekt-1900000000"},
    ]
    file.write_text(json.dumps(content), encoding="utf-8")
    imported = ckan(INI, "hndigital", "editorial", "import", file)
    assert imported.code == 1
    assert "failed: digitalprojekt-1900000000: the portal has no such project" in imported.out
    assert "1 created, 1 updated, 0 unchanged, 1 failed" in imported.out

    shown = admin.api("package_show", id=name)
    assert shown["title"] == "Aus dem nächsten Bericht"
    assert {key: shown[key] for key in ("title_en", "contact_name", "theme")} == {
        key: ADDED[key] for key in ("title_en", "contact_name", "theme")
    }
    assert sorted(tag["name"] for tag in shown["tags"]) == ["Eins", "Zwei"]
    again = admin.api("package_show", id=by_hand)
    assert (again["title"], again["kosten_eur"], again["private"]) == ("Von Hand", "17", True)


@pytest.mark.slow
def test_names_of_offices_go_along(tmp_path: Path) -> None:
    """What staff call the offices is exported and brought in, as JSON and as CSV; a bad name is refused."""
    sign, name = "Z/777", "Amt für Proben, Außenstelle"
    given, out = tmp_path / "namen.csv", tmp_path / "alles.json"

    def bring_in(text: str) -> tuple[int, str]:
        given.write_text(f'name,feld,wert\namt,{sign},"{text}"\n', encoding="utf-8")
        ran = ckan(INI, "hndigital", "editorial", "import", given)
        return ran.code, ran.out

    try:
        code, said = bring_in("A" * 121)
        assert (code, "120" in said) == (1, True)
        code, said = bring_in(name)
        assert (code, "0 created, 1 updated, 0 unchanged, 0 failed" in said) == (0, True)
        assert "1 unchanged" in bring_in(name)[1]
        assert ckan(INI, "hndigital", "editorial", "export", out).code == 0
        first = json.loads(out.read_text("utf-8"))["projects"][0]
        assert (first["name"], first[sign]) == ("amt", name)
    finally:
        bring_in("")


@pytest.mark.slow
def test_what_staff_entered_for_the_portal_goes_along(tmp_path: Path) -> None:
    """Dezernate, contacts and texts leave a portal and come back; what is none of them is refused whole."""
    entries = [
        {
            "name": "zustaendig",
            "amt/Z/777/mail": "amt777@stadt.example",
            "dezernat/I/name": "Probe, Dezernat",
        },
        {
            "name": "texte",
            "contact.de": "## Probe\n\nWen *Sie* fragen\n- eins, zwei",
            "contact.en": "Whom to ask",
        },
    ]
    given, out, table = tmp_path / "eintraege.json", tmp_path / "alles.json", tmp_path / "alles.csv"

    def bring_in(found: list[dict[str, str]]) -> tuple[int, str]:
        given.write_text(json.dumps({"format": 1, "projects": found}), encoding="utf-8")
        ran = ckan(INI, "hndigital", "editorial", "import", given)
        return ran.code, ran.out

    def taken_out() -> list[dict[str, str]]:
        assert ckan(INI, "hndigital", "editorial", "export", out).code == 0
        found = json.loads(out.read_text("utf-8"))["projects"]
        return [one for one in found if one["name"] in ("zustaendig", "texte")]

    try:
        assert bring_in([{"name": "texte", "impressum.de": "x"}])[0] == 1
        assert bring_in(entries)[0] == 0
        assert taken_out() == entries
        assert ckan(INI, "hndigital", "editorial", "export", table).code == 0
        bring_in([{key: value if key == "name" else "" for key, value in one.items()} for one in entries])
        assert taken_out() == []
        assert ckan(INI, "hndigital", "editorial", "import", table).code == 0
        assert taken_out() == entries
    finally:
        bring_in([{key: value if key == "name" else "" for key, value in one.items()} for one in entries])
