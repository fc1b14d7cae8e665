"""A package → the Meldebögen of the next round: what stands in each, whatever file it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..characters import clean
from ..errors import PackageError
from ..package import Package
from ..package.changes import project_fields
from ..profiles import current
from ..schemas import FormWords, codelist, form_words, not_stated
from ..texts import format_date
from ..values import month_end, whole_number
from .questions import NUMBER, Mark, Question, questions

__all__ = ["Entry", "Form", "entries", "following_day", "following_round", "forms", "offices_of"]

Entry = str | Decimal | date
"""What a cell holds: words, an amount in EUR or a day; "" for nothing."""


@dataclass(frozen=True, slots=True)
class Form:
    """One Meldebogen: whose it is, its projects' entries by field, in the order of their numbers.

    One that was filled in elsewhere also has new projects (`added`), or says that there are `none`.
    """

    mark: Mark
    rows: tuple[Mapping[str, Entry], ...]
    added: tuple[Mapping[str, Entry], ...] = ()
    none: bool = False

    @property
    def words(self) -> FormWords:
        """The sentences of the sheet."""
        return form_words()

    @property
    def title(self) -> str:
        """What the sheet is and whose."""
        office = self.words.office.format(amt=self.mark.amt) if self.mark.amt else self.words.all_offices
        return f"{self.words.title.format(stadt=current().organisation.title.de)}: {office}"

    @property
    def round(self) -> str:
        """Which round it is for and where its values come from."""
        day = format_date(self.mark.stichtag, "de") or "–"
        return self.words.round.format(
            runde=self.mark.runde or "–", vorher=self.mark.vorher or "–", stichtag=day
        )

    @property
    def name(self) -> str:
        """Name of the file without its ending."""
        office = re.sub(r"\W+", "-", self.mark.amt).strip("-")
        return "-".join(filter(None, ("meldebogen", self.mark.runde or self.mark.vorher, office)))

    def own(self) -> list[tuple[str, ...]]:
        """Return the lines of the hidden sheet: the mark, then number and title of the projects given."""
        return [(str(self.mark),), *((str(row[NUMBER]), str(row["titel"])) for row in self.rows)]

    def explained(self) -> list[tuple[str, str, str, str]]:
        """Return the lines of the sheet that explains: heading, meaning, what to enter, possible values."""
        return [
            (one.heading, one.column.description_de, one.rule(), "\n".join(_values(one)))
            for one in questions()
        ]

    def prompt(self, question: Question, *, new: bool = False) -> str:
        """Return what appears when a cell is clicked at."""
        text = self.words.prompt.format(
            beschreibung=question.column.description_de, regel=question.rule(new=new)
        )
        return text.strip()


def forms(
    package: Package,
    *,
    offices: Sequence[str] = (),
    berichtsstand: str = "",
    stichtag: str = "",
) -> list[Form]:
    """Return a Meldebogen per office of a package and one of all, or those of the offices that are named.

    Raises PackageError for an office that neither the package nor the city's list knows.
    """
    runde = berichtsstand or following_round(package.berichtsstand)
    day = stichtag or (following_day(package.stichtag) if not berichtsstand else "")
    projects = project_fields(package)
    known = offices_of(package)
    for office in offices:
        if office not in known and office not in codelist("amt"):
            listed = ", ".join(known)
            raise PackageError(
                f"Das Amt „{office}“ steht weder im Paket noch in der Liste der Ämter. Im Paket sind: "
                f"{listed}.",
                f"The office “{office}” is neither in the package nor in the list of offices. In the package "
                f"are: {listed}.",
            )
    made = []
    for office in offices or (*known, ""):
        mark = Mark(current().name, package.berichtsstand, package.version, runde, day, amt=office)
        rows = (
            {NUMBER: number, **entries(cells)}
            for number, cells in sorted(projects.items())
            if not office or cells["amt"] == office
        )
        made.append(Form(mark, tuple(rows)))
    return made


def offices_of(package: Package) -> list[str]:
    """Return the offices of a package's projects, sorted."""
    return sorted({row["amt"] for row in package.tables["vorhaben"]} - {""})


def entries(cells: Mapping[str, str]) -> dict[str, Entry]:
    """Return a project's cells as a person enters them, by field; reading them gives the same cells."""
    return {one.name: _entry(one, cells) for one in questions() if one.name != NUMBER}


def _entry(question: Question, cells: Mapping[str, str]) -> Entry:
    cell = cells.get(question.name, "")
    if question.otherwise and not cell:
        return question.otherwise if cells.get("kosten_angabe") == not_stated() else ""
    if not cell:
        return ""
    if question.kind == "choice":
        code = codelist(question.codes).get(cell)
        return code.label_de if code else cell
    if question.kind == "amount":
        return Decimal(cell)
    return date.fromisoformat(cell) if question.kind == "date" else clean(cell)


def _values(question: Question) -> Iterable[str]:
    """Yield the possible values, each with what it means."""
    for code in codelist(question.codes).values() if question.codes else ():
        value = code.code if question.kind == "open_choice" else code.label_de
        yield f"{value}: {code.definition_de}" if code.definition_de else value


def following_round(berichtsstand: str) -> str:
    """Return the round after one, as often as the city reports; "" where its profile does not say."""
    months = current().reporting.every_months
    year, number = (*(whole_number(part) for part in berichtsstand.split("-")), None)[:2]
    if year is None or number is None or not months or 12 % months:
        return ""
    following = (year, number + 1) if number < 12 // months else (year + 1, 1)
    return "{}-{}".format(*following)


def following_day(stichtag: str) -> str:
    """Return the cut-off date of the round after one, the last of its month; "" where nothing says it."""
    months = current().reporting.every_months
    if not stichtag or not months:
        return ""
    day = date.fromisoformat(stichtag)
    later = day.month - 1 + months
    return month_end(day.year + later // 12, later % 12 + 1).isoformat()
