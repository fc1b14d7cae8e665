"""Pictures of a PDF's pages by pdfium, with where on them values stand: a program of its own, as `worker`.

    python picture_worker.py FILE MAX_PAGES < places

Places are JSON: a list of `[key, label, box, wording]`, with the page's number as it is printed, the box as
left, top, right, bottom in points from the top left (null where only the page is known), and the wording
that is printed there. Printed numbers are no numbers of pages: which page is meant, and whether a box is
the right one, the wording tells. It prints a JSON document a line: `{"pages": n}` or `{"error": why}`, then
each page that holds a place with its picture and the places that were found there.
"""

from __future__ import annotations

import base64
import ctypes
import io
import json
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from PIL import Image

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import worker

_WIDTH = 1100
"""Pixels of the longer side of a page, at least of an A4 one: small print stays readable."""
_LONGEST = 1500
_BYTES = 80_000
"""What a picture may have: a page of text has less at the first quality."""
_QUALITIES = (55, 40, 28, 18, 10)
_ALIKE = 0.9
"""Share of a wording's letters that must stand in a box."""
_TELLING, _ENOUGH = 3, 20
"""Letters from which on a wording tells a page, and how many of them are asked for each printed number."""
_EDGE = 1.0
"""Points by which a word may reach out of the box of its cell."""
_FORM = 0x01 | 0x10
"""With annotations, and smoothed for reading on a screen."""

Box = tuple[float, float, float, float]


class Place(NamedTuple):
    """One value: its key, the printed number of its page, its box if one is known, its wording."""

    key: str
    label: str
    box: Box | None
    wording: str


class Word(NamedTuple):
    """A word of a page with its box."""

    text: str
    box: Box


def main() -> int:
    """Print the pages that hold places."""
    path, most_pages = sys.argv[1], int(sys.argv[2])
    asked = json.load(sys.stdin)
    places = [Place(key, label, tuple(box) if box else None, words) for key, label, box, words in asked]
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadDocument(path.encode(), None)
    if not document:
        return _say({"error": "damaged"})
    count = pdfium.FPDF_GetPageCount(document)
    _say({"pages": count})
    texts = [_words(document, number) for number in range(min(count, most_pages))]
    found, labels = _found(places, texts)
    wanted = sorted({at for at, _box in found.values()} | set(labels.values()))
    for at in wanted:
        here = {key: box for key, (page, box) in found.items() if page == at}
        named = sorted(label for label, page in labels.items() if page == at)
        _say({"page": at + 1, "labels": named, "places": here, **_picture(document, at)})
    return 0


def _say(document: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()
    return 0


def _words(document: Any, number: int) -> list[Word]:
    """Return a page's words in their order."""
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return []
    text = pdfium.FPDFText_LoadPage(page)
    read = worker.page_of(page, text)
    words = [Word(one[0], tuple(one[1:5])) for one in sorted(read["words"], key=lambda one: one[7])]
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
    return words


def _found(places: list[Place], texts: list[list[Word]]) -> tuple[dict[str, tuple[int, Box]], dict[str, int]]:
    """Return page and box of each place whose wording stands there, and the page of each printed number."""
    votes: dict[str, Counter[int]] = {}
    asked: Counter[str] = Counter()
    known = [{_plain(word.text) for word in words} for words in texts]
    for place in places:
        tokens = {_plain(token) for token in place.wording.split()} - {""}
        if not place.box or len(_plain(place.wording)) < _TELLING or asked[place.label] == _ENOUGH:
            continue
        asked[place.label] += 1
        for at, words in enumerate(texts):
            if not tokens.isdisjoint(known[at]) and _stands(place, place.box, words):
                votes.setdefault(place.label, Counter())[at] += 1
    labels = {label: max(pages, key=lambda at: (pages[at], -at)) for label, pages in votes.items()}
    labels |= _others({place.label for place in places} - labels.keys(), labels, len(texts))
    found: dict[str, tuple[int, Box]] = {}
    for place in places:
        if place.label not in labels:
            continue
        page = labels[place.label]
        if place.box and _stands(place, place.box, texts[page]):
            found[place.key] = page, place.box
        elif not place.box and (box := _printed(place.wording, texts[page])):
            found[place.key] = page, box
    return found, labels


def _others(unknown: set[str], labels: dict[str, int], count: int) -> dict[str, int]:
    """Return the pages of numbers without a box, where all others have the same distance to theirs."""
    away = {at - int(label) for label, at in labels.items() if label.isdecimal()}
    if len(away) != 1:
        return {}
    distance = away.pop()
    return {
        label: int(label) + distance
        for label in unknown
        if label.isdecimal() and 0 <= int(label) + distance < count
    }


def _stands(place: Place, box: Box, words: list[Word]) -> bool:
    """Tell whether a wording stands in a box, in whatever order its words are."""
    wanted = Counter(_plain(place.wording))
    inside = Counter(_plain("".join(word.text for word in words if _within(word.box, box))))
    return bool(wanted) and (wanted & inside).total() >= _ALIKE * wanted.total()


def _within(word: Box, box: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] - _EDGE <= x <= box[2] + _EDGE and box[1] - _EDGE <= y <= box[3] + _EDGE


def _printed(wording: str, words: list[Word]) -> Box | None:
    """Return the box of a wording that stands on a page exactly once, word by word."""
    wanted = _plain(wording)
    if len(wanted) < 4:
        return None
    plain = [_plain(word.text) for word in words]
    hits = list(_runs(wanted, plain))
    if len(hits) != 1:
        return None
    boxes = [word.box for word in words[hits[0][0] : hits[0][1]]]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _runs(wanted: str, plain: list[str]) -> Iterator[tuple[int, int]]:
    """Yield from where to where in a list of words those stand that are `wanted` together."""
    for start, first in enumerate(plain):
        if not first or not wanted.startswith(first):
            continue
        rest = wanted
        for end in range(start, len(plain)):
            if not rest.startswith(plain[end]):
                break
            rest = rest[len(plain[end]) :]
            if not rest:
                yield start, end + 1
                break


def _plain(text: str) -> str:
    """Return a wording as it can be compared: without blanks, line ends and hyphens; of signs, the signs."""
    text = unicodedata.normalize("NFKC", text).replace("⏎", "").casefold()
    whole = "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")
    letters = "".join(sign for sign in whole if unicodedata.category(sign) != "Pd")
    return letters or whole.translate(dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"))


def _picture(document: Any, at: int) -> dict[str, Any]:
    """Return a page as a picture (WebP) with its size in points and in pixels."""
    page = pdfium.FPDF_LoadPage(document, at)
    text = pdfium.FPDFText_LoadPage(page)
    turn = worker.turn_of(page, list(worker.letters_of(text)))
    width, height = turn.size
    scale = min(_WIDTH / max(min(width, height), 1) * 0.75, _LONGEST / max(width, height, 1))
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    bitmap = pdfium.FPDFBitmap_Create(*size, 0)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *size, 0xFFFFFFFF)
    own = pdfium.FPDFPage_GetRotation(page)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, (turn.quarters - own) % 4, _FORM)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * size[1])
    image = Image.frombuffer("RGB", size, data, "raw", "BGRX", stride, 1)
    picture = _small(image)
    pdfium.FPDFBitmap_Destroy(bitmap)
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
    return {"size": [round(width, 2), round(height, 2)], "pixels": list(size), "webp": picture}


def _small(image: Image.Image) -> str:
    """Return the best quality that is small enough, or the smallest."""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=4)
        if buffer.tell() <= _BYTES:
            break
    return base64.b64encode(buffer.getvalue()).decode("ascii")


if __name__ == "__main__":
    sys.exit(main())
