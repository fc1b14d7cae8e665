"""Printed wordings → values: joined lines, numbers, amounts, dates, offices.

The rules are those of the design's section on terms. Nothing is guessed: what does not match a rule
exactly gives None, and the caller makes a finding of it.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from . import caching, profiles
from .schemas import codelist, schema_text

__all__ = [
    "UNITS",
    "clean",
    "dezernat_of",
    "has_dezernate",
    "has_inferred",
    "inferred_reason",
    "join_lines",
    "kept",
    "month_end",
    "office_key",
    "parse_day",
    "parse_eur",
    "parse_month",
    "parse_vorhaben_nr",
    "plain_amount",
    "plain_office",
    "printed",
    "whole_number",
]

#: What `amt_dezernat.csv` says in `beleg` of an office whose Dezernat no report states.
_INFERRED = "erschlossen"
LINE_MARK = " ⏎ "
MONTHS = (
    *("januar", "februar", "märz", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "dezember"),
)

_WHOLE = re.compile(r"[0-9]{1,18}")
_BROKEN = re.compile(r"[^\W\d_]-$")
_CONJUNCTION = re.compile(r"(?:und|oder|bzw\.)(?!\w)")
_AMOUNT = re.compile(
    r"(?P<whole>\d{1,3}(?P<group>[. '’])\d{3}(?:(?P=group)\d{3})*|\d+)(?:,(?P<cents>\d{1,2}|-{1,2}|–|—))?"
)
_MULTIPLE = re.compile(
    r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<part>\d{1,6}))?\s?(?P<unit>T|Tsd\.?|Tausend|Mio\.?|Millionen|Mrd\.?|Milliarden)"
)
UNITS = {
    **dict.fromkeys(("T", "Tsd", "Tausend"), 3),
    **dict.fromkeys(("Mio", "Millionen"), 6),
    **dict.fromkeys(("Mrd", "Milliarden"), 9),
}
"""Powers of ten."""
_CURRENCY = re.compile(r"\s*(?:€|EUR|Euro)\s*")


def clean(text: str) -> str:
    """Return `text` with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def join_lines(lines: Iterable[str]) -> str:
    """Return the printed lines of one cell as one text.

    A hyphen right after a letter at a line's end is a word break if the next line starts with a
    lower-case letter (joined without hyphen); before und, oder and bzw. it stays with a space; before
    an upper-case letter or a digit it stays without one. Everything else is joined with a space.
    """
    text = ""
    for line in (clean(line) for line in lines):
        if line:
            text = f"{kept(text, line)}{line}"
    return text


def kept(text: str, line: str) -> str:
    """Return what stands of `text` before a non-empty `line` that follows it (rule of `join_lines`)."""
    if not text or not _BROKEN.search(text[-2:]):
        return f"{text} " if text else ""
    if line[0].islower() and not _CONJUNCTION.match(line):
        return text[:-1]
    return text if line[0].isupper() or line[0].isdigit() else f"{text} "


def printed(lines: Iterable[str]) -> str:
    """Return the printed lines joined by " ⏎ ": stripped, inner blanks as printed, empty ones left out."""
    return LINE_MARK.join(line.strip() for line in lines if line.strip())


def plain_amount(amount: Decimal) -> str:
    """Return an amount in EUR as tables hold it: decimal point, no trailing zeros, no exponent."""
    return format(amount.normalize(), "f") if amount else "0"


def parse_vorhaben_nr(text: str) -> str | None:
    """Return the project number that a printed text stands for, or None; the profile knows both."""
    return profiles.current().number.read(clean(text))


def parse_eur(text: str) -> Decimal | None:
    """Return an amount such as `11.978.346 €`, `1.922,50 €` or `1,5 Mio. €` in EUR, or None.

    It has no trailing zeros. A dot, a blank or an apostrophe groups thousands, a comma separates cents; the
    currency must be printed. What is not exact (`ca.`, `5 – 10`) is no amount.
    """
    amount, count = _CURRENCY.subn("", clean(text), count=1)
    if not count:
        return None
    if match := _AMOUNT.fullmatch(amount.strip()):
        cents = match["cents"] or ""
        value = Decimal(re.sub(r"\D", "", match["whole"]))
        if cents.isdigit():
            value += Decimal(f"0.{cents}")
    elif (match := _MULTIPLE.fullmatch(amount.strip())) and not _two_ways(match):
        number = Decimal(f"{match['whole'].replace('.', '')}.{match['part'] or 0}")
        value = number.scaleb(UNITS[match["unit"].rstrip(".")])
    else:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _two_ways(amount: re.Match[str]) -> bool:
    """Tell whether a point may group thousands or separate a part: `1.234 Mio.` is said both ways."""
    return "." in amount["whole"] and UNITS[amount["unit"].rstrip(".")] > 3


def parse_month(text: str) -> tuple[int, int] | None:
    """Return (year, month) of `März 2021`, or None."""
    match = re.fullmatch(r"(\w+) (\d{4})", clean(text))
    if match is None or match[1].lower() not in MONTHS:
        return None
    return int(match[2]), MONTHS.index(match[1].lower()) + 1


def parse_day(text: str) -> date | None:
    """Return the date of `31. März 2021`, `31.03.2021` or `2021-03-31`, or None."""
    text = clean(text)
    if match := re.fullmatch(r"(\d{1,2})\. ?(\w+) (\d{4})", text):
        month = parse_month(f"{match[2]} {match[3]}")
        parts = (int(match[3]), month[1] if month else 0, int(match[1]))
    elif match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        parts = (int(match[3]), int(match[2]), int(match[1]))
    elif match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        parts = (int(match[1]), int(match[2]), int(match[3]))
    else:
        return None
    year, month_nr, day = parts
    if not (year and 1 <= month_nr <= 12 and 1 <= day <= calendar.monthrange(year, month_nr)[1]):
        return None
    return date(year, month_nr, day)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def office_key(amt: str) -> tuple[str, str]:
    """Return (Dezernat or "", office) so that the ways to print one office compare equal.

    `105` and `I/105` share the office `105`, `Dezernat II` and `Dez. II` are the Dezernat itself.
    """
    text = clean(amt)
    if match := re.fullmatch(r"(?:Dez\.|Dezernat)\s*([IVX]+)", text):
        return match[1], ""
    if match := re.fullmatch(r"([IVX]+)\s*/\s*(\w+)", text):
        return match[1], match[2]
    return "", text


def plain_office(text: str) -> str:
    """Return an office as it is kept: `I / 105` is `I/105`, everything else stays as printed."""
    return re.sub(r"\s*/\s*", "/", text) if re.match(r"[IVX]+\s*/", text) else text


@caching.kept()
def _offices() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(schema_text("codelists/amt_dezernat.csv").splitlines()))


def whole_number(text: str) -> int | None:
    """Return the number that 1 to 18 digits stand for, None for anything else.

    `str.isdigit` holds for a raised ² as well, and of thousands of digits Python makes no number: both raise.
    """
    return int(text) if _WHOLE.fullmatch(text) else None


def has_dezernate() -> bool:
    """Tell whether the city has Dezernate at all: its code list of them may be empty."""
    return len(codelist("dezernat")) > 0


def dezernat_of(amt: str) -> str | None:
    """Return the Dezernat that the code list `amt_dezernat` records for an office, or None.

    Its patterns are an office as printed, `I/*` for every office of Dezernat I and `60-70` for a range.
    """
    row = _office_row(amt)
    return row["dezernat"] if row else None


def inferred_reason(amt: str, dezernat: str, lang: str = "de") -> str:
    """Return why an office was taken for one of this Dezernat where no report says so, else ""."""
    row = _office_row(amt)
    if not row or row["dezernat"] != dezernat or row.get("beleg") != _INFERRED:
        return ""
    return row.get(f"begruendung_{lang}") or ""


def has_inferred() -> bool:
    """Tell whether some office's Dezernat is inferred."""
    return any(row.get("beleg") == _INFERRED for row in _offices())


def _office_row(amt: str) -> dict[str, str] | None:
    dezernat, office = office_key(amt)
    number = whole_number(office)
    for row in _offices():
        pattern, result = row["muster"], row["dezernat"]
        if match := re.fullmatch(r"(\d+)-(\d+)", pattern):
            low, high = int(match[1]), int(match[2])
            if number is not None and low <= number <= high and dezernat in ("", result):
                return row
        elif pattern.endswith("/*"):
            if dezernat == pattern[:-2] and office:
                return row
        elif (dezernat, office) in (office_key(pattern), (result, office_key(pattern)[1])):
            return row
    return None
