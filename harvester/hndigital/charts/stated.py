"""Pictures of figures that a report states without a column for them: expected effects, who takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..schemas import codelist, codelist_names
from .model import Bar, Chart, share_of
from .wordings import number

__all__ = ["stated_charts"]

_SENTENCE = {
    "de": "Der Bericht nennt diese Zahlen selbst; seine Tabellen haben keine Spalte dafür. Am häufigsten:"
    " „{label}“ mit {count}.",
    "en": "The report states these numbers itself; its tables have no column for them. The most frequent:"
    " “{label}”, {count}.",
}


def stated_charts(abgleich: Iterable[Mapping[str, str]], lang: str) -> tuple[Chart, ...]:
    """Return a picture for each list that only totals of the report count, from rows of `abgleich`."""
    stated = {row["kennzahl"]: int(row["bericht"]) for row in abgleich if row["bericht"].isdigit()}
    found = []
    for name in codelist_names():
        codes = codelist(name)
        values = {code: stated[f"{name}.{code}"] for code in codes if f"{name}.{code}" in stated}
        if codes.subject and len(values) > 1:
            found.append(_chart(name, values, lang))
    return tuple(found)


def _chart(name: str, values: Mapping[str, int], lang: str) -> Chart:
    codes = codelist(name)
    labels = {code: codes[code].label(lang) for code in values}
    longest = max(values.values())
    most = next(code for code, count in values.items() if count == longest)
    bars = (
        Bar(
            code,
            labels[code],
            Decimal(count),
            number(count, lang),
            share_of(Decimal(count), Decimal(longest)),
        )
        for code, count in values.items()
    )
    return Chart(
        name=name,
        kind="stated",
        lang=lang,
        title=codes.title(lang),
        sentence=_SENTENCE[lang].format(label=labels[most], count=number(longest, lang)),
        picture=tuple(bars),
        columns=(name, "bezeichnung", "anzahl"),
        rows=tuple(
            {name: code, "bezeichnung": labels[code], "anzahl": count} for code, count in values.items()
        ),
    )
