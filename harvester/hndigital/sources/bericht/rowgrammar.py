"""The grammar of one table row: title, office, type, cause, ratings and what the table has behind them.

A row is read from its right end: behind the title every cell is a known wording, so the reading in
which all of them fit is the only one without cost, whatever words or digits the title holds. Where none
fits, the cheapest reading tells what is missing, unknown or too much. Nothing is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ...caching import kept
from ...schemas import codelist, column, table_words
from ...values import parse_eur
from .document import Token

__all__ = ["Layout", "Reading", "looks_like_columns", "read_row", "split_rows"]

Span = tuple[int, int]

MISSING = 10.0  # a cell of which nothing is printed
UNKNOWN = 6.0  # a wording that no code list knows
UNKNOWN_MORE = 0.5  # each further word of it
ODD_OFFICE = 7.0  # a short word where the office stands, in none of the known forms
NO_TITLE = 9.0  # less than MISSING: what looks like an office is one, even where a title is missing
REST = 4.0  # words behind a complete row that start a paragraph of their own
REST_INLINE = 9.0  # words behind a complete row without such a start
MAX_KNOWN = 5  # words that a known wording may be broken into
MAX_ROW = 300  # words of a row, far more than any has: what stands behind them is none of its cells

# What a damaged source has where a dash is printed: "?", U+FFFD and the like.
_STAND_IN = re.compile(r"[^\w\s„“”\"'()/&,;:.§]")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which cells a row has behind the title: the rated fields, then the further columns."""

    strategiefelder: tuple[str, ...]
    weitere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row's tokens were read as: spans of tokens by field, ratings, and what is left over."""

    cost: float
    spans: dict[str, Span] = field(default_factory=dict)
    ratings: tuple[int, ...] = ()
    unclear: Span | None = None
    rest: Span | None = None


@kept(maxsize=50_000)
def _known(name: str, words: tuple[str, ...]) -> bool:
    text = " ".join(words)
    kind = column(name)
    if kind.codelist:
        return codelist(kind.codelist).for_wording(text) is not None
    if name == "kosten_eur" and codelist("kosten_angabe").for_wording(text) is not None:
        return True
    return kind.type != "number" or parse_eur(text) is not None


@kept()
def _sign() -> re.Pattern[str]:
    """Return the pattern of a rating sign: a wording without letters, or a dash of any length."""
    wordings = (wording for code in codelist("bewertung").values() for wording in code.wortlaut)
    signs = {wording for wording in wordings if not re.search(r"[^\W_]|\s", wording)}
    return re.compile("|".join([*map(re.escape, sorted(signs, key=len, reverse=True)), "[—–−-]"]))


def is_sign(token: Token) -> bool:
    """Tell whether a token is a rating sign."""
    return _sign().fullmatch(token.text) is not None


def read_row(tokens: Sequence[Token], layout: Layout) -> Reading:
    """Return the cheapest reading of a row's tokens (those behind its number)."""
    if len(tokens) <= MAX_ROW:
        return _cheapest(tokens, layout)
    reading = _cheapest(tokens[:MAX_ROW], layout)
    cost = reading.cost + (0.0 if reading.rest else REST_INLINE)
    return replace(reading, cost=cost, rest=((reading.rest or (MAX_ROW,))[0], len(tokens)))


def _cheapest(tokens: Sequence[Token], layout: Layout) -> Reading:
    words = tuple(token.text for token in tokens)
    best: Reading | None = None
    limit = _first_ratings(tokens, layout)
    for start in _rating_starts(tokens, layout):
        if limit is not None and start > limit:
            continue
        for option in _ratings(tokens, start, len(layout.strategiefelder)):
            if best is not None and option.cost >= best.cost:
                continue
            right = _right(tokens, words, option.end, layout.weitere, guess=option.end > start)
            if best is not None and option.cost + right.cost >= best.cost:
                continue
            left = _left(tokens, words, start)
            cost = left.cost + option.cost + right.cost
            if best is None or cost < best.cost:
                signs = tuple(range(start, option.end))
                full = len(signs) == len(layout.strategiefelder)
                best = Reading(
                    cost,
                    left.spans | right.spans,
                    signs if full else (),
                    None if full or not signs else (start, option.end),
                    right.rest,
                )
        if best is not None and best.cost == 0:
            break
    assert best is not None  # noqa: S101 - there is always the start behind the last token
    return best


def ratings_seen(tokens: Sequence[Token], layout: Layout) -> bool:
    """Tell whether a full set of ratings stands behind a known type and cause: no title reaches further."""
    return _first_ratings(tokens, layout) is not None


def _first_ratings(tokens: Sequence[Token], layout: Layout) -> int | None:
    """Return where the first full set of ratings behind a known type and cause begins."""
    words = tuple(token.text for token in tokens)
    count = len(layout.strategiefelder)
    for start in range(len(tokens) - count + 1):
        alone = start + count == len(tokens) or not is_sign(tokens[start + count])
        if (
            alone
            and all(is_sign(token) for token in tokens[start : start + count])
            and columns_before(words, start)
        ):
            return start
    return None


def columns_before(words: tuple[str, ...], end: int, *, whole: bool = True) -> bool:
    """Tell whether a known type and cause (if not `whole`: or the beginning of one) end at `end`."""
    for length in range(1, min(MAX_KNOWN, end) + 1):
        start = end - length
        part = words[start:end]
        if _known("anlass", part) or (not whole and length == 1 and _begins_cause(part[0])):
            sizes = range(1, min(3, start) + 1)
            if any(_known("vorhabentyp", words[start - size : start]) for size in sizes):
                return True
    return False


@kept(maxsize=1_000)
def _begins_cause(word: str) -> bool:
    wordings = (wording for code in codelist("anlass").values() for wording in code.wortlaut)
    return any(
        re.match(rf"{re.escape(word)}(?:\s|$)", re.sub(r"(?<=-)", " ", wording)) for wording in wordings
    )


def looks_like_columns(tokens: Sequence[Token]) -> bool:
    """Tell whether a title holds what looks like the columns behind it, or ends in a broken word.

    Both happen where lines of a damaged source are lost; a title may also just be like that.
    """
    words = tuple(token.text for token in tokens)
    if re.search(r"[^\W\d_]-$", words[-1] if words else ""):
        return True
    return any(
        columns_before(words, end, whole=False) and any(_is_office(word) for word in words[: end - 1])
        for end in range(2, len(words) + 1)
    )


def _rating_starts(tokens: Sequence[Token], layout: Layout) -> list[int]:
    """Return where the ratings may start: first at the beginnings of runs of signs, the last one first."""
    runs = [
        index
        for index, token in enumerate(tokens)
        if is_sign(token) and (not index or not is_sign(tokens[index - 1]))
    ]
    first = runs[::-1]
    others = [index for index in range(len(tokens), -1, -1) if index not in runs]
    return first + others


@dataclass(frozen=True, slots=True)
class _Ratings:
    cost: float
    end: int


def _ratings(tokens: Sequence[Token], start: int, count: int) -> list[_Ratings]:
    """Return the ways to read ratings from `start`: the full number first, known signs or short words."""
    options = []
    window = tokens[start : start + count]
    if len(window) == count:
        odd = [token for token in window if not is_sign(token)]
        stand_in = all(_STAND_IN.fullmatch(token.text) for token in odd)
        if stand_in or (all(len(token.text) <= 4 for token in odd) and len(odd) < count):
            cost = UNKNOWN * len(odd)
            after = start + count
            if after < len(tokens) and is_sign(tokens[after]):
                cost += MISSING
            options.append(_Ratings(cost, after))
    run = start
    while run < len(tokens) and is_sign(tokens[run]):
        run += 1
    length = run - start
    if length != count:
        options.append(_Ratings(MISSING * abs(count - length), run))
    return options


@dataclass(frozen=True, slots=True)
class _Side:
    cost: float
    spans: dict[str, Span]
    rest: Span | None = None


def _right(
    tokens: Sequence[Token], words: tuple[str, ...], start: int, columns: tuple[str, ...], *, guess: bool
) -> _Side:
    """Read the columns behind the ratings, and what is left behind them.

    Where no rating is before them (not `guess`), only a known wording is one of them.
    """
    if not columns:
        if start == len(tokens):
            return _Side(0.0, {})
        return _Side(REST if tokens[start].block else REST_INLINE, {}, (start, len(tokens)))
    name, others = columns[0], columns[1:]
    tail = _right(tokens, words, start, others, guess=guess)
    best = _Side(MISSING + tail.cost, tail.spans, tail.rest)
    for end in range(start + 1, len(tokens) + 1):
        if end - start <= MAX_KNOWN and _known(name, words[start:end]):
            cost = 0.0
        elif is_sign(tokens[end - 1]) and end - start == 1:
            break
        elif not guess:
            continue
        else:
            cost = UNKNOWN + UNKNOWN_MORE * (end - start - 1)
        if cost >= best.cost:
            continue
        tail = _right(tokens, words, end, others, guess=guess)
        if cost + tail.cost < best.cost:
            best = _Side(cost + tail.cost, {name: (start, end)} | tail.spans, tail.rest)
    return best


def _left(tokens: Sequence[Token], words: tuple[str, ...], end: int) -> _Side:
    """Read title, office, type and cause, of which the last ends at `end`.

    Words of no known wording and no office before them are title: a row may be cut within it.
    """
    best = _Side(NO_TITLE + 4 * MISSING, {})
    for anlass_cost, anlass in _cells_before(tokens, words, end, "anlass", 4):
        if anlass_cost >= best.cost:
            continue
        for typ_cost, typ in _cells_before(tokens, words, anlass, "vorhabentyp", 2):
            so_far = anlass_cost + typ_cost
            if so_far >= best.cost:
                continue
            for office_cost, office in _offices_before(tokens, words, typ, typ_missing=typ == anlass):
                guessed = office == typ < end and anlass_cost > 0 and typ_cost > 0
                if guessed:
                    continue
                cost = so_far + office_cost + (0.0 if office else NO_TITLE)
                if cost < best.cost:
                    spans = {"titel": (0, office), "amt": (office, typ)}
                    spans |= {"vorhabentyp": (typ, anlass), "anlass": (anlass, end)}
                    best = _Side(cost, {name: span for name, span in spans.items() if span[0] < span[1]})
    return best


def _cells_before(
    tokens: Sequence[Token], words: tuple[str, ...], end: int, name: str, longest: int
) -> list[tuple[float, int]]:
    """Return (cost, start) of the ways to read the column `name` up to `end`: known, unknown, missing."""
    options = [
        (0.0, end - length)
        for length in range(1, min(MAX_KNOWN, end) + 1)
        if _known(name, words[end - length : end])
    ]
    for length in range(1, min(longest, end) + 1):
        start = end - length
        if is_sign(tokens[start]) or _is_office("".join(words[start:end])) or _is_office(words[start]):
            break
        options.append((UNKNOWN + UNKNOWN_MORE * 2 * (length - 1), start))
    options.append((MISSING, end))
    return options


def _offices_before(
    tokens: Sequence[Token], words: tuple[str, ...], end: int, *, typ_missing: bool
) -> list[tuple[float, int]]:
    options: list[tuple[float, int]] = []
    # Broken in two words, "Dez. IV" or "I/ 105", of which the last alone is no named office.
    if (
        end > 1
        and table_words().office_named.fullmatch("".join(words[end - 2 : end]))
        and not table_words().office_named.fullmatch(words[end - 1])
    ):
        options.append((0.0, end - 2))
    # A bare number at the end of a cut row may as well belong to the title.
    if end and (
        table_words().office_named.fullmatch(words[end - 1])
        or (not typ_missing and table_words().office_bare.fullmatch(words[end - 1]))
    ):
        options.append((0.0, end - 1))
    if not options and end and not typ_missing and _odd_office(tokens, end):
        options.append((ODD_OFFICE, end - 1))
    options.append((MISSING, end))
    return options


def _odd_office(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether a short name opens the line on which the type follows: an office of unknown form."""
    token = tokens[end - 1]
    followed = end < len(tokens) and tokens[end].line == token.line
    return token.first and followed and table_words().office_odd.fullmatch(token.text) is not None


def _is_office(text: str) -> bool:
    return bool(table_words().office_named.fullmatch(text) or table_words().office_bare.fullmatch(text))


def split_rows(
    tokens: Sequence[Token],
    is_number: Callable[[Token], bool],
    layout: Layout,
    is_misprint: Callable[[Token], bool] = lambda _: False,
) -> list[int]:
    """Return the indices of the tokens that start a row.

    A number behind a full set of ratings starts a row wherever it stands; at a line's start it does so
    too (the row before is damaged then), unless the same number starts a row in sure position elsewhere:
    then it is part of a title. A misprinted number starts a row only at a line's start behind a full set.
    """
    starts: list[int] = []
    unsure: set[int] = set()
    for index, token in enumerate(tokens):
        number = is_number(token)
        if not number and not (token.first and is_misprint(token)):
            continue
        first = starts[-1] + 1 if starts else 0
        if not starts or ratings_seen(tokens[first : min(index, first + MAX_ROW)], layout):
            starts.append(index)
        elif token.first and number:
            starts.append(index)
            unsure.add(index)
    sure = {tokens[index].text for index in starts if index not in unsure}
    return [index for index in starts if index not in unsure or tokens[index].text not in sure]
