"""CKAN dataset dict → model, for our own datasets and for any other that a portal holds.

Plain dicts as `package_show` gives them; nothing of CKAN is imported. What an ordinary dataset lacks
is filled from the settings (publisher, contact, contributor ID, licence map, theme per group); what
then still forbids giving it to GovData is said by `left_out`, never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from ..projects import DATASET_TYPE, NAME_PREFIX, SLICES
from ..schemas import codelist, register_table
from . import codes
from .iris import Iris
from .model import (
    Agent,
    Checksum,
    Contact,
    Dataset,
    Distribution,
    LangText,
    Location,
    Period,
    Texts,
    Time,
    text,
    unique,
)
from .projects import Editorial, ProjectFacts, project_dataset
from .register import EditionFacts, FileFacts, RegisterFacts, edition_dataset, register_dataset
from .settings import DcatSettings

__all__ = ["dataset", "is_project", "is_sample", "left_out"]

Package = Mapping[str, Any]

_NO_LICENCE = "http://dcat-ap.de/def/licenses/other-closed"
_HTML = re.compile(r"<(script|style)\b.*?</\1\s*>|</?[a-z][^<>]*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}


def dataset(package: Package, settings: DcatSettings, *, rounds: Iterable[str] = ()) -> Dataset:
    """Return the model of a CKAN dataset; `rounds` are all published Berichtsstände.

    Register, editions and projects are recognised by name and type, everything else is an ordinary
    dataset.
    """
    known = tuple(rounds)
    if is_project(package):
        return _project(package, settings)
    if package.get("name") == settings.register_name:
        return _register(package, settings, known)
    berichtsstand = _field(package, "berichtsstand")
    if berichtsstand and package.get("name") == Iris(settings).edition_name(berichtsstand):
        return _edition(package, settings, berichtsstand, known)
    return _ordinary(package, settings)


def is_project(package: Package) -> bool:
    """Return whether a dataset is a project with the number that makes its name."""
    return package.get("type") == DATASET_TYPE and str(package.get("name", "")).startswith(NAME_PREFIX)


def is_sample(package: Package) -> bool:
    """Return whether a dataset was made for show."""
    return _field(package, "beispieldaten").casefold() in {"true", "1", "ja"}


def left_out(package: Package, model: Dataset, settings: DcatSettings) -> str:
    """Return why a dataset is not given to GovData, or "" if it is; `model` is what `dataset` gave for it.

    `projekt`: projects are not federated. `beispieldaten`: made for show. `lizenz`: a distribution has no
    licence of dcat-ap.de's list. `keine_daten`: nothing to download. `contributor_id`: none is set.
    """
    if is_project(package) and not settings.federate_projects:
        return "projekt"
    if is_sample(package) and not settings.federate_sample:
        return "beispieldaten"
    if not model.distributions:
        return "keine_daten"
    if any(d.licence in ("", _NO_LICENCE) for d in model.distributions):
        return "lizenz"
    return "" if model.contributor_ids else "contributor_id"


def _project(package: Package, settings: DcatSettings) -> Dataset:
    names = register_table("vorhaben").column_names
    row = {name: _field(package, name) for name in names}
    row["titel"] = str(package.get("title") or package["name"])
    row["vorhaben_nr"] = row["vorhaben_nr"] or str(package["name"]).removeprefix(NAME_PREFIX)
    reported = bool(row["zuletzt_berichtet"])
    row["zuletzt_berichtet"] = row["zuletzt_berichtet"] or _field(package, "berichtsstand")
    ratings = {code: _field(package, f"strategiefeld_{code}") for code in codelist("strategiefeld")}
    facts = ProjectFacts(
        row=row,
        ratings={code: rating for code, rating in ratings.items() if rating},
        description="" if _field(package, "notes_berechnet") else str(package.get("notes") or ""),
        editorial=_editorial(package, settings, Iris(settings).dataset(row["vorhaben_nr"])),
        reported=reported,
    )
    iri = Iris(settings).dataset(row["vorhaben_nr"])
    others = [r for r in package.get("resources", ()) if r.get("name") not in SLICES]
    more = tuple(_distribution(r, package, settings, iri) for r in others)
    return project_dataset(facts, settings, more)


def _register(package: Package, settings: DcatSettings, rounds: tuple[str, ...]) -> Dataset:
    current = _field(package, "berichtsstand")
    return register_dataset(
        RegisterFacts(
            rounds=rounds or ((current,) if current else ()),
            stichtag=_day(_field(package, "stichtag")),
            sample=is_sample(package),
            editorial=_editorial(package, settings, Iris(settings).register),
        ),
        settings,
    )


def _edition(
    package: Package, settings: DcatSettings, berichtsstand: str, rounds: tuple[str, ...]
) -> Dataset:
    files = tuple(
        FileFacts(
            name=str(resource["datei"]),
            byte_size=_size(resource.get("size")),
            sha256=str(resource.get("hash") or ""),
            url=_address(resource.get("url")),
            fassung=int(resource.get("fassung") or 1),
        )
        for resource in package.get("resources", ())
        # a Fassung later than the dataset's is being published and not yet public
        if resource.get("datei") and int(resource.get("fassung") or 1) <= int(package.get("fassung") or 1)
    )
    return edition_dataset(
        EditionFacts(
            berichtsstand=berichtsstand,
            files=files,
            rounds=rounds,
            stichtag=_day(_field(package, "stichtag")),
            version=str(package.get("version") or ""),
            source_title=_field(package, "quelle_titel"),
            sample=is_sample(package),
            editorial=_editorial(package, settings, Iris(settings).edition(berichtsstand)),
        ),
        settings,
    )


def _ordinary(package: Package, settings: DcatSettings) -> Dataset:
    iris = Iris(settings)
    iri = _address(_field(package, "uri")) or iris.dataset(str(package["id"]))
    said = _editorial(package, settings, iri)
    publisher = said.publisher or settings.publisher
    title = str(package.get("title") or package["name"]).strip()
    themes = said.themes or _group_themes(package, settings)
    labels = [text(*codes.THEMES[theme.rsplit("/", 1)[-1]]) for theme in themes]
    notes = _plain(package.get("notes"))
    page = iris.page(str(package["name"]))
    return Dataset(
        iri=iri,
        identifier=said.identifier or f"{settings.identifier_prefix}{package['id']}",
        title=text(title, said.title_en),
        description=text(notes or title, said.notes_en or ("" if notes else said.title_en)),
        publisher=publisher,
        creator=publisher,
        originator=_agent(package, "author", iri) or publisher,
        maintainer=_agent(package, "maintainer", iri) or publisher,
        contact=said.contact or settings.contact,
        contributor_ids=said.contributor_ids
        or tuple(filter(None, (codes.contributor(settings.contributor_id),))),
        geocoding_level=_field(package, "politicalGeocodingLevelURI") or settings.geocoding_level,
        geocodings=_list(_field(package, "politicalGeocodingURI")) or settings.geocodings,
        keywords=said.keywords or tuple(entry for label in labels for entry in label),
        themes=themes,
        landing_page=_address(package.get("url")) or page,
        documentation=(page,) if _address(package.get("url")) else (),
        issued=said.issued,
        modified=said.modified,
        version=str(package.get("version") or ""),
        languages=(codes.LANGUAGE["de"],),
        frequency=_frequency(_field(package, "frequency")),
        access_rights=codes.ACCESS_PUBLIC,
        availability=codes.AVAILABLE_STABLE,
        spatial=said.spatial or (settings.place,),
        temporal=said.temporal,
        distributions=tuple(_distribution(r, package, settings, iri) for r in package.get("resources", ())),
    )


def _distribution(
    resource: Mapping[str, Any], package: Package, settings: DcatSettings, dataset_iri: str
) -> Distribution:
    iri = f"{dataset_iri}/{resource['id']}"
    file = _address(resource.get("url"))
    page = Iris(settings).resource_page(str(package["name"]), str(resource["id"]))
    stored = resource.get("url_type") == "upload"
    format_iri = codes.file_type(str(resource.get("format") or "")) or codes.file_type(
        file.rsplit(".", 1)[-1]
    )
    digest = str(resource.get("hash") or "").removeprefix("sha256:")
    known = stored and re.fullmatch(r"[0-9a-f]+", digest) and len(digest) in _HASHES
    licence = _licence(resource.get("license") or package.get("license_id"), settings)
    return Distribution(
        iri=iri,
        title=text(str(resource.get("name") or resource.get("format") or package.get("title") or "Daten")),
        description=text(_plain(resource.get("description"))),
        access_url=file or page,
        download_url=file if stored else "",
        licence=licence,
        attribution=_attribution(licence, package, settings),
        format=format_iri,
        media_type=codes.media_type(str(resource.get("mimetype") or "")) or codes.media_type_of(format_iri),
        issued=_time(resource.get("created")),
        modified=_time(resource.get("last_modified") or resource.get("metadata_modified")),
        languages=(codes.LANGUAGE["de"],),
        availability=codes.AVAILABLE_STABLE,
        byte_size=_size(resource.get("size")) if stored else None,
        checksum=Checksum(f"{iri}#pruefsumme", digest, _HASHES[len(digest)]) if known else None,
    )


def _editorial(package: Package, settings: DcatSettings, iri: str) -> Editorial:
    tags = [tag.get("display_name") or tag.get("name") or "" for tag in package.get("tags", ())]
    contributor = codes.contributor(_field(package, "contributor_id"))
    contributors = (contributor,) if contributor else _list(_field(package, "contributorID"))
    ours = (
        is_project(package)
        or bool(_field(package, "berichtsstand"))
        or package.get("name") == settings.register_name
    )
    given = codes.licence(str(package.get("license_id") or ""))
    licence = (given or settings.licence_iri) if ours else ""
    return Editorial(
        title=str(package.get("title") or ""),
        title_en=_field(package, "title_en"),
        notes=str(package.get("notes") or "") if ours else _plain(package.get("notes")),
        notes_en=_field(package, "notes_en") if ours else _plain(_field(package, "notes_en")),
        keywords=unique(LangText(tag.strip(), "de") for tag in tags if tag.strip()),
        themes=tuple(filter(None, (codes.theme(word) for word in _list(_field(package, "theme"))))),
        publisher=_publisher(package, settings, iri),
        contact=_contact(package, iri),
        contributor_ids=contributors,
        licence=licence,
        attribution=_attribution(licence, package, settings),
        spatial=_spatial(package, settings),
        temporal=_period(package, iri),
        identifier=_field(package, "identifier"),
        issued=_time(_field(package, "issued")) or _time(package.get("metadata_created")),
        modified=_time(package.get("metadata_modified")),
    )


def _publisher(package: Package, settings: DcatSettings, iri: str) -> Agent | None:
    name, uri = _field(package, "publisher_name"), _address(_field(package, "publisher_uri"))
    if not name or (name == settings.publisher_name[0].value and not uri):
        return None
    return Agent(iri=uri or f"{iri}#herausgeber", name=text(name), email=_field(package, "publisher_email"))


def _contact(package: Package, iri: str) -> Contact | None:
    for prefix in ("contact", "maintainer", "author"):
        name = _field(package, f"{prefix}_name") or _field(package, prefix)
        email, url = _email(_field(package, f"{prefix}_email")), _address(_field(package, f"{prefix}_url"))
        if email or url:
            return Contact(f"{iri}#kontakt", name or email or url, email, url)
    return None


def _agent(package: Package, role: str, iri: str) -> Agent | None:
    name = _field(package, role)
    email = _email(_field(package, f"{role}_email"))
    return Agent(f"{iri}#{role}", text(name), email=email) if name else None


def _licence(word: object, settings: DcatSettings) -> str:
    """Return the licence IRI: mapped by the operator, known, or "closed" as GovData itself assumes."""
    key = str(word or "notspecified").strip()
    return codes.licence(settings.licence_map.get(key, key)) or _NO_LICENCE


def _attribution(licence: str, package: Package, settings: DcatSettings) -> Texts:
    """Return the text that the licence asks for (convention K35): the dataset's own or the city's."""
    own = _field(package, "licenseAttributionByText") or _field(package, "license_attribution")
    if own:
        return text(own)
    asks = licence and re.search(r"/(dl-by|cc-by)", licence)
    if not asks:
        return ()
    return settings.attribution if licence == settings.licence_iri else settings.publisher.name


def _group_themes(package: Package, settings: DcatSettings) -> tuple[str, ...]:
    names = [str(group.get("name") or "") for group in package.get("groups", ())]
    found = [codes.theme(settings.theme_by_group.get(name, name)) for name in names]
    themes = tuple(dict.fromkeys(filter(None, found)))
    return themes or tuple(filter(None, (codes.theme(settings.default_theme),)))


def _spatial(package: Package, settings: DcatSettings) -> tuple[Location, ...]:
    """Return a place that differs from the city's, with the city's box: a place must have a geometry."""
    iri = _address(_field(package, "spatial_uri")) or _address(_field(package, "spatial"))
    if not iri or iri == settings.place_uri:
        return ()
    return (Location(iri, bbox=settings.place_bbox),)


def _period(package: Package, iri: str) -> Period | None:
    start, end = _day(_field(package, "temporal_start")), _day(_field(package, "temporal_end"))
    return Period(f"{iri}#zeitraum", start, end) if start or end else None


def _frequency(value: str) -> str:
    code = value.strip().rstrip("/").rsplit("/", 1)[-1].upper()
    return f"{codes.FREQUENCY}{code}" if code in codes.FREQUENCIES else ""


def _field(package: Package, name: str) -> str:
    """Return a field of the dataset, whether a field of its schema or an extra; "" if it has none."""
    value = package.get(name)
    if value in (None, "", []):
        value = next((e.get("value") for e in package.get("extras", ()) if e.get("key") == name), "")
    return value.strip() if isinstance(value, str) else json.dumps(value) if value else ""


def _list(value: str) -> tuple[str, ...]:
    """Return a list that CKAN holds as JSON, as "{a,b}" or separated by blanks or commas."""
    if value.startswith("["):
        try:
            return tuple(str(entry) for entry in json.loads(value))
        except json.JSONDecodeError:
            return ()
    return tuple(re.split(r"[\s,]+", value.strip("{} "))) if value.strip("{} ") else ()


def _plain(value: object) -> str:
    """Return a text without HTML: tags and scripts dropped, entities resolved, lines kept."""
    bare = _HTML.sub(" ", str(value or ""))
    lines = (" ".join(line.split()) for line in unescape(bare).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _address(value: object) -> str:
    """Return an http(s) or ftp address with a host, or "" for what is none."""
    address = str(value or "").strip()
    return address if re.fullmatch(r"(https?|ftp)://[^\s/?#\[\]@]+(:\d+)?([/?#].*)?", address) else ""


def _email(value: str) -> str:
    return value if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", value) else ""


def _size(value: object) -> int | None:
    return int(str(value)) if str(value or "").isdigit() else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def _time(value: object) -> Time | None:
    """Return a moment (CKAN's are UTC without saying so), a day or a year; None for what is none."""
    given = str(value or "").strip()
    if re.fullmatch(r"\d{4}", given):
        return given
    try:
        moment = datetime.fromisoformat(given) if given else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment.date() if len(given) == 10 else moment.replace(tzinfo=moment.tzinfo or UTC)
