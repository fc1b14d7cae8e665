"""Cells of a package → what a report prints for them, in the wordings that its reader knows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..schemas import Code, codelist, column, has_table_layout, list_layout, not_stated
from ..sources.lettering import lettered, unified
from ..texts import format_number
from ..values import LINE_MARK, join_lines, parse_eur, plain_amount

__all__ = ["Row", "amount", "label", "plain", "printed", "wording"]

Row = Mapping[str, str]


def plain(text: str) -> str:
    """Return a text on one line, in the signs in which every reader gives it (`sources.lettering`)."""
    return " ".join(lettered(unified(text)).text.split())


def wording(name: str, code: str) -> str:
    """Return the first wording of a code of a code list, as tables print it; "" for the empty cell."""
    entry = codelist(name).get(code)
    return next(iter(entry.wortlaut), code) if entry else code


def label(name: str, code: str) -> str:
    """Return a code's label where readers know it by that, else its longest wording."""
    entry = codelist(name).get(code)
    if entry is None:
        return code
    return entry.label() if codelist(name).for_wording(entry.label()) == code else _longest(entry)


def _longest(entry: Code) -> str:
    return max(entry.wortlaut, key=len, default=entry.code)


def printed(name: str, row: Row, costs: Row | None = None) -> str:
    """Return what a table prints in a column of `vorhaben` for its row; `costs` is its row of `kosten`."""
    if name == "kosten_eur":
        return amount(row, costs or {})
    cell = plain(row.get(name, ""))
    codes = column(name).codelist
    return wording(codes, cell) if codes and cell else cell


def amount(row: Row, costs: Row) -> str:
    """Return what is printed of a cost: in the report's own wording where that says the same."""
    said = join_lines(costs.get("wortlaut", "").split(LINE_MARK))
    value, kind = row.get("kosten_eur", ""), row.get("kosten_angabe", "")
    in_list = not has_table_layout()
    if value:
        found = parse_eur(said) or (parse_eur(f"{said} €") if in_list else None)
        return said if found is not None and plain_amount(found) == value else _euros(Decimal(value))
    if kind != not_stated() or (in_list and not said and "kosten_eur" in list_layout().blank):
        return ""
    known = codelist("kosten_angabe")
    return said if said and known.for_wording(said) == kind else wording("kosten_angabe", kind)


def _euros(value: Decimal) -> str:
    """Return an amount with all its digits, which `format_amount` rounds to cents."""
    digits = Decimal(1) if value == value.to_integral_value() else Decimal("0.01")
    exact = value if -value.as_tuple().exponent > 2 else value.quantize(digits)  # type: ignore[operator]
    return f"{format_number(exact)} €"
