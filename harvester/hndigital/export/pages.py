"""The site for people: pages in German and, beneath `en/`, in English."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import colours, profiles
from ..charts import stated_charts
from ..dcat.concepts import described_list, described_names, entry_iri
from ..dcat.iris import Iris
from ..dcat.model import Texts
from ..dcat.serialize import FORMATS
from ..figures import figures
from ..package.source import is_report
from ..pages import style_sheet
from ..pages.accuracy import Accuracy, accuracy, remarks
from ..pages.citation import citation
from ..pages.language import translations
from ..pages.overview import Figures
from ..pages.project import project_page
from ..pages.state import state
from ..schemas import (
    TableDefinition,
    register_table,
    register_table_names,
    table,
    table_names,
)
from .catalogue import edition_of, govdata_of, register_of, series_of
from .data import files_of
from .pictures import picture_files, pictures
from .render import LANGUAGES, Renderer
from .site import Edition, Project, Row, Site, fassung

__all__ = ["page_files"]

_STYLE = Path(__file__).parent / "style.css"


def page_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield every page in both languages, and their style."""
    own = colours.style_sheet(profiles.current().portal.theme_color)
    yield "style.css", f"{style_sheet()}\n{own}{_STYLE.read_text('utf-8')}".encode()
    for lang in LANGUAGES:
        renderer = Renderer(site, lang, _shared(site, lang))
        charts = pictures(site, lang)
        stated = stated_charts(site.newest.package.tables["abgleich"], lang)
        yield renderer.page("", "overview.html", charts=charts, stated=stated, **_overview(site))
        yield from picture_files(site, charts, renderer.prefix)
        for project in site.projects:
            yield renderer.page(
                f"{project.folder}/", "project.html", document=project.folder, **_project(site, project, lang)
            )
        yield from _data_pages(site, renderer)
        yield from _definitions(site, renderer)


def _data_pages(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    lang = renderer.lang
    yield renderer.page(
        "dataset/",
        "data.html",
        document="catalog",
        govdata=govdata_of(site) is not None,
        schemas=_schemas(),
    )
    yield renderer.page(
        f"{site.register_folder}/",
        "register.html",
        document=site.register_folder,
        description=_words(register_of(site).description, lang),
        tables={name: register_table(name) for name in register_table_names()},
    )
    for edition in site.editions:
        dataset = edition_of(site, edition)
        address = str(edition.package.quelle.get("path", ""))
        yield renderer.page(
            f"{edition.folder}/",
            "edition.html",
            document=edition.folder,
            edition=edition,
            facts=_facts(edition),
            state=state(_facts(edition), site.newest.berichtsstand),
            accuracy=_accuracy(edition, lang),
            title=_words(dataset.title, lang),
            description=_words(dataset.description, lang),
            source_address=address if address.startswith(("http://", "https://")) else "",
            files=_files(edition, lang),
        )
    series = series_of(site)
    yield renderer.page(
        f"{site.series_folder}/",
        "series.html",
        document=site.series_folder,
        title=_words(series.title, lang),
        description=_words(series.description, lang),
    )
    folder = f"organization/{site.settings.publisher_id}"
    yield renderer.page(f"{folder}/", "organisation.html", document=folder)


def _definitions(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    titles = renderer.shared["codelists"]
    for name in described_names():
        codes = described_list(name)
        iris = {code: entry_iri(site.settings.base_uri, name, code) for code in codes}
        yield renderer.page(
            f"codelist/{name}/",
            "codelist.html",
            document=f"codelist/{name}",
            name=name,
            title=titles[name],
            codes=codes,
            iris=iris,
        )
    for name, definition in _schemas().items():
        yield renderer.page(f"schema/{name}/", "schema.html", name=name, definition=definition)


def _shared(site: Site, lang: str) -> dict[str, Any]:
    licences = site.newest.package.descriptor.get("licenses") or [{}]
    settings = site.settings
    return {
        "base_uri": settings.base_uri,
        "codelists": {name: described_list(name).title(lang) for name in described_names()},
        "licence": licences[0] if str(licences[0].get("path", "")).startswith("http") else None,
        "publisher": _words(settings.publisher_name, lang),
        "publisher_folder": f"organization/{settings.publisher_id}/",
        "rdf_forms": FORMATS,
        "settings": settings,
        "site_title": _words(settings.register_title, lang),
    }


def _overview(site: Site) -> dict[str, Any]:
    rows = [project.row for project in site.projects]
    newest = site.newest.berichtsstand
    ratings = {project.number: project.ratings for project in site.projects}
    return {
        "edition": _facts(site.newest),
        "figures": Figures(figures(rows, ratings), len(rows), newest),
        "newest": newest,
        "state": state(_facts(site.newest), newest),
        "rows": [{**row, "strategiefelder": ratings[row["vorhaben_nr"]]} for row in rows],
    }


def _facts(edition: Edition) -> Row:
    """Return what the partials say of an edition."""
    package = edition.package
    return {
        "name": edition.name,
        "berichtsstand": package.berichtsstand,
        "stichtag": package.stichtag,
        "quelle_titel": str(package.quelle.get("title", "")),
        "fassung": str(fassung(package)),
    }


def _accuracy(edition: Edition, lang: str) -> Accuracy:
    tables = edition.package.tables
    return accuracy(_facts(edition), tables["abgleich"], tables["hinweise"], lang)


def _project(site: Site, project: Project, lang: str) -> dict[str, Any]:
    row, settings = project.row, site.settings
    shown = {
        **{name: project.slices[name] for name in ("status", "kosten")},
        **{
            name: project.printed(name)
            for name in ("herkunft", "steckbriefe", "hinweise", "entscheidungen", "fortschritt")
        },
        "vorhaben": row,
        "strategiefelder": project.ratings,
        "aenderungen": project.changes,
        "berichtsstand": site.newest.berichtsstand,
    }
    return {
        "project": project_page(shown, {}, lang=lang),
        "findings": remarks(project.printed("hinweise"), lang),
        "citation": citation(
            row,
            _facts(project.last),
            lang=lang,
            publisher=_words(settings.publisher_name, lang),
            collection=_words(settings.register_title, lang),
            iri=Iris(settings).project(project.number),
        ),
        "asking": settings.contact,
        "here": project.folder,
    }


def _files(edition: Edition, lang: str) -> dict[str, list[dict[str, Any]]]:
    """Return what the page says of each file, by version."""
    shown: dict[str, list[dict[str, Any]]] = {}
    for version in edition.versions:
        archive = f"{version.name}.zip"
        files = files_of(version)
        tables = [f"{name}.csv" for name in table_names() if f"{name}.csv" in files]
        ordered = [archive, "datapackage.json", *tables]
        ordered += sorted(set(files) - set(ordered))
        shown[version.version] = [
            _file(name, f"{edition.folder_of(version)}/{name}", files[name], lang) for name in ordered
        ]
    return shown


def _file(name: str, path: str, content: bytes, lang: str) -> dict[str, Any]:
    stem = name.removesuffix(".csv")
    known = stem in table_names() and name.endswith(".csv")
    return {
        "name": name,
        "path": path,
        "title": table(stem).title(lang) if known else _titled(name, lang),
        "schema": stem if known else "",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _titled(name: str, lang: str) -> str:
    return translations(lang).gettext("The report as printed") if is_report(name) else "Data Package"


def _schemas() -> dict[str, TableDefinition]:
    return {name: table(name) for name in table_names()} | {
        f"register/{name}": register_table(name) for name in register_table_names()
    }


def _words(texts: Texts, lang: str) -> str:
    """Return the text in `lang`, else the German one."""
    words = {entry.lang: entry.value for entry in texts}
    return words.get(lang) or words.get("de", "")
