"""The data itself: editions byte for byte, register and slices as CSV and JSON, their descriptors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ..dcat.iris import Iris
from ..dcat.model import Dataset, Texts
from ..package import Package
from ..package.conformity import Given, check_descriptor, check_tables
from ..package.files import csv_bytes, json_bytes
from ..projects import SLICES
from ..schemas import TableDefinition, register_table, register_table_names, table, table_names
from .catalogue import project_dataset_of, register_of
from .site import Edition, Project, Row, Site

__all__ = ["edition_files", "files_of", "project_files", "register_files", "table_schemas"]

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def edition_files(edition: Edition) -> dict[str, bytes]:
    """Return the files of all versions of an edition: those of each package, its ZIP, the report itself."""
    return {
        f"{edition.folder_of(version)}/{name}": content
        for version in edition.versions
        for name, content in files_of(version).items()
    }


def files_of(package: Package) -> dict[str, bytes]:
    """Return the files of a package, the ZIP of them, and the report's own file where it came with it."""
    source = {package.source.name: package.source.content} if package.source else {}
    return {**package.files(), f"{package.name}.zip": package.zip_bytes(), **source}


def register_files(site: Site) -> dict[str, bytes]:
    """Return the register's tables and their descriptor; raises PackageError if a cell is not allowed."""
    tables = {name: (register_table(name), site.tables[name]) for name in register_table_names()}
    check_tables(
        Given(definition, partial(_lines, definition, rows), f"{site.register_folder}/{name}.csv")
        for name, (definition, rows) in tables.items()
    )
    files = _package(site.register_folder, tables, register_of(site), site.newest.package, site)
    _check_descriptor(site.register_folder, files)
    return files


def project_files(site: Site, project: Project) -> dict[str, bytes]:
    """Return a project's four slices, whose rows are among the register's, and their descriptor."""
    tables = {name: (register_table(part.table), project.slices[name]) for name, part in SLICES.items()}
    dataset = project_dataset_of(site, project)
    files = _package(project.folder, tables, dataset, project.last.package, site)
    if project is site.projects[0]:  # they differ in words only: one stands for all
        _check_descriptor(project.folder, files)
    return files


def _check_descriptor(folder: str, files: Mapping[str, bytes]) -> None:
    check_descriptor(json.loads(files[f"{folder}/datapackage.json"]), folder)


def _lines(definition: TableDefinition, rows: Sequence[Row]) -> Iterator[list[str]]:
    yield list(definition.column_names)
    yield from ([row[name] for name in definition.column_names] for row in rows)


def table_schemas() -> dict[str, dict[str, Any]]:
    """Return the Table Schemas by name: `vorhaben` of a package, `register/vorhaben` of the register."""
    return {name: table(name).table_schema(foreign_keys=False) for name in table_names()} | {
        f"register/{name}": register_table(name).table_schema(foreign_keys=False)
        for name in register_table_names()
    }


def _package(
    folder: str,
    tables: Mapping[str, tuple[TableDefinition, Sequence[Row]]],
    dataset: Dataset,
    package: Package,
    site: Site,
) -> dict[str, bytes]:
    """Return tables as CSV and JSON with a descriptor; `package` is where licence and date come from."""
    files: dict[str, bytes] = {}
    names = {definition.name: name for name, (definition, _rows) in tables.items()}
    resources = []
    for name, (definition, rows) in tables.items():
        content = csv_bytes(definition.column_names, rows)
        files[f"{folder}/{name}.csv"] = content
        files[f"{folder}/{name}.json"] = json_bytes([definition.cast(row) for row in rows])
        resources.append(_resource(name, definition, content, names))
    descriptor: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": folder.rpartition("/")[2],
        "id": dataset.iri,
        "title": _words(dataset.title, "de"),
        "description": _words(dataset.description, "de"),
        "homepage": dataset.landing_page,
        "version": dataset.version,
    }
    for key, texts in (("title_en", dataset.title), ("description_en", dataset.description)):
        if _words(texts, "en"):
            descriptor[key] = _words(texts, "en")
    for key in ("created", "beispieldaten", "licenses"):
        if key in package.descriptor:
            descriptor[key] = package.descriptor[key]
    descriptor["contributors"] = [{"title": _words(dataset.publisher.name, "de"), "roles": ["publisher"]}]
    descriptor["sources"] = [
        {"title": str(edition.package.descriptor["title"]), "path": Iris(site.settings).page(edition.name)}
        for edition in site.editions
    ]
    descriptor["resources"] = resources
    return {f"{folder}/datapackage.json": json_bytes(descriptor), **files}


def _resource(
    name: str, definition: TableDefinition, content: bytes, names: Mapping[str, str]
) -> dict[str, Any]:
    """Return a resource of a descriptor; `names` says what the other tables are called in it."""
    schema = definition.table_schema(foreign_keys=False)
    keys = [
        {"fields": [key.column], "reference": {"resource": names[key.table], "fields": [key.column]}}
        for key in definition.foreign_keys
        if key.table in names
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": definition.title_de,
        "title_en": definition.title_en,
        "description": definition.description_de,
        "description_en": definition.description_en,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def _words(texts: Texts, lang: str) -> str:
    return next((entry.value for entry in texts if entry.lang == lang), "")
