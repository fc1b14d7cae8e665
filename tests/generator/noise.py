"""The noise of the published text, drawn into what pdftotext extracted.

Seen in the city's text and drawn in here: a blank at the end of most lines but not after a hyphen that
breaks a word, nor in charts; blank lines between printed lines at odd places; lines with one blank
(empty paragraphs, also between a row's title and its office); a blank before the first line of a page;
page heads with and without a page number in mid-table; footnotes under a table's first page and under
prose; rotated heads letter by letter, more of them missing on every page; two blanks before an office;
a line of many blanks before an amount; addresses of links at a page's end. Other extractors mark pages by
form feeds, and editors strip blanks at line ends: some reports show that instead.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from .marks import BARE, COST, EMPTY, EXTRA, ROTATED, ROW_END, TITLE_END

__all__ = ["Noise", "Page", "noisy"]

_BLANK = " "
_FOOTNOTE = re.compile(r"Amt(\d+)")
_CHAPTER = re.compile(r"\d\. (.+)")
_TABLE_HEAD = re.compile(r"^Amt\d+ ?$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """The lines of one page, and its number if its head prints one."""

    number: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Noise:
    """How much of each kind (probabilities per place)."""

    blank_lines: float = 0.55
    page_heads: float = 0.12
    double_blanks: float = 0.05
    empty_rows: float = 0.5
    empty_cells: float = 0.06
    wide_costs: float = 0.75
    missing_end: float = 0.01
    links: float = 0.08
    page_start: str = " "
    stripped: bool = False

    @staticmethod
    def drawn(rng: random.Random) -> Noise:
        """Draw the measures of one report."""
        return Noise(
            blank_lines=rng.uniform(0.0, 0.8),
            page_heads=rng.choice((0.0, 0.1, 0.5)),
            double_blanks=rng.choice((0.0, 0.05, 0.15)),
            empty_rows=rng.choice((0.0, 0.5, 0.9)),
            empty_cells=rng.choice((0.0, 0.06, 0.2)),
            wide_costs=rng.choice((0.0, 0.75, 1.0)),
            missing_end=rng.choice((0.0, 0.02)),
            page_start=rng.choice((" ", " ", " ", "\f", "\f ")),
            stripped=rng.random() < 0.15,
        )


class _Writer:
    def __init__(self, rng: random.Random, noise: Noise, report_title: str) -> None:
        self.rng = rng
        self.noise = noise
        self.title = report_title
        self.number = rng.randint(1, 9)
        self.notes: set[str] = set()
        self.rotated = 0.85
        self.chapter = "Inhalt"

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def page(self, text: str) -> Page:
        """Return one page, lines with their ends; "" stands for a blank line."""
        self.number += 1
        lines = [line for line in text.split("\n") if line.strip()]
        if lines and (found := _CHAPTER.match(lines[0])):
            self.chapter = found.group(1).strip()
        result: list[str] = []
        for line in self._thinned(lines):
            result += self._line(line)
        result += self._footnote(text)
        number, head = self._head()
        result = head + self._spaced(result)
        if result and result[0].strip():
            result[0] = self.noise.page_start + result[0].lstrip(" ")
        return Page(number, tuple(line.rstrip(" ") if self.noise.stripped else line for line in result))

    def _thinned(self, lines: list[str]) -> list[str]:
        """Drop letters of rotated heads, more on every further page of the table."""
        heads = [line for line in lines if line.endswith(ROTATED)]
        if heads:
            gone = [self.chance(1 - self.rotated) for _ in heads]
            self.rotated *= self.rng.uniform(0.2, 0.7)
            flags = iter(gone)
            lines = [line for line in lines if not line.endswith(ROTATED) or not next(flags)]
        return lines

    def _line(self, line: str) -> list[str]:
        if line.strip() == EMPTY:
            return [_BLANK]
        if line.endswith(ROTATED):
            end = _BLANK if self.chance(0.05) else ""
            return [(" " if self.chance(0.05) else "") + line.removesuffix(ROTATED) + end]
        after: list[str] = []
        if ROW_END in line:
            line = line.replace(ROW_END, "")
            after += [_BLANK] if self.chance(self.noise.empty_rows) else []
        line = self._title_end(line, after)
        if COST in line:
            return self._cost(line, after)
        if EXTRA in line:
            line = line.replace(EXTRA, " " * self.rng.randint(1, 7))
        if line.endswith(BARE):
            return [line.removesuffix(BARE)]
        return [self._ended(self._doubled(line)), *after]

    def _title_end(self, line: str, after: list[str]) -> str:
        if TITLE_END not in line:
            return line
        if line.rstrip().endswith(TITLE_END):
            after += [_BLANK] if self.chance(self.noise.empty_cells) else []
            return line.replace(TITLE_END, "")
        return line.replace(TITLE_END, _BLANK if self.chance(self.noise.double_blanks) else "")

    def _cost(self, line: str, after: list[str]) -> list[str]:
        before, amount = line.split(COST)
        if not self.chance(self.noise.wide_costs):
            return [self._ended(before + amount), *after]
        wide = " " * self.rng.randint(25, 45)
        if before.strip():
            return [before.rstrip() + wide, amount + " " * self.rng.randint(1, 2), *after]
        return [wide, amount + " " * self.rng.randint(1, 2), *after]

    def _doubled(self, line: str) -> str:
        if not self.chance(self.noise.double_blanks):
            return line
        places = [index for index, sign in enumerate(line) if sign == " "]
        if not places:
            return line
        place = self.rng.choice(places)
        return line[:place] + " " + line[place:]

    def _ended(self, line: str) -> str:
        line = line.rstrip()
        if line.endswith("-") and not line.endswith(" -"):
            written = line.endswith(("Eigen-", "Förder-", "Vorhaben-"))  # typed with a blank, not broken
            return line + (_BLANK if self.chance(0.8 if written else 0.04) else "")
        if self.chance(self.noise.missing_end):
            return line
        return line + (_BLANK * 2 if self.chance(0.08) else _BLANK)

    def _footnote(self, text: str) -> list[str]:
        if _TABLE_HEAD.search(text) and (found := _FOOTNOTE.search(text)):
            note = found.group(1)
            if note in self.notes:
                return []
            self.notes.add(note)
            return [_BLANK, f"{note} s.h. Anhang 2 – Übersicht Ämterbezeichnungen Stadt Heilbronn "]
        # without blanks at line ends nothing parts a note from the text above it
        if self.chance(0.15) and not self.noise.stripped:
            number = self.rng.randint(1, 11)
            notes = [_BLANK, f"{number} vgl. Beispielquelle ({2010 + number}): Bericht zu 102 Vorhaben "]
            return notes + (["https://www.example.org/bericht"] if self.chance(self.noise.links) else [])
        return []

    def _spaced(self, lines: list[str]) -> list[str]:
        result: list[str] = []
        for line in lines:
            if result:
                result += [""] * (self.chance(self.noise.blank_lines) + (self.chance(0.01) and 2))
            result.append(line)
        return result

    def _head(self) -> tuple[str, list[str]]:
        """Return the printed number and the lines of a page head, if the page has one."""
        if not self.chance(self.noise.page_heads):
            return "", []
        head, number = self.rng.choice(
            (
                (f"{self.number} {self.title} ", str(self.number)),
                (f"{self.chapter.upper()} {self.number} ", str(self.number)),
                (f"{self.title} ", ""),
            )
        )
        blanks = ["", _BLANK, "", _BLANK, ""]
        return number, [*([_BLANK, "", "", ""] if self.chance(0.7) else []), head, *blanks]


def noisy(pages: list[str], rng: random.Random, noise: Noise, title: str) -> list[Page]:
    """Return the pages of a report as extracted, with the noise drawn in.

    `title` is what page heads print, in capitals.
    """
    writer = _Writer(rng, noise, title)
    return [writer.page(page) for page in pages]
