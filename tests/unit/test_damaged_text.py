"""Damaged forms of a report's text: each gives the undamaged package cell by cell, or says that it does not.

The damages are those of editors, mail programs, converters and extractors. What can be known is read right;
for everything else the exit code is not 0.
"""

from __future__ import annotations

import base64
import gzip
import quopri
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hndigital.cli.main import run
from hndigital.errors import SourceError
from hndigital.package import Package, build_package
from hndigital.pipeline import read_report

SAMPLE = Path(__file__).resolve().parents[2] / "harvester" / "sample" / "beispielbericht-2020-2.txt"
TABLES = ("vorhaben", "strategiefeld_matrix", "status", "kosten", "steckbriefe", "abgleich")
UMLAUTS = "äöüÄÖÜß"

Damage = Callable[[str], str | bytes]


def _every(pattern: str, number: int, change: str) -> Damage:
    """Change every such match, counted in `number`s."""

    def damage(text: str) -> str:
        matches = [match for at, match in enumerate(re.finditer(pattern, text)) if not at % number]
        for match in reversed(matches):
            text = text[: match.start()] + match.expand(change) + text[match.end() :]
        return text

    return damage


def _replaced(signs: str, others: list[str] | str) -> Damage:
    return lambda text: text.translate(
        {
            ord(a): b
            for a, b in zip(signs, others if isinstance(others, list) else [others] * len(signs), strict=True)
        }
    )


def _encoded(encoding: str) -> Damage:
    return lambda text: text.encode(encoding, "replace")


def _once_more(encoding: str) -> Damage:
    return lambda text: text.encode().decode(encoding).encode()


def _halves(first: str, second: str) -> Damage:
    return lambda text: (
        text[: len(text) // 2].encode(first, "replace") + text[len(text) // 2 :].encode(second, "replace")
    )


def _lines(change: Callable[[list[str]], list[str]]) -> Damage:
    return lambda text: "\n".join(change(text.split("\n")))


def _one_torn(text: str) -> str:
    """Break one word that stands whole elsewhere in the text, without a hyphen."""
    word = next(
        match
        for match in re.finditer(r"(?<=\s)([A-Z][a-z]{4})([a-z]{5,})(?=\s)", text)
        if len(re.findall(rf"\b{match[0]}\b", text)) > 1 and not re.search(rf"\b{match[2]}\b", text)
    )
    return f"{text[: word.start()]}{word[1]}\n{word[2]}{text[word.end() :]}"


HEALED: dict[str, Damage] = {
    "hyphens-2010": _replaced("-", "\u2010"),
    "hyphens-2011": _replaced("-", "\u2011"),
    "hyphens-2043": _replaced("-", "\u2043"),
    "hyphens-small": _replaced("-", "\ufe63"),
    "hyphens-wide": _replaced("-", "\uff0d"),
    "soft-hyphens-at-line-ends": lambda text: re.sub(r"(?<=[a-zß-ü])-(?= *\n)", "\u00ad", text),
    "ligatures": lambda text: (
        text.replace("ffi", "\ufb03").replace("ff", "\ufb00").replace("fi", "\ufb01").replace("fl", "\ufb02")
    ),
    "ligatures-st": lambda text: text.replace("st", "\ufb06"),
    "dots-before": _replaced("äöüÄÖÜ", [f"¨{letter}" for letter in "aouAOU"]),
    "dots-behind": _replaced("äöüÄÖÜ", [f"{letter}¨" for letter in "aouAOU"]),
    "dots-combining": lambda text: unicodedata.normalize("NFD", text),
    "dots-combining-apart": _replaced("äöüÄÖÜ", [f"{letter} \u0308" for letter in "aouAOU"]),
    **{f"rating-{ord(sign):04x}": _replaced("—", sign) for sign in "−‒―─－⸺"},
    "wide-plus": _replaced("+", "＋"),
    "wide-digits": _replaced("0123456789", [chr(0xFF10 + digit) for digit in range(10)]),
    **{
        f"invisible-{ord(sign):04x}": _every(r"(?<=\w)(?=\w)", 7, sign) for sign in "\u200b\u2060\u200e\ufeff"
    },
    "one-nul": lambda text: f"{text[:5000]}\0{text[5000:]}",
    "nul-at-line-ends": lambda text: text.replace("\n", "\0\n"),
    **{f"lines-{ord(sign):04x}": _replaced("\n", sign) for sign in "\r\v\x85\u2028\u2029\x1e"},
    "some-vt": _every("\n", 5, "\v"),
    "form-feeds": _every("\n", 40, "\f"),
    "rows-joined": _every(r"\n(?=20\d{8} )", 7, " "),
    "no-break-spaces": _replaced(" ", "\u00a0"),
    "tabs": _replaced(" ", "\t"),
    "indented": _lines(lambda lines: [f"    {line}" for line in lines]),
    "markdown-headings": lambda text: re.sub(r"(?m)^( *)(\d\.\d\. )", r"\1## \2", text),
    "thousands-by-blanks": lambda text: re.sub(r"(?<=\d)\.(?=\d{3}[\d. ]*€)", " ", text),
    "thousands-of-euros": lambda text: re.sub(r"(?<=\d)\.000 €", " T€", text),
    "nothing-stated": lambda text: text.replace("k.A.", "keine Angaben"),
    "references": lambda text: text.replace("&", "&amp;").replace("ü", "&uuml;").replace("—", "&mdash;"),
    **{
        name: _encoded(name) for name in ("cp1252", "mac_roman", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")
    },
    "utf-32-be": _encoded("utf-32-be"),
    "twice": _once_more("latin-1"),
    "twice-mac": _once_more("mac_roman"),
    "three-times": lambda text: text.encode().decode("latin-1").encode().decode("latin-1").encode(),
    "twice-but-one": lambda text: "Übersicht\n".encode() + text.encode().decode("latin-1").encode(),
    "half-windows": _halves("utf-8", "cp1252"),
    "half-windows-first": _halves("cp1252", "utf-8"),
    "lines-alternate": lambda text: b"\n".join(
        line.encode("cp1252" if at % 2 else "utf-8") for at, line in enumerate(text.split("\n"))
    ),
}
"""What is known for certain: the package is the same, but for places where lines were added."""

TOLD: dict[str, Damage] = {
    **{f"rating-{ord(sign):04x}": _replaced("—", sign) for sign in "~¬?_\ufffd"},
    "rating-lost": _replaced("—", ""),
    "words-broken-within-lines": lambda text: re.sub(r"(?<=[a-zß-ü])- *\n+ *(?=[a-zß-ü])", "- ", text),
    "hyphens-lost": lambda text: re.sub(r"(?<=[a-zß-ü])-(?= *\n)", "", text),
    "hyphens-and-lines-lost": lambda text: re.sub(r"(?<=[a-zß-ü])- *\n+ *(?=[a-zß-ü])", " ", text),
    "one-line": lambda text: " ".join(text.split()),
    "a-word-a-line": lambda text: "\n".join(text.split()),
    **{
        f"umlauts-{name}": _replaced(UMLAUTS, other)
        for name, other in {"asked": "?", "lost": "", "blank": " ", "box": "□", "cid": "(cid:9)"}.items()
    },
    "umlauts-replaced": _replaced(UMLAUTS, "\ufffd"),
    "umlauts-written-out": _replaced(UMLAUTS, ["ae", "oe", "ue", "Ae", "Oe", "Ue", "ss"]),
    **{
        name: _encoded(name)
        for name in ("ascii", "iso8859-1", "iso8859-15", "cp850", "cp437", "utf-7", "cp273")
    },
    "letters-apart": lambda text: re.sub(r"(?<=\w)(?=\w)", " ", text),
    "blanks-lost": _replaced(" ", ""),
    "capitals": str.upper,
    "lines-sorted": _lines(sorted),
    "lines-turned": _lines(lambda lines: lines[::-1]),
    "lines-lost": _lines(lambda lines: [line for at, line in enumerate(lines) if at % 17]),
    "lines-doubled": _lines(
        lambda lines: [one for at, line in enumerate(lines) for one in [line] * (2 - at % 2)]
    ),
    "lines-quoted": _lines(lambda lines: [f"> {line}" for line in lines]),
    "lines-numbered": _lines(lambda lines: [f"{at} {line}" for at, line in enumerate(lines, 1)]),
    "cut": lambda text: text[: text.rindex("5.4. Matrixdarstellung")],
    "numbers-wrapped": _every(r"(?m)^(20\d{6})(\d\d)", 3, "\\1\n\\2"),
    "numbers-parted": _every(r"(?m)^(2020)(\d{6})", 3, r"\1 \2"),
    "numbers-with-letters": _every(r"(?m)^(2020)0", 3, r"\1O"),
    "numbers-lost": _every(r"(?m)^2020\d{6} ", 7, ""),
    "numbers-twice": _every(r"(?m)^(20\d{8}) ", 11, r"\1 \1 "),
    "numbers-too-long": _every(r"(?m)^(20\d{8}) ", 9, r"\g<1>0 "),
    "offices-lost": _every(r"(?m)^(I+/\d+|\d\d) (?=\w)", 6, ""),
    "types-lost": _every(r"\b(?:kurz|mittel|lang)fr\.", 9, ""),
    "signs-doubled": _replaced("—", "— —"),
    "rows-cut": _every(r"(?m)^(20\d{8} \S+).*$", 9, r"\1"),
    "page-numbers-in-rows": _every(r"(?m)^(20\d{8} .*)$", 9, "\\1\n37"),
    "halves-swapped": lambda text: text[len(text) // 2 :] + text[: len(text) // 2],
    "two-thirds": lambda text: text[: len(text) * 2 // 3],
    "lower-case": str.lower,
    "letters-for-digits": _replaced("0", "O"),
    "markdown": lambda text: re.sub(r"(?m)^(20\d{8}) ", r"| \1 | ", text),
    "quoted-lines": _lines(lambda lines: [f'"{line}"' for line in lines]),
    "currency-cut": _replaced("€", "E"),
    "amounts-with-commas": lambda text: re.sub(r"(\d)\.(\d{3}) €", r"\1,\2 €", text),
    "currency-lost": _replaced("€", ""),
    "about": _every(r"[\d.]+ €", 2, r"ca. \g<0>"),
    "ranges": _every(r"[\d.]+ €", 2, r"1.000 – \g<0>"),
    "currency-other": _replaced("€", "¤"),
    "notes-in-titles": _every(r"(?m)^(2020\d{6} [^\W\d]{4,})(?= )", 4, r"\g<1>12"),
    "capital-i-for-l": lambda text: re.sub(r"(?<=[a-z])l(?=[a-z])", "I", text),
    "ones-for-l": _every(r"(?<=[a-z])l(?=[a-z])", 9, "1"),
    "noughts-for-o": _every(r"(?<=[a-z])o(?=[a-z])", 9, "0"),
    "greek-letters": lambda text: text.replace("ß", "β"),
    "two-i-for-umlauts": lambda text: text.replace("ü", "ii").replace("Ü", "Ii"),
    "tags-in-titles": _every(r"(?m)^(20\d{8}) (\S+)", 9, r"\1 <b>\2</b>"),
    "numbers-again-in-titles": lambda text: re.sub(r"(?m)^(20\d{8}) (\S+) ", r"\1 \2 \1 \2 ", text, count=1),
    "one-hyphen-lost": lambda text: _one_torn(text),
    "a-sheet-lost": lambda text: re.sub(
        r"(?s)A\. Vorhabenauftrag\s+Nummer: 2020000050.*?(?=\n *4\.4\.)", "", text
    ),
    "figures-lost": lambda text: re.sub(r"(?m)^.*Abbildung 1[24] .*$", "", text),
    "dashes-asked": lambda text: re.sub(r"(?m)^(20\d{8} \S+) ", r"\1 ? ", text, count=1),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()),
    "base64": lambda text: base64.encodebytes(text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
}
"""What nobody can put right, or not without guessing: a finding that makes the exit code 3, or a refusal."""

QUICK = {
    *(
        "hyphens-2011",
        "ligatures",
        "dots-before",
        "dots-combining-apart",
        "rating-2212",
        "one-nul",
        "lines-000b",
    ),
    *("form-feeds", "references", "twice-but-one", "half-windows", "invisible-200b"),
    *(
        "words-broken-within-lines",
        "hyphens-lost",
        "a-word-a-line",
        "umlauts-asked",
        "iso8859-15",
        "rating-003f",
    ),
    *("notes-in-titles", "numbers-lost"),
}


def _params(damages: dict[str, Damage]) -> list[object]:
    return [
        pytest.param(damage, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name, damage in damages.items()
    ]


@pytest.fixture(scope="module")
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sound() -> Package:
    return build_package(read_report(SAMPLE))


def _written(text: str | bytes, folder: Path) -> Path:
    source = folder / "bericht.txt"
    source.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return source


def _cells(package: Package) -> dict[tuple[str, int, str], str]:
    """Return every cell but places, which move where lines are added, and wordings, which are as printed."""
    return {
        (table, at, name): cell
        for table in TABLES
        for at, row in enumerate(package.tables[table])
        for name, cell in row.items()
        if name not in ("fundstelle", "wortlaut")
    }


@pytest.mark.parametrize("end", ["–", "&", "/", ","])
def test_one_title_that_ends_in_a_sign_is_told(end: str, text: str, tmp_path: Path) -> None:
    """Something must follow it: a line is lost, and the cell is not what was printed."""
    row = r"(?m)^(.*[^\W\d_]) [^\W\d_]+ *$(?=\s+(?:I+/\d+|\d\d) (?:kurz|mittel|lang)fr)"
    source = _written(re.sub(row, rf"\1 {end}", text, count=1), tmp_path)
    assert read_report(source, profile="heilbronn").has_errors


def test_half_a_word_of_a_code_is_told(text: str, tmp_path: Path) -> None:
    """Its other half stands in another cell: the row is mixed."""
    damaged = re.sub(r"(Eigen-) *\n\s*Motivation", r"\1\n", text, count=1)
    assert damaged != text
    assert read_report(_written(damaged, tmp_path), profile="heilbronn").has_errors


@pytest.mark.parametrize("damage", _params(HEALED))
def test_what_is_certain_is_read_as_if_undamaged(
    damage: Damage, text: str, sound: Package, tmp_path: Path
) -> None:
    """Every cell of every table is the undamaged one."""
    found = _cells(build_package(read_report(_written(damage(text), tmp_path), profile="heilbronn")))
    expected = _cells(sound)
    assert {key: found.get(key) for key, cell in expected.items() if found.get(key) != cell} == {}
    assert len(found) == len(expected)


@pytest.mark.parametrize("damage", _params(TOLD))
def test_what_is_not_certain_never_ends_with_zero(damage: Damage, text: str, tmp_path: Path) -> None:
    """The source is refused, or a finding of severity fehler says what is wrong with it."""
    try:
        result = read_report(_written(damage(text), tmp_path), profile="heilbronn")
    except SourceError:
        return
    assert result.has_errors


def test_the_command_says_why(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is 3, and the sentence names what is lost, an example, and the next step."""
    source = _written(TOLD["hyphens-lost"](text), tmp_path)
    assert run(["check", str(source), "--lang", "de"]) == 3
    said = capsys.readouterr().out
    assert "Dieser Quelle ist nicht zu trauen: Wörter brechen am Zeilenende ohne Trennstrich" in said
    assert "Infrastruk tur" in said
    assert "Bitte die PDF-Datei selbst angeben" in said


def test_a_package_with_errors_is_published_for_a_reason_only(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`plan` and `publish` refuse it before they ask the portal, and go on to it once told why."""
    source, package, nowhere = (
        _written(TOLD["hyphens-lost"](text), tmp_path),
        tmp_path / "paket",
        "http://127.0.0.1:9",
    )
    token = tmp_path / "token"
    token.write_text("a-token")
    token.chmod(0o600)
    assert run(["harvest", str(source), "--out", str(package)]) == 3
    for command in (["plan", str(package)], ["publish", str(package), "--token-file", str(token)]):
        capsys.readouterr()
        assert run([*command, "--ckan", nowhere, "--lang", "en"]) == 2
        assert "--accept-errors REASON" in capsys.readouterr().err
        assert run([*command, "--ckan", nowhere, "--lang", "en", "--accept-errors", "checked by hand"]) == 2
        said = capsys.readouterr().err
        assert "--accept-errors" not in said
        assert "127.0.0.1:9" in said


def test_the_wording_is_the_printed_one(text: str, tmp_path: Path) -> None:
    """A value is read in the usual signs; what is kept as its wording is what stands in the source."""
    source = _written(text.replace("fi", "\ufb01").replace("—", "−"), tmp_path)
    result = read_report(source, profile="heilbronn")
    ratings = [
        project.herkunft[f"strategiefeld.{name}"]
        for project in result.bericht.vorhaben
        for name in project.bewertungen
    ]
    assert "−" in {origin.wortlaut for origin in ratings}
    titles = [project for project in result.bericht.vorhaben if "fi" in project.titel]
    assert titles
    assert all("\ufb01" in project.herkunft["titel"].wortlaut for project in titles)


def test_what_stands_before_a_pdf_does_not_matter(tmp_path: Path) -> None:
    """A PDF behind junk that a gateway wrote is a PDF, not text."""
    source = tmp_path / "bericht.pdf"
    source.write_bytes(b"\r\n\x00junk\n%PDF-1.4 broken")
    with pytest.raises(SourceError, match="no text could be taken from the PDF"):
        read_report(source, profile="heilbronn")
