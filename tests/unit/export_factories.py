"""Packages for tests of the static export, and its pages as read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

from factories import NEXT, QUELLE, read, vorhaben
from hndigital.dcat.settings import DcatSettings
from hndigital.package import Package, build_package

from tests.cities import HEILBRONN

VOID = {"meta", "link", "br", "img", "input", "hr"}
HOSTILE = '<script>alert("x")</script> & Söhne'


def first() -> Package:
    """Make the round 2020-2: three projects, one of them with a title that is no harmless text."""
    return build_package(
        read(
            vorhaben(titel=HOSTILE),
            vorhaben("2020000072", kosten_eur=Decimal("1250.50"), beschreibung="Sagt, „was“ ist"),
            vorhaben("2019000001", kosten_eur=None, kosten_angabe="keine_angabe", bewertungen={}),
        )
    )


def second(**changes: object) -> Package:
    """Make the round 2021-1, which no longer names 2019000001."""
    made = read(
        vorhaben(titel=HOSTILE, bearbeitungsstand="abgeschlossen"),
        vorhaben("2020000072", kosten_eur=Decimal("2000"), beschreibung="Sagt, „was“ ist"),
        stand=NEXT,
        **changes,
    )
    return build_package(made)


def sample() -> Package:
    """Make a package of sample data."""
    return build_package(read(quelle=replace(QUELLE, beispieldaten=True)))


def settings(base_uri: str = "https://daten.example/digital") -> DcatSettings:
    """Return Heilbronn's settings for a folder served at `base_uri`."""
    return HEILBRONN.at(base_uri)


class Page(HTMLParser):
    """Elements of a page as (tag, attributes), their ids and links, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _tag, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for _tag, attributes in self.elements if "href" in attributes]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def refreshes(self) -> list[dict[str, str]]:
        return [attributes for attributes in self.all("meta") if attributes.get("http-equiv") == "refresh"]
