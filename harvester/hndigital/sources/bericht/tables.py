"""The tables of chapters 5.2 to 5.5: captions, column heads in all their breaks, rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...schemas import codelist
from ...values import parse_vorhaben_nr
from ..records import Tabelle, Zahl, Zeile, Zelle
from .document import Document, Squeezed, Token, cell, tokens_of
from .rowgrammar import Layout, Reading, read_row, split_rows

__all__ = ["Caption", "find_captions", "read_table"]

CAPTION = re.compile(r"(\d{1,2}\.\d{1,2})\.?Matrixdarstellung:?(\d{1,4})?(?:Vorhaben)?")
# A column head: its beginning is printed alike everywhere; what follows may be rotated and cut.
HEAD = re.compile(
    r"VorhabenNr\.?Vorhabentitelffd\.?Amt(?:(\d{1,3})(?=\D))?(?:Vorhaben[Tt]yp)?(?:Anlass)?"
    r"(?P<rest>(?:(?!20\d{7}).){0,170}?"
    r"(?:ZukunftsfähigeMobilität(?:Bearbeitungsstand|[Gesamtstatu]{0,12}Kosten,?soweitbeziffert)?"
    r"|Kosten,?soweitbeziffert))?"
)
HEAD_TITLES = (
    "Verwaltung&InfrastrukturBildungsundWissensstadtTeilhabeanderStadtgesellschaftZukunftsfähigeMobilität"
)
FOOTNOTE = re.compile(
    r"(\d{1,3})s\.?h\.?Anhang\d*(?:[–—]?ÜbersichtÄmterbezeichnungen(?:Stadt[A-ZÄÖÜ][a-zäöüß]+)?)?"
)
NUMBER = re.compile(r"(20\d{8}|20\d{7})(\D.*|\d.*)?", re.ASCII | re.DOTALL)
SECTION_END = re.compile(r"\s*(\d{1,2})\.(?:(\d{1,2})\.)?\s+[^\W\d_].*")
FIELD_MARKS = (
    ("verwaltung_infrastruktur", "Verwaltung"),
    ("bildung_wissensstadt", "Bildung"),
    ("teilhabe", "Teilhabe"),
    ("mobilitaet", "Mobilität"),
)


@dataclass(frozen=True, slots=True)
class Caption:
    """A table's caption: chapter, stated number of rows, where it stands (line indices, end exclusive)."""

    kapitel: str
    anzahl: int | None
    start: int
    end: int
    column: int
    wortlaut: Zelle


def find_captions(document: Document) -> list[Caption]:
    """Return the captions of the tables in printed order, one per chapter.

    The one that a column head follows is taken before one in a table of contents.
    """
    squeezed = Squeezed(document, 0, len(document.lines))
    found: list[tuple[bool, Caption]] = []
    for match in CAPTION.finditer(squeezed.text):
        line, column = squeezed.places[match.start()]
        if document.lines[line].text[:column].strip():
            continue
        head = HEAD.search(squeezed.text, match.end(), match.end() + 300)
        stop = squeezed.places[head.start()][0] if head else squeezed.places[match.end() - 1][0] + 1
        following = CAPTION.search(squeezed.text, match.end(), head.start() if head else match.end())
        words = tokens_of(document, line, stop) or tokens_of(document, line, line + 1)
        words = [word for word in words if (word.line, word.start) >= (line, column)]
        count = int(match[2]) if match[2] else None
        caption = Caption(match[1], count, line, stop, column, cell(document, words, match[1]))
        found.append((head is not None and following is None, caption))
    chosen: dict[str, tuple[bool, Caption]] = {}
    for headed, caption in found:
        if caption.kapitel not in chosen or headed >= chosen[caption.kapitel][0]:
            chosen[caption.kapitel] = (headed, caption)
    return sorted((caption for _, caption in chosen.values()), key=lambda caption: caption.start)


def read_table(document: Document, caption: Caption, limit: int) -> tuple[Tabelle, list[Zahl], list[Zelle]]:
    """Return the table under a caption, its stated number, and text that belongs to no row.

    `limit` is the line index at which the next table or the document ends.
    """
    spans, head, fields = _furniture(document, caption, limit)
    layout, stand = _layout(caption, head, fields)
    clean = document.blanked(spans)
    tokens = _split_numbers(tokens_of(clean, caption.end, limit))
    tokens = tokens[: _section_end(clean, tokens, layout)]
    starts, _ = split_rows(tokens, _is_number, layout)
    rows: list[Zeile] = []
    leftover: list[Zelle] = []
    if tokens[: starts[0] if starts else len(tokens)]:
        leftover.append(cell(clean, tokens[: starts[0] if starts else len(tokens)], caption.kapitel))
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(tokens)
        rows.append(_row(clean, tokens[start:end], layout, caption.kapitel))
    columns = ("titel", "amt", "vorhabentyp", "anlass")
    ratings = tuple(f"strategiefeld.{code}" for code in layout.strategiefelder)
    table = Tabelle(caption.kapitel, columns + ratings + layout.weitere, caption.wortlaut, stand, tuple(rows))
    numbers = []
    if caption.anzahl is not None:
        numbers.append(Zahl(f"kapitel.{caption.kapitel}", caption.anzahl, caption.wortlaut.fundstelle))
    return table, numbers, leftover


def _furniture(
    document: Document, caption: Caption, limit: int
) -> tuple[list[tuple[int, int, int]], str, tuple[str, ...]]:
    """Return the spans of footnotes and column heads, the first column head and its fields."""
    spans: list[tuple[int, int, int]] = []
    squeezed = Squeezed(document, caption.start, limit)
    first_head = ""
    for match in HEAD.finditer(squeezed.text):
        first_head = first_head or match[0]
        spans += squeezed.spans(*match.span())
        if match["rest"] is None:
            spans += _cut_head(squeezed, match.end())
    for match in FOOTNOTE.finditer(squeezed.text):
        spans += squeezed.spans(*match.span())
    return spans, first_head, _rated_fields(first_head)


def _cut_head(squeezed: Squeezed, start: int) -> list[tuple[int, int, int]]:
    """Return the spans of what is left of a head that is cut before its end: pieces of its titles."""
    end, position = start, 0
    while end < len(squeezed.text):
        position = HEAD_TITLES.find(squeezed.text[end], position) + 1
        if not position:
            break
        end += 1
    last_line = squeezed.places[end][0] if end < len(squeezed.places) else None
    while end > start and squeezed.places[end - 1][0] == last_line:
        end -= 1
    return list(squeezed.spans(start, end))


def _rated_fields(head: str) -> tuple[str, ...]:
    """Return the fields that a head's own words name, if it is not rotated letter by letter."""
    named = tuple(code for code, mark in FIELD_MARKS if mark in head)
    readable = "Wissensstadt" in head and "Stadtgesellschaft" in head
    return named if readable else ()


def _layout(caption: Caption, head: str, fields: tuple[str, ...]) -> tuple[Layout, str]:
    """Return the columns that head and chapter give, and the Bearbeitungsstand that the caption states."""
    everything = tuple(codelist("strategiefeld"))
    stand = _stand_of(caption)
    if "Bearbeitungsstand" in head or (not head and not stand):
        return Layout(fields or everything[1:], ("bearbeitungsstand",)), ""
    if "Kosten" in head or (not head and stand == "umsetzung"):
        return Layout(fields or everything, ("gesamtstatus", "kosten_eur")), stand
    return Layout(fields or everything, ()), stand


def _stand_of(caption: Caption) -> str:
    """Return the code of the Bearbeitungsstand in the caption's parentheses, else the chapter's own."""
    text = re.sub(r"\d.*?Vorhaben", "", caption.wortlaut.text, count=1)
    named = [
        part for part in re.split(r"[()„“\",]+", text) if codelist("bearbeitungsstand").for_wording(part)
    ]
    if len(named) == 1:
        return codelist("bearbeitungsstand").for_wording(named[0]) or ""
    if named:
        return ""
    by_chapter = [
        code.code
        for code in codelist("bearbeitungsstand").values()
        if code.extra["kapitel"] == caption.kapitel
    ]
    return by_chapter[0] if len(by_chapter) == 1 else ""


def _split_numbers(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with a number that runs into its title cut off from it."""
    result = []
    for token in tokens:
        match = NUMBER.fullmatch(token.text)
        if match and match[2] and (token.first or len(match[1]) == 10):
            middle = token.start + len(match[1])
            result.append(Token(match[1], token.line, token.start, middle, token.first, token.block))
            result.append(Token(match[2], token.line, middle, token.end))
        else:
            result.append(token)
    return result


def _is_number(token: Token) -> bool:
    return parse_vorhaben_nr(token.text) is not None


def _section_end(document: Document, tokens: Sequence[Token], layout: Layout) -> int:
    """Return the index of the token at which the text behind the table begins.

    A numbered heading ends the table if the row before it is complete; one in the middle of a row is
    taken for a part of its title, unless no complete row follows.
    """
    first_doubt: int | None = None
    for index, token in enumerate(tokens):
        if not token.first or not SECTION_END.fullmatch(document.lines[token.line].text[token.start :]):
            continue
        starts, _ = split_rows(tokens[:index], _is_number, layout)
        if not starts or read_row(tokens[starts[-1] + 1 : index], layout).cost == 0:
            return index
        first_doubt = index if first_doubt is None else first_doubt
    if first_doubt is None:
        return len(tokens)
    starts, _ = split_rows(tokens, _is_number, layout)
    complete_later = any(
        start > first_doubt
        and read_row(tokens[start + 1 : (starts + [len(tokens)])[position + 1]], layout).cost == 0
        for position, start in enumerate(starts)
    )
    return len(tokens) if complete_later else first_doubt


def _row(document: Document, tokens: Sequence[Token], layout: Layout, kapitel: str) -> Zeile:
    """Return the row that starts with its number."""
    reading: Reading = read_row(tokens[1:], layout)
    body = tokens[1:]

    def part(start: int, end: int) -> Zelle:
        return cell(document, body[start:end], kapitel)

    cells = {name: part(*span) for name, span in reading.spans.items()}
    for code, index in zip(layout.strategiefelder, reading.ratings, strict=False):
        cells[f"strategiefeld.{code}"] = part(index, index + 1)
    unclear = {}
    if reading.unclear:
        unclear["strategiefeld"] = part(*reading.unclear)
    if reading.rest:
        unclear[""] = part(*reading.rest)
    return Zeile(cell(document, tokens[:1], kapitel), cells, unclear)
