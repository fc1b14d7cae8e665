"""Counts and charts: whatever a report states about its rows, counted from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..charts import Chart, count_chart, fields_chart
from ..checks.reconciliation import counting
from ..figures import counted
from ..schemas import PrintedChart, codelist, column, has_table_layout, printed_charts, quantified, writing
from ..texts import format_amount, join_words
from .cells import Row, label, wording
from .edition import Edition
from .model import Block, Column, Figure, Items, Table, Text

__all__ = ["figure_blocks", "key_figures"]


def key_figures(edition: Edition) -> Items:
    """Return the lines of numbers at the report's beginning."""
    rows = edition.projects
    lines = [said.format(count=_number(name, rows)) for name, said in writing().key_figures.items()]
    known = [Decimal(row["kosten_eur"]) for row in rows if row["kosten_angabe"] == quantified()]
    if known:
        total = format_amount(sum(known, Decimal(0)))
        lines.append(writing().words["costs"].format(sum=total, count=len(known), all=len(rows)))
    return Items(tuple(lines))


def _number(name: str, rows: Sequence[Row]) -> int:
    return len(_counted(name, rows))


def _counted(name: str, rows: Sequence[Row]) -> list[Row]:
    """Return the rows that a figure counts; what a figure is, the reconciliation knows."""
    test = counting(name)
    return [row for row in rows if test is None or test(row.__getitem__)]


def figure_blocks(edition: Edition) -> Iterator[Block]:
    """Yield the charts of counted columns, each with its numbers."""
    drawn = [_figure(chart, number, edition) for number, chart in enumerate(_charts(), 1)]
    if edition.projects:
        yield from drawn
    else:
        yield Text(writing().words["empty"])


def _charts() -> list[PrintedChart]:
    """Return the charts that are written: those of the layout, or one per counted column of a list."""
    if has_table_layout():
        return [chart for chart in printed_charts() if chart.written]
    charts = [
        PrintedChart(name, "", "anzahl", caption=_title(name), written=_title(name))
        for name in counted()
        if column(name).codelist
    ]
    fields = column("strategiefeld").title()
    return [
        *charts,
        PrintedChart("strategiefeld", "", "anzahl", series="bewertung", caption=fields, written=fields),
    ]


def _title(name: str) -> str:
    return writing().charts.get(name, column(name).title())


def _figure(chart: PrintedChart, number: int, edition: Edition) -> Figure:
    words, values = writing().words, edition.values()
    rows = _counted(chart.counts, edition.projects)
    printed_round = f"{values['round']}#{values['year']}"
    caption = words["figure"].format(number=number, title=chart.caption, round=printed_round)
    total = words["total"].format(title=chart.written, count=len(rows))
    make = _by_series if chart.series else _by_column
    picture, table, more = make(chart, rows, edition)
    return Figure(caption, picture, table, (total, *more))


def _by_column(chart: PrintedChart, rows: Sequence[Row], edition: Edition) -> tuple[Chart, Table, list[str]]:
    name, words = chart.labels, writing().words
    counts = Counter(row[name] for row in rows)
    listed = [(label(column(name).codelist, code), counts[code]) for code in codelist(column(name).codelist)]
    missing = counts[""]
    numbers = (Column(words[one], 25, align="right") for one in ("count", "share"))
    columns = (Column(column(name).title(), 90), *numbers)
    cells = tuple((text, str(count), _share(count, len(rows))) for text, count in listed)
    more = [words["missing"].format(count=missing)] if missing else []
    return count_chart(name, counts), Table(chart.caption, columns, cells), more


def _share(count: int, total: int) -> str:
    return f"{round(100 * count / total) if total else 0} %"


def _by_series(chart: PrintedChart, rows: Sequence[Row], edition: Edition) -> tuple[Chart, Table, list[str]]:
    """Return the ratings by Strategiefeld; a field that not all projects are rated in is told apart."""
    words, series = writing().words, codelist(chart.series)
    counts = {field: Counter(_rated(field, rows, edition)) for field in codelist(chart.labels)}
    whole = {field: rated for field, rated in counts.items() if rated.total() == len(rows)}
    columns = (
        Column(column(chart.labels).title(), 70),
        *(Column(label(chart.series, code), 35, align="right") for code in series),
    )
    cells = tuple(
        (label(chart.labels, field), *(str(rated[code]) for code in series)) for field, rated in whole.items()
    )
    more = [" ".join(label(chart.series, code) for code in series)] if whole else []
    if apart := [field for field in counts if field not in whole]:
        said = join_words([_told(chart, field, counts[field]) for field in apart])
        more.append(words["unrated"].format(fields=said))
    signs = ", ".join(f"{wording(chart.series, code)} {label(chart.series, code)}" for code in series)
    more.append(words["legend"].format(signs=signs))
    picture = fields_chart({field: dict(rated) for field, rated in counts.items()}, total=len(rows))
    return picture, Table(chart.caption, columns, cells), more


def _rated(field: str, rows: Sequence[Row], edition: Edition) -> Iterator[str]:
    for row in rows:
        if rating := edition.ratings.get(row["vorhaben_nr"], {}).get(field, ""):
            yield rating


def _told(chart: PrintedChart, field: str, rated: Counter[str]) -> str:
    numbers = ", ".join(f"{wording(chart.series, code)} {rated[code]}" for code in codelist(chart.series))
    return f"„{label(chart.labels, field)}“ ({numbers})"
