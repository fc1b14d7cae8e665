"""Words made of values: amounts, numbers and dates in both languages, and a project's computed sentence.

The parts of the sentence are the columns `satz_de` and `satz_en` of the code lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from . import offices, schemas
from .schemas import codelist, rated_field, supports

__all__ = [
    "format_amount",
    "format_date",
    "format_month",
    "format_number",
    "format_percent",
    "format_value",
    "is_computed",
    "is_german",
    "join_words",
    "project_sentence",
]

_MONTHS = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_LEAD = {"de": "Aus den Angaben des Berichts berechnet: ", "en": "Computed from the report’s data: "}
#: The same for a project that no report names: its values were entered by hand.
_LEAD_BY_HAND = {
    "de": "Aus den eingetragenen Angaben berechnet: ",
    "en": "Computed from the data entered: ",
}
_COST_BY_HAND = {"de": "die Kosten betragen {betrag}", "en": "its cost is {betrag}"}
_QUOTES = {"de": "„{}“", "en": "“{}”"}


def format_number(number: int | Decimal, lang: str = "de") -> str:
    """Write a number with the language's separators: 1.250.000 or 1,250,000."""
    english = f"{number:,}"
    return english.translate(str.maketrans(",.", ".,")) if lang == "de" else english


def format_amount(amount: str | int | float | Decimal, lang: str = "de") -> str:
    """Write an amount in EUR: `1.250.000 €` or `€1,250,000`; cents only where there are any.

    Takes a CSV cell as well; the empty cell stays empty. Raises decimal.InvalidOperation for what is
    no number.
    """
    if amount == "":
        return ""
    # str() first: a float such as 0.1 means the short number that it prints as.
    value = Decimal(str(amount))
    whole = value == value.to_integral_value()
    text = format_number(value.quantize(Decimal(1) if whole else Decimal("0.01")), lang)
    return f"{text} €" if lang == "de" else f"€{text}"


def format_percent(cell: str, lang: str = "de") -> str:
    """Write a variance in per cent with its sign: `+16,5 %` or `+16.5%`; empty stays empty."""
    if cell == "":
        return ""
    value = Decimal(cell)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{format_number(abs(value), lang)}{' ' if lang == 'de' else ''}%"


def format_date(day: date | str, lang: str = "de") -> str:
    """Write a date: `31. März 2021` or `31 March 2021`. Takes a CSV cell as well; empty stays empty."""
    if not day:
        return ""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    month = _MONTHS[lang][value.month - 1]
    return f"{value.day}. {month} {value.year}" if lang == "de" else f"{value.day} {month} {value.year}"


def format_month(day: date | str, lang: str = "de") -> str:
    """Write the month of a date: `März 2021` or `March 2021`. Takes a CSV cell as well; empty stays empty."""
    if not day:
        return ""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{_MONTHS[lang][value.month - 1]} {value.year}"


def format_value(feld: str, cell: str, lang: str = "de") -> str:
    """Write a cell for people: a code by its label, an office by its name, an amount or date as is usual.

    `feld` is a column's name or `strategiefeld.<code>`; an unknown field or code stays as it is.
    """
    name = "bewertung" if rated_field(feld) else feld
    try:
        column = schemas.column(name)
    except KeyError:
        return cell
    if column.named_by:
        return offices.label(cell, lang)
    if column.codelist:
        code = codelist(column.codelist).get(cell)
        return code.label(lang) if code else cell
    if column.type == "number":
        return format_amount(cell, lang)
    return format_date(cell, lang) if column.type == "date" else cell


def is_german(feld: str, cell: str, words: str) -> bool:
    """Return whether the `words` for a cell are the city's own, German in every language.

    So are a cell that has no other words, and the name of an office.
    """
    if words == cell:
        return True
    try:
        return bool(schemas.column(feld).named_by and offices.name_of(cell))
    except KeyError:
        return False


def join_words(words: Sequence[str], lang: str = "de", *, either: bool = False) -> str:
    """Join words as the language does: `a, b und c`, `a, b and c`; `either` of them: `a, b oder c`."""
    german, english = (" oder ", " or ") if either else (" und ", " and ")
    conjunction = german if lang == "de" else english
    return conjunction.join([*([", ".join(words[:-1])] if len(words) > 1 else []), *words[-1:]])


def project_sentence(
    vorhaben_row: Mapping[str, str], ratings: Mapping[str, str], lang: str = "de", *, reported: bool = True
) -> str:
    """Describe a project in one sentence computed from its cells, which says that it was computed.

    `vorhaben_row` holds the cells of `vorhaben.csv`, `ratings` a rating by Strategiefeld. Empty
    cells and unknown codes are passed over. Stands in where the city has written no text. A project
    that no report names (`reported` false) gets a sentence that doesn't speak of a report.
    """
    clauses = [_main_clause(vorhaben_row, lang)]
    amount = format_amount(vorhaben_row.get("kosten_eur", ""), lang)
    by_hand = _COST_BY_HAND[lang] if amount else ""
    cost = _part("kosten_angabe", vorhaben_row, lang) if reported else by_hand
    if cost:
        clauses.append(cost.format(betrag=amount))
    supported = _supported(ratings, lang)
    if supported:
        clauses.append(supported)
    lead = _LEAD if reported else _LEAD_BY_HAND
    return f"{lead[lang]}{'; '.join(clauses)}."


def is_computed(text: str) -> bool:
    """Tell whether a text is a sentence that `project_sentence` made."""
    return text.startswith((*_LEAD.values(), *_LEAD_BY_HAND.values()))


def _part(name: str, row: Mapping[str, str], lang: str) -> str:
    code = codelist(schemas.column(name).codelist).get(row.get(name, ""))
    return code.clause(lang) if code else ""


def _parts(place: str, row: Mapping[str, str], lang: str) -> list[str]:
    """Return what the columns with that place in the sentence (`Column.sentence`) say of a project."""
    names = [one.name for one in schemas.table("vorhaben").columns if one.sentence == place]
    return [words for name in names if (words := _part(name, row, lang))]


def _main_clause(row: Mapping[str, str], lang: str) -> str:
    german = lang == "de"
    title = row.get("titel") or row.get("vorhaben_nr", "")
    subject = f"{'Das Vorhaben' if german else 'The project'} {_QUOTES[lang].format(title)}"
    office = row.get("amt", "")
    if office:
        kind = "" if office.startswith("Dez") else ("Amt " if german else "office ")
        subject += f" ({kind}{office})"
    predicates = []
    nouns, reasons = _parts("noun", row, lang), _parts("reason", row, lang)
    if nouns or reasons:
        nouns = nouns or ["eine Maßnahme" if german else "a measure"]
        predicates.append(" ".join(["ist" if german else "is", *nouns, *reasons]))
    predicates += _parts("predicate", row, lang)
    if not predicates:
        predicates.append("steht im Digitalisierungsbericht" if german else "is in the digitalisation report")
    return f"{subject} {join_words(predicates, lang)}"


def _supported(ratings: Mapping[str, str], lang: str) -> str:
    fields = codelist("strategiefeld")
    parts = []
    for rating in codelist("bewertung").values():
        adverb = rating.clause(lang)
        rated = [field for field in fields.values() if ratings.get(field.code) == rating.code]
        names = [_QUOTES[lang].format(field.label(lang)) for field in rated]
        if not supports(rating.code) or not names:
            continue
        words = join_words(names, lang)
        if lang == "de":
            noun = "das Strategiefeld" if len(names) == 1 else "die Strategiefelder"
            parts.append(f"{noun} {words} {adverb}".rstrip())
        else:
            noun = "strategic field" if len(names) == 1 else "strategic fields"
            parts.append(f"{adverb} supports the {noun} {words}".lstrip())
    if parts:
        return f"{'es unterstützt' if lang == 'de' else 'it'} {join_words(parts, lang)}"
    if any(ratings.values()):
        return (
            "es unterstützt keines der bewerteten Strategiefelder"
            if lang == "de"
            else "it supports none of the rated strategic fields"
        )
    return ""
