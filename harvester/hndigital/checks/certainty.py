"""Whether a source is to be trusted at all: what is odd in it against the measures of `certainty.yaml`.

A reader does what it can with a damaged text, and much of what it can't know looks like a value: a title that
lacks its end, a word with a blank in it. One such slip is a finding; from a declared share on the source as
a whole is no ground for data, and `quelle_unsicher` says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..bericht import Bericht, Fundstelle, Vorhaben
from ..build import plain_figure
from ..findings import Finding
from ..schemas import column, completing_words, measures, sheet_fields, table, unfinished_words
from ..values import parse_vorhaben_nr
from .reconciliation import Abgleichszeile

__all__ = ["doubts"]

EXAMPLES = 3
LETTERS = 1_000
"""From so many letters on a German text has an umlaut."""

_BROKEN = re.compile(r"([^\W\d_]+)- ([a-zäöüß][^\W\d_]*\.?)")
_UNREADABLE = re.compile(
    r"\ufffd|[□▯\ue000-\uf8ff]|\(cid:\d+\)|&(?:[A-Za-z]{2,8}|#\d{2,5});|\x1a"
    r"|(?<=[^\W\d_])[?¿](?=[^\W\d_])|(?<!\S)\?(?!\S)|(?<!\S)\?(?=[^\W\d_])|[ÂÃ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|√[§∂º]"
    r"|(?<=[a-zäöüß])[I01|](?=[a-zäöüß])"
    # tags that a page left behind, not what somebody put between signs
    r"|</?(?i:a|b|br|div|em|font|h[1-6]|hr|i|li|ol|p|s|span|strong|sub|sup|t[dhr]|table|tbody|u|ul)(?:\s[^<>]*)?/?>"
    r"|[A-Za-zäöüß][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-zäöüß]|[ŭŏűőŬŎŰŐ]"
    r"|\bii(?=[a-zäöüß])|(?<=[^\W\d_])ii(?=[a-zäöüß])(?!er)"
)
_BROKEN_END = re.compile(r"(?:[^\W\d_]-|\s[–—&+/-]|[,(/&])$")
"""How no title ends: half a word, or a sign that something must follow."""
_NOTE = re.compile(r"(?:[a-zäöüß]|(?<=[a-zäöüß])\))(?:\d{1,2}\)?|[¹²³⁴-⁹]{1,2})(?=\s|$)")
_ROWS = ("anzahl", "kapitel")
_NOWHERE = Fundstelle()


def doubts(
    bericht: Bericht, findings: Sequence[Finding], abgleich: Sequence[Abgleichszeile]
) -> list[Finding]:
    """Return what makes a report's source untrustworthy, and the titles that end where no title ends."""
    unfinished = list(_unfinished(bericht.vorhaben))
    found = [*findings, *unfinished]
    return [
        *unfinished,
        *_unknown(bericht, found),
        *_offices(bericht, found),
        *_titles(bericht, found),
        *_mixed(bericht, found),
        *_lost_rows(abgleich),
        *_leftovers(bericht, found),
        *_sheets(bericht, found),
        *_letters(bericht),
    ]


def _doubt(
    name: str,
    odd: int,
    of: int,
    *,
    what: str = "",
    examples: Sequence[str] = (),
    place: Fundstelle = _NOWHERE,
) -> Iterator[Finding]:
    if measures()[name].exceeded(odd, of):
        wording = " | ".join(dict.fromkeys(examples[:EXAMPLES]))
        count = f"{what} {odd}/{of}".strip()
        yield Finding("quelle_unsicher", feld=name, wortlaut=wording, wert=count, fundstelle=place)


def _unfinished(projects: Sequence[Vorhaben]) -> Iterator[Finding]:
    for project in projects:
        words = project.titel.split()
        if words and (words[-1] in unfinished_words() or _BROKEN_END.search(project.titel)):
            origin = project.herkunft.get("titel")
            wording, place = (origin.wortlaut, origin.fundstelle) if origin else ("", Fundstelle())
            yield Finding("titel_unsicher", project.vorhaben_nr, "titel", wording, project.titel, place)


def _unknown(bericht: Bericht, findings: Sequence[Finding]) -> Iterator[Finding]:
    unknown = [finding for finding in findings if finding.code == "wortlaut_unbekannt"]
    for name, count in Counter(finding.feld for finding in unknown).items():
        here = [finding for finding in unknown if finding.feld == name]
        filled = sum(name in project.herkunft for project in bericht.vorhaben)
        yield from _doubt(
            "wortlaut",
            count,
            max(filled, count),
            what=name,
            examples=[finding.wortlaut for finding in here],
            place=here[0].fundstelle,
        )


def _offices(bericht: Bericht, findings: Sequence[Finding]) -> Iterator[Finding]:
    odd = [finding for finding in findings if finding.code == "amt_ohne_dezernat"]
    place = odd[0].fundstelle if odd else _NOWHERE
    of = sum(bool(project.amt) for project in bericht.vorhaben)
    yield from _doubt("aemter", len(odd), of, examples=[one.wortlaut for one in odd], place=place)


def _titles(bericht: Bericht, findings: Sequence[Finding]) -> Iterator[Finding]:
    odd = [finding for finding in findings if finding.code == "titel_unsicher"]
    titles = {finding.vorhaben_nr: finding.wert for finding in odd}
    place = odd[0].fundstelle if odd else Fundstelle()
    rows = len(bericht.vorhaben)
    yield from _doubt("titel", len(titles), rows, examples=list(titles.values()), place=place)
    noted = [project.titel for project in bericht.vorhaben if _NOTE.search(project.titel)]
    yield from _doubt("fussnoten", len(noted), rows, examples=noted)


def _mixed(bericht: Bericht, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the rows whose cells are certainly mixed: half a word, or the number, is in the title."""
    unknown = {finding.vorhaben_nr for finding in findings if finding.code == "wortlaut_unbekannt"}
    numbered = [project.titel for project in bericht.vorhaben if _holds_its_number(project)]
    odd = [
        finding
        for finding in findings
        if finding.code == "titel_unsicher"
        and (finding.vorhaben_nr in unknown or _BROKEN_END.search(finding.wert or finding.wortlaut))
    ]
    halves = [
        one for one in findings if one.code == "wortlaut_unbekannt" and _BROKEN_END.search(one.wortlaut)
    ]
    place = next((one.fundstelle for one in [*odd, *halves]), Fundstelle())
    examples = [*(one.wert for one in odd), *(one.wortlaut for one in halves), *numbered]
    yield from _doubt("zellen", len(examples), len(bericht.vorhaben), examples=examples, place=place)


def _holds_its_number(project: Vorhaben) -> bool:
    """Tell whether the number of its own row stands in a title."""
    return any(parse_vorhaben_nr(word) == project.vorhaben_nr for word in project.titel.split())


def _lost_rows(abgleich: Sequence[Abgleichszeile]) -> Iterator[Finding]:
    """Yield the totals of rows of which the report states more everywhere than there are."""
    stated: dict[str, list[Abgleichszeile]] = {}
    for row in abgleich:
        if row.kennzahl.partition(".")[0].partition("#")[0] in _ROWS:
            stated.setdefault(plain_figure(row.kennzahl), []).append(row)
    for name, rows in stated.items():
        least = min(rows, key=lambda row: row.bericht)
        yield from _doubt("zeilen", max(least.bericht - (least.zeilen or 0), 0), least.bericht, what=name)


def _leftovers(bericht: Bericht, findings: Sequence[Finding]) -> Iterator[Finding]:
    odd = [finding for finding in findings if finding.code == "text_nicht_zugeordnet" and finding.vorhaben_nr]
    place = odd[0].fundstelle if odd else Fundstelle()
    examples = [finding.wortlaut for finding in odd]
    yield from _doubt("rest", len(odd), len(bericht.vorhaben), examples=examples, place=place)


def _sheets(bericht: Bericht, findings: Sequence[Finding]) -> Iterator[Finding]:
    odd = [finding for finding in findings if finding.code == "steckbrief_unvollstaendig"]
    needed = sum(not column(name).may_be_blank for name in sheet_fields())
    examples = [finding.feld for finding in odd]
    yield from _doubt("steckbrief", len(odd), needed * len(bericht.steckbriefe), examples=examples)


def _letters(bericht: Bericht) -> Iterator[Finding]:
    """Yield what the letters of all texts tell: broken words, unreadable characters, no umlaut."""
    texts, completing = [*_texts(bericht)], completing_words()
    broken = [match[0] for text in texts for match in _BROKEN.finditer(text) if match[2] not in completing]
    yield from _doubt("trennung", len(broken), len(texts), examples=broken)
    wordless = {project.titel for project in bericht.vorhaben if not re.search(r"[^\W\d_]", project.titel)}
    unreadable = [text for text in texts if _UNREADABLE.search(text) or text in wordless - {""}]
    yield from _doubt("zeichen", len(unreadable), len(texts), examples=unreadable)
    letters = sum(map(len, texts))
    if letters >= LETTERS and not any(re.search("[äöüÄÖÜß]", text) for text in texts):
        yield from _doubt("umlaute", len(texts), len(texts))


def _texts(bericht: Bericht) -> Iterator[str]:
    """Yield every text of projects and fact sheets that no code list knows."""
    names = [
        name
        for name in table("steckbriefe").column_names
        if name in ("titel", *table("vorhaben").having("sheet"))
    ]
    for project in bericht.vorhaben:
        yield project.titel
    for one in bericht.steckbriefe:
        for name in names:
            if text := one.cell(name):
                yield text
