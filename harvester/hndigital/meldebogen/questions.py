"""What a Meldebogen asks, column by column, and the mark by which a returned one is known.

Which columns there are follows from the roles in `schemas/`; who writes a sheet and who reads it share this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from urllib.parse import quote, unquote

from ..caching import kept
from ..profiles import current
from ..schemas import (
    Column,
    codelist,
    column,
    field_label,
    form_words,
    is_early,
    is_halted,
    not_stated,
    rated_field,
    rating_field,
    table,
)
from ..texts import format_number
from ..values import clean

__all__ = ["NUMBER", "Mark", "Question", "is_withheld", "questions", "withheld_fields"]

NUMBER = "vorhaben_nr"
_FORMAT = "hndigital-meldebogen/1"
_MARK = re.compile(rf"{_FORMAT}(?:; *[a-z]+=[\w%.~-]*)*")


@dataclass(frozen=True, slots=True)
class Question:
    """One column of the sheet.

    `kind` is `key`, `choice`, `open_choice` (a list that allows others), `amount`, `date` or `text`.
    """

    name: str
    heading: str
    kind: str
    column: Column

    @property
    def codes(self) -> str:
        """Name of the code list that its choices come from, "" for none."""
        return self.column.codelist or self.column.named_by

    def choices(self) -> tuple[str, ...]:
        """Return what the drop-down offers: labels of codes, or the codes where others may be named."""
        codes = codelist(self.codes) if self.codes else {}
        return tuple(codes) if self.kind == "open_choice" else tuple(one.label_de for one in codes.values())

    def code_of(self, text: str) -> str:
        """Return the code that an entry stands for, by its label or a wording of the report, "" for none."""
        codes = codelist(self.codes)
        wanted = _fold(text)
        labelled = (one.code for one in codes.values() if wanted in map(_fold, (one.label_de, one.label_en)))
        return next(labelled, None) or codes.for_wording(text) or ""

    def has_head(self, heading: str) -> bool:
        """Tell whether a column is headed as this one; case, blanks and hyphens don't count."""
        return _fold(heading) == _fold(self.heading)

    def rule(self, *, new: bool = False) -> str:
        """Return the sentence that says what to enter; `new` for the row of a new project."""
        rules = form_words().rules
        kind = "new_key" if self.kind == "key" and new else self.kind
        if self.kind == "amount" and self.otherwise:
            kind = "amount_or"
        if self.kind == "text" and self.column.longest:
            kind = "short_text"
        return rules[kind].format(
            beispiel=self.example, sonst=self.otherwise, zeichen=format_number(self.column.longest or 0)
        )

    @property
    def otherwise(self) -> str:
        """What may stand in place of an amount: how the report prints that there is none."""
        if self.name != "kosten_eur":
            return ""
        code = codelist("kosten_angabe")[not_stated()]
        return code.wortlaut[0] if code.wortlaut else code.label_de

    @property
    def example(self) -> str:
        """An example as a person enters it."""
        text = current().number.example if self.kind == "key" else self.column.example
        if self.kind == "date" and text:
            return "{2}.{1}.{0}".format(*text.split("-"))
        return text.replace(".", ",") if self.kind == "amount" else text


@kept()
def questions() -> tuple[Question, ...]:
    """Return the columns in their order: what the report's tables print, ratings, progress, longer texts."""
    projects, progress = table("vorhaben"), table("fortschritt")
    ratings = [rating_field(code) for code in codelist("strategiefeld")]
    names = (
        NUMBER,
        *(name for name in projects.having("printed") if not column(name).empty),
        *ratings,
        *progress.having("progress"),
        *projects.having("sheet"),
    )
    return tuple(map(_question, names))


def _question(name: str) -> Question:
    found = column("bewertung" if rated_field(name) else name)
    return Question(name, field_label(name), _kind(name, found), found)


def _kind(name: str, found: Column) -> str:
    if name == NUMBER:
        return "key"
    if found.codelist:
        return "choice"
    if found.named_by:
        return "open_choice"
    return {"number": "amount", "date": "date"}.get(found.type, "text")


@kept()
def withheld_fields() -> tuple[str, ...]:
    """Return the fields that stay internal while a project is in its early phase."""
    return tuple(one.name for one in questions() if "withheld" in one.column.roles)


def is_withheld(stages: Iterable[str], before: str | None) -> bool:
    """Tell whether an office's answers of these fields are internal: the one rule for every output.

    `stages` are those that the answers name (two may contradict each other), `before` is the stage of the
    last round, None if there was none. What is not certainly beyond the early phase counts as early: a
    project that rests may never have been carried out, unless the last round says so.
    """
    named = tuple(stages) or ("",)
    carried_out = before is not None and not is_early(before) and not is_halted(before)
    return any(map(is_early, named)) or (any(map(is_halted, named)) and not carried_out)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sheet says of itself: profile, last round, its package's version, round, cut-off date, office.

    `amt` is "" for a sheet of all offices. As text it stands in a locked cell and in the hidden sheet.
    """

    profil: str
    vorher: str = ""
    fassung: str = ""
    runde: str = ""
    stichtag: str = ""
    amt: str = ""

    def __str__(self) -> str:
        said = "; ".join(f"{one.name}={quote(getattr(self, one.name), safe='')}" for one in fields(self))
        return f"{_FORMAT}; {said}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """Return the mark that a text holds, None if there is none."""
        found = _MARK.search(text)
        if not found:
            return None
        pairs = (part.strip().partition("=") for part in found[0].split(";")[1:])
        said = {name: unquote(value) for name, _, value in pairs}
        known = {one.name for one in fields(cls)}
        return cls(**{"profil": "", **{name: value for name, value in said.items() if name in known}})


def _fold(text: str) -> str:
    return re.sub(r"[\s-]+", "", clean(text)).casefold()
