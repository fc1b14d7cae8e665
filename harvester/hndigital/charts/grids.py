"""Heat maps: ratings by Strategiefeld, counted or project by project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..schemas import codelist, mainly_supports, no_amount_column, supported, supports
from .model import Cell, Chart, Grid, GridRow, Value
from .wordings import EMPTY, number, quoted, title, words

__all__ = ["fields_chart", "matrix_chart"]

#: A drawing with more rows than this would be no picture any more.
_DRAWN = 150


def fields_chart(ratings: Mapping[str, Mapping[str, int]], *, total: int, lang: str = "de") -> Chart:
    """Return the heat map of how often each Strategiefeld has each rating.

    `ratings` maps a Strategiefeld to rating → number of projects; the rest of `total` has no rating
    there. A cell is the darker, the larger its share of the projects.
    """
    without = no_amount_column()
    codes = (*codelist("bewertung"), without)
    lines = []
    rows: list[Mapping[str, Value]] = []
    for field, entry in codelist("strategiefeld").items():
        counts = dict(ratings.get(field, {}))
        counts[without] = total - sum(counts.values())
        cells = tuple(
            Cell(code, number(counts.get(code, 0), lang), _level(counts.get(code, 0), total))
            for code in codes
        )
        lines.append(GridRow(field, entry.label(lang), cells))
        rows += [
            {
                "strategiefeld": field,
                "bewertung": "" if code == without else code,
                "anzahl": counts.get(code, 0),
            }
            for code in codes
        ]
    return Chart(
        name="strategiefelder",
        kind="fields",
        lang=lang,
        title=title("strategiefelder", lang),
        sentence=_fields_sentence(ratings, total, lang),
        picture=Grid(tuple((code, _rating_label(code, lang)) for code in codes), tuple(lines)),
        columns=("strategiefeld", "bewertung", "anzahl"),
        rows=tuple(rows),
    )


def _level(count: int, total: int) -> int:
    """Return 0 for none, else 1 to 4 by the quarter of the projects that the count reaches."""
    return min(4, 1 + count * 4 // total) if count and total else 0


def _rating_label(code: str, lang: str) -> str:
    return codelist("kosten_angabe" if code == no_amount_column() else "bewertung")[code].label(lang)


def _fields_sentence(ratings: Mapping[str, Mapping[str, int]], total: int, lang: str) -> str:
    if not total:
        return EMPTY[lang]
    text = words("fields", lang)
    known = {field: sum(ratings.get(field, {}).values()) for field in codelist("strategiefeld")}
    if not any(known.values()):
        return text["unknown"]
    counts = {field: _sum_of(ratings.get(field, {}), supports) for field in known}
    most = max(counts.values())
    if not most:
        return text["nothing"]
    first = [field for field, count in counts.items() if count == most]
    names = quoted([codelist("strategiefeld")[field].label(lang) for field in first], lang)
    return text["tie" if len(first) > 1 else "most"].format(
        labels=names,
        count=number(most, lang),
        known=number(known[first[0]], lang),
        primary=number(_sum_of(ratings[first[0]], mainly_supports), lang),
    )


def _sum_of(counts: Mapping[str, int], wanted: Callable[[str], bool]) -> int:
    return sum(count for rating, count in counts.items() if wanted(rating))


def matrix_chart(
    rows: Sequence[Mapping[str, str]],
    ratings: Mapping[str, Mapping[str, str]],
    spread: Mapping[str, int],
    lang: str = "de",
) -> Chart:
    """Return the heat map of the ratings project by project.

    `rows` have `vorhaben_nr` and `titel`, `ratings` maps a number to Strategiefeld → rating, `spread`
    the number of supported fields ("0", "1" and so on, "" for projects without any rating) to how many
    projects have it. The drawing ends after 150 projects; the values hold all of `rows`.
    """
    fields = codelist("strategiefeld")
    lines = tuple(
        GridRow(
            row["vorhaben_nr"],
            row["titel"],
            tuple(_cell(ratings.get(row["vorhaben_nr"], {}).get(field, ""), lang) for field in fields),
            german=True,
        )
        for row in rows[:_DRAWN]
    )
    values: list[Mapping[str, Value]] = [
        {
            "vorhaben_nr": row["vorhaben_nr"],
            "titel": row["titel"],
            **{field: ratings.get(row["vorhaben_nr"], {}).get(field, "") for field in fields},
        }
        for row in rows
    ]
    return Chart(
        name="matrix",
        kind="matrix",
        lang=lang,
        title=title("matrix", lang),
        sentence=_matrix_sentence(rows, ratings, spread, lang),
        picture=Grid(
            tuple((code, entry.label(lang)) for code, entry in fields.items()),
            lines,
            cut=len(rows) - len(lines),
        ),
        columns=("vorhaben_nr", "titel", *fields),
        rows=tuple(values),
    )


def _cell(rating: str, lang: str) -> Cell:
    code = codelist("bewertung").get(rating)
    level = code.level if code and code.level is not None else -1
    return Cell(rating, _rating_label(rating or no_amount_column(), lang), level)


def _matrix_sentence(
    rows: Sequence[Mapping[str, str]],
    ratings: Mapping[str, Mapping[str, str]],
    spread: Mapping[str, int],
    lang: str,
) -> str:
    total = sum(spread.values())
    if not total:
        return EMPTY[lang]
    text = words("matrix", lang)
    missing = spread.get("", 0)
    if missing == total:
        return text["unknown_one" if total == 1 else "unknown"].format(total=number(total, lang))
    if total == 1:
        rated = ratings.get(rows[0]["vorhaben_nr"], {}) if rows else {}
        names = [codelist("strategiefeld")[field].label(lang) for field in supported(rated)]
        return text["one"].format(supported=quoted(names, lang) if names else text["nothing"])
    single, none = spread.get("1", 0), spread.get("0", 0)
    return text["many"].format(
        total=number(total, lang),
        single=number(single, lang),
        several=number(total - missing - single - none, lang),
        none=number(none, lang),
        tail=text["tail"].format(missing=number(missing, lang)) if missing else "",
    )
