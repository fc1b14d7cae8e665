"""Code lists: `schemas/codelists/*.csv`, the only place where choices are written.

What a list is called and where its codes come from stands in `schemas/codelists.yaml`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

import yaml

from .files import schema_files, schema_text

__all__ = ["Code", "CodeList", "Source", "codelist", "codelist_names"]

_KNOWN = {
    *("code", "label_de", "label_en", "definition_de", "definition_en"),
    *("wortlaut", "close_match", "close_match_reason"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list; `extra` holds the columns that only this list has."""

    code: str
    label_de: str
    label_en: str
    definition_de: str = ""
    definition_en: str = ""
    wortlaut: tuple[str, ...] = ()
    close_match: str = ""
    close_match_reason: str = ""
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def label(self, lang: str = "de") -> str:
        """Return the label in `lang` ("de" or "en")."""
        return self.label_de if lang == "de" else self.label_en

    def definition(self, lang: str = "de") -> str:
        """Return the definition in `lang` ("de" or "en")."""
        return self.definition_de if lang == "de" else self.definition_en


@dataclass(frozen=True, slots=True)
class Source:
    """The edition of a report, strategy or vocabulary that a list's codes are taken from.

    `date` is a year and month ("2019-03") or empty, `iri` names a vocabulary, `lang` is the title's
    language.
    """

    title: str
    date: str = ""
    iri: str = ""
    lang: str = "de"


class CodeList(Mapping[str, Code]):
    """A code list in its printed order, by code; `for_wording` finds the code of a printed wording.

    `source` is None for a list of this project's own.
    """

    def __init__(
        self, name: str, codes: list[Code], titles: Mapping[str, str], source: Source | None = None
    ) -> None:
        self.name = name
        self.source = source
        self._titles = titles
        self._codes = {code.code: code for code in codes}
        self._wordings = {
            _fold(wording): code.code for code in codes for wording in (code.code, *code.wortlaut)
        }

    def __getitem__(self, code: str) -> Code:
        return self._codes[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def title(self, lang: str = "de") -> str:
        """Return what the list is called in `lang` ("de" or "en")."""
        return self._titles[lang]

    def for_wording(self, wording: str) -> str | None:
        """Return the code for a printed wording, or None; case, blanks and hyphens don't count.

        Letters must match otherwise: nothing is guessed (`Eigen- Motivation` is `eigenmotivation`).
        """
        return self._wordings.get(_fold(wording))


def _fold(wording: str) -> str:
    folded = re.sub(r"\s+", "", wording).casefold()
    # A wording that is nothing but signs (a rating such as "++" or "—") keeps its signs.
    return re.sub(r"[-‐‑]", "", folded) or folded


@cache
def codelist_names() -> tuple[str, ...]:
    """Return the names of all code lists that have codes, labels and definitions."""
    files = schema_files("codelists")
    names = [name.removesuffix(".csv") for name in files if name.endswith(".csv")]
    return tuple(name for name in names if schema_text(f"codelists/{name}.csv").startswith("code,"))


@cache
def codelist(name: str) -> CodeList:
    """Return the code list `name`.

    Raises FileNotFoundError if there is no such list.
    """
    codes = []
    for row in csv.DictReader(schema_text(f"codelists/{name}.csv").splitlines()):
        extra = {key: value for key, value in row.items() if key not in _KNOWN}
        codes.append(
            Code(
                code=row["code"],
                label_de=row["label_de"],
                label_en=row["label_en"],
                definition_de=row.get("definition_de", ""),
                definition_en=row.get("definition_en", ""),
                wortlaut=tuple(w for w in row.get("wortlaut", "").split("|") if w),
                close_match=row.get("close_match", ""),
                close_match_reason=row.get("close_match_reason", ""),
                extra=MappingProxyType(extra),
            )
        )
    titles, source = _about(name)
    return CodeList(name, codes, titles, source)


def _about(name: str) -> tuple[Mapping[str, str], Source | None]:
    """Return a list's titles by language, its name where none is written, and its source."""
    written = _descriptions()
    said: Mapping[str, str] = written["lists"].get(name, {})
    titles = {lang: said.get(f"title_{lang}", name) for lang in ("de", "en")}
    source = Source(**written["sources"][said["source"]]) if "source" in said else None
    return MappingProxyType(titles), source


@cache
def _descriptions() -> Mapping[str, Any]:
    return yaml.safe_load(schema_text("codelists.yaml"))
