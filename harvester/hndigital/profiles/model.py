"""What a profile says, typed: `profile.yaml` of its folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

__all__ = [
    "Law",
    "Licence",
    "Number",
    "Office",
    "Organisation",
    "Portal",
    "Profile",
    "Register",
    "Report",
    "Reporting",
    "Source",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    de: str
    en: str

    def get(self, lang: str = "de") -> str:
        """Return the text in `lang` ("de" or "en")."""
        return self.de if lang == "de" else self.en


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who publishes: the name of the CKAN organisation, what it is called, its homepage."""

    name: str
    title: Words
    homepage: str


@dataclass(frozen=True, slots=True)
class Register:
    """Names: the register's dataset, its title, and how names of projects and identifiers begin."""

    name: str
    title: Words
    project_prefix: str
    identifier_prefix: str


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a project.

    `pattern` is what a table holds; a report may print what `printed` matches, of whose named groups `form`
    makes the number. Both are regular expressions for the whole text; `help` is for the form, `described`
    goes behind "project number" in a sentence.
    """

    pattern: str
    example: str
    help: Words
    printed: str = ""
    form: str = ""
    described: Words = Words("", "")

    def said(self, lang: str = "de") -> str:
        """Return what a number looks like, behind the words "project number" in `lang` ("de" or "en")."""
        return self.described.get(lang) or f"{'wie' if lang == 'de' else 'such as'} {self.example}"

    def fits(self, text: str) -> bool:
        """Tell whether a text is a number as tables hold it."""
        return re.fullmatch(self.pattern, text) is not None

    def read(self, text: str) -> str | None:
        """Return the number that a printed text stands for, or None."""
        if not self.printed:
            return text if self.fits(text) else None
        match = re.fullmatch(self.printed, text)
        return self.form.format_map(match.groupdict()) if match else None


@dataclass(frozen=True, slots=True)
class Report:
    """Which reader takes the city's reports, and by which regular expressions they are recognised.

    `described` says to people what is looked for.
    """

    reader: str
    marks: tuple[str, ...]
    described: Words = Words("", "")

    def found_in(self, text: str) -> int:
        """Return how many of the marks are found in a text, whose blanks and line ends don't count."""
        squeezed = "".join(text.split())
        return sum(re.search(mark, squeezed) is not None for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of the city's data as in Data Package, with its IRI in dcat-ap.de's list."""

    name: str
    title: str
    path: str
    iri: str


@dataclass(frozen=True, slots=True)
class Law:
    """What a state's law makes of the accessibility statement; by default what holds in all of them.

    `basis` is a sentence, `standards` what the website conforms to, `deadline` the time for an answer,
    `further` a sentence about who else may be turned to, or who watches.
    """

    basis: Words = Words(
        "Rechtsgrundlage sind die Richtlinie (EU) 2016/2102 und das Landesrecht, das sie umsetzt.",
        "It rests on Directive (EU) 2016/2102 and the law of the state that implements it.",
    )
    standards: Words = Words("EN 301 549 (WCAG 2.1, Stufe AA)", "EN 301 549 (WCAG 2.1, level AA)")
    deadline: Words = Words("der gesetzlichen Frist", "the time that the law sets")
    further: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal's name and accent colour; whom its accessibility statement names, and its law."""

    title: str
    theme_color: str
    enforcement: str = ""
    law: Law = Law()


@dataclass(frozen=True, slots=True)
class Office:
    """What an office is called; `evidence` says where that stands."""

    name: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Reporting:
    """How often the city reports, in months, 0 where nothing is said.

    `targets` are regular expressions for dates that a project's texts name as its goal; their group `year` is
    the year, at whose end the date has passed.
    """

    every_months: int = 0
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The edition of a report or strategy that codes are taken from; `date` is a year and month."""

    title: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one city says, whole.

    `name` is what it is called, by default as its folder, `folder` where its files are.
    `metadata` holds settings of the feeds by the names that `hndigital.dcat.settings` knows, with those that
    follow from organisation, register and licence (see `profile.yaml`). `thresholds` says from which overrun
    in per cent a code of `gesamtstatus` holds. `columns` holds what `columns.yaml` says otherwise here.
    """

    name: str
    folder: Traversable = field(repr=False)
    version: int
    organisation: Organisation
    register: Register
    number: Number
    report: Report
    licence: Licence
    metadata: Mapping[str, str] = field(repr=False)
    portal: Portal
    sources: Mapping[str, Source]
    thresholds: Mapping[str, Decimal]
    departments_inferred_from: str = ""
    reporting: Reporting = Reporting()
    offices: Mapping[str, Office] = field(default_factory=lambda: MappingProxyType({}))
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
