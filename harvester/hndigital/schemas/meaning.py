"""What codes mean, for rules that ask the meaning and never the sign.

A project's rating in a Strategiefeld goes by two names: `strategiefeld.<code>` in a package's findings,
changes and provenance, `strategiefeld_<code>` as a field of a dataset on a portal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..caching import kept
from .codelists import codelist

__all__ = [
    "dataset_rating",
    "is_early",
    "is_halted",
    "mainly_supports",
    "no_amount_column",
    "not_stated",
    "quantified",
    "rated_field",
    "rating_field",
    "rating_of",
    "ratings_in",
    "supported",
    "supports",
]

_IN_PACKAGE = "strategiefeld."
_IN_DATASET = "strategiefeld_"


def supports(rating: str) -> bool:
    """Tell whether a rating says that a project supports the Strategiefeld, however strongly."""
    code = codelist("bewertung").get(rating)
    return code is not None and code.support != ""


def mainly_supports(rating: str) -> bool:
    """Tell whether a rating says that the Strategiefeld is what a project is mainly for."""
    code = codelist("bewertung").get(rating)
    return code is not None and code.support == "mainly"


def supported(ratings: Mapping[str, str]) -> tuple[str, ...]:
    """Return the Strategiefelder that a project supports, in their order; `ratings` is rating by field."""
    return tuple(field for field in codelist("strategiefeld") if supports(ratings.get(field, "")))


def rating_field(code: str) -> str:
    """Return the name under which findings, changes and provenance hold the rating of a Strategiefeld."""
    return f"{_IN_PACKAGE}{code}"


def rated_field(name: str) -> str:
    """Return the Strategiefeld whose rating a name of `rating_field` stands for, "" for any other name."""
    return name.removeprefix(_IN_PACKAGE) if name.startswith(_IN_PACKAGE) else ""


def dataset_rating(code: str) -> str:
    """Return the field of a dataset that holds the rating of a Strategiefeld."""
    return f"{_IN_DATASET}{code}"


def ratings_in(field: Callable[[str], str | None]) -> dict[str, str]:
    """Return a dataset's ratings by Strategiefeld, without empty ones; `field` gives a field by its name."""
    named = ((code, field(dataset_rating(code))) for code in codelist("strategiefeld"))
    return {code: rating for code, rating in named if rating}


def rating_of(name: str) -> str:
    """Return the Strategiefeld whose rating a dataset's field holds, "" for any other field."""
    return name.removeprefix(_IN_DATASET) if name.startswith(_IN_DATASET) else ""


def is_early(stage: str) -> bool:
    """Tell whether a stage is one before a project is carried out; an unknown one counts as such."""
    code = codelist("bearbeitungsstand").get(stage)
    return code is None or code.phase == "early"


def is_halted(stage: str) -> bool:
    """Tell whether a project of this stage rests: it may or may not have been carried out before."""
    code = codelist("bearbeitungsstand").get(stage)
    return code is not None and code.phase == "halted"


@kept()
def _kind_of_amount(amount: str) -> str:
    return next(code.code for code in codelist("kosten_angabe").values() if code.amount == amount)


def quantified() -> str:
    """Return the code of `kosten_angabe` that says that there is an amount."""
    return _kind_of_amount("stated")


def not_stated() -> str:
    """Return the code of `kosten_angabe` that says that the source names no amount where it has a column."""
    return _kind_of_amount("not_stated")


def no_amount_column() -> str:
    """Return the code of `kosten_angabe` for a source without such a column.

    Pages and pictures use its label for every cell that the source does not have.
    """
    return _kind_of_amount("no_column")
