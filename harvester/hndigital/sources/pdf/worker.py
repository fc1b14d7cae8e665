"""Words, ruled lines and pictures of a PDF by pdfium: a program of its own, run in bounds by `reading`.

    python worker.py FILE MAX_PAGES MAX_CHARACTERS < password

It prints one JSON document a line: `{"pages": n}` or `{"error": why}`, then a page each. Coordinates are in
points from the top left corner of the page as a reader sees it, turned so that most of its text is upright.
It imports nothing of the package, so that it starts at once.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_GAP = 0.12
"""Ems between two letters from which on they belong to two words."""
_BACK = 0.6
"""Ems that a letter may reach back into the one before it: kerning, negative spacing."""
_LEVEL = 0.12
"""Ems by which letters of one word may differ in height."""
_TWICE = 0.12
"""Ems within which the same letter printed again is a fat one."""
_THIN = 2.5
"""Points up to which a filled area is a line."""
_HYPHENS = (0x02, 0xFFFE)
"""What pdfium has for a hyphen at a line's end."""
_INVISIBLE = (3, 7)
_DEPTH = 12

Box = tuple[float, float, float, float]


class Letter(NamedTuple):
    """One printed letter: left, top, right, bottom, base line, size, text, whether it is seen."""

    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    text: str
    seen: bool


class Turn(NamedTuple):
    """From the space of a page to the one that a reader sees: its box, and quarters to turn clockwise."""

    box: Box
    quarters: int

    @property
    def size(self) -> tuple[float, float]:
        left, low, right, high = self.box
        return (right - left, high - low) if self.quarters % 2 == 0 else (high - low, right - left)

    def point(self, x: float, y: float) -> tuple[float, float]:
        left, low, right, high = self.box
        return (
            (x - left, high - y),
            (y - low, x - left),
            (right - x, y - low),
            (high - y, right - x),
        )[self.quarters % 4]

    def area(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def main() -> int:
    """Print a document's pages."""
    path, most_pages, most_letters = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    password = sys.stdin.buffer.read()
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadDocument(path.encode(), password or None)
    if not document:
        locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        return _say({"error": "password" if locked else "damaged"})
    count = pdfium.FPDF_GetPageCount(document)
    _say({"pages": count})
    left = most_letters
    for number in range(min(count, most_pages)):
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            return _say({"error": "damaged"})
        text = pdfium.FPDFText_LoadPage(page)
        left -= pdfium.FPDFText_CountChars(text)
        if left < 0:
            return _say({"error": "large"})
        _say(page_of(page, text))
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)
    return 0


def _say(document: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()
    return 0


def turn_of(page: Any, letters: list[tuple[int, Letter | None]]) -> Turn:
    """Return how a page is turned until most of its letters are upright."""
    box, rotation = _box(page), pdfium.FPDFPage_GetRotation(page)
    turned = Counter((quarter - rotation) % 4 for quarter, _ in letters if quarter >= 0)
    upright = max(turned, key=lambda quarter: (turned[quarter], quarter == 0)) if turned else 0
    # Turned clockwise by the page's own rotation, then by what its letters lean to the left.
    return Turn(box, rotation + upright)


def page_of(page: Any, text: Any) -> dict[str, Any]:
    """Return what is printed on a page: its size, words, ruled lines, how many pictures."""
    letters = list(letters_of(text))
    turn = turn_of(page, letters)
    by_quarter: dict[int, list[tuple[int, Letter | None]]] = {}
    width, height = turn.size
    for seq, (quarter, letter) in enumerate(letters):
        direction = (quarter - turn.quarters) % 4 if quarter >= 0 else -1
        by_quarter.setdefault(direction, []).append((seq, _placed(letter, turn, direction)))
    words = []
    for direction, found in by_quarter.items():
        for word in _words(found):
            x0, top, x1, bottom = _unturned(word[1], direction)
            inside = -1 < (x0 + x1) / 2 < width + 1 and -1 < (top + bottom) / 2 < height + 1
            if inside and direction >= 0:
                words.append([word[0], *_rounded(x0, top, x1, bottom), *word[2:], direction])
    rules, pictures = _drawn(page, turn)
    slanted = sum(letter is not None for _, letter in by_quarter.get(-1, ()))
    return {
        "size": _rounded(*turn.size),
        "words": words,
        "rules": rules,
        "pictures": pictures,
        "slanted": slanted,
    }


def _rounded(*numbers: float) -> list[float]:
    return [round(number, 2) for number in numbers]


def _box(page: Any) -> Box:
    """Return what is seen of a page: its crop box, within its media box."""
    boxes = []
    for ask in (pdfium.FPDFPage_GetMediaBox, pdfium.FPDFPage_GetCropBox):
        sides = [ctypes.c_float() for _ in range(4)]
        if ask(page, *sides):
            left, low, right, high = (side.value for side in sides)
            boxes.append((min(left, right), min(low, high), max(left, right), max(low, high)))
    boxes = boxes or [(0.0, 0.0, 612.0, 792.0)]
    lefts, lows, rights, highs = zip(*boxes, strict=True)
    inner = max(lefts), max(lows), min(rights), min(highs)
    return inner if inner[0] < inner[2] and inner[1] < inner[3] else boxes[0]


def letters_of(text: Any) -> Iterator[tuple[int, Letter | None]]:
    """Yield the letters in the order of the content stream, as (direction, letter); None for a blank.

    A direction is in quarters of a turn to the left, -1 where a letter leans. Coordinates are the page's own.
    """
    matrix, loose = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    before, quarter, seen, size = None, 0, True, 1.0
    for index in range(pdfium.FPDFText_CountChars(text)):
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(text, index)
        handle = pdfium.FPDFText_GetTextObject(text, index)
        address = ctypes.addressof(handle.contents) if handle else None
        if address is None or address != before:
            before = address
            pdfium.FPDFText_GetMatrix(text, index, matrix)
            quarter = _quarter(matrix.a, matrix.b)
            size = pdfium.FPDFText_GetFontSize(text, index) * (matrix.a**2 + matrix.b**2) ** 0.5
            mode = pdfium.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
            seen = mode not in _INVISIBLE
        if code in (0x20, 0xA0, 0x09, 0x0A, 0x0D, 0x3000) or 0x2000 <= code <= 0x200A:
            yield quarter, None
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, loose)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        printed = _printed(code, bool(pdfium.FPDFText_HasUnicodeMapError(text, index) == 1))
        base = y.value if quarter in (0, 2) else x.value
        yield (
            quarter,
            Letter(loose.left, loose.bottom, loose.right, loose.top, base, abs(size), printed, seen),
        )


def _printed(code: int, unknown: bool) -> str:
    if code in _HYPHENS:
        return "-"
    surrogate = 0xD800 <= code <= 0xDFFF
    return "\ufffd" if unknown or code < 0x20 or surrogate or code > 0x10FFFF else chr(code)


def _quarter(a: float, b: float) -> int:
    if abs(b) <= 0.1 * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= 0.1 * abs(b):
        return 1 if b > 0 else 3
    return -1


def _placed(letter: Letter | None, turn: Turn, direction: int) -> Letter | None:
    """Return a letter where a reader sees it, turned until its text runs to the right."""
    if letter is None:
        return None
    x0, top, x1, bottom = turn.area(letter.x0, letter.top, letter.x1, letter.bottom)
    sideways = (direction + turn.quarters) % 2
    x, y = turn.point(*((letter.base, 0) if sideways else (0, letter.base)))
    base = x if direction % 2 else y
    if direction == 1:  # upwards: what is right of it lies below it
        x0, top, x1, bottom = -bottom, x0, -top, x1
    elif direction == 2:
        x0, top, x1, bottom, base = -x1, -bottom, -x0, -top, -base
    elif direction == 3:
        x0, top, x1, bottom, base = top, -x1, bottom, -x0, -base
    return letter._replace(x0=x0, top=top, x1=x1, bottom=bottom, base=base)


def _unturned(box: Box, direction: int) -> Box:
    """Return a box of turned text on the page: the way back of `_placed`."""
    x0, top, x1, bottom = box
    if direction == 1:
        return top, -x1, bottom, -x0
    if direction == 2:
        return -x1, -bottom, -x0, -top
    if direction == 3:
        return -bottom, x0, -top, x1
    return box


def _words(letters: list[tuple[int, Letter | None]]) -> Iterator[tuple[Any, ...]]:
    """Yield (text, box, base, size, place in the stream, seen) of words: letters near to each other."""
    pieces: list[tuple[int, list[Letter], bool]] = []
    open_piece = False
    for seq, letter in letters:
        if letter is None:
            if pieces and open_piece:
                pieces[-1] = (*pieces[-1][:2], True)
            open_piece = False
        elif open_piece and _goes_on(pieces[-1][1][-1], letter):
            if not _again(pieces[-1][1], letter):
                pieces[-1][1].append(letter)
        else:
            pieces.append((seq, [letter], False))
            open_piece = True
    for seq, found in _joined(pieces):
        first = found[0]
        box = (
            first.x0,
            min(one.top for one in found),
            max(one.x1 for one in found),
            max(one.bottom for one in found),
        )
        size = max(one.size for one in found)
        text = "".join(one.text for one in found)
        yield text, box, round(first.base, 2), round(size, 2), seq, int(first.seen)


def _goes_on(before: Letter, letter: Letter) -> bool:
    """Tell whether a letter stands behind another in one word."""
    size = min(before.size, letter.size)
    level = abs(letter.base - before.base) <= _LEVEL * size and letter.seen == before.seen
    alike = 0.8 <= letter.size / max(before.size, 0.01) <= 1.25
    forward = letter.x0 > before.x0 - 0.05 * size and letter.x0 - before.x1 >= -_BACK * size
    return level and alike and forward and letter.x0 - before.x1 <= _GAP * size


def _again(word: list[Letter], letter: Letter) -> bool:
    return any(
        one.text == letter.text and abs(one.x0 - letter.x0) <= _TWICE * letter.size for one in word[-2:]
    )


def _joined(pieces: list[tuple[int, list[Letter], bool]]) -> list[tuple[int, list[Letter]]]:
    """Return the words that pieces make which touch, wherever in the stream they stand."""
    result: list[tuple[int, list[Letter], bool]] = []
    ending: dict[int, list[int]] = {}
    for seq, found, ended in sorted(pieces, key=lambda piece: (piece[1][0].x0, piece[0])):
        first = found[0]
        row = round(first.base / 4)
        near = [at for key in (row - 1, row, row + 1) for at in ending.get(key, ())]
        if any(_same(result[at][1], found) for at in near):
            continue
        at = next((at for at in reversed(near) if _touches(result[at], found)), None)
        if at is None:
            at = len(result)
            result.append((seq, list(found), ended))
        else:
            result[at] = (min(seq, result[at][0]), result[at][1] + found, ended)
        ending.setdefault(round(result[at][1][-1].base / 4), []).append(at)
    return [(seq, found) for seq, found, _ in result]


def _same(word: list[Letter], found: list[Letter]) -> bool:
    """Tell whether a piece is the end of a word once more: fat print of some programs."""
    last = word[-len(found) :]
    return len(last) == len(found) and all(
        one.text == other.text
        and abs(one.x0 - other.x0) <= _TWICE * other.size
        and abs(one.base - other.base) <= _LEVEL * other.size
        for one, other in zip(last, found, strict=True)
    )


def _touches(piece: tuple[int, list[Letter], bool], found: list[Letter]) -> bool:
    last, first = piece[1][-1], found[0]
    near = first.x0 - last.x1 >= -0.25 * min(last.size, first.size)
    return not piece[2] and near and _goes_on(last, first)


def _drawn(page: Any, turn: Turn) -> tuple[list[list[float]], int]:
    """Return the ruled lines of a page as boxes, and how many pictures it has."""
    rules: set[tuple[float, ...]] = set()
    pictures = 0
    for kind, handle, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            for x0, y0, x1, y1 in _lines(handle, matrix):
                rules.add(tuple(_rounded(*turn.area(x0, y0, x1, y1))))
    return sorted(map(list, rules)), pictures


Matrix = tuple[float, float, float, float, float, float]


def _objects(page: Any) -> Iterator[tuple[int, Any, Matrix]]:
    """Yield (kind, object, matrix) of all that a page draws, that of its forms too."""
    whole: Matrix = (1, 0, 0, 1, 0, 0)
    count = pdfium.FPDFPage_CountObjects(page)
    waiting = [(pdfium.FPDFPage_GetObject(page, at), whole, 0) for at in range(count)]
    while waiting:
        handle, outer, depth = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            continue
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(handle, own)
        matrix = _product((own.a, own.b, own.c, own.d, own.e, own.f), outer)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            inner = pdfium.FPDFFormObj_CountObjects(handle)
            waiting += [(pdfium.FPDFFormObj_GetObject(handle, at), matrix, depth + 1) for at in range(inner)]
        else:
            yield kind, handle, matrix


def _product(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _lines(path: Any, matrix: Matrix) -> Iterator[Box]:
    """Yield the upright and level lines of a path, as boxes without a width; of an area, its sides."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value and not stroke.value:
        return
    for points in _outlines(path, matrix):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        if fill.value and not stroke.value and min(x1 - x0, y1 - y0) <= _THIN:
            middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
            yield (x0, middle_y, x1, middle_y) if x1 - x0 >= y1 - y0 else (middle_x, y0, middle_x, y1)
            continue
        for (a, b), (c, d) in zip(points, points[1:], strict=False):
            if abs(a - c) <= 0.5 < abs(b - d) or abs(b - d) <= 0.5 < abs(a - c):
                yield min(a, c), min(b, d), max(a, c), max(b, d)


def _outlines(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        a, b, c, d, e, f = matrix
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


if __name__ == "__main__":
    sys.exit(main())
