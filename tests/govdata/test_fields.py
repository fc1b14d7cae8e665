"""Every field of the opt-in schema, there and back: through each format, today's ckanext-dcat and GovData.

`docs/dcat.md` has the table; HNDIGITAL_WRITE_FIELDS=1 writes it anew, from what the parsers really give back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hndigital.dcat import from_ckan, from_package
from hndigital.dcat.ckan_values import moment_text
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.serialize import FORMATS, serialize
from hndigital.schemas import schema_text

from tests.cities import HEILBRONN
from tests.govdata.conftest import read_back
from tests.unit.ordinary_dataset import DEPRECATED, RESOURCE, full

Read = Mapping[str, Any]
DOCS = Path(__file__).parents[2] / "docs" / "dcat.md"
ROLES = ("publisher", "creator", "originator", "maintainer", "contributor")
WHOLE: dict[str, Any] = full(
    **DEPRECATED,
    **{
        f"{role}_{part}": value.format(role)
        for role in ROLES[1:]
        for part, value in {
            "email": "{}@verkehr.example",
            "url": "https://verkehr.example/{}",
            "uri": "https://verkehr.example/id/{}",
        }.items()
    },
    rights="Nur mit Auskunft",
    licenseAttributionByText="Stadt und Verbund",
    contact_uri="https://verkehr.example/id/amt",
    contributor_id="http://dcat-ap.de/def/contributors/berlinOpenData",
    version_notes="Zwei Parkhäuser mehr",
    tag_string="parken",
    owner_org="strassenwesen",
    govdata_url="https://www.govdata.de/suche/daten/parken",
)
"""The dataset with a value in each field, to be told apart from all others."""
SERVICES = [
    {**one, "license": "http://dcat-ap.de/def/licenses/cc-by/4.0"}
    for one in json.loads(RESOURCE["access_services"])
]
BARE = {
    **{name: value for name, value in RESOURCE.items() if name not in ("rights", "licenseAttributionByText")},
    **{"id": "00000000-0000-4000-8000-000000000002", "uri": f"{RESOURCE['uri']}/2"},
}
WHOLE["resources"] = [{**RESOURCE, "rights": "Nur für Auskünfte"}, BARE]

_MORE = "ckanext-dcat reads no GeoDCAT-AP, no dcatde and no second body"
_ONE = "both take one language, the German one"
_LINKS = "neither takes the IRI of this body"
WHY: Mapping[str, str] = {
    "name": "CKAN’s own: it stands in the address of the page",
    "title_en": _ONE,
    "notes_en": _ONE,
    "license_id": "said of each file",
    "owner_org": "CKAN’s own: the publisher is said",
    "govdata_url": "leads to GovData itself",
    "contributor_id": _MORE,
    "contact_tel": "ckanext-dcat reads name, e-mail and page",
    **{f"{role}_{part}": _MORE for role in ROLES[2:] for part in ("name", "email", "url")},
    **{f"{role}_uri": _LINKS for role in ROLES[2:]},
    "maintainer": _MORE,
    "availability": "ckanext-dcat reads it of files",
    "legalbasisText": "3.0: a node with the words, of which ckanext-dcat keeps the IRI",
    "references": "ckanext-dcat does not read it",
    "source": "3.0: prov:wasDerivedFrom, which ckanext-dcat does not read",
    "is_version_of": "3.0: dcat:isVersionOf, which ckanext-dcat does not read",
    "in_series": "ckanext-dcat reads the series of its own schema only; GovData has none",
    "sample": "both keep the IRI of the sample’s description, which has the address",
    "politicalGeocodingLevelURI": _MORE,
    "geocodingText": "3.0: a place in words where no other is stated",
    "qualified_attribution": "GovData reads none",
    "licenseAttributionByText": _MORE,
}
"""Why a field comes back at one reader at least not, or under no name at all."""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Profile, Mapping[str, Read]]:
    """Return the full dataset as it is read back from both feeds in each format."""
    folder = tmp_path_factory.mktemp("fields")
    model = from_ckan.dataset(WHOLE, HEILBRONN)
    found = {}
    for profile in Profile:
        govdata = profile is Profile.GOVDATA
        graph = catalog_graph(from_package.own_catalog([model], HEILBRONN, govdata=govdata), profile)
        files = [folder / f"{profile.name}.{suffix}" for suffix in FORMATS]
        for file in files:
            file.write_bytes(serialize(graph, file.suffix[1:]))
        found[profile] = dict(zip(FORMATS, read_back(*files, govdata=govdata), strict=True))
    return found


def _words(value: Any) -> Iterator[str]:
    """Yield what a value says, whatever form it has: words, numbers, dates in one writing, parts of JSON."""
    if isinstance(value, str) and value.startswith(("[", "{")):
        value = json.loads(value)
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif value not in (None, ""):
        text = str(value).rpartition("media-types/")[2]
        yield moment_text(text) or text.removesuffix(".0")


def _wanted(name: str) -> Any:
    """Return the value of a field of the dataset as a reader may give it back."""
    if name == "qualified_attribution":
        return str(WHOLE[name]).strip('[]"').split()
    return WHOLE[name]


def _kept_as(name: str, said: Any, found: Read) -> str:
    """Return "yes", under which other name a value is found, or "no"."""
    wanted = set(_words(said))
    named = [key for key, value in found.items() if wanted <= set(_words(value))]
    if name in named:
        return "yes"
    return f"as `{named[0]}`" if named and name != "name" else "no"


def _dataset(whole: Read) -> Read:
    parts = ("resources", "extras")
    return {**{name: value for name, value in whole.items() if name not in parts}, **whole["extras"]}


def _file(whole: Read, iri: str) -> Read:
    (found,) = (one for one in whole["resources"] if one["uri"] == iri)
    return {
        **found,
        # what the file is, as codes and words of the form have it
        "format": found["format"].rpartition("/")[2],
        "hash_algorithm": "sha1" if "sha" in found["hash_algorithm"] else "",
        "license": found["license"].replace("cc-by/4.0", "cc-by/4_0"),
        "status": RESOURCE["status"] if found["status"].lower().endswith("/completed") else "",
    }


def _rows(read: Mapping[Profile, Mapping[str, Read]], part: str) -> Iterator[tuple[str, str, str]]:
    """Yield name of a field, what is left of it at today's ckanext-dcat and at GovData."""
    schema = yaml.safe_load(schema_text("govdata_dataset.yaml"))
    feeds = [read[profile]["ttl"] for profile in (Profile.V30, Profile.GOVDATA)]
    for field in schema[f"{part}_fields"]:
        name = field["field_name"]
        if part == "resource":
            said = {**WHOLE["resources"][0], "hash_algorithm": "sha1", "access_services": SERVICES}[name]
            new, old = (_kept_as(name, said, _file(one, RESOURCE["uri"])) for one in feeds)
        elif name in ("rights", "licenseAttributionByText"):
            files = (_file(one, BARE["uri"]) for one in feeds)
            new, old = ("of files" if file.get(name) == WHOLE[name] else "no" for file in files)
        else:
            new, old = (_kept_as(name, _wanted(name), _dataset(one)) for one in feeds)
        yield name, new, old


def test_every_format_gives_back_the_same(read: Mapping[Profile, Mapping[str, Read]]) -> None:
    """What a reader makes of a dataset does not depend on the format that it asks for."""
    for by_format in read.values():
        plain = {suffix: sorted(_words(dict(one))) for suffix, one in by_format.items()}
        assert plain["ttl"] == plain["rdf"] == plain["jsonld"]


@pytest.mark.parametrize("part", ["dataset", "resource"])
def test_each_field_comes_back_or_it_is_said_why(
    read: Mapping[Profile, Mapping[str, Read]], part: str
) -> None:
    """docs/dcat.md says what two parsers that are not ours give back of each field, and why not all of it."""
    rows = list(_rows(read, part))
    lines = []
    for name, new, old in rows:
        lost = "no" in (new, old)
        assert not lost or name in WHY, (name, new, old)
        lines.append(f"| `{name}` | {new} | {old} | {WHY[name] if lost else ''} |")
    table = "| field | ckanext-dcat | GovData | why |\n|---|---|---|---|\n" + "\n".join(lines)
    text = DOCS.read_text(encoding="utf-8")
    begin, end = f"<!-- {part} fields read back -->\n", f"\n<!-- end of {part} fields read back -->"
    before, rest = text.split(begin)
    written, after = rest.split(end)
    if os.environ.get("HNDIGITAL_WRITE_FIELDS"):
        DOCS.write_text(f"{before}{begin}{table}{end}{after}", encoding="utf-8")
        return
    assert written == table
