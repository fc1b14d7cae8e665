"""One returned Meldebogen → what its office says, each value with file, sheet and cell.

It is known by its mark, or else by its columns; names of sheets, the order of rows and columns don't count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...bericht import Fundstelle, Quelle
from ...errors import SourceError
from ...findings import Finding
from ...meldebogen.questions import NUMBER, Mark, Question, questions
from ...progress import progress_fields
from ...schemas import form_words
from ...spreadsheets import without_apostrophe
from ...values import clean, parse_day, parse_eur, parse_vorhaben_nr, plain_amount, printed
from ..cells import printed_cell
from ..liste import DELIMITERS, Head, changed, csv_rows, hidden_or_merged
from ..office.sheets import Sheet, SheetCell, SheetRow
from ..opening import RawSource
from ..records import Zelle

__all__ = ["Answer", "Row", "is_answer", "mark_of", "read_answer"]

_HEAD_WITHIN = 20
_YEARS = range(1990, 2100)
"""Years that a project's plan can name; what is beyond is a slip."""
_YES = ("ja", "j", "x", "yes")
_NO = ("", "nein", "n", "no", "-", "–")


@dataclass(frozen=True, slots=True)
class Row:
    """A project as an office reports it: what stands as its number, the cells by field, what is odd."""

    nummer: Zelle
    cells: Mapping[str, Zelle]
    findings: tuple[Finding, ...] = ()

    @property
    def number(self) -> str | None:
        """The project's number, None where none stands."""
        return parse_vorhaben_nr(self.nummer.text)

    @property
    def stage(self) -> str:
        """The code of the stage, "" for an unknown one."""
        return self.cells["bearbeitungsstand"].text if "bearbeitungsstand" in self.cells else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A returned sheet: its mark (None if it lost it), the projects that it was given, what it says.

    `given` maps their numbers to their titles; it is empty where the sheet lost the hidden one. `none` tells
    that the office says that it has nothing to report.
    """

    quelle: Quelle
    mark: Mark | None
    given: Mapping[str, str]
    none: bool
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def office(self) -> str:
        """Whose answer it is, "" for a sheet of all offices or of nobody knows whom."""
        return self.mark.amt if self.mark else ""

    @property
    def place(self) -> Fundstelle:
        """The file."""
        return Fundstelle(datei=self.quelle.name)


def mark_of(raw: RawSource) -> Mark | None:
    """Return the mark of a source, None for one that is no form of ours or has lost it."""
    own = (cell.text for row in (raw.own.rows if raw.own else ()) for cell in row.cells)
    within = raw.text if raw.sheets or not (raw.written or raw.pages) else ""
    return next((mark for text in (*own, within) if (mark := Mark.read(text))), None)


def is_answer(raw: RawSource) -> bool:
    """Tell by its columns whether a source is a form of ours: it asks for what no report prints."""
    return any(True for sheet in _sheets(raw) for _ in _heads(sheet))


def read_answer(raw: RawSource, findings: Sequence[Finding] = ()) -> Answer:
    """Return what a returned sheet says; raises SourceError if it lacks numbers or titles."""
    odd = [*findings]
    quelle = Quelle("", raw.name, raw.sha256)
    mark = mark_of(raw)
    if mark is None:
        odd.append(Finding("meldebogen_ohne_kennung", fundstelle=Fundstelle(datei=raw.name)))
    rows: list[Row] = []
    none, found = False, False
    for sheet in _sheets(raw):
        for at, head in _heads(sheet, marked=mark is not None):
            found = True
            none = _says_none(sheet.rows[:at], raw.name, odd) or none
            body = replace(sheet, rows=sheet.rows[at + 1 :])
            odd += _columns(head, sheet, raw.name)
            odd += [
                _in_file(one, raw.name)
                for one in hidden_or_merged(body, head, sheet.rows[at].nr)
                if one.code != "zeile_verborgen"
            ]
            rows += _rows(body, head, raw.name)
            break
    if not found:
        raise _no_columns(raw.name)
    return Answer(quelle, mark, _given(raw), none, tuple(rows), tuple(odd))


def _sheets(raw: RawSource) -> Iterator[Sheet]:
    """Yield the sheets of a workbook; a text is one with the delimiter under which its head is known."""
    if raw.sheets or raw.written or raw.pages:
        yield from raw.sheets
        return
    for delimiter in DELIMITERS:
        try:
            sheet = Sheet("", tuple(csv_rows(raw.text, delimiter, raw.name, skip=0)))
        except SourceError:
            continue  # with another delimiter its quotation marks may match
        if any(True for _ in _heads(sheet, marked=True)):
            yield sheet
            return


def _heads(sheet: Sheet, *, marked: bool = False) -> Iterator[tuple[int, Head]]:
    """Yield the rows that are a head: number, title and, unless the sheet is marked, plan and actual."""
    for at, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
        headings = tuple(clean(cell.text) for cell in row.cells)
        named = tuple(next((one.name for one in questions() if one.has_head(text)), "") for text in headings)
        if {NUMBER, "titel"} <= {*named} and (marked or not {*progress_fields()}.isdisjoint(named)):
            yield at, Head(headings, named)


def _given(raw: RawSource) -> Mapping[str, str]:
    lines = raw.own.rows[1:] if raw.own else ()
    texts = ([*(cell.text for cell in row.cells), "", ""] for row in lines)
    return {text[0]: text[1] for text in texts if text[0]}


def _says_none(rows: Iterable[SheetRow], name: str, odd: list[Finding]) -> bool:
    """Tell whether the line above the head says that there is nothing to report."""
    label = form_words().none.split()[0].casefold()
    for row in rows:
        texts = [(cell, clean(cell.text)) for cell in row.cells if cell.text.strip()]
        if not texts or not texts[0][1].casefold().startswith(label):
            continue
        said = [(cell, text.casefold()) for cell, text in texts[1:]]
        for cell, text in said:
            if text not in (*_YES, *_NO):
                odd.append(Finding("wert_unlesbar", "", label, "…", "", replace(cell.place, datei=name)))
        return any(text in _YES for _, text in said)
    return False


def _columns(head: Head, sheet: Sheet, name: str) -> Iterator[Finding]:
    """Yield what is wrong with the columns: one is missing, unknown or there twice."""
    for one in questions():
        if one.name not in head.fields:
            yield Finding(
                "spalte_fehlt", feld=one.name, wortlaut=one.heading, fundstelle=Fundstelle(datei=name)
            )
    used = {at for row in sheet.rows for at, cell in enumerate(row.cells) if cell.text.strip()}
    for at, (heading, field) in enumerate(zip(head.headings, head.fields, strict=True)):
        again = field and field in head.fields[:at]
        if again or (not field and (heading or at in used)):
            wording = f"{heading} (#2)" if again else heading or "–"
            yield Finding("spalte_unbekannt", wortlaut=wording, fundstelle=Fundstelle(datei=name))


def _in_file(finding: Finding, name: str) -> Finding:
    """Return a finding with the file; its wording may be internal and stays in the file."""
    return replace(finding, wortlaut="…", fundstelle=replace(finding.fundstelle, datei=name))


def _rows(sheet: Sheet, head: Head, name: str) -> Iterator[Row]:
    for row in sheet.rows:
        same = tuple(clean(cell.text) for cell in row.cells)[: len(head.headings)] == head.headings
        if not same and any(cell.text.strip() or cell.odd for cell in row.cells):
            yield _row(row, head, name)


def _row(row: SheetRow, head: Head, name: str) -> Row:
    odd: list[Finding] = []
    cells: dict[str, Zelle] = {}
    nummer = Zelle("", "", replace(row.cells[0].place, datei=name))
    asked = {one.name: one for one in questions()}
    for at, (field, cell) in enumerate(zip(head.fields, row.cells, strict=False)):
        if not field or field in head.fields[:at]:
            continue
        place = replace(cell.place, datei=name)
        if place.zeile is not None:
            place = replace(place, spalte=head.headings[at])
        read = _cell(asked[field], cell, place, odd)
        if field == NUMBER:
            nummer = read or replace(nummer, fundstelle=place)
        elif read:
            cells[field] = read
    number = parse_vorhaben_nr(nummer.text) or ""
    findings = [replace(one, vorhaben_nr=number) for one in odd]
    if row.hidden:
        findings.append(Finding("zeile_verborgen", number, "", number, "", nummer.fundstelle))
    return Row(nummer, cells, tuple(findings))


def _cell(question: Question, cell: SheetCell, place: Fundstelle, odd: list[Finding]) -> Zelle | None:
    """Return the value of a cell, None if it is empty or can't be read, which is a finding."""
    read = printed_cell(without_apostrophe(cell.text), place)
    if cell.day and question.kind == "date":
        return _day(question, replace(read, text=cell.day), odd)
    odd_code = cell.odd
    if not odd_code and question.kind in ("key", "choice", "open_choice"):
        # "5.2" as a number has lost what else it was; of a rating the column has no name of its own.
        odd_code = changed(question.name, cell, read.text)
    if odd_code:
        wording = printed(cell.text.splitlines())
        odd.append(Finding(odd_code, feld=question.name, wortlaut=wording, fundstelle=place))
        return None
    if not read.text:
        return None
    if question.kind == "choice":
        return replace(read, text=question.code_of(read.text) or read.text)
    if question.kind == "amount":
        return _amount(question, read, odd)
    if question.kind == "date":
        return _day(question, read, odd)
    longest = question.column.longest
    if longest and len(read.text) > longest:
        odd.append(
            Finding("text_zu_lang", feld=question.name, wert=f"{len(read.text)}/{longest}", fundstelle=place)
        )
    return read


def _amount(question: Question, read: Zelle, odd: list[Finding]) -> Zelle | None:
    """Return an amount with its currency where the report prints it, else as the table holds it."""
    text = read.text if parse_eur(read.text) is not None else f"{read.text} €"
    amount = parse_eur(text)
    if question.otherwise:
        return replace(read, text=text) if amount is not None else read
    if amount is None:
        odd.append(Finding("wert_unlesbar", "", question.name, read.wortlaut, "", read.fundstelle))
        return None
    return replace(read, text=plain_amount(amount))


def _day(question: Question, read: Zelle, odd: list[Finding]) -> Zelle | None:
    day = parse_day(read.text)
    if day is None or day.year not in _YEARS:
        odd.append(Finding("wert_unlesbar", "", question.name, read.wortlaut, "", read.fundstelle))
        return None
    return replace(read, text=day.isoformat())


def _no_columns(name: str) -> SourceError:
    number, title = (
        next(one.heading for one in questions() if one.name == name) for name in (NUMBER, "titel")
    )
    return SourceError(
        f"{name}: dem Meldebogen fehlt die Kopfzeile mit „{number}“ und „{title}“. Bitte einen Meldebogen "
        "mit allen Spalten ausfüllen lassen.",
        f"{name}: the Meldebogen lacks its head with “{number}” and “{title}”. Please have one with all "
        "columns filled in.",
    )
