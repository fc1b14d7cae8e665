"""Publish a round with many invented projects, so that pages and feeds can be measured at that size.

    HNDIGITAL_TOKEN=… python -m tests.benchmarks.many --ckan http://127.0.0.1:5900 --count 10000

Prints how long a project took in the first and in the last requests of the publication: the ratio says
whether the time grows with what is there already.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hndigital.bericht import Bericht, Berichtsstand, Fundstelle, Herkunft, Quelle, Vorhaben
from hndigital.checks import Abgleichszeile
from hndigital.package import Package, build_package
from hndigital.pipeline import ReadResult
from hndigital.publisher import Journal, publish
from hndigital.publisher.apply import Step
from hndigital.publisher.client import Portal
from hndigital.schemas import codelist

ROUND = Berichtsstand("2020-2", stichtag=date(2021, 3, 31), zeitraum_von=date(2019, 3, 1))
EARLY = ("ideenfindung", "vorbereitung", "planung")
THINGS = ("Parkplatzsuche", "Aktenführung", "Lernplattform", "Sensornetz", "Terminvergabe", "Stadtplan")
PLACES = ("Innenstadt", "Böckingen", "Neckargartach", "Sontheim", "Frankenbach", "Kirchhausen")


def invented(number: int, rng: random.Random) -> Vorhaben:
    """Return project `number` of the round; the same seed gives the same projects."""
    stage = rng.choice(list(codelist("bearbeitungsstand")))
    office, division = rng.choice((("I/105", "I"), ("20", "II"), ("50", "III"), ("65", "IV")))
    amount = Decimal(rng.randrange(1, 2000) * 1000) if rng.random() < 0.4 else None
    fields = [code for code in codelist("strategiefeld") if rng.random() < 0.6]
    return Vorhaben(
        vorhaben_nr=f"2020{number:06d}",
        titel=f"Digitale {rng.choice(THINGS)} {rng.choice(PLACES)} {number}",
        amt=office,
        dezernat=division,
        vorhabentyp=rng.choice(list(codelist("vorhabentyp"))),
        anlass=rng.choice(list(codelist("anlass"))),
        bearbeitungsstand=stage,
        kapitel="5.2" if stage in EARLY else "5.3",
        gesamtstatus="" if stage in EARLY else rng.choice(list(codelist("gesamtstatus"))),
        kosten_eur=amount,
        kosten_angabe="keine_angabe" if amount is None else "beziffert",
        bewertungen={code: rng.choice(("++", "+", "-")) for code in fields},
        herkunft={"titel": Herkunft(f"Vorhaben {number}", Fundstelle("5.3", "36", number))},
    )


def many(count: int, *, for_govdata: bool = False) -> Package:
    """Return the package of a round with `count` projects, made for show unless it is `for_govdata`."""
    rng = random.Random(count)  # noqa: S311 - data for measuring, no secret
    projects = tuple(invented(number, rng) for number in range(1, count + 1))
    source = Quelle("Bericht zum Messen", "bericht.txt", "0" * 64, beispieldaten=not for_govdata)
    total = Abgleichszeile("anzahl", count, count, "stimmt", "Kap. 5.1; Z. 1")
    return build_package(ReadResult(Bericht(ROUND, source, projects), (), (total,)))


def main() -> None:
    """Publish, and print seconds per project at the start and at the end."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ckan", required=True, help="address of a portal that may be filled")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument(
        "--for-govdata",
        action="store_true",
        help="not as sample data, which GovData's feed leaves out (single projects need federate_projects)",
    )
    arguments = parser.parse_args()
    package = many(arguments.count, for_govdata=arguments.for_govdata)
    moments: list[tuple[int, float]] = []

    def note(step: Step) -> None:
        moments.append((step.nummer, time.monotonic()))
        print(
            f"{moments[-1][1] - moments[0][1]:8.1f} s  {step.nummer}/{step.gesamt}  {step.name}", flush=True
        )

    portal = Portal(arguments.ckan, os.environ["HNDIGITAL_TOKEN"])
    with TemporaryDirectory() as folder:
        outcome = publish(portal, package, Journal(Path(folder) / "journal.jsonl"), progress=note)
    print(f"{len(outcome.angelegt)} created, {len(outcome.fehler)} failed, {outcome.sekunden:.0f} s")


if __name__ == "__main__":
    main()
