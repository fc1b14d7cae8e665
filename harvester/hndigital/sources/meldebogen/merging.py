"""All answers of a round, held against each other and against the last round → its records.

A project is in the round if an office reported it; nothing is taken over for one that none did. What offices
say of a project in its early phase ends here: its cells keep what the last round published.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ...bericht import Fundstelle, Quelle
from ...errors import SourceError
from ...findings import Finding
from ...meldebogen.form import Entry, entries
from ...meldebogen.questions import Question, is_withheld, questions, withheld_fields
from ...profiles import current
from ...progress import plan_fields
from ...schemas import (
    codelist,
    has_list_layout,
    has_table_layout,
    list_layout,
    no_amount_column,
    printed_table,
    rating_field,
    table,
    table_heads,
)
from ...texts import format_value
from ...values import clean, plain_amount
from ..records import Aussage, Records, Tabelle, Zeile, Zelle
from .answers import Answer, Row
from .choosing import HIDDEN, Choices, place_of, said_in
from .last import LastRound

__all__ = ["Collected", "collected", "compared", "differing", "lacking", "merged"]

_COST = "kosten_eur"
_STAGE = "bearbeitungsstand"
_SAFE = frozenset({"zeile_verborgen", "text_zu_lang"})
"""Findings whose words are no office's."""


@dataclass(frozen=True, slots=True)
class _Project:
    """What all answers say of one project: the first one's cells, and what is odd."""

    row: Row
    cells: Mapping[str, Zelle]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """The answers of one city and round: the round, their rows by project, and what is odd about them."""

    runde: str
    answers: tuple[Answer, ...]
    rows: Mapping[str, Sequence[Row]]
    findings: tuple[Finding, ...]


def collected(
    answers: Sequence[Answer],
    last: LastRound | None = None,
    *,
    berichtsstand: str = "",
    findings: Sequence[Finding] = (),
) -> Collected:
    """Return the answers that fit; `berichtsstand` is the round where the sheets don't say, or another.

    Raises SourceError if no answer is of this city and round.
    """
    odd = [*findings]
    fitting, runde = _fitting(answers, last, berichtsstand, odd)
    odd += [finding for answer in fitting for finding in answer.findings]
    odd += [finding for answer in fitting for finding in _about(answer)]
    numbered = _numbered(fitting, last, odd)
    return Collected(runde, tuple(fitting), dict(sorted(numbered.items())), tuple(odd))


def merged(found: Collected, last: LastRound | None = None, choices: Choices | None = None) -> Records:
    """Return the records of a round; `choices` settle where answers contradict each other."""
    projects = {number: _project(number, rows, last, choices or {}) for number, rows in found.rows.items()}
    odd = [*found.findings]
    for project in projects.values():
        odd += project.findings
    odd += list(_missing(found.answers, projects, last)) if last else [Finding("vorrunde_fehlt")]
    return Records(
        replace(_source(found.answers), beispieldaten=bool(last and last.beispieldaten)),
        tuple(_tables(projects, last)),
        (),
        (),
        tuple(_statements(found.answers, found.runde)),
        (),
        tuple(odd),
    )


def _fitting(
    answers: Sequence[Answer], last: LastRound | None, stated: str, odd: list[Finding]
) -> tuple[list[Answer], str]:
    """Return the answers of this city and round, and the round."""
    profile = current().name
    own: list[Answer] = []
    for answer in answers:
        mark = answer.mark
        if mark and mark.profil != profile:
            odd.append(Finding("meldebogen_fremd", "", "", mark.profil, profile, answer.place))
        elif mark and last and last.berichtsstand not in (mark.vorher, mark.runde):
            wanted = f"die Runde nach {last.berichtsstand}"
            said = f"die Runde nach {mark.vorher}"
            odd.append(Finding("meldebogen_andere_runde", "", "", said, wanted, answer.place))
        else:
            own.append(answer)
    rounds = Counter(answer.mark.runde for answer in own if answer.mark and answer.mark.runde)
    runde = stated or (rounds.most_common(1)[0][0] if rounds else "")
    fitting: list[Answer] = []
    for answer in own:
        said = answer.mark.runde if answer.mark else ""
        if said and said != runde:
            odd.append(Finding("meldebogen_andere_runde", "", "", said, runde, answer.place))
        else:
            fitting.append(answer)
    if not fitting:
        reasons = {
            lang: " ".join(f"{one.fundstelle}: {one.message(lang)}" for one in odd) for lang in ("de", "en")
        }
        raise SourceError(
            f"Kein Meldebogen dieser Stadt und Runde. {reasons['de']}",
            f"No Meldebogen of this city and round. {reasons['en']}",
        )
    return fitting, runde


def _about(answer: Answer) -> Iterator[Finding]:
    """Yield what an answer as a whole says: nothing to report, or nothing at all."""
    name = answer.office or answer.quelle.name
    if answer.none and answer.rows:
        yield Finding("fehlanzeige_widerspruch", "", "", name, str(len(answer.rows)), answer.place)
    elif answer.none:
        yield Finding("fehlanzeige", "", "", name, "", answer.place)
    elif not answer.rows:
        yield Finding("meldebogen_leer", "", "", name, "", answer.place)


def _numbered(answers: Sequence[Answer], last: LastRound | None, odd: list[Finding]) -> dict[str, list[Row]]:
    """Return the rows by project; one without a number, or with one that was changed, is a finding."""
    found: dict[str, list[Row]] = defaultdict(list)
    said = {row.number for answer in answers for row in answer.rows}
    for answer in answers:
        given = _given(answer, last)
        lost = {clean(title): number for number, title in given.items() if number not in said and title}
        for row in answer.rows:
            number, place = row.number, row.nummer.fundstelle
            if number is None:
                wording = "" if _early([row], None) else row.nummer.wortlaut
                odd.append(Finding("nummer_fehlt", "", "vorhaben_nr", wording, "", place))
                continue
            title = row.cells["titel"].text if "titel" in row.cells else ""
            strange = number not in given and not (last and number in last.projects)
            if strange and (before := lost.get(title)):
                odd.append(Finding("nummer_geaendert", before, "vorhaben_nr", number, before, place))
                continue
            if strange and (given or last):
                odd.append(Finding("vorhaben_neu", number, "vorhaben_nr", number, "", place))
            elif answer.office and last and number in last.projects:
                office = last.projects[number]["amt"]
                if office != answer.office:
                    odd.append(Finding("nummer_fremd", number, "amt", answer.office, office, place))
            found[number].append(row)
    return found


def _given(answer: Answer, last: LastRound | None) -> Mapping[str, str]:
    """Return the projects that a sheet was made with; where it doesn't say, those of its office."""
    if answer.given or not last or not answer.mark:
        return answer.given
    return {
        number: cells["titel"]
        for number, cells in last.projects.items()
        if not answer.office or cells["amt"] == answer.office
    }


def _early(rows: Iterable[Row], before: str | None) -> bool:
    return is_withheld((row.stage for row in rows), before)


def compared(
    number: str, rows: Sequence[Row], last: LastRound | None, choices: Choices
) -> tuple[Sequence[Row], Sequence[str]]:
    """Return a project's rows as they may be told, and the fields that stay internal."""
    chosen = choices.get((number, _STAGE))
    settled = [row for row in rows if chosen and chosen.is_of(row, _STAGE)]
    internal = _early(settled or rows, last.stage(number) if last else None)
    if not internal:
        return rows, ()
    hidden = withheld_fields()
    return [_without_unknown(row, hidden, last) for row in rows], hidden


def _project(number: str, rows: Sequence[Row], last: LastRound | None, choices: Choices) -> _Project:
    """Return a project: what was chosen counts, else the first answer; what others say otherwise is told."""
    rows, hidden = compared(number, rows, last, choices)
    internal = bool(hidden)
    first = rows[0]
    odd = [finding for row in rows for finding in _told(row, internal=internal)]
    for other in rows[1:]:
        odd += _contradictions(number, (first, other, *rows), hidden, choices)
    cells = _counting(number, rows, hidden, choices)
    if internal:
        cells = {name: cell for name, cell in cells.items() if name not in hidden}
        before = _carried(number, last)
        changed = [name for name in hidden if _says_more(name, rows, before)]
        if changed:
            names = ", ".join(changed)
            odd.append(Finding("text_intern", number, names, "", "", first.nummer.fundstelle))
        cells |= before
    elif last and number in last.projects:
        odd += _new_plans(number, cells, last.projects[number])
    return _Project(first, cells, tuple(odd))


def _counting(number: str, rows: Sequence[Row], hidden: Iterable[str], choices: Choices) -> dict[str, Zelle]:
    """Return the first answer's cells, with those of others where they were chosen."""
    cells = dict(rows[0].cells)
    for (of, name), choice in choices.items():
        row = next((row for row in rows[1:] if of == number and choice.is_of(row, name, hidden)), None)
        if row is None:
            continue
        if name in row.cells:
            cells[name] = row.cells[name]
        else:
            cells.pop(name, None)
    return cells


def _told(row: Row, *, internal: bool) -> Iterator[Finding]:
    """Yield a row's findings; of an internal one without what the office wrote."""
    for finding in row.findings:
        if internal and finding.code not in _SAFE:
            yield replace(finding, wortlaut=HIDDEN, wert=HIDDEN if finding.wert else "")
        else:
            yield finding


def _without_unknown(row: Row, hidden: Iterable[str], last: LastRound | None) -> Row:
    """Return a row of an internal project without what may be any text; `hidden` cells go later."""
    known = {name: cell if name in hidden else _known(name, cell, last) for name, cell in row.cells.items()}
    return replace(row, cells={name: cell for name, cell in known.items() if cell})


def _known(name: str, cell: Zelle, last: LastRound | None) -> Zelle | None:
    """Return a cell of an internal project; a choice that is none may be any text and is not repeated.

    Of a list that allows others nothing is left: whatever stands there would count.
    """
    question = _asked(name)
    if question.kind == "choice" and cell.text not in codelist(question.codes):
        return replace(cell, text=HIDDEN, wortlaut=HIDDEN)
    if question.kind == "open_choice" and not codelist(question.codes).for_wording(cell.text):
        before = last.projects.values() if last else ()
        return cell if any(one[name] == cell.text for one in before) else None
    return cell


def _asked(name: str) -> Question:
    return next(one for one in questions() if one.name == name)


def _carried(number: str, last: LastRound | None) -> dict[str, Zelle]:
    """Return what the last round published of the internal fields."""
    if not last or number not in last.projects:
        return {}
    own = {*table("vorhaben").column_names}
    filled = entries(last.projects[number])
    cells = {}
    for name in withheld_fields():
        if name in own and (text := _as_text(filled[name])):
            wording, place = last.origin(number, name, text)
            cells[name] = Zelle(text, wording, place)
    return cells


def _as_text(entry: Entry) -> str:
    return f"{plain_amount(entry)} €".replace(".", ",") if isinstance(entry, Decimal) else str(entry)


def _says_more(name: str, rows: Iterable[Row], before: Mapping[str, Zelle]) -> bool:
    known = before[name].text if name in before else ""
    return any(name in row.cells and row.cells[name].text != known for row in rows)


def differing(one: Row, other: Row) -> list[str]:
    """Return the fields of which two rows say different things."""
    names = dict.fromkeys((*one.cells, *other.cells))
    return [name for name in names if _text(one, name) != _text(other, name)]


def _text(row: Row, name: str) -> str:
    return row.cells[name].text if name in row.cells else ""


def _contradictions(
    number: str, rows: Sequence[Row], hidden: Iterable[str], choices: Choices
) -> Iterator[Finding]:
    """Yield a finding per field of which the first two of `rows` differ, or one if they are equal.

    A contradiction that somebody has settled, by a choice among all `rows`, is no error.
    """
    one, other = rows[:2]
    names = differing(one, other)
    for name in names:
        wording = " / ".join(
            f"„{said_in(row, name, hidden)}“ ({place_of(row, name)})" for row in (one, other)
        )
        choice = choices.get((number, name))
        if choice and any(choice.is_of(row, name, hidden) for row in rows):
            place = next(place_of(row, name) for row in rows if choice.is_of(row, name, hidden))
            yield Finding("antwort_gewaehlt", number, name, wording, choice.wert, place)
        else:
            yield Finding("antworten_widersprechen", number, name, wording, "", place_of(one, name))
    if not names:
        wording = " / ".join(str(row.nummer.fundstelle) for row in (one, other))
        yield Finding("antwort_doppelt", number, "vorhaben_nr", wording, "", other.nummer.fundstelle)


def _new_plans(number: str, cells: Mapping[str, Zelle], before: Mapping[str, str]) -> Iterator[Finding]:
    for name in plan_fields():
        cell, known = cells.get(name), before.get(name, "")
        if cell and known and cell.text != known:
            said = format_value(name, known)
            yield Finding("plan_geaendert", number, name, cell.wortlaut, said, cell.fundstelle)


def _missing(
    answers: Sequence[Answer], projects: Mapping[str, _Project], last: LastRound
) -> Iterator[Finding]:
    """Yield the offices of the last round that did not answer, and its projects that nobody reported."""
    answered = {answer.office for answer in answers}
    by_office: dict[str, list[str]] = defaultdict(list)
    for number, cells in sorted(last.projects.items()):
        by_office[cells["amt"]].append(number)
    if "" not in answered:
        for office, numbers in sorted(by_office.items()):
            if office not in answered and not any(number in projects for number in numbers):
                yield Finding("amt_ohne_antwort", "", "amt", office, str(len(numbers)))
    for number, cells in sorted(last.projects.items()):
        if number not in projects:
            yield Finding(
                "nicht_gemeldet", number, "", cells["titel"], f"Amt {cells['amt']}: {cells['titel']}"
            )


def _tables(projects: Mapping[str, _Project], last: LastRound | None) -> Iterator[Tabelle]:
    """Yield the projects as tables, those together that have the same columns."""
    groups: dict[tuple[str, frozenset[str], bool], list[Zeile]] = defaultdict(list)
    for number, project in projects.items():
        before = last.projects.get(number) if last else None
        stage = project.cells[_STAGE].text if _STAGE in project.cells else ""
        key = (_chapter(stage, before), _needed(stage), _has_amount(project, stage, before))
        groups[key].append(Zeile(project.row.nummer, project.cells))
    names = [one.name for one in questions()][1:]
    for (chapter, needed, amount), rows in sorted(groups.items(), key=lambda one: one[0][0]):
        fields = tuple(name for name in names if name != _COST or amount)
        yield Tabelle(chapter, fields, Zelle("", ""), "", tuple(rows), frozenset(names) - needed)


def _chapter(stage: str, before: Mapping[str, str] | None) -> str:
    """Return the chapter in whose table the report will list a project."""
    code = codelist(_STAGE).get(stage)
    if before and (not before["kapitel"] or before[_STAGE] == stage):
        return before["kapitel"]
    return code.extra.get("kapitel", "") if code else ""


def _needed(stage: str) -> frozenset[str]:
    """Return the fields that must not be empty: those that the report's table of the stage prints."""
    if has_table_layout():
        kind = printed_table(stage)
        ratings = map(rating_field, kind.fields)
        return frozenset((*table_heads(), *kind.columns, *ratings, _STAGE)) - {"vorhaben_nr", _COST}
    if has_list_layout():
        layout = list_layout()
        return frozenset(layout.heads) - layout.optional - layout.blank - {"vorhaben_nr", _COST}
    return frozenset({"titel", "amt", _STAGE})


def lacking(row: Row) -> tuple[str, ...]:
    """Return the fields that the report's table of a row's stage prints, and that the row leaves empty."""
    needed = _needed(row.stage)
    return tuple(one.name for one in questions() if one.name in needed and one.name not in row.cells)


def _has_amount(project: _Project, stage: str, before: Mapping[str, str] | None) -> bool:
    """Tell whether there is a statement of cost, be it that there is none ("k.A.").

    Where an office leaves the cell empty it stays as it was, and of a new project it is what the report's
    table of its stage would print.
    """
    if _COST in project.cells:
        return True
    if before is not None:
        return before["kosten_angabe"] != no_amount_column()
    return not has_table_layout() or _COST in printed_table(stage).columns


def _source(answers: Sequence[Answer]) -> Quelle:
    """Return the source of a round: one file, or what all of them are together."""
    if len(answers) == 1:
        return answers[0].quelle
    sums = sorted(answer.quelle.sha256 for answer in answers)
    checksum = hashlib.sha256("\n".join(sums).encode("ascii")).hexdigest()
    return Quelle("", "meldeboegen", checksum)


def _statements(answers: Sequence[Answer], runde: str) -> Iterator[Aussage]:
    marks = [(answer.mark, answer.place) for answer in answers if answer.mark]
    for mark, place in marks:
        for name, value in (("berichtsstand", mark.runde), ("stichtag", mark.stichtag)):
            if value:
                yield Aussage(name, value, value, place)
    title = f"Meldebögen der Ämter, Berichtsstand {runde or '–'}"
    yield Aussage("titel", title, title, Fundstelle())
