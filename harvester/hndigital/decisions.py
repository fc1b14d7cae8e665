"""What people have decided about a report: unknown wordings named, cells corrected; kept as a YAML file.

    wortlaute:
    - codeliste: gesamtstatus
      wortlaut: laut Plan
      code: im_plan
      von: Hauptamt
      grund: So nennt es die Dienstanweisung seit 2021.
    berichtigungen:
    - vorhaben_nr: '2020000072'
      feld: kosten_eur
      wortlaut: 12.OOO €
      wert: 12.000 €
      von: Hauptamt
      grund: Buchstaben statt Ziffern, siehe Haushaltsplan.

A wording counts for every report that is read with the file, a correction for the one that prints this
`wortlaut` there. `wert` is written as a report would print it, or a code. Both are published with who and why
(`entscheidungen.csv`), so `von` is an office or a role. What was printed stays in `herkunft.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from .characters import one_line
from .errors import SourceError
from .outside import read_file, yaml_document
from .outside.limits import SETTINGS
from .schemas import Naming, codelist, codelist_names, column, field_label, rated_field, table
from .sources.records import Records, Tabelle, Zeile, Zelle
from .values import parse_eur, parse_vorhaben_nr

__all__ = ["Correction", "Decisions", "codes_for", "corrected", "is_readable"]

_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell that counts otherwise than printed: which, what is printed, what counts, who says so, why."""

    vorhaben_nr: str
    feld: str
    wortlaut: str
    wert: str
    von: str
    grund: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions that a report is read with."""

    wortlaute: tuple[Naming, ...] = ()
    berichtigungen: tuple[Correction, ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> Decisions:
        """Return what a file says; raises SourceError, naming the place and what is expected there."""
        try:
            content = read_file(path, SETTINGS)
        except OSError as error:
            raise SourceError(
                f"{path}: lässt sich nicht lesen ({error.strerror}). Bitte die Datei prüfen.",
                f"{path}: cannot be read ({error.strerror}). Please check the file.",
            ) from error
        return cls.of(yaml_document(content, str(path)) or {}, str(path))

    @classmethod
    def of(cls, data: Any, place: str) -> Decisions:
        """Return what a document of a file says; raises SourceError."""
        known = {one.name for one in fields(cls)}
        if not isinstance(data, dict) or (strange := {*map(str, data)} - known):
            said = ", ".join(sorted(strange)) if isinstance(data, dict) else "–"
            raise SourceError(
                f"{place}: „{said}“ ist keine Angabe über Entscheidungen. Möglich sind: {', '.join(known)}.",
                f"{place}: “{said}” says nothing about decisions. Possible are: {', '.join(known)}.",
            )
        return cls(
            tuple(_entries(Naming, data.get("wortlaute"), f"{place}, wortlaute")),
            tuple(_entries(Correction, data.get("berichtigungen"), f"{place}, berichtigungen")),
        )

    def to_yaml(self) -> str:
        """Return the file that says the same."""
        said = {name: [*map(asdict, getattr(self, name))] for name in ("wortlaute", "berichtigungen")}
        return str(yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=100))

    def check(self) -> None:
        """Raise SourceError for a named wording that the profile in use cannot mean."""
        for one in self.wortlaute:
            if one.codeliste not in codelist_names() or one.code not in codelist(one.codeliste):
                raise _refused(
                    one.wortlaut,
                    f"{one.code} ist kein Code der Liste {one.codeliste}. Bitte einen nennen, den sie hat.",
                    f"{one.code} is no code of the list {one.codeliste}. Please name one that it has.",
                )
            if (code := codelist(one.codeliste).for_wording(one.text)) != one.code:
                raise _refused(
                    one.wortlaut,
                    f"steht in der Liste {one.codeliste} schon für {code}. Bitte die Entscheidung entfernen.",
                    f"stands for {code} in the list {one.codeliste} already. Please remove the decision.",
                )


T = TypeVar("T", bound=Naming | Correction)
_MAY_BE_EMPTY: Mapping[type, tuple[str, ...]] = {Naming: (), Correction: ("wortlaut",)}


def _entries(kind: type[T], said: Any, place: str) -> Iterator[T]:
    names = [one.name for one in fields(kind)]
    listed = said if isinstance(said, list) else [said] if said else []
    for number, entry in enumerate(listed, 1):
        if not isinstance(entry, dict) or {*entry} != {*names}:
            raise SourceError(
                f"{place}, Eintrag {number}: erwartet werden genau die Angaben {', '.join(names)}.",
                f"{place}, entry {number}: exactly these are expected: {', '.join(names)}.",
            )
        values = {name: one_line(str(entry[name])) for name in names}
        for name, value in values.items():
            if len(value) > _LONGEST or not (value or name in _MAY_BE_EMPTY[kind]):
                raise SourceError(
                    f"{place}, Eintrag {number}, {name}: ist leer oder zu lang.",
                    f"{place}, entry {number}, {name}: is empty or too long.",
                )
        yield kind(**values)


def codes_for(feld: str) -> tuple[str, ...]:
    """Return the name of the code list that a field's wordings are of, and the codes that one can stand for.

    Empty where no wording of the field can be named: texts, days, numbers.
    """
    if feld == "kosten_eur":
        kinds = codelist("kosten_angabe")
        return ("kosten_angabe", *(one.code for one in kinds.values() if one.amount == "not_stated"))
    name = column("bewertung" if rated_field(feld) else feld).codelist
    return (name, *codelist(name)) if name else ()


def is_readable(feld: str, wert: str) -> bool:
    """Tell whether a value that somebody writes for a field can be read as one."""
    if not wert:
        return False
    if feld == "kosten_eur":
        return (
            parse_eur(wert) is not None or codelist("kosten_angabe").for_wording(wert) in codes_for(feld)[1:]
        )
    if codes := codes_for(feld):
        return codelist(codes[0]).for_wording(wert) is not None
    try:
        column(feld).cast(wert)
    except ValueError:
        return False
    return True


def corrected(records: Records, corrections: Iterable[Correction]) -> Records:
    """Return the records with cells as they count; each keeps what is printed there, and who says so.

    Raises SourceError for a correction that finds no such project or cell, or another wording than it was
    made for, and for a value that cannot be read.
    """
    for correction in corrections:
        records = replace(records, tabellen=tuple(_one(records, correction)))
    return records


def _one(records: Records, correction: Correction) -> Iterator[Tabelle]:
    is_done = False
    for printed in records.tabellen:
        rows = list(printed.zeilen)
        for at, row in enumerate(rows):
            if not is_done and parse_vorhaben_nr(row.nummer.text) == correction.vorhaben_nr:
                rows[at], is_done = _row(row, printed, records, correction), True
        yield replace(printed, zeilen=tuple(rows))
    if not is_done:
        raise _wrong(correction, "nennt der Bericht nicht", "is not in the report")


def _row(row: Zeile, printed: Tabelle, records: Records, correction: Correction) -> Zeile:
    feld = correction.feld
    cell = _printed(feld, row, printed, records)
    if cell is None:
        raise _wrong(correction, "hat in diesem Bericht keine Zelle", "has no cell in this report")
    if one_line(cell.wortlaut) != correction.wortlaut:
        raise _wrong(
            correction,
            f"gedruckt ist „{cell.wortlaut}“, berichtigt wurde „{correction.wortlaut}“",
            f"printed is “{cell.wortlaut}”, what was corrected is “{correction.wortlaut}”",
        )
    if not is_readable(feld, correction.wert):
        de, en = f"„{correction.wert}“ ist kein Wert dafür", f"“{correction.wert}” is no value of it"
        raise _wrong(correction, de, en)
    decided = replace(cell, text=correction.wert, von=correction.von, grund=correction.grund)
    unclear = MappingProxyType({name: part for name, part in row.unklar.items() if name != feld})
    return replace(row, zellen=MappingProxyType({**row.zellen, feld: decided}), unklar=unclear)


def _printed(feld: str, row: Zeile, printed: Tabelle, records: Records) -> Zelle | None:
    """Return what is printed of a field of a project: in its row, its table's caption, its fact sheet."""
    if feld == "bearbeitungsstand" and printed.bearbeitungsstand:
        return printed.ueberschrift
    if part := row.zellen.get(feld) or row.unklar.get(feld.partition(".")[0]):
        return part
    if feld in printed.felder:
        return Zelle("", "", row.nummer.fundstelle)
    if feld not in table("vorhaben").having("sheet"):
        return None
    number = parse_vorhaben_nr(row.nummer.text)
    sheets = (one for one in records.blaetter if parse_vorhaben_nr(one.nummer.text) == number)
    sheet = next(sheets, None)
    return sheet.zellen.get(feld) if sheet else None


def _wrong(correction: Correction, de: str, en: str) -> SourceError:
    names = [field_label(correction.feld, lang) or correction.feld for lang in ("de", "en")]
    return SourceError(
        f"Berichtigung von {correction.vorhaben_nr}, {names[0]}: {de}. Bitte die Berichtigung ändern oder "
        "entfernen.",
        f"Correction of {correction.vorhaben_nr}, {names[1]}: {en}. Please change or remove the correction.",
    )


def _refused(wortlaut: str, de: str, en: str) -> SourceError:
    return SourceError(f"Benannter Wortlaut „{wortlaut}“: {de}", f"Named wording “{wortlaut}”: {en}")
