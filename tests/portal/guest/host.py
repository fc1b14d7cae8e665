"""A portal of somebody else's: its dataset schema with a required field, data, and its pages without us."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from tests.additional import Additional
from tests.portal.support import Portal

__all__ = ["DATASET", "PAGES", "difference", "fill", "said", "settings"]

DATASET = "haushalt"
_SCHEMA = """scheming_version: 2
dataset_type: dataset
about: The host's own datasets
about_url: https://host.example
dataset_fields:
  - {field_name: title, label: Title, preset: title}
  - {field_name: name, label: URL, preset: dataset_slug}
  - {field_name: notes, label: Description, form_snippet: markdown.html}
  - {field_name: owner_org, label: Organization, preset: dataset_organization}
  - {field_name: license_id, label: License, form_snippet: license.html}
  - {field_name: aktenzeichen, label: Aktenzeichen, required: true}
  - {field_name: amt, label: Amt, validators: ignore_missing unicode_safe}
resource_fields:
  - {field_name: url, label: URL, preset: resource_url_upload}
  - {field_name: name, label: Name}
  - {field_name: format, label: Format, preset: resource_format_autocomplete}
"""
_PLUGINS = ("activity", "scheming_datasets", "dcat", "datastore", "text_view")

PAGES = (
    *("/", "/en", "/dataset/", "/en/dataset/?q=haushalt", f"/dataset/{DATASET}", f"/dataset/{DATASET}.ttl"),
    *("/organization/", "/organization/kaemmerei", "/group/", "/about", "/user/login", "/robots.txt"),
    *("/catalog.ttl", "/nothing-of-this-name", f"/dataset/activity/{DATASET}"),
    *("/dataset/new", f"/dataset/edit/{DATASET}", "/ckan-admin/", "/user/admin", "/sitemap.xml"),
    *("/api/3/action/license_list", f"/api/3/action/package_show?id={DATASET}"),
    "/api/3/action/package_search?facet.field=[%22tags%22,%22amt%22]&facet=true",
    *("/api/3/action/package_list?callback=x", "/api/3/action/package_search?odd=1", "/dataset/?utm=1"),
)
"""What a host's readers and staff see, and what its programs ask."""

_KEPT = ("Content-Type", "Location", "Link", "Content-Disposition", "Content-Security-Policy")
_CHANGES = (
    (r'name="_csrf_token"[^>]*|"[\w.-]{60,}"', ""),  # tokens
    (r"/webassets/[\w/.-]*?([\w-]+\.(?:css|js))\?[\w]+", r"\1"),
    (r"\?[0-9a-f]{8}\b", ""),  # the version of a bundle
    (r"vor \d+ \w+|\d+ \w+ ago|gerade eben|[Jj]ust now|Vor [\w ]+|data-datetime=\"[^\"]*\"", "TIME"),
    (r"\d{1,2}\. \w+ 20\d\d[^<\n]*|\w+ \d{1,2}, 20\d\d[^<\n]*|\d\d:\d\d(:\d\d)?", "TIME"),
    (r'N[0-9a-f]{32}|dct:modified "[^"]*"|<dct:modified[^/]*/dct:modified>', ""),
    (r"\s+", " "),
)


def settings(portal: Additional, *ours: str, more: Iterable[str] = (), **others: str) -> dict[str, str]:
    """Return the host's settings with these plugins of ours, and `more` of other people's."""
    schema = portal.state / "host.yaml"
    portal.state.mkdir(exist_ok=True)
    schema.write_text(_SCHEMA, encoding="utf-8")
    return {
        "ckan.plugins": " ".join((*ours, *more, *_PLUGINS)),
        "scheming.dataset_schemas": Path(schema).as_uri(),
        "scheming.dataset_fallback": "false",
        "ckanext.dcat.enable_rdf_endpoints": "true",
        "ckanext.dcat.rdf.profiles": "euro_dcat_ap_3",
        "ckan.site_title": "Portal der Gastgeberin",
        **others,
    }


def fill(admin: Portal) -> None:
    """Put the host's own organisation and dataset there."""
    admin.api("organization_create", name="kaemmerei", title="Kämmerei")
    admin.api(
        "package_create",
        name=DATASET,
        title="Haushalt",
        notes="Was die Stadt ausgibt.",
        owner_org="kaemmerei",
        license_id="cc-by",
        aktenzeichen="20/1",
        amt="20",
        resources=[{"url": "https://host.example/haushalt.csv", "name": "Zahlen", "format": "CSV"}],
    )


def said(portal: Portal, paths: Iterable[str] = PAGES, kept: Iterable[str] = _KEPT) -> dict[str, str]:
    """Return what each address says, without what differs from call to call; of the headers those `kept`."""
    return {path: _said(portal, path, kept) for path in paths}


def _said(portal: Portal, path: str, kept: Iterable[str]) -> str:
    answer = portal.get(path)
    text = answer.text
    for pattern, instead in _CHANGES:
        text = re.sub(pattern, instead, text)
    text = text.strip()
    heads = [f"{name}: {answer.headers[name]}" for name in kept if name in answer.headers]
    return "\n".join([str(answer.status_code), *heads, text.replace("> <", ">\n<")])


def difference(before: dict[str, str], after: dict[str, str]) -> str:
    """Return the lines that differ with their addresses; "" where nothing does."""
    found = []
    for path, text in before.items():
        lines = difflib.unified_diff(text.splitlines(), after[path].splitlines(), path, path, "", "", 0, "")
        found += [line[:300] for line in lines]
    return "\n".join(found)
