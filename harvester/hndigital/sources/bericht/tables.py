"""The tables of chapters 5.2 to 5.5: where each begins and ends, its columns, its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from ... import profiles
from ...bericht import Fundstelle
from ...errors import SourceError
from ...findings import Finding
from ...schemas import measures, printed_kind, printed_tables, rating_field, table_words
from ...values import parse_vorhaben_nr
from ..records import Tabelle, Zahl, Zeile, Zelle
from .captions import Caption, find_captions, kind_of, stand_of, state_of_chapter
from .columns import Head, find_heads, footnotes, is_piece
from .document import Document, Token, cell, tokens_of
from .lines import line_doubts
from .rowgrammar import Layout, looks_like_columns, read_row, split_rows

__all__ = ["read_tables"]

Place = tuple[int, int]

MAX_HEADINGS = 50
"""Lines of a table that look like numbered headings, behind which no end is looked for any more."""
MAX_LETTERS = 10_000_000
"""Characters of a table; one of ten thousand projects has three million."""

SECTION = re.compile(r"\s*(\d{1,2})\.(?:(\d{1,2})\.)?(?:\d{1,2}\.)?\s+[^\W\d_].*")


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table stands: behind its caption (or from its first head, if that is missing) up to `end`."""

    kapitel: str
    caption: Caption | None
    start: Place
    end: Place
    heads: tuple[Head, ...]


def read_tables(
    document: Document, expected: Sequence[str]
) -> tuple[list[Tabelle], list[Zahl], list[Finding], int]:
    """Return the tables, the numbers that captions state, findings, and the line index of the first table.

    `expected` are the chapters that a report has a table for.
    """
    running = document.running()
    heads = find_heads(running, 0, len(running.lines))
    captions, numbers = find_captions(running, heads)
    regions = _regions(document, captions, heads, expected)
    tables: list[Tabelle] = []
    findings = line_doubts(running, heads)
    for region in regions:
        table, found = _table(document, region)
        findings += found
        if table.zeilen or region.caption is None or not region.caption.anzahl:
            tables.append(table)
        if region.caption is None:
            place = document.lines[region.start[0]].fundstelle(region.kapitel)
            findings.append(Finding("ueberschrift_fehlt", wert=region.kapitel, fundstelle=place))
    first = min((region.start[0] for region in regions), default=len(document.lines))
    return tables, numbers, findings, first


def _regions(
    document: Document, captions: Sequence[Caption], heads: Sequence[Head], expected: Sequence[str]
) -> list[Region]:
    """Return the tables' places: one per caption, and one per table whose caption is missing."""
    edges: list[tuple[Place, Caption | None]] = [(caption.start, caption) for caption in captions]
    edges.append(((len(document.lines), 0), None))
    regions: list[Region] = []
    before: Place = (0, 0)
    for position, (start, caption) in enumerate(edges):
        previous = edges[position - 1][1] if position else None
        inside = [head for head in heads if before <= head.spans[0][:2] < start]
        missing = _missing_chapters(previous, caption, captions, expected)
        cuts = _cuts(inside, previous, missing)
        opened: list[tuple[Place, str, Caption | None]] = []
        if previous is not None:
            opened.append((previous.end, previous.kapitel, previous))
        opened += [(cut, chapter, None) for cut, chapter in cuts]
        found: list[Region] = []
        for number, (place, chapter, own) in enumerate(opened):
            end = opened[number + 1][0] if number + 1 < len(opened) else start
            first = before if not number else place
            its_heads = tuple(head for head in inside if first <= head.spans[0][:2] < end)
            found.append(Region(chapter, own, place, end, its_heads))
        regions += _reaching_back(document, found, before)
        before = start
    return regions


def _reaching_back(document: Document, regions: Sequence[Region], earliest: Place) -> list[Region]:
    """Return the regions, one without caption begun at the first row of its kind before its first head."""
    result: list[Region] = []
    for region in regions:
        last = result[-1] if result else None
        if region.caption is None and (last is None or kind_of(last.kapitel) != kind_of(region.kapitel)):
            start = _first_row(document, region, last.start if last else earliest)
            region = replace(region, start=start)
            if last is not None:
                result[-1] = replace(last, end=start)
        result.append(region)
    return result


def _first_row(document: Document, region: Region, earliest: Place) -> Place:
    """Return where the unbroken sequence of complete rows begins that ends at the region's first head."""
    words = tokens_of(document, earliest[0], region.start[0] + 1)
    tokens = [
        token for token in _split_numbers(words) if earliest <= (token.line, token.start) < region.start
    ]
    numbers = [index for index, token in enumerate(tokens) if token.first and _is_number(token)]
    layout = _layouts(region)[0][0]
    start, end = region.start, len(tokens)
    for index in reversed(numbers):
        if read_row(tokens[index + 1 : end], layout).cost:
            break
        start, end = (tokens[index].line, tokens[index].start), index
    return start


def _missing_chapters(
    before: Caption | None, after: Caption | None, captions: Sequence[Caption], expected: Sequence[str]
) -> list[str]:
    """Return the expected chapters between two captions of which no caption is found."""
    found = {caption.kapitel for caption in captions}
    chapters = [chapter for chapter in expected if chapter not in found]
    if before is not None:
        chapters = [chapter for chapter in chapters if chapter > before.kapitel]
    if after is not None:
        chapters = [chapter for chapter in chapters if chapter < after.kapitel]
    return chapters


def _cuts(heads: Sequence[Head], caption: Caption | None, missing: Sequence[str]) -> list[tuple[Place, str]]:
    """Return where tables without caption begin, and their chapters: where the kind of column head changes.

    Only if the heads leave one way to give them to the missing chapters, in order.
    """
    groups: list[list[Head]] = []
    for head in heads:
        if not head.kind:
            continue
        if not groups or (head.kind, head.note) != (groups[-1][0].kind, groups[-1][0].note):
            groups.append([])
        groups[-1].append(head)
    new = groups[1:] if caption is not None else groups
    kinds = [group[0].kind for group in new]
    fitting = [chapter for chapter in missing if kind_of(chapter) in kinds]
    if [kind_of(chapter) for chapter in fitting] != kinds:
        return []
    return [(group[0].spans[0][:2], chapter) for group, chapter in zip(new, fitting, strict=True)]


def _table(document: Document, region: Region) -> tuple[Tabelle, list[Finding]]:
    """Return the table of a region, and findings on text in it that belongs to no row."""
    _refuse_endless(document, region)
    last = region.end[0] + bool(region.end[1])
    spans = [span for head in region.heads for span in head.spans]
    spans += footnotes(document, region.start[0], last)
    clean = document.blanked(spans)
    words = [
        token
        for token in tokens_of(clean, region.start[0], last)
        if region.start <= (token.line, token.start) < region.end
    ]
    tokens = list(_split_numbers(words))
    layouts, stand = _layouts(region)
    if placed := _placed_rows(document, region):
        return _placed_table(clean, region, placed, tokens, stand)
    if document.cells and region.caption and region.caption.anzahl == 0:
        tokens = []  # of a document whose rows are known by their places this table has none
    # Where head and chapter disagree on the columns, the rows decide: whatever reads them best.
    parts = [_rows(clean, tokens, layout) for layout in layouts]
    layout, (starts, end, _) = min(zip(layouts, parts, strict=True), key=lambda choice: choice[1][2])
    tokens = tokens[:end]
    findings = _leftover(clean, tokens[: starts[0]] if starts else tokens, region.kapitel)
    rows = [
        _row(clean, tokens[start:end], layout, region.kapitel)
        for start, end in pairwise([*starts, len(tokens)])
    ]
    columns = ("titel", "amt", "vorhabentyp", "anlass")
    ratings = tuple(map(rating_field, layout.strategiefelder))
    caption = region.caption.wortlaut if region.caption else Zelle("", "")
    return Tabelle(region.kapitel, columns + ratings + layout.weitere, caption, stand, tuple(rows)), findings


def _leftover(document: Document, tokens: Sequence[Token], kapitel: str) -> list[Finding]:
    """Return a finding on text in a table that belongs to no row, if there is any."""
    if not tokens:
        return []
    part = cell(document, tokens, kapitel)
    place = part.fundstelle
    return [Finding("text_nicht_zugeordnet", wortlaut=part.wortlaut, wert=kapitel, fundstelle=place)]


def _placed_rows(document: Document, region: Region) -> dict[int, dict[str, list[Token]]]:
    """Return the words of the cells in a region that are known by their places, by row and field."""
    rows: dict[int, dict[str, list[Token]]] = {}
    for index in range(region.start[0], min(region.end[0] + bool(region.end[1]), len(document.lines))):
        if place := document.cells.get(index):
            words = tokens_of(document, index, index + 1)
            rows.setdefault(place.row, {}).setdefault(place.feld, []).extend(words)
    return rows


def _placed_table(
    document: Document,
    region: Region,
    rows: dict[int, dict[str, list[Token]]],
    tokens: Sequence[Token],
    stand: str,
) -> tuple[Tabelle, list[Finding]]:
    """Return the table whose cells are known; `tokens` are all words of its region."""
    places = [document.cells[words[0].line] for cells in rows.values() for words in cells.values()]
    felder = tuple(name for name in places[0].felder if name != "vorhaben_nr")
    first = min(words[0].line for cells in rows.values() for words in cells.values())
    before = [token for token in tokens if token.line < first]
    zeilen = []
    for cells in rows.values():
        parts = {name: _placed_cell(document, words, region.kapitel) for name, words in cells.items()}
        number = parts.pop("vorhaben_nr", Zelle("", "", next(iter(parts.values())).fundstelle))
        unknown = {"": parts.pop("")} if "" in parts else {}
        zeilen.append(Zeile(number, parts, unknown))
    caption = region.caption.wortlaut if region.caption else Zelle("", "")
    table = Tabelle(region.kapitel, felder, caption, stand, tuple(zeilen))
    return table, [*_leftover(document, before, region.kapitel), *_lost_columns(region, felder, stand)]


def _placed_cell(document: Document, words: Sequence[Token], kapitel: str) -> Zelle:
    """Return a cell with the box that it takes on the page where it begins."""
    found = cell(document, words, kapitel)
    box = document.cells[words[0].line].rechteck
    return replace(found, fundstelle=replace(found.fundstelle, rechteck=box))


def _lost_columns(region: Region, felder: Sequence[str], stand: str) -> list[Finding]:
    """Return a finding if a table has no column that its kind has: a page may be cut off at its side."""
    kind = printed_tables()[printed_kind(stand)]
    lost = {*map(rating_field, kind.fields), *kind.columns} - set(felder)
    if not lost or not measures()["spalten"].exceeded(len(lost), len(felder)):
        return []
    wert, place = f"{len(lost)}/{len(felder)}", Fundstelle(region.kapitel)
    return [
        Finding(
            "quelle_unsicher", feld="spalten", wortlaut=" | ".join(sorted(lost)), wert=wert, fundstelle=place
        )
    ]


def _layouts(region: Region) -> tuple[list[Layout], str]:
    """Return the columns that the table may have, by its head and by its kind, and the state of all rows."""
    stand = stand_of(region.caption) if region.caption else state_of_chapter(region.kapitel)
    kind = next((head.kind for head in region.heads if head.kind), "")
    table = printed_tables()[kind or printed_kind(stand)]
    named = next((head.strategiefelder for head in region.heads if head.strategiefelder), table.fields)
    layouts = [Layout(fields, table.columns) for fields in dict.fromkeys((named, table.fields))]
    return layouts, "" if table.stage == "" else stand


def _rows(document: Document, tokens: Sequence[Token], layout: Layout) -> tuple[list[int], int, float]:
    """Return the tokens that start rows, the token that ends the table, and what the rows' reading costs."""
    end = _section_end(document, tokens, layout)
    starts = split_rows(tokens[:end], _is_number, layout, _is_misprint)
    pairs = pairwise([*starts, end])
    return starts, end, sum(read_row(tokens[start + 1 : stop], layout).cost for start, stop in pairs)


def _split_numbers(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens, a number that runs into its title cut off from it."""
    number = profiles.current().number
    for token in tokens:
        match = re.match(number.printed or number.pattern, token.text)
        size = match.end() if match else 0
        digits = token.text[size:].isdigit()  # too many for a number: a misprint
        if 0 < size < len(token.text) and not digits and (token.first or size == len(number.example)):
            middle = token.start + size
            yield Token(token.text[:size], token.line, token.start, middle, token.first, token.block)
            yield Token(token.text[size:], token.line, middle, token.end)
        else:
            yield token


def _is_number(token: Token) -> bool:
    return parse_vorhaben_nr(token.text) is not None


def _is_misprint(token: Token) -> bool:
    return table_words().misprint.fullmatch(token.text) is not None


def _section_end(document: Document, tokens: Sequence[Token], layout: Layout) -> int:
    """Return the index of the token at which the text behind the table begins.

    A numbered heading ends the table if the row before it is complete; one in the middle of a row is
    taken for a part of its title, unless no complete row follows.
    """
    first_doubt: int | None = None
    for index in _headings(document, tokens):
        starts = split_rows(tokens[:index], _is_number, layout)
        if not starts or read_row(tokens[starts[-1] + 1 : index], layout).cost == 0:
            return index
        first_doubt = index if first_doubt is None else first_doubt
    if first_doubt is None:
        return len(tokens)
    starts = split_rows(tokens, _is_number, layout)
    later = [
        read_row(tokens[start + 1 : end], layout).cost
        for start, end in pairwise([*starts, len(tokens)])
        if end > first_doubt
    ]
    return len(tokens) if 0 in later else first_doubt


def _headings(document: Document, tokens: Sequence[Token]) -> list[int]:
    """Return the tokens that begin a numbered heading, but not more than a table may be mixed with."""
    found = (
        index
        for index, token in enumerate(tokens)
        if token.first and SECTION.fullmatch(document.lines[token.line].text[token.start :])
    )
    return list(islice(found, MAX_HEADINGS))


def _refuse_endless(document: Document, region: Region) -> None:
    """Raise SourceError for what is too long to be a table: its words would take gigabytes."""
    lines = document.lines[region.start[0] : region.end[0] + 1]
    if sum(len(line.text) for line in lines) <= MAX_LETTERS:
        return
    place, most = lines[0].fundstelle(region.kapitel), MAX_LETTERS // 1_000_000
    raise SourceError(
        f"Die Tabelle von Kapitel {region.kapitel} ({place}) hat mehr als {most} Millionen Zeichen und wird "
        "nicht gelesen. Bitte prüfen, ob dort anderer Text steht, und nur den Bericht angeben.",
        f"The table of chapter {region.kapitel} ({place}) has more than {most} million characters and is not "
        "read. Please check whether other text stands there, and give the report only.",
    )


def _row(document: Document, tokens: Sequence[Token], layout: Layout, kapitel: str) -> Zeile:
    """Return the row that starts with its number."""
    body = tokens[1:]
    reading = read_row(body, layout)

    def part(start: int, end: int) -> Zelle:
        return cell(document, body[start:end], kapitel)

    cells = {name: part(*span) for name, span in reading.spans.items()}
    for code, index in zip(layout.strategiefelder, reading.ratings, strict=False):
        cells[rating_field(code)] = part(index, index + 1)
    unclear = {}
    if reading.unclear:
        unclear["strategiefeld"] = part(*reading.unclear)
    if "titel" in cells and looks_like_columns(body[slice(*reading.spans["titel"])]):
        unclear["titel"] = cells["titel"]
    # Rotated heads reach the text behind a page's last row.
    if reading.rest and not all(is_piece(token.text) for token in body[slice(*reading.rest)]):
        unclear[""] = part(*reading.rest)
    return Zeile(cell(document, tokens[:1], kapitel), cells, unclear)
