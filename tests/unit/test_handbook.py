"""The handbook for the people who publish: whole, without a shell, in the portal's own words."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml
from babel.messages.mofile import read_mo

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "handbuch"
PICTURES = FOLDER / "bilder"
PLUGIN = ROOT / "ckanext-hndigital" / "ckanext" / "hndigital"
#: For whoever runs the portal: the only page with commands, and not shown on the portal.
OPERATOR = "betrieb"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
FOR_EDITORS = sorted(PAGES.keys() - {OPERATOR})


def test_every_finding_has_its_line() -> None:
    """Each finding that a check can give stands there once, with its severity and what to do about it."""
    with (ROOT / "schemas" / "codelists" / "hinweiscode.csv").open(encoding="utf-8", newline="") as file:
        codes = {(row["label_de"], row["schwere"]) for row in csv.DictReader(file)}
    line = re.compile(r"^\| ([^|]+) \| (Fehler|Warnung|Hinweis) \| [^|]{5,} \|$", re.MULTILINE)
    lines = line.findall(PAGES["hinweise"])
    assert len(lines) == len(codes)
    assert {(label, severity.lower()) for label, severity in lines} == codes


def test_every_picture_is_there_and_used() -> None:
    """At most 25, each small, none that no page shows, each with a text in its place."""
    named = re.findall(r"!\[([^\]]*)\]\(bilder/([\w-]+\.webp)\)", "\n".join(PAGES.values()))
    files = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert {name for _, name in named} == set(files)
    assert [name for words, name in named if len(words) < 10] == []
    assert len(files) <= 25
    assert {name: size for name, size in files.items() if size > 60_000} == {}


@pytest.mark.parametrize("name", FOR_EDITORS)
class TestAPageForEditors:
    """Each page but the operator's."""

    def test_it_needs_no_shell(self, name: str) -> None:
        """No command, no code."""
        assert re.findall(r"`[^`]*`|^    \S|\$ |ckan \w+", PAGES[name], re.MULTILINE) == []

    def test_it_leads_to_pages_that_the_portal_has(self, name: str) -> None:
        """Links lead to another page for editors: others are not on the portal."""
        links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)", PAGES[name])
        assert {link.removesuffix(".md") for link in links} <= set(FOR_EDITORS)

    def test_buttons_are_called_as_on_the_portal(self, name: str) -> None:
        """What is bold is a sentence of the portal's, or what people are led to think of by itself."""
        with (PLUGIN / "i18n/de/LC_MESSAGES/ckanext-hndigital.mo").open("rb") as file:
            said = {str(message.string) for message in read_mo(file) if isinstance(message.string, str)}
        ours = {re.sub(r"\{\w+\} ", "… ", words) for words in said}
        assert [words for words in re.findall(r"\*\*(.+?)\*\*", PAGES[name]) if words not in ours] == []


def test_the_portal_shows_every_page_for_editors() -> None:
    """In the order in which the website of the documentation shows them, too."""
    module = (PLUGIN / "handbook.py").read_text(encoding="utf-8")
    shown = re.findall(r'"(\w+)"', module[module.index("PAGES = (") : module.index("`betrieb.md`")])
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_load(text)["nav"]
    parts = {title: pages for part in nav if isinstance(part, dict) for title, pages in part.items()}
    chapter = next(pages for title, pages in parts.items() if "Handbuch" in title)
    assert ["index", *shown] == [Path(path).stem for path in chapter if OPERATOR not in path]
    assert sorted(["index", *shown]) == FOR_EDITORS
