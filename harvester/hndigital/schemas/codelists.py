"""Code lists: `schemas/codelists/*.csv`, the only place where choices are written."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from .files import schema_files, schema_text

__all__ = ["Code", "CodeList", "codelist", "codelist_names"]

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


class CodeList(Mapping[str, Code]):
    """A code list in its printed order, by code; `for_wording` finds the code of a printed wording."""

    def __init__(self, name: str, codes: list[Code]) -> None:
        self.name = name
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
    return CodeList(name, codes)
