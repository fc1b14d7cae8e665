"""Packages → a report: its parts in the order of the city's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from .. import profiles
from ..package import Package
from ..schemas import writing
from .changes import change_sections
from .edition import Edition
from .figures import figure_blocks, key_figures
from .model import Block, Heading, Report, Section, Text
from .sheets import annex_sections, sheet_sections
from .tables import matrices, table_sections

__all__ = ["compose"]


def compose(packages: Sequence[Package]) -> Report:
    """Return the report of the last of some packages, which are in the order of their rounds.

    Raises PackageError if there is none, if they are of several cities or in no order.
    """
    edition = Edition.of(packages)
    package, said = edition.package, writing()
    values = edition.values()
    title = said.title.format(**values)
    sums = "".join(one.sha256 for one in packages)
    return Report(
        title=title,
        subject=str(package.descriptor.get("title", title)),
        publisher=profiles.current().organisation.title.de,
        date=str(package.descriptor.get("created", ""))[:10],
        identifier=hashlib.sha256(sums.encode()).hexdigest()[:32],
        page=said.words["page"],
        sections=tuple(_sections(edition)),
    )


def _sections(edition: Edition) -> Iterator[Section]:
    yield Section(tuple(_opening(edition)))
    sheets = list(sheet_sections(edition))
    chapter = _first_chapter(edition)
    yield from (section for major, section in sheets if major < chapter)
    yield Section(tuple(_overview(edition)))
    yield from table_sections(edition)
    yield from change_sections(edition)
    yield from (section for major, section in sheets if major >= chapter)
    yield from annex_sections(edition)


def _first_chapter(edition: Edition) -> int:
    """Return the number of the chapter that the tables are in."""
    first = matrices(edition)[0].chapter.partition(".")[0]
    return int(first) if first.isdigit() else 0


def _opening(edition: Edition) -> Iterator[Block]:
    said, values = writing(), edition.values()
    if edition.package.beispieldaten:
        yield Text(said.words["sample"], "sample")
    for sentence in said.statements:
        named = [name for name in values if f"{{{name}}}" in sentence]
        if all(values[name] for name in named) and not _is_repeated(sentence, values):
            yield Text(sentence.format(**values), "lead")
    yield Text(said.words["made"].format(**values), "note")
    yield Heading(2, said.sections["summary"])
    yield key_figures(edition)


def _is_repeated(sentence: str, values: dict[str, str]) -> bool:
    """Tell whether a sentence says the end of a period that another one says with its begin."""
    longer = any("{begin}" in one and "{end}" in one for one in writing().statements)
    return "{end}" in sentence and "{begin}" not in sentence and longer and bool(values["begin"])


def _overview(edition: Edition) -> Iterator[Block]:
    sections = writing().sections
    yield Heading(2, sections["overview"])
    yield Heading(3, sections["figures"])
    yield from figure_blocks(edition)
