"""Pictures with bars: how many projects each value has, and what each project costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..offices import in_sentence
from ..schemas import Code, codelist, column, no_amount_column
from ..texts import format_amount
from .model import SHOWN, Bar, Chart, Value, share_of
from .wordings import EMPTY, noun, number, quoted, title, words

__all__ = ["amount_chart", "count_chart"]

#: More equal values than these are not named one by one.
_NAMED = 3

#: A first amount of so many times the next is an outlier, if more than so many amounts are shown.
_OUTLIER, _FEW = 5, 2
_CUT = {
    "de": " Dieser Balken ist gekürzt: Er wäre {times}-mal so lang wie der nächste.",
    "en": " This bar is cut short: it would be {times} times as long as the next.",
}

_REST = {"de": "Übrige {count} Ämter", "en": "Other {count} offices"}
_REST_COST = {"de": "Übrige {count} bezifferte Vorhaben", "en": "Other {count} quantified projects"}
_SEVERAL = {"de": "{count} Werte", "en": "{count} values"}


def count_chart(name: str, counts: Mapping[str, int], lang: str = "de") -> Chart:
    """Return the picture of how many projects each value of a column has.

    `name` is one of `counting_pictures`, or another column with a code list; `counts` maps a code (or an
    office, which has none) to its number, "" to the number of projects without a value. Codes stand in the
    order of their list, also with none; offices by number, at most `SHOWN` of them.
    """
    codes = column(name).codelist
    values = {code: counts.get(code, 0) for code in codelist(codes)} if codes else _offices(counts)
    # A code that the list does not hold (yet) is shown by its name and never left out.
    values |= {code: count for code, count in counts.items() if code and code not in values}
    labels = {code: _label(name, code, lang) for code in values}
    missing = counts.get("", 0)
    shown = dict(list(values.items())[:SHOWN]) if not codes and len(values) > SHOWN + 1 else values
    rest = sum(values.values()) - sum(shown.values())
    longest = Decimal(max([*shown.values(), missing, rest], default=0))

    def bar(code: str, label: str, count: int, kind: str = "value") -> Bar:
        share, entry = share_of(Decimal(count), longest), _code(name, code)
        colour = entry.colour if entry else ""
        return Bar(code, label, Decimal(count), number(count, lang), share, kind, colour=colour)

    bars = [bar(code, labels[code], count) for code, count in shown.items()]
    if rest:
        bars.append(bar("", _REST[lang].format(count=len(values) - len(shown)), rest, "rest"))
    if missing:
        bars.append(bar("", codelist("kosten_angabe")[no_amount_column()].label(lang), missing, "missing"))
    rows: list[Mapping[str, Value]] = [
        {name: code, "bezeichnung": labels[code], "anzahl": count} for code, count in values.items()
    ]
    if missing:
        rows.append({name: "", "bezeichnung": bars[-1].label, "anzahl": missing})
    hidden = (len(shown), len(values) - len(shown)) if rest else None
    return Chart(
        name=name,
        kind=_kind(name),
        lang=lang,
        title=title(name, lang),
        sentence=_count_sentence(name, values, labels, missing, hidden, lang),
        picture=tuple(bars),
        columns=(name, "bezeichnung", "anzahl"),
        rows=tuple(rows),
    )


def _kind(name: str) -> str:
    return column(name).picture or "status"


def _offices(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the offices, most projects first, equal ones by name."""
    return dict(sorted(((o, n) for o, n in counts.items() if o), key=lambda pair: (-pair[1], pair[0])))


def _label(name: str, code: str, lang: str) -> str:
    entry = _code(name, code)
    if entry:
        return entry.label(lang)
    return in_sentence(code, lang) if column(name).picture == "office" else code


def _code(name: str, code: str) -> Code | None:
    codes = column(name).codelist
    return codelist(codes).get(code) if codes else None


def _count_sentence(
    name: str,
    values: Mapping[str, int],
    labels: Mapping[str, str],
    missing: int,
    hidden: tuple[int, int] | None,
    lang: str,
) -> str:
    known = sum(values.values())
    total = known + missing
    if not total:
        return EMPTY[lang]
    text = words(_kind(name), lang)
    facts = {"noun": noun(name, lang), "total": number(total, lang), "known": number(known, lang)}
    if not known:
        return text["unknown_one" if total == 1 else "unknown"].format(**facts)
    most = max(values.values())
    first = [code for code, count in values.items() if count == most]
    names = _names(first, labels, lang)
    if known == most and len(first) == 1:
        case = "one" if total == 1 else "only" if missing else "all"
        return text[case].format(labels=names, **facts)
    tail = text["tail"].format(missing=number(missing, lang), **facts) if missing else ""
    if hidden:
        tail += text["rest"].format(shown=number(hidden[0], lang), rest=number(hidden[1], lang))
    case = "tie" if len(first) > 1 else "most"
    return text[case].format(labels=names, count=number(most, lang), tail=tail, **facts)


def _names(codes: Sequence[str], labels: Mapping[str, str], lang: str) -> str:
    if len(codes) > _NAMED:
        return _SEVERAL[lang].format(count=number(len(codes), lang))
    return quoted([labels[code] for code in codes], lang)


def amount_chart(
    rows: Sequence[Mapping[str, str]], *, total: int, known: int, amount: Decimal, lang: str = "de"
) -> Chart:
    """Return the picture of what each project costs.

    `rows` are rows of the table `vorhaben`, the highest amount first: all, or those that share the
    highest one, and at least `SHOWN` + 1. `total` is the number of projects, `known` of those with
    an amount, and `amount` the sum of those in EUR.
    """
    costed = [row for row in rows if row["kosten_eur"]]
    shown = costed[:SHOWN] if known > SHOWN + 1 else costed
    amounts = [Decimal(row["kosten_eur"]) for row in shown]
    rest = amount - sum(amounts, Decimal(0))
    longest, cut = _scale(amounts, rest)

    def bar(code: str, label: str, value: Decimal, kind: str = "value") -> Bar:
        text, share = format_amount(value, lang), min(share_of(value, longest), Decimal(100))
        return Bar(code, label, value, text, share, kind, kind == "value", cut=value > longest)

    bars = [bar(row["vorhaben_nr"], row["titel"], value) for row, value in zip(shown, amounts, strict=True)]
    if known > len(shown):
        bars.append(bar("", _REST_COST[lang].format(count=number(known - len(shown), lang)), rest, "rest"))
    sentence, german = _amount_sentence(costed, total, known, amount, lang)
    if cut:
        sentence += _CUT[lang].format(times=number(int(cut), lang))
    columns = ("vorhaben_nr", "titel", "kosten_eur", "kosten_angabe")
    return Chart(
        name="kosten",
        kind="cost",
        lang=lang,
        title=title("kosten", lang),
        sentence=sentence,
        picture=tuple(bars),
        columns=columns,
        rows=tuple({name: row[name] for name in columns} for row in rows),
        quoted=german,
    )


def _scale(amounts: Sequence[Decimal], rest: Decimal) -> tuple[Decimal, Decimal]:
    """Return the amount of a bar of full length, and how many times as long an outlier's would be (0: none).

    One project that costs several times as much as any other would make all bars but its own a line.
    """
    others = max([*amounts[1:], rest])
    longest = max([*amounts, rest])
    if len(amounts) <= _FEW or not others or amounts[0] < _OUTLIER * others:
        return longest, Decimal(0)
    return others, amounts[0] / others


def _amount_sentence(
    costed: Sequence[Mapping[str, str]], total: int, known: int, amount: Decimal, lang: str
) -> tuple[str, tuple[str, ...]]:
    """Return the sentence, and the titles that it quotes."""
    if not total:
        return EMPTY[lang], ()
    text = words("cost", lang)
    facts = {"total": number(total, lang), "known": number(known, lang)}
    if not known:
        return text["unknown_one" if total == 1 else "unknown"].format(**facts), ()
    highest = Decimal(costed[0]["kosten_eur"])
    titles = tuple(row["titel"] for row in costed if Decimal(row["kosten_eur"]) == highest)
    named = titles if len(titles) <= _NAMED else ()
    names = quoted(named, lang) if named else text["many"].format(count=number(len(titles), lang))
    facts |= {"labels": names, "amount": format_amount(highest, lang), "sum": format_amount(amount, lang)}
    if known == 1:
        return text["one" if total == 1 else "only"].format(**facts), named
    tail = text["tail"].format(missing=number(total - known, lang)) if total > known else ""
    rest = text["rest"].format(shown=number(SHOWN, lang)) if known > SHOWN + 1 else ""
    case = "tie" if len(titles) > 1 else "most"
    return text[case].format(tail=tail, rest=rest, **facts), named
