"""Print tables of the report's layout with the noise of extracted text: own wraps, breaks and page ends."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

FIELDS = ("verwaltung_infrastruktur", "bildung_wissensstadt", "teilhabe", "mobilitaet")

TYPES = {
    "kurzfristig": (["kurzfr."], ["kurzfr. "], ["kurz-", "fr."]),
    "mittelfristig": (["mittelfr."], ["mittel-", "fr."]),
    "langfristig": (["langfr."],),
    "reallabor": (["Reallabor"], ["Real-", "labor"]),
    "undefiniert": (["undef."],),
}
CAUSES = {
    "eigenmotivation": (["Eigen- ", "Motivation"], ["Eigen-", "Motivation"], ["Eigenmotivation"]),
    "gesetzliches_erfordernis": (
        *(["gesetzl.  ", "Erfordernis"], ["gesetzl. Erfordernis"]),
        ["gesetzliches ", "Erforder-", "nis"],
    ),
    "auftrag": (["Auftrag"],),
    "foerdermittel_wettbewerb": (
        *(["Förder- ", "Mittel"], ["Fördermittel/-", "Wettbewerb"], ["Fördermittel/-Wettbewerb"]),
        ["Förder-", "mittel/-", "Wettbewerb"],
    ),
    "anderer_grund": (["anderer  ", "Grund"], ["anderer Grund"]),
}
STATES = {
    "ideenfindung": (["Ideenfindung"], ["Ideen-", "findung"]),
    "vorbereitung": (["Vorbereitung"], ["Vorberei-", "tung"]),
    "planung": (["Planung"],),
}
STATUS = {
    "im_plan": (["im  ", "Plan"], ["im Plan"]),
    "teilweise_kritisch": (["teilw.  ", "kritisch"], ["teilw. kritisch"], ["teilweise ", "kritisch"]),
    "kritisch": (["kritisch"],),
}
SIGNS = {"++": ("++",), "+": ("+",), "-": ("—", "–", "-")}

HEAD_START = ["Vorhaben-", "Nr. ", "Vorhabentitel ffd. ", "Amt17 "]
HEADS = {
    "5.2": [
        *("Vorhabentyp Anlass Bildungs- ", "und ", "Wissens-", "stadt ", "Teilhabe ", "an der ", "Stadtge-"),
        *("sellschaft ", "Zukunfts-", "fähige  ", "Mobilität ", "Bearbeitungsstand "),
    ],
    "5.4": [
        *("Vorhabentyp Anlass  Verwaltung ", "& Infrastruk-", "tur ", "Bildungs- ", "und Wis-", "sensstadt "),
        *("Teilhabe an ", "der Stadt-", "gesell-", "schaft ", "Zukunfts-", "fähige  ", "Mobilität "),
    ],
}
ROTATED = (
    "Verwaltung & Infrastruktur Bildungs- und Wissensstadt Teilhabe an der Stadtgesellschaft "
    "Zukunftsfähige Mobilität Gesamtstatus"
)
CAPTIONS = {
    "5.2": "{n} Vorhaben „in der Frühphase“ (Ideenfindung, Vorbereitung, Planung)",
    "5.3": "{n} Vorhaben (in Umsetzung)",
    "5.4": "{n} Vorhaben (abgeschlossen)",
    "5.5": "{n} Vorhaben (zurückgestellt)",
}


@dataclass(frozen=True)
class Row:
    """The values of a row, and its title's printed lines."""

    nr: str
    titel: str
    zeilen: tuple[str, ...]
    amt: str
    typ: str
    anlass: str
    bewertungen: dict[str, str]
    stand: str = ""
    status: str = ""
    kosten: str = ""
    nummer_klebt: bool = False
    extra: dict[str, str] = field(default_factory=dict)


def wrap(title: str, rng: random.Random) -> tuple[str, ...]:
    """Break a title into printed lines that the joining rules lead back to it."""
    lines, current = [], ""
    words = title.split(" ")
    for position, word in enumerate(words):
        current += word
        last = position == len(words) - 1
        if not last and rng.random() < 0.35 and not current.endswith("-"):
            lines.append(current)
            current = ""
        elif not last:
            current += " "
        elif len(word) > 6 and rng.random() < 0.5:
            cut = rng.randrange(2, len(word) - 2)
            left, right = word[:cut], word[cut:]
            if left[-1].islower() and right.isalpha() and right.islower() and right not in ("und", "oder"):
                head = current[: len(current) - len(word)]
                lines.append(f"{head}{left}-")
                current = right
    lines.append(current)
    return tuple(line for line in lines if line.strip())


def head_lines(chapter: str, rng: random.Random, *, first: bool) -> list[str]:
    """Return the printed lines of a column head; rotated ones lose letters."""
    if chapter == "5.3":
        keep = rng.choice((1.0, 0.4, 0.1, 0.0)) if not first else rng.choice((1.0, 0.7))
        letters = []
        position = 0
        while position < len(ROTATED):
            size = rng.choice((1, 2))
            piece = ROTATED[position : position + size]
            position += size
            if rng.random() < keep:
                letters.append(piece.rstrip() + rng.choice(("", " ")))
        return [*HEAD_START, "Vorhaben- ", "Typ ", "Anlass ", *letters, "Kosten,  ", "soweit  ", "beziffert "]
    return [*HEAD_START, *HEADS.get(chapter, HEADS["5.4"])]


def row_lines(row: Row, chapter: str, rng: random.Random) -> list[str]:
    """Return the printed lines of a row in column order."""
    gap = "" if row.nummer_klebt else " "
    lines = [f"{row.nr}{gap}{row.zeilen[0]}", *row.zeilen[1:]]
    cells = [row.amt, *rng.choice(TYPES[row.typ])]
    fields = FIELDS[1:] if chapter == "5.2" else FIELDS
    tail = [" ".join(rng.choice(SIGNS[row.bewertungen[name]]) for name in fields)]
    if row.stand:
        tail += rng.choice(STATES[row.stand])
    if row.status:
        tail += rng.choice(STATUS[row.status])
    if row.kosten:
        tail += [*rng.choice(((), (" " * 40,))), row.kosten]
    lines += cells + rng.choice(CAUSES[row.anlass]) + tail
    return glued(lines, rng)


def glued(lines: list[str], rng: random.Random) -> list[str]:
    """Run some lines together, never behind a hyphen that breaks a word."""
    result = [lines[0]]
    for line in lines[1:]:
        if rng.random() < 0.5 and not result[-1].rstrip().endswith("-"):
            result[-1] = f"{result[-1].rstrip()} {line}"
        else:
            result.append(line)
    return result


def page_end(chapter: str, rng: random.Random) -> list[str]:
    """Return what a page's end puts between two lines of a table."""
    lines = []
    if rng.random() < 0.4:
        lines += [" ", "17 s.h. Anhang 2 – Übersicht Ämterbezeichnungen Stadt Heilbronn "]
    if rng.random() < 0.5:
        lines += rng.choice(([" ", "", ""], [" "]))
        number = rng.randint(2, 99)
        lines += [f"{number} DIGITALISIERUNGSBERICHT STADT HEILBRONN 2021/2022  ", "", " "]
    head = head_lines(chapter, rng, first=False)
    return [*lines, " " + head[0], *head[1:]]


def print_report(tables: dict[str, list[Row]], rng: random.Random, *, page_ends: float = 0.04) -> str:
    """Return the text of a report's tables."""
    lines: list[str] = [" 5. Laufende Vorhaben im Überblick ", ""]
    for chapter, rows in tables.items():
        caption = CAPTIONS[chapter].format(n=len(rows))
        lines += [f" {chapter}. Matrixdarstellung: {caption} ", ""]
        lines += spaced(head_lines(chapter, rng, first=True), rng)
        for row in rows:
            for position, line in enumerate(row_lines(row, chapter, rng)):
                ended = position and rng.random() < page_ends
                lines += spaced(page_end(chapter, rng), rng) if ended else []
                lines += spaced([line + rng.choice(("", " ", "  "))], rng)
            lines += rng.choice(([], [" ", ""]))
            lines += spaced(page_end(chapter, rng), rng) if rng.random() < page_ends * 2 else []
    return "\n".join([*lines, " 5.6. Netzwerke ", "", "Danach folgt freier Text mit 2020 Wörtern. ", ""])


def spaced(lines: list[str], rng: random.Random) -> list[str]:
    """Put blank lines behind lines at random places."""
    result = []
    for line in lines:
        result.append(line)
        result += rng.choice(([], [""], [""], ["", ""]))
    return result
