"""How to cite a project: a ready sentence and BibTeX, with round and version, at its lasting IRI.

The date of access is the reader's to add: none is made up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..texts import format_date

__all__ = ["Citation", "citation"]

_BIBTEX_SIGNS = re.compile(r"([&%$#_{}])")
_WORDS = {
    "de": ("Vorhaben", "Berichtsstand", "Stichtag", "Fassung", "In"),
    "en": ("Project", "Reporting round", "cut-off date", "version", "In"),
}


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as text and as a BibTeX entry; `iri` stays the same for ever."""

    text: str
    bibtex: str
    iri: str


def citation(
    row: Mapping[str, Any],
    edition: Mapping[str, Any] | None,
    *,
    lang: str,
    publisher: str,
    collection: str,
    iri: str,
) -> Citation:
    """Return how to cite the project of a register row; `collection` is the register's title.

    `edition` is the one that the values come from. A project that no report names has neither round
    nor year.
    """
    project, round_word, day_word, version_word, within = _WORDS[lang]
    day = str((edition or {}).get("stichtag") or "")
    year = day[:4]
    states = [f"{project} {row['vorhaben_nr']}"]
    version = ""
    if row.get("zuletzt_berichtet"):
        version = f"{round_word} {row['zuletzt_berichtet']}"
        if (edition or {}).get("fassung"):
            version += f", {version_word} {edition['fassung']}"  # type: ignore[index]
        states.append(f"{version} ({day_word} {format_date(day, lang)})" if day else version)
    author = f"{publisher} ({year})" if year else publisher
    text = f"{author}: {row['titel']}. {'. '.join(states)}. {within}: {collection}. {iri}"
    fields = {
        "author": f"{{{_escaped(publisher)}}}",
        "title": f"{{{_escaped(row['titel'])}}}",
        "year": year,
        "version": _escaped(version),
        "number": row["vorhaben_nr"],
        "howpublished": _escaped(collection),
        "url": iri,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return Citation(text, f"@misc{{digitalprojekt-{row['vorhaben_nr']},\n" + ",\n".join(lines) + "\n}", iri)


def _escaped(text: str) -> str:
    return _BIBTEX_SIGNS.sub(r"\\\1", text)
