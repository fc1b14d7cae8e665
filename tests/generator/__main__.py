"""Write a report and what a reader must make of it.

    python -m tests.generator --seed 7 --projects 60 --out DIR
    python -m tests.generator --seed 8 --previous PACKAGE --round 2022-2 --out DIR
    python -m tests.generator --sample            (the sample reports of the repo)

DIR gets `bericht-<round>.txt`, `expected/*.csv` and, for a next round, `expected/aenderungen.csv`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from .build import report_text
from .expected import COLUMNS, csv_text, tables
from .invent import invented_report
from .model import Report
from .noise import Noise
from .rounds import changes, changes_text, next_report, read_package
from .sample import first_round, second_round

_REPO = Path(__file__).resolve().parent.parent.parent
_SAMPLE = _REPO / "harvester" / "sample"
_SAMPLE_SEEDS = {"2020-2": 20202, "2021-1": 20211}
_PERIODS = {"1": ("10", "03"), "2": ("04", "09")}


def _write(report: Report, seed: int, out: Path) -> None:
    Path(out, "expected").mkdir(parents=True, exist_ok=True)
    Path(out, f"bericht-{report.berichtsstand}.txt").write_text(report_text(report, seed), encoding="utf-8")
    for name, rows in tables(report).items():
        Path(out, "expected", f"{name}.csv").write_text(csv_text(COLUMNS[name], rows), encoding="utf-8")


def _period(berichtsstand: str) -> tuple[str, str]:
    """A half-year's report covers the half-year to March or September."""
    year, half = berichtsstand.split("-")
    start, end = _PERIODS[half]
    return (f"{int(year) - 1}-{start}" if half == "1" else f"{year}-{start}"), f"{year}-{end}"


def _sample() -> None:
    _SAMPLE.mkdir(parents=True, exist_ok=True)
    first, second = first_round(), second_round()
    for report in (first, second):
        name = f"beispielbericht-{report.berichtsstand}.txt"
        text = report_text(report, _SAMPLE_SEEDS[report.berichtsstand], Noise())
        Path(_SAMPLE, name).write_text(text, encoding="utf-8")
    Path(_SAMPLE, "aenderungen-2021-1.csv").write_text(changes_text(changes(first, second)), encoding="utf-8")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--projects", type=int, default=40, help="number of projects")
    parser.add_argument("--previous", type=Path, help="folder of a package whose next round is wanted")
    parser.add_argument("--round", default="2022-1", help="reporting round, e.g. 2022-1")
    parser.add_argument("--out", type=Path, default=Path("generated"))
    parser.add_argument("--sample", action="store_true", help="write harvester/sample anew")
    options = parser.parse_args()
    if options.sample:
        _sample()
        return
    von, bis = _period(options.round)
    if not options.previous:
        _write(
            invented_report(options.seed, options.projects, options.round, von, bis),
            options.seed,
            options.out,
        )
        return
    projects, sheets = read_package(options.previous)
    before = Report("", von, bis, projects, sheets, {}, {})
    report = next_report(projects, sheets, seed=options.seed, berichtsstand=options.round, von=von, bis=bis)
    _write(report, options.seed, options.out)
    Path(options.out, "expected", "aenderungen.csv").write_text(
        changes_text(changes(before, report)), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
