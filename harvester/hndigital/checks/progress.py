"""Plan against actual: what cannot be computed, and where the reported light is not the one of the rule."""

from __future__ import annotations

from collections.abc import Iterator

from ..bericht import Bericht, Fundstelle, Vorhaben
from ..findings import Finding
from ..progress import Progress, has_progress, percent, progress_of
from ..schemas import codelist, column

__all__ = ["check_progress"]


def check_progress(bericht: Bericht) -> list[Finding]:
    """Return the findings on what offices report of plan and actual; none where no source has it."""
    projects = [project for project in bericht.vorhaben if has_progress(project.cell)]
    return [finding for project in projects for finding in _odd(project, progress_of(project.cell))]


def _odd(project: Vorhaben, progress: Progress) -> Iterator[Finding]:
    number = project.vorhaben_nr
    for name in progress.odd:
        wording, place = _origin(project, name)
        yield Finding("fortschritt_unstimmig", number, name, wording, project.cell(name), place)
    if progress.light and project.gesamtstatus and progress.light != project.gesamtstatus:
        codes = codelist(column("gesamtstatus").codelist)
        said, rule = (codes[code].label_de for code in (project.gesamtstatus, progress.light))
        _, place = _origin(project, "gesamtstatus")
        yield Finding(
            "ampel_weicht_ab", number, "gesamtstatus", said, f"{rule} ({_overruns(progress)})", place
        )


def _overruns(progress: Progress) -> str:
    """Return the overruns that are known, in words: `Kosten +16,0 %, Termin 0,0 %`."""
    known = (("Kosten", progress.cost), ("Termin", progress.schedule))
    return ", ".join(
        f"{name} {'+' if value > 0 else ''}{percent(value).replace('.', ',')} %"
        for name, value in known
        if value is not None
    )


def _origin(project: Vorhaben, name: str) -> tuple[str, Fundstelle]:
    origin = project.herkunft.get(name)
    return (origin.wortlaut, origin.fundstelle) if origin else ("", Fundstelle())
