"""What the report says about itself: its round and dates, and the key figures at its beginning."""

from __future__ import annotations

import re
from datetime import date

from ...caching import kept
from ...schemas import report_words, statement_patterns
from ...values import month_end, parse_day, parse_month
from ..records import Aussage, Zahl
from .document import Document, Flow

__all__ = ["key_figures", "statements"]


@kept()
def _published() -> re.Pattern[str]:
    """Return the pattern of the report's date, which may stand behind the name of the place."""
    place = re.escape(report_words().place)
    return re.compile(rf"(?:Berichtsdatum:?|{place},(?: den| im)?) (?P<day>\d{{1,2}}\.[^,;]{{3,16}}\d{{4}})")


def key_figures(document: Document) -> list[Zahl]:
    """Return the numbers that the list of key figures states."""
    flow = Flow(document, 0, len(document.lines))
    return [
        Zahl(name, int(match[1]), document.lines[flow.line_at(match.start())].fundstelle())
        for name, pattern in statement_patterns().key_figures.items()
        for match in pattern.finditer(flow.text)
    ]


def statements(document: Document) -> list[Aussage]:
    """Return every statement of round, editorial deadline, begin of the period, date and title."""
    flow = Flow(document, 0, len(document.lines))
    found: list[Aussage] = []

    def add(name: str, value: str, match: re.Match[str]) -> None:
        place = document.lines[flow.line_at(match.start())].fundstelle()
        found.append(Aussage(name, value, match[0], place))

    for match in statement_patterns().round.finditer(flow.text):
        add("berichtsstand", f"{match['year']}-{int(match['number'])}", match)
    for pattern in statement_patterns().deadlines:
        for match in pattern.finditer(flow.text):
            if last := _day(match["end"], last=True):
                add("stichtag", last.isoformat(), match)
            begin = match.groupdict().get("begin")
            if begin and (first := _day(begin, last=False)):
                add("zeitraum_von", first.isoformat(), match)
    for match in _published().finditer(flow.text):
        if day := parse_day(match["day"]):
            add("berichtsdatum", day.isoformat(), match)
    return found + _title(document)


def _title(document: Document) -> list[Aussage]:
    """Return the report's title from its first running head that names it."""
    for head in document.heads:
        if head.text.startswith(report_words().title):
            return [Aussage("titel", head.text.title(), head.text, document.lines[head.line].fundstelle())]
    return []


def _day(text: str, *, last: bool) -> date | None:
    """Return a printed day, or the first or last day of a printed month."""
    if day := parse_day(text):
        return day
    month = parse_month(text)
    if month is None:
        return None
    return month_end(*month) if last else date(*month, 1)
