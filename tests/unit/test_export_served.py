"""The sample's two rounds as a folder behind Python's own web server, walked from its first page.

The walk follows what people and programs follow: every link of a page, every address of ours in an RDF
document, a descriptor or a Table Schema. Whoever stands anywhere finds the way on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import hndigital
import pytest
import requests
from export_factories import Page, settings
from hndigital.dcat.serialize import FORMATS
from hndigital.export import export_site
from hndigital.export.writing import MANIFEST
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from tests.served import served

SAMPLES = Path(__file__).parents[2] / "harvester" / "sample"
#: What Python's web server calls these files without being told; RDF and others are as good as unknown to it.
TYPES = {
    "html": "text/html",
    "css": "text/css",
    "csv": "text/csv",
    "json": "application/json",
    "svg": "image/svg+xml",
}
RDF_FORMS = {suffix: form.rdflib_name for suffix, form in FORMATS.items()}


@dataclass
class Walk:
    """What was met: content and type by path, pages, what is not there, and fragments by the path of a file.

    The page of a folder is its `index.html`. `anchors` are fragments that pages link, `things` those that
    are part of an IRI in data.
    """

    address: str
    contents: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    anchors: set[tuple[str, str]] = field(default_factory=set)
    things: set[tuple[str, str]] = field(default_factory=set)
    missing: set[tuple[str, str]] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    _read: set[bytes] = field(default_factory=set)

    def go(self) -> Walk:
        """Walk from the first page and from the feeds, whose addresses GovData is told."""
        todo = [("", f"{self.address}/{start}") for start in ("", "govdata/catalog.rdf")]
        seen: dict[str, str] = {}
        with requests.Session() as session:
            while todo:
                place, link = todo.pop()
                target, fragment = urldefrag(link)
                if target not in seen:
                    self.asked.add(target)
                    answer = session.get(target, timeout=10)
                    seen[target] = self._keep(answer)
                    if answer.status_code == 200:
                        todo += [(target, one) for one in self._links(seen[target], answer.url)]
                path = seen[target]
                if path not in self.contents:
                    self.missing.add((place, link))
                elif fragment:
                    from_page = seen.get(place, "index.html").endswith("index.html")
                    (self.anchors if from_page else self.things).add((path, unquote(fragment)))
        return self

    def _keep(self, answer: requests.Response) -> str:
        path = unquote(urlsplit(answer.url).path).lstrip("/")
        path += "index.html" if not path or path.endswith("/") else ""
        if answer.status_code == 200:
            self.contents[path] = answer.content
            self.types[path] = answer.headers["Content-Type"]
        return path

    def _links(self, path: str, url: str) -> Iterator[str]:
        suffix = path.rpartition(".")[2]
        content = self.contents[path]
        links: list[str] = []
        if suffix == "html":
            self.pages[path] = Page(content.decode())
            links = [urljoin(url, link) for link in self.pages[path].links]
            links += [urljoin(url, one["content"].partition("url=")[2]) for one in self.pages[path].refreshes]
        elif suffix in RDF_FORMS and content not in self._read:
            # Turtle shortens addresses, the other two forms write them out.
            self._read.add(content)
            turtle = Graph().parse(data=content, format="turtle") if suffix == "ttl" else Graph()
            links = [str(term) for triple in turtle for term in triple if isinstance(term, URIRef)]
            links += re.findall(rf'{re.escape(self.address)}[^"<>\s]*', content.decode())
        elif suffix == "json":
            document = json.loads(content)
            links = re.findall(rf'"({re.escape(self.address)}[^"]*)"', json.dumps(document))
            if isinstance(document, dict):
                links += [urljoin(url, one["path"]) for one in document.get("resources", [])]
        return (link for link in links if f"{link}/".startswith(f"{self.address}/"))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("served")
    with served(folder) as address:
        packages = [
            hndigital.harvest(SAMPLES / f"beispielbericht-{stand}.txt") for stand in ("2020-2", "2021-1")
        ]
        told = replace(settings(address), federate_sample=True, federate_projects=True)
        export_site(packages, folder, told, gate=False)
        yield Walk(address).go()


def test_nothing_leads_astray(walk: Walk) -> None:
    """Each link, IRI and address of ours answers with something, and each anchor is on its page."""
    assert len(walk.contents) > 1000
    assert walk.missing == set()
    assert not [path for path in walk.asked if "%2F" in path]  # Apache takes no encoded slash
    assert {(path, name) for path, name in walk.anchors if name not in walk.pages[path].ids} == set()


def test_a_part_of_a_thing_is_described_with_it(walk: Walk) -> None:
    """An IRI with a fragment (a period, a contact) is told of in the RDF at the IRI before the fragment."""
    parts = {(path, name) for path, name in walk.things if path in walk.pages}
    assert len(parts) > 500
    for path, name in parts:
        turtle = walk.contents[f"{path.removesuffix('index.html')}index.ttl"].decode()
        iri = f"{walk.address}/{path.removesuffix('/index.html')}#{name}"
        assert f"\n<{iri}> a " in turtle, iri


def test_everything_can_be_found(walk: Walk) -> None:
    """No file that only who knows its name would find."""
    manifest = requests.get(f"{walk.address}/{MANIFEST}", timeout=10).json()
    assert set(manifest["files"]) - set(walk.contents) == set()


def test_what_a_server_calls_the_files(walk: Walk) -> None:
    """The types that every web server knows by suffix are right without any configuration."""
    for path, content_type in walk.types.items():
        suffix = path.rpartition(".")[2]
        if suffix in TYPES:
            assert content_type.partition(";")[0] == TYPES[suffix], path


def test_rdf_is_found_from_every_iri(walk: Walk) -> None:
    """People get a page that leads on, programs find there the same graph in all three forms."""
    leading = {path: page for path, page in walk.pages.items() if page.refreshes and path.startswith("id/")}
    assert len(leading) > 250
    for path, page in leading.items():
        offered = {one["type"]: one["href"] for one in page.all("link") if one.get("rel") == "alternate"}
        if path.startswith("id/schema/"):
            assert offered == {"application/json": "index.json"}, path
            continue
        assert offered == {form.content_type: f"index.{suffix}" for suffix, form in FORMATS.items()}, path
        assert set(offered.values()) <= {one["href"] for one in page.all("a")}, path


def test_an_iri_gives_what_its_document_says(walk: Walk) -> None:
    """Whatever the form, what stands at the IRI is the document of the page that it leads to."""
    folder = "id/vorhaben/2020000072"
    document = "digitalprojekt/digitalprojekt-2020000072"
    graphs = {}
    for suffix, rdflib_name in RDF_FORMS.items():
        assert walk.contents[f"{folder}/index.{suffix}"] == walk.contents[f"{document}.{suffix}"]
        graphs[suffix] = Graph().parse(data=walk.contents[f"{folder}/index.{suffix}"], format=rdflib_name)
        assert (URIRef(f"{walk.address}/{folder}"), None, None) in graphs[suffix]
    assert isomorphic(graphs["ttl"], graphs["rdf"])
    assert isomorphic(graphs["ttl"], graphs["jsonld"])
