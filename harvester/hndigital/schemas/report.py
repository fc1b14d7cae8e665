"""What a source looks like (`report.yaml`): a report's tables and words, or the columns of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from ..caching import kept
from ..errors import SchemaError
from .codelists import codelist
from .files import schema_text
from .meaning import rating_field
from .tables import column

__all__ = [
    "ListLayout",
    "PrintedChart",
    "PrintedTable",
    "ReportWords",
    "SheetLayout",
    "StatementPatterns",
    "TableWords",
    "Writing",
    "has_list_layout",
    "has_table_layout",
    "list_layout",
    "printed_charts",
    "printed_kind",
    "printed_table",
    "printed_tables",
    "report_words",
    "sheet_layout",
    "statement_patterns",
    "table_heads",
    "table_words",
    "writing",
]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One kind of table: what stands behind the ratings, and which Strategiefelder are rated.

    `stage` is the stage of all its rows, "" if it lists several, None if it is for every other stage.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    stage: str | None = None
    rotated: bool = False


@dataclass(frozen=True, slots=True)
class ReportWords:
    """How the report's running heads begin, and the place that stands before its date."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """How a fact sheet begins, and its labels in order: (field, words), "" for a heading between them.

    A line that begins with a word of `ends` belongs to none.
    """

    start: tuple[str, ...]
    labels: tuple[tuple[str, tuple[str, ...]], ...]
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableWords:
    """Words and patterns of a report's tables (`words` of report.yaml says what each is)."""

    caption: str
    rows: str
    footnote: re.Pattern[str]
    head_piece: str
    misprint: re.Pattern[str]
    office_named: re.Pattern[str]
    office_bare: re.Pattern[str]
    office_odd: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class StatementPatterns:
    """How the running text states round and deadline, and numbers of rows by the name of the figure."""

    round: re.Pattern[str]
    deadlines: tuple[re.Pattern[str], ...]
    key_figures: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class PrintedChart:
    """A chart: whose labels it has, how its title begins (squeezed), what its N counts.

    `series` names the code list of the legend where each label has several numbers; `absolute` tells
    whether the chart is known to print absolute numbers (else none is expected). `caption` and `written` are
    for those that are written: what stands above it, and its title.
    """

    labels: str
    title: str
    counts: str
    series: str = ""
    absolute: bool = True
    caption: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a made report calls things (schemas/writing.yaml explains each)."""

    title: str
    statements: tuple[str, ...]
    key_figures: Mapping[str, str]
    running: frozenset[str]
    sections: Mapping[str, str]
    charts: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListLayout:
    """The columns of a list, one row per project.

    `heads` are the headings by field: the columns of the list, then `strategiefeld.<code>` for the ratings.
    `optional` fields may have no column, `blank` ones an empty cell; columns headed as in `ignored` are not
    read. `delimiter` is "" where each list may have its own.
    """

    heads: Mapping[str, tuple[str, ...]]
    optional: frozenset[str]
    blank: frozenset[str]
    ignored: tuple[str, ...]
    delimiter: str = ""

    def field_of(self, heading: str) -> str:
        """Return the field that a heading stands for, "" for one that is not ours."""
        wanted = _fold(heading)
        return next((name for name, heads in self.heads.items() if wanted in map(_fold, heads)), "")

    def ignores(self, heading: str) -> bool:
        """Tell whether a column of that heading need not be read."""
        return _fold(heading) in map(_fold, self.ignored)


def _fold(heading: str) -> str:
    """Return a heading without what does not count in it: case, blanks, the hyphens of broken words."""
    return re.sub(r"[\s-]+", "", heading).casefold()


def has_list_layout() -> bool:
    """Tell whether the city's profile says how a list of its projects looks."""
    return "list" in _layout()


def has_table_layout() -> bool:
    """Tell whether the city's report is one of several tables, each of some stages."""
    return "tables" in _layout()


@kept()
def list_layout() -> ListLayout:
    """Return how the city's list looks; raises SchemaError if its profile does not say."""
    said = _layout().get("list")
    if said is None:
        raise SchemaError(
            "report.yaml: es fehlt: list. Bitte die Spalten der Liste nennen; docs/another-city.md "
            "erklärt sie.",
            "report.yaml: missing: list. Please name the list's columns; docs/another-city.md explains them.",
        )
    printed = _layout().get("heads", {})
    heads = {
        name: tuple(filter(None, (column(name).title_de, column(name).head, *printed.get(name, ()), *more)))
        for name, more in said["columns"].items()
    }
    for code in codelist("strategiefeld").values():
        if code.code not in said.get("without", ()):
            heads[rating_field(code.code)] = (code.label_de, *code.wortlaut)
    written = Counter(heading for words in heads.values() for heading in {_fold(word) for word in words})
    if twice := ", ".join(heading for heading, count in written.items() if count > 1):
        raise SchemaError(
            f"report.yaml, list: Überschriften, die für mehrere Spalten stehen: {twice}.",
            f"report.yaml, list: headings that stand for several columns: {twice}.",
        )
    return ListLayout(
        MappingProxyType(heads),
        frozenset(said.get("optional", ())),
        frozenset(said.get("blank", ())),
        tuple(said.get("ignored", ())),
        said.get("delimiter", ""),
    )


@kept()
def _layout() -> Mapping[str, Any]:
    return yaml.safe_load(schema_text("report.yaml"))


@kept()
def report_words() -> ReportWords:
    """Return the words by which the report speaks of itself."""
    return ReportWords(_layout()["title"], _layout()["place"])


@kept()
def table_heads() -> Mapping[str, tuple[str, ...]]:
    """Return the heads of the columns left of the ratings by field, each in all its wordings."""
    return MappingProxyType({name: tuple(words) for name, words in _layout()["heads"].items()})


@kept()
def sheet_layout() -> SheetLayout:
    """Return how the fact sheets are printed."""
    said = _layout()["sheets"]
    labels = tuple((name, tuple(words.split())) for name, words in said["labels"])
    return SheetLayout(tuple(said["start"].split()), labels, tuple(said.get("ends", ())))


@kept()
def table_words() -> TableWords:
    """Return the words and patterns of the report's tables."""
    said = _layout()["words"]
    patterns = ("footnote", "misprint", "office_named", "office_bare", "office_odd")
    return TableWords(
        said["caption"],
        said["rows"],
        head_piece=said["head_piece"],
        **{name: _pattern(said[name], f"words.{name}") for name in patterns},
    )


@kept()
def statement_patterns() -> StatementPatterns:
    """Return how the report states its round, its dates and its key figures."""
    said = _layout()["statements"]
    deadlines = [one.replace("{date}", said["date"]) for one in said["deadlines"]]
    figures = {name: _pattern(one, f"key_figures.{name}") for name, one in said["key_figures"].items()}
    return StatementPatterns(
        _pattern(said["round"], "statements.round"),
        tuple(_pattern(one, "statements.deadlines") for one in deadlines),
        MappingProxyType(figures),
    )


@kept()
def printed_charts() -> tuple[PrintedChart, ...]:
    """Return the charts that the report may print."""
    return tuple(PrintedChart(**said) for said in _layout()["charts"])


@kept()
def writing() -> Writing:
    """Return what a made report calls things: the shared words, and before them the profile's."""
    said: dict[str, Any] = yaml.safe_load(schema_text("writing.yaml"))
    for name, own in _layout().get("writing", {}).items():
        merged = isinstance(own, Mapping) and name != "key_figures"
        said[name] = {**said[name], **own} if merged else own
    return Writing(
        said["title"],
        tuple(said["statements"]),
        MappingProxyType(said["key_figures"]),
        frozenset(said["running"]),
        MappingProxyType(said["sections"]),
        MappingProxyType(said["charts"]),
        MappingProxyType(said["words"]),
    )


def _pattern(said: str, place: str) -> re.Pattern[str]:
    try:
        return re.compile(said)
    except re.error as error:
        raise SchemaError(
            f"report.yaml, {place}: „{said}“ ist kein regulärer Ausdruck ({error}). Bitte berichtigen.",
            f"report.yaml, {place}: “{said}” is no regular expression ({error}). Please correct it.",
        ) from error


@kept()
def printed_tables() -> Mapping[str, PrintedTable]:
    """Return the kinds of tables by name, in the order of the file."""
    kinds = {}
    for name, said in _layout()["tables"].items():
        without = said.get("without", ())
        fields = tuple(code for code in codelist("strategiefeld") if code not in without)
        kinds[name] = PrintedTable(
            tuple(said["columns"]), fields, said.get("stage"), rotated=said.get("rotated", False)
        )
    return MappingProxyType(kinds)


def printed_kind(stage: str) -> str:
    """Return the name of the kind of table that lists the projects of a stage ("" for several)."""
    kinds = printed_tables()
    others = (name for name, kind in kinds.items() if kind.stage is None)
    return next((name for name, kind in kinds.items() if kind.stage == stage), next(others, ""))


def printed_table(stage: str) -> PrintedTable:
    """Return the kind of table that the report lists the projects of a stage in."""
    chapters = {code.code: code.extra.get("kapitel") for code in codelist("bearbeitungsstand").values()}
    together = stage in chapters and [*chapters.values()].count(chapters[stage]) > 1
    return printed_tables()[printed_kind("" if together else stage)]
