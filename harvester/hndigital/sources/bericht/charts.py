"""The charts of chapter 5.1: numbers and labels in the order in which the text was extracted.

Percentages are left out. A chart's numbers are given to its labels only if the printed order allows
one way; where labels and numbers are printed apart, their sums must be the N that the title states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...findings import Finding
from ...schemas import PrintedChart, codelist, printed_charts
from ..records import Zahl
from .document import Document, Squeezed, Token, tokens_of

__all__ = ["read_charts"]

MAX_LABEL_WORDS = 12
MAX_CHART_LINES = 150


@dataclass(frozen=True, slots=True)
class Item:
    """A label (its code) or a number of a chart, with the index of its line."""

    code: str
    number: int
    line: int


def read_charts(document: Document, end: int) -> tuple[list[Zahl], list[Finding]]:
    """Return the figures of the charts printed before line index `end`, and findings on unreadable ones."""
    squeezed = Squeezed(document, 0, end)
    found: list[Zahl] = []
    findings: list[Finding] = []
    for chart in printed_charts():
        for match in re.finditer(rf"{chart.title}\(N=(\d{{1,6}})\)", squeezed.text):
            place = document.lines[squeezed.place(match.start())[0]].fundstelle()
            found.append(Zahl(chart.counts, int(match[1]), place))
            values, problem = _read(document, squeezed, match, chart)
            found += values
            if problem:
                findings.append(
                    Finding("diagramm_unlesbar", feld=chart.labels, wortlaut=problem, fundstelle=place)
                )
    return found, findings


def _read(
    document: Document, squeezed: Squeezed, match: re.Match[str], chart: PrintedChart
) -> tuple[list[Zahl], str]:
    """Return a chart's figures, and if there are none, what is printed instead."""
    line, column = squeezed.place(match.start())
    last_line, last_column = squeezed.place(match.end() - 1)
    tokens = tokens_of(document, max(line - MAX_CHART_LINES, 0), line + 1)
    before = [token for token in tokens if (token.line, token.start) < (line, column)]
    following = tokens_of(document, last_line, min(last_line + MAX_CHART_LINES, len(document.lines)))
    after = [token for token in following if (token.line, token.start) > (last_line, last_column)]
    items = _items_before(before, chart.labels)
    if not any(not item.code for item in items):
        items = items if not chart.absolute else _items_after(after, chart.labels) or items
    elif not any(item.code for item in items):
        items += [item for item in _items_after(after, chart.labels) if item.code]
    numbers = [item for item in items if not item.code]
    if not numbers:
        return [], "–" if chart.absolute else ""
    total = int(match[1])
    if chart.series:
        legend = [item.code for item in _items_after(after, chart.series)][: len(codelist(chart.series))]
        if not legend:
            legend = [item.code for item in _items_before(before, chart.series)]
        pairs = _several(items, legend, total)
    else:
        pairs = _single(items, total)
    if pairs is None:
        return [], " ".join(item.code or str(item.number) for item in items)
    return [
        Zahl(f"{chart.labels}.{code}", item.number, document.lines[item.line].fundstelle())
        for code, item in pairs
    ], ""


def _single(items: Sequence[Item], total: int) -> list[tuple[str, Item]] | None:
    """Give each label its number: they alternate, or all of one kind come first and the sum fits."""
    shape = "".join("L" if item.code else "N" for item in items)
    labels = [item.code for item in items if item.code]
    numbers = [item for item in items if not item.code]
    if len(labels) != len(numbers) or len(set(labels)) != len(labels):
        return None
    count = len(labels)
    alternating = shape in ("LN" * count, "NL" * count)
    apart = shape in ("L" * count + "N" * count, "N" * count + "L" * count)
    if alternating or (apart and sum(item.number for item in numbers) == total):
        return list(zip(labels, numbers, strict=True))
    return None


def _several(items: Sequence[Item], legend: Sequence[str], total: int) -> list[tuple[str, Item]] | None:
    """Give each label its number of each series: the one arrangement in which every label's sum fits.

    Where its numbers follow each label, as in a table, no other arrangement is possible.
    """
    labels = [item.code for item in items if item.code]
    numbers = [item for item in items if not item.code]
    rows, columns = len(labels), len(legend)
    complete = len(numbers) == rows * columns and rows and columns
    if not complete or len(set(labels)) != rows or len(set(legend)) != columns:
        return None
    by_label = [numbers[row * columns : (row + 1) * columns] for row in range(rows)]
    by_series = [numbers[row::rows] for row in range(rows)]
    shape = "".join("L" if item.code else "N" for item in items)
    possible = [by_label] if shape == f"L{'N' * columns}" * rows else [by_label, by_series]
    fitting = [
        arrangement
        for arrangement in possible
        if all(sum(item.number for item in row) == total for row in arrangement)
    ]
    values = {tuple(tuple(item.number for item in row) for row in arrangement) for arrangement in fitting}
    if len(values) != 1:
        return None
    return [
        (f"{label}.{series}", item)
        for label, row in zip(labels, fitting[0], strict=True)
        for series, item in zip(legend, row, strict=True)
    ]


def _items_before(tokens: Sequence[Token], name: str) -> list[Item]:
    """Return the labels and numbers that end with the last token, up to the text before them."""
    items: list[Item] = []
    end = len(tokens)
    safe: list[Item] = []
    while end > 0:
        step = _item(tokens, end, name, backwards=True)
        if step is None:
            return safe
        item, used = step
        items[:0] = item
        end -= used
        if end == 0 or tokens[end].first:
            safe = list(items)
    return safe


def _items_after(tokens: Sequence[Token], name: str) -> list[Item]:
    """Return the labels and numbers that begin behind a title, words in parentheses left out."""
    items: list[Item] = []
    start = 0
    while start < len(tokens) and re.fullmatch(r"\(.*\)", tokens[start].text):
        start += 1
    while start < len(tokens):
        step = _item(tokens, start, name, backwards=False)
        if step is None:
            break
        items += step[0]
        start += step[1]
    return items


def _item(tokens: Sequence[Token], at: int, name: str, *, backwards: bool) -> tuple[list[Item], int] | None:
    """Return the item that ends before (or starts at) a token, and how many tokens it takes."""
    words = tokens[max(at - MAX_LABEL_WORDS, 0) : at] if backwards else tokens[at : at + MAX_LABEL_WORDS]
    for length in range(len(words), 0, -1):
        part = words[-length:] if backwards else words[:length]
        text = " ".join(token.text for token in part).rstrip(";,:")
        code = codelist(name).for_wording(text)
        if code is not None:
            return [Item(code, 0, part[0].line)], length
        if re.fullmatch(r"\d{1,6}", text, re.ASCII) and length == 1:
            return [Item("", int(text), part[0].line)], 1
        if re.fullmatch(r"\(?\d{1,3}(?:,\d+)? ?%\)?", text) and length <= 2:
            return [], length
    return None
