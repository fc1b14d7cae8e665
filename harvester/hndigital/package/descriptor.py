"""`datapackage.json`: the descriptor of a package after Data Package v2.

https://datapackage.org/standard/data-package/ leaves languages other than one open, so German is
in the standard's properties and English beside it as `title_en` and `description_en`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any

import yaml

from .. import profiles, schemas
from ..bericht import Berichtsstand, Quelle
from ..caching import kept
from ..errors import PackageError, told_as
from ..outside import read_file, yaml_document
from ..outside.limits import SETTINGS
from ..profiles.recognising import statement
from ..texts import format_date

__all__ = ["PackageSettings", "descriptor", "edition_name", "first_version", "next_version"]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
NO_ROUND = "ohne-berichtsstand"


@dataclass(frozen=True, slots=True)
class PackageSettings:
    """What an operator may word otherwise; the defaults are the profile's, its `package.yaml` among them."""

    name: str
    title_de: str
    title_en: str
    description_de: str
    description_en: str
    sample_de: str
    sample_en: str
    keywords: tuple[str, ...]
    licence: Mapping[str, str]
    contributors: tuple[Mapping[str, Any], ...]
    homepage: str = ""
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def default(cls) -> PackageSettings:
        """Return the settings of the profile in use."""
        return _default_settings()

    @classmethod
    def load(cls, path: str | Path) -> PackageSettings:
        """Return the defaults with what the YAML file at `path` says otherwise; raises PackageError."""
        try:
            with told_as(PackageError):
                given = yaml_document(read_file(path, SETTINGS), str(path))
        except OSError as error:
            raise PackageError(
                f"{path}: lässt sich nicht lesen ({error.strerror}). Bitte die Datei prüfen.",
                f"{path}: cannot be read ({error.strerror}). Please check the file.",
            ) from error
        known = {entry.name for entry in fields(cls)}
        names = {str(name) for name in given} if isinstance(given, dict) else {"–"}
        if not names <= known:
            unknown = ", ".join(sorted(names - known))
            raise PackageError(
                f"{path}: unbekannte Angabe {unknown}. Möglich sind: {', '.join(sorted(known))}.",
                f"{path}: unknown setting {unknown}. Possible are: {', '.join(sorted(known))}.",
            )
        return replace(cls.default(), **_frozen(given))

    def fill(self, text: str, values: Mapping[str, object]) -> str:
        """Return `text` with its placeholders filled; raises PackageError for an unknown one."""
        try:
            return text.format_map(values)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise PackageError(
                f"Paketvorlage: der Platzhalter {error} in „{text}“ ist unbekannt. Möglich sind: "
                f"{', '.join(values)}.",
                f"Package template: the placeholder {error} in “{text}” is unknown. Possible are: "
                f"{', '.join(values)}.",
            ) from error


def _frozen(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in settings.items()}


@kept()
def _default_settings() -> PackageSettings:
    profile = profiles.current()
    organisation = profile.organisation
    own = {
        "name": profile.register.name,
        "licence": asdict(profile.licence),
        "contributors": [
            {"title": organisation.title.de, "path": organisation.homepage, "roles": ["publisher"]}
        ],
    }
    return PackageSettings(**_frozen(own | yaml.safe_load(schemas.schema_text("package.yaml"))))


def edition_name(berichtsstand: str, settings: PackageSettings) -> str:
    """Return the edition's name, e.g. `digitalprojekte-2020-2`."""
    return f"{settings.name}-{berichtsstand or NO_ROUND}"


def first_version(berichtsstand: str) -> str:
    """Return the version of a round's first package: `2020-2` is `2020.2.0`."""
    return ".".join([*berichtsstand.split("-"), "0"]) if berichtsstand else "0.0.0"


def next_version(version: str) -> str:
    """Return the version of the next correction: after `2020.2.0` comes `2020.2.1`."""
    round_part, _, counter = version.rpartition(".")
    return f"{round_part}.{int(counter) + 1 if counter.isdigit() else 1}"


def descriptor(
    berichtsstand: Berichtsstand,
    quelle: Quelle,
    files: Mapping[str, bytes],
    anzahl: int,
    version: str,
    settings: PackageSettings,
) -> dict[str, Any]:
    """Return the descriptor of a package with the CSV files `files` (by file name) and `anzahl` projects."""
    created = berichtsstand.berichtsdatum or berichtsstand.stichtag
    result: dict[str, Any] = {
        "$schema": PROFILE,
        "name": edition_name(berichtsstand.code, settings),
        **_words(berichtsstand, quelle, anzahl, settings),
        "version": version,
    }
    if (tables := schemas.schema_version_of(_present_tables(files))) > schemas.FIRST_VERSION:
        result["schema_version"] = tables
    if created:
        result["created"] = f"{created.isoformat()}T00:00:00Z"
    if settings.homepage:
        result["homepage"] = settings.homepage
    if berichtsstand.code:
        result["berichtsstand"] = berichtsstand.code
    for name, day in (
        ("stichtag", berichtsstand.stichtag),
        ("zeitraum_von", berichtsstand.zeitraum_von),
        ("berichtsdatum", berichtsstand.berichtsdatum),
    ):
        if day:
            result[name] = day.isoformat()
    if quelle.beispieldaten:
        result["beispieldaten"] = True
    result |= {
        "keywords": list(settings.keywords),
        "licenses": [dict(settings.licence)],
        "contributors": [dict(contributor) for contributor in settings.contributors],
        "sources": [_source(quelle, berichtsstand.berichtsdatum)],
        **settings.extra,
        **statement(settings.contributors),
        "resources": [_resource(name, files[f"{name}.csv"]) for name in _present_tables(files)],
    }
    return result


def _present_tables(files: Mapping[str, bytes]) -> list[str]:
    return [name for name in schemas.table_names() if f"{name}.csv" in files]


def _words(
    berichtsstand: Berichtsstand, quelle: Quelle, anzahl: int, settings: PackageSettings
) -> dict[str, str]:
    values = {
        "berichtsstand": berichtsstand.code or "–",
        "stichtag_de": format_date(berichtsstand.stichtag, "de") if berichtsstand.stichtag else "–",
        "stichtag_en": format_date(berichtsstand.stichtag, "en") if berichtsstand.stichtag else "–",
        "anzahl": anzahl,
    }
    words = {}
    for suffix, lang in (("", "de"), ("_en", "en")):
        words[f"title{suffix}"] = settings.fill(getattr(settings, f"title_{lang}"), values)
        text = settings.fill(getattr(settings, f"description_{lang}"), values)
        sample = getattr(settings, f"sample_{lang}")
        words[f"description{suffix}"] = f"{sample} {text}" if quelle.beispieldaten else text
    return {key: words[key] for key in ("title", "title_en", "description", "description_en")}


def _source(quelle: Quelle, day: date | None) -> dict[str, str]:
    source = {"title": quelle.titel} if quelle.titel else {}
    source["path"] = _source_path(quelle.name)
    if day:
        source["date"] = day.isoformat()
    source["hash"] = f"sha256:{quelle.sha256}"
    return source


def _source_path(name: str) -> str:
    """Return an address as it is and of a local path the file's name only: folders are nobody's business."""
    if name.startswith(("http://", "https://")):
        return name
    # The standard forbids paths that begin with ".", "/" or "~".
    return PureWindowsPath(PurePosixPath(name).name).name.lstrip("./~") or "bericht"


def _resource(name: str, content: bytes) -> dict[str, Any]:
    table = schemas.table(name)
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": table.title_de,
        "title_en": table.title_en,
        "description": table.description_de,
        "description_en": table.description_en,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": _schema(table, content),
    }


def _schema(table: schemas.TableDefinition, content: bytes) -> dict[str, Any]:
    """Return a table's schema, of whose occasional codes those that its file holds."""
    schema = table.table_schema()
    for one, said in zip(table.columns, schema["fields"], strict=True):
        codes = schemas.codelist(one.codelist) if one.codelist else None
        absent = {code for code in codes.occasional if f",{code},".encode() not in content} if codes else ()
        if absent:
            said["constraints"]["enum"] = [code for code in codes or () if code not in absent]
            said["categories"] = [kind for kind in said["categories"] if kind["value"] not in absent]
    return schema
