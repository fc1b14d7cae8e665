"""Code lists: `schemas/codelists/*.csv`, the only place where choices are written.

What a list is called and where its codes come from stands in `schemas/codelists.yaml`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from .. import profiles
from ..caching import kept
from ..errors import SchemaError
from .files import schema_files, schema_text
from .namings import Naming, named

__all__ = ["Code", "CodeList", "Source", "codelist", "codelist_names"]

_DEFINITIONS = ("definition_de", "definition_en")
_WORDS = ("label_de", "label_en", *_DEFINITIONS, "close_match", "close_match_reason")
_MEANING = ("support", "sign", "colour", "mark", "amount", "theme", "phase")
_NUMBERS = ("level", "order")
_KNOWN = {"code", "wortlaut", "reader", *_WORDS, *_MEANING, *_NUMBERS}
#: What a column of meaning may hold; a misspelt one would silently mean nothing.
_ALLOWED = {
    "support": ("", "yes", "mainly"),
    "colour": ("", "good", "warn", "bad"),
    "mark": ("", "check", "warning", "stop", "pause", "empty", "quarter", "half", "three_quarters"),
    "amount": ("", "stated", "not_stated", "no_column"),
    "phase": ("", "early", "halted"),
    "level": ("", *map(str, range(5))),
}


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list: words, what the code means, and in `extra` what only this list has.

    `schemas/codelists.yaml` says what each column of meaning is; "" or None where a list lacks it.
    """

    code: str
    label_de: str
    label_en: str
    definition_de: str = ""
    definition_en: str = ""
    wortlaut: tuple[str, ...] = ()
    close_match: str = ""
    close_match_reason: str = ""
    support: str = ""
    sign: str = ""
    colour: str = ""
    mark: str = ""
    amount: str = ""
    theme: str = ""
    phase: str = ""
    level: int | None = None
    order: int | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def label(self, lang: str = "de") -> str:
        """Return the label in `lang` ("de" or "en")."""
        return self.label_de if lang == "de" else self.label_en

    def definition(self, lang: str = "de") -> str:
        """Return the definition in `lang` ("de" or "en")."""
        return self.definition_de if lang == "de" else self.definition_en

    def clause(self, lang: str = "de") -> str:
        """Return its part of a project's computed sentence in `lang`, "" if it has none."""
        return self.extra.get(f"satz_{lang}", "")


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

    `source` is None for a list of this project's own; `subject` says in German what a total of it is about
    where no column of the tables holds it. A package names its `occasional` codes only where it holds one.
    """

    def __init__(
        self,
        name: str,
        codes: list[Code],
        titles: Mapping[str, str],
        source: Source | None = None,
        subject: str = "",
        occasional: Collection[str] = (),
    ) -> None:
        self.name = name
        self.source = source
        self.subject = subject
        self.occasional = frozenset(occasional)
        self._titles = titles
        self._codes = {code.code: code for code in codes}
        self._wordings = {
            _fold(wording): code.code for code in codes for wording in (code.code, *code.wortlaut)
        }
        ours = [one for one in named() if one.codeliste == name and one.code in self._codes]
        said = {_fold(one.text): one for one in ours}
        self._named = {wording: one for wording, one in said.items() if wording not in self._wordings}
        self._wordings.update((wording, one.code) for wording, one in self._named.items())

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

    def naming_of(self, wording: str) -> Naming | None:
        """Return who has named a printed wording that the list itself does not know, and why."""
        return self._named.get(_fold(wording))


def _fold(wording: str) -> str:
    folded = re.sub(r"\s+", "", wording).casefold()
    # A wording that is nothing but signs (a rating such as "++" or "—") keeps its signs.
    return re.sub(r"[-‐‑]", "", folded) or folded


@kept()
def codelist_names() -> tuple[str, ...]:
    """Return the names of all code lists that have codes, labels and definitions."""
    files = schema_files("codelists")
    names = [name.removesuffix(".csv") for name in files if name.endswith(".csv")]
    return tuple(name for name in names if schema_text(f"codelists/{name}.csv").startswith("code,"))


@kept()
def codelist(name: str) -> CodeList:
    """Return the code list `name`.

    Raises FileNotFoundError if there is no such list, SchemaError if a code means what is not known or a
    city's list is asked for and no profile was chosen.
    """
    rows = list(csv.DictReader(schema_text(f"codelists/{name}.csv").splitlines()))
    said: Mapping[str, Any] = _descriptions()["lists"].get(name, {})
    titles = MappingProxyType({lang: said.get(f"title_{lang}", name) for lang in ("de", "en")})
    source = _source(name, said["source"]) if "source" in said else None
    codes = [_code(name, row) for row in rows]
    occasional = {*said.get("occasional", ()), *(row["code"] for row in rows if not _is_usual(row))}
    return CodeList(name, codes, titles, source, said.get("subject", ""), occasional)


def _is_usual(row: Mapping[str, str]) -> bool:
    """Tell whether a code is one that the profile's reader finds in what a city usually gives it."""
    profile = profiles.chosen()
    return profile is None or row.get("reader", "") in ("", profile.report.reader)


def _source(name: str, source: str) -> Source:
    """Return where a list's codes come from: a vocabulary that all share, or a document of the city."""
    if source in (shared := _descriptions()["sources"]):
        return Source(**shared[source])
    profile = profiles.current()
    if source in profile.sources:
        return Source(profile.sources[source].title, profile.sources[source].date)
    raise SchemaError(
        f"{profile.name}/profile.yaml, sources: es fehlt: {source}. Die Codeliste {name} nennt diese Quelle; "
        "bitte Titel und Datum ergänzen.",
        f"{profile.name}/profile.yaml, sources: missing: {source}. The code list {name} names this source; "
        "please add title and date.",
    )


def _code(name: str, row: Mapping[str, str]) -> Code:
    for column, allowed in _ALLOWED.items():
        if row.get(column, "") not in allowed:
            place, cell = f"codelists/{name}.csv, {row['code']}, {column}", row[column]
            options = ", ".join(filter(None, allowed))
            raise SchemaError(
                f"{place}: „{cell}“ ist unbekannt. Möglich sind: {options}.",
                f"{place}: “{cell}” is unknown. Possible are: {options}.",
            )
    words: dict[str, Any] = {column: row.get(column, "") for column in (*_WORDS, *_MEANING)}
    words |= {column: _with_thresholds(name, row, column) for column in _DEFINITIONS}
    return Code(
        code=row["code"],
        wortlaut=tuple(w for w in row.get("wortlaut", "").split("|") if w),
        extra=MappingProxyType({key: value for key, value in row.items() if key not in _KNOWN}),
        level=_number(row, "level"),
        order=_number(row, "order"),
        **words,
    )


def _with_thresholds(name: str, row: Mapping[str, str], column: str) -> str:
    """Return a definition with the profile's thresholds where it names them, as `{kritisch}`."""
    text = row.get(column, "")
    profile = profiles.chosen()
    if "{" not in text or profile is None:
        return text
    mark = "," if column.endswith("_de") else "."
    values = {code: f"{value:f}".replace(".", mark) for code, value in profile.thresholds.items()}
    try:
        return text.format_map(values)
    except (KeyError, ValueError, IndexError) as error:
        place = f"codelists/{name}.csv, {row['code']}, {column}"
        known = ", ".join(f"{{{code}}}" for code in values)
        raise SchemaError(
            f"{place}: {error} ist keine Schwelle (thresholds) von {profile.name}/profile.yaml. "
            f"Möglich sind: {known}.",
            f"{place}: {error} is no threshold (thresholds) of {profile.name}/profile.yaml. "
            f"Possible are: {known}.",
        ) from error


def _number(row: Mapping[str, str], column: str) -> int | None:
    return int(row[column]) if row.get(column) else None


@kept()
def _descriptions() -> Mapping[str, Any]:
    return yaml.safe_load(schema_text("codelists.yaml"))
