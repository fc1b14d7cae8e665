"""Whether a package is as it was made, and whether a portal can take it for what it says it is.

What a file's checksum tells, or what reading found, an operator may have wanted: then the reason is said and
kept. What a package is – of which round, under which name, with which projects – is never a matter of hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import PackageError
from ..package import Package
from ..schemas import codelist, table_names

__all__ = ["check_certain", "check_identity", "check_untouched"]

_Sentences = tuple[str, str]


def check_untouched(package: Package, reason: str = "") -> None:
    """Raise PackageError if a part was changed after the package was made, unless a `reason` is given.

    It names every file that its checksum does not fit, and what the descriptor says otherwise than the
    tables.
    """
    altered = package.altered
    if not altered or reason:
        return
    names = ", ".join(altered)
    raise PackageError(
        f"{package.name}: von Hand geändert, seit das Paket entstand: {names}. Bitte das Paket mit "
        "`hndigital harvest` neu erzeugen, oder mit --changed-by-hand GRUND sagen, warum es so "
        "veröffentlicht werden soll.",
        f"{package.name}: changed by hand since the package was made: {names}. Make the package again with "
        "`hndigital harvest`, or say with --changed-by-hand REASON why it is to be published like this.",
    )


def check_certain(package: Package, reason: str = "") -> None:
    """Raise PackageError if reading found errors, unless a `reason` is given; it names the first of them."""
    errors = [row for row in package.tables.get("hinweise", ()) if row["schwere"] == "fehler"]
    if not errors or reason:
        return
    code = errors[0]["code"]
    kind = codelist("hinweiscode").get(code)
    found_de, found_en = (kind.label("de"), kind.label("en")) if kind else (code, code)
    raise PackageError(
        f"{package.name}: beim Lesen gab es {len(errors)} Hinweise der Schwere Fehler (zuerst: {found_de}; "
        "alle in hinweise.csv). Bitte die Quelle berichtigen und das Paket neu erzeugen, oder mit "
        "--accept-errors GRUND sagen, warum es so veröffentlicht werden soll.",
        f"{package.name}: reading made {len(errors)} findings of severity error (first: {found_en}; all in "
        "hinweise.csv). Correct the source and make the package again, or say with --accept-errors REASON "
        "why it is to be published like this.",
    )


def check_identity(package: Package, register: str) -> None:
    """Raise PackageError unless the package is one round of the portal's register, with projects."""
    for german, english in _faults(package, register):
        raise PackageError(
            f"{package.name}, datapackage.json: {german}. Bitte das Paket mit `hndigital harvest` neu "
            "erzeugen.",
            f"{package.name}, datapackage.json: {english}. Make the package again with `hndigital harvest`.",
        )


def _faults(package: Package, register: str) -> Iterator[_Sentences]:
    expected = f"{register}-{package.berichtsstand}"
    if package.name != expected:
        yield (
            f"„name“ ist {package.name}, die Ausgabe des Berichtsstands {package.berichtsstand} heißt auf "
            f"dem Portal aber {expected}",
            f"“name” is {package.name}, but the edition of the round {package.berichtsstand} is called "
            f"{expected} on the portal",
        )
    known = table_names()
    for resource in package.descriptor["resources"]:
        if resource["name"] not in known or resource["path"] != f"{resource['name']}.csv":
            name = f"{resource['name']} ({resource['path']})"
            yield f"die Tabelle {name} kennt hndigital nicht", f"hndigital knows no table {name}"
    if not package.tables["vorhaben"]:
        yield "das Paket enthält kein Vorhaben", "the package has no project"
