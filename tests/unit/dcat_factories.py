"""Packages, CKAN dicts and a city's ordinary datasets, for tests of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from factories import read
from hndigital.package import Package, build_package
from hndigital.publisher.desired import description_fields, edition_fields, reported_fields

from tests.datasets import LICENCE, mixed, ordinary, resource

__all__ = ["LICENCE", "edition_dict", "mixed", "ordinary", "package", "project_dicts", "resource"]


def package() -> Package:
    """Make a package of three projects: with and without a text of the city, with and without ratings."""
    return build_package(read())


def project_dicts(made: Package) -> list[dict[str, Any]]:
    """Return the package's projects as CKAN holds them after publishing."""
    vorhaben = [
        {**row, "erstmals_berichtet": made.berichtsstand, "zuletzt_berichtet": made.berichtsstand}
        for row in made.tables["vorhaben"]
    ]
    fields = reported_fields(
        {"vorhaben": vorhaben, "strategiefeld_matrix": made.tables["strategiefeld_matrix"]}
    )
    period = {
        "temporal_start": str(made.descriptor.get("zeitraum_von", "")),
        "temporal_end": str(made.descriptor.get("stichtag", "")),
    }
    return [
        _published(number, name, {**values, **period})
        for number, (name, values) in enumerate(sorted(fields.items()))
    ]


def edition_dict(made: Package) -> dict[str, Any]:
    """Return the package's edition as CKAN holds it after publishing."""
    contents = {**made.files(), f"{made.name}.zip": made.zip_bytes()}
    resources = [
        resource(
            number,
            name=name,
            datei=name,
            fassung="1",
            size=len(content),
            hash="ab" * 32,
            url=f"https://opendata.heilbronn.de/dataset/x/resource/{number}/download/{name}",
        )
        for number, (name, content) in enumerate(contents.items(), start=100)
    ]
    fields = {
        **edition_fields(made, 1),
        **description_fields(made.descriptor),
        "type": "dataset",
    }
    tags = [{"name": word, "display_name": word} for word in made.descriptor["keywords"]]
    return {**_published(900, made.name, fields), "resources": resources, "tags": tags}


def _published(number: int, name: str, fields: Mapping[str, str]) -> dict[str, Any]:
    return {
        **ordinary(number),
        "id": f"22222222-0000-4000-8000-{number:012d}",
        "name": name,
        "type": "digitalprojekt",
        "tags": [],
        "groups": [],
        "resources": [],
        **fields,
    }
