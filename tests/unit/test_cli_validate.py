"""`hndigital validate`: packages, files and paged addresses, in German, with exit codes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from dcat_factories import ordinary, package
from hndigital.cli.main import run
from hndigital.dcat import from_ckan, from_package
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.model import Page
from hndigital.dcat.serialize import serialize

from tests.cities import HEILBRONN


def _turtle(*numbers: int, page: Page | None = None, themes: bool = True) -> bytes:
    datasets = [from_ckan.dataset(ordinary(number), HEILBRONN) for number in numbers]
    shown = [one if themes else replace(one, themes=()) for one in datasets]
    catalog = replace(from_package.own_catalog(shown, HEILBRONN), page=page)
    return serialize(catalog_graph(catalog, Profile.GOVDATA), "ttl")


@pytest.fixture
def paged() -> Iterator[str]:
    """Serve a catalogue of two pages and return the first one's address."""
    bodies: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in bodies else 503)
            self.send_header("Content-Type", "text/turtle")
            self.end_headers()
            self.wfile.write(bodies.get(self.path, b""))

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    bodies["/1"] = _turtle(1, page=Page(f"{base}/1", f"{base}/1", f"{base}/2", 2, 1, next=f"{base}/2"))
    bodies["/2"] = _turtle(2, themes=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield base
    server.shutdown()
    server.server_close()


def test_a_package_conforms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A package is judged by what publishing it would say."""
    package().write(tmp_path)
    assert run(["validate", str(tmp_path), "--lang", "de"]) == 0
    assert "Regelgerecht." in capsys.readouterr().out


def test_findings_name_dataset_rule_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each finding says in German which dataset, which convention and what to do; exit code 1."""
    file = tmp_path / "katalog.ttl"
    file.write_bytes(_turtle(1, themes=False))
    assert run(["validate", str(file), "--profile", "v20", "--lang", "de"]) == 1
    said = capsys.readouterr().out
    assert "Warnung K30: „Datensatz 1“" in said
    assert "Was tun: Ein Datenthema der EU wählen" in said


def test_json_for_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON document counts and lists the findings."""
    file = tmp_path / "katalog.ttl"
    file.write_bytes(_turtle(1, themes=False))
    assert run(["validate", str(file), "--profile", "v20", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["counts"] == {"violation": 0, "warning": 1, "info": 0, "dashboard": 0}
    assert [finding["rule"] for finding in document["findings"]] == ["K30"]


def test_further_pages_only_if_asked_for(paged: str) -> None:
    """The second page, which has a finding, is read with --all-pages only."""
    assert run(["validate", f"{paged}/1", "--profile", "v20"]) == 0
    assert run(["validate", f"{paged}/1", "--profile", "v20", "--all-pages"]) == 1


@pytest.mark.parametrize("content", [None, b"kein RDF", b"<https://x/a> <https://x/b> <https://x/c> ."])
def test_what_is_no_catalogue(tmp_path: Path, content: bytes | None) -> None:
    """A missing file, no RDF, or RDF without a catalogue: exit code 2."""
    file = tmp_path / "katalog.ttl"
    if content is not None:
        file.write_bytes(content)
    assert run(["validate", str(file)]) == 2


def test_an_address_that_fails(paged: str) -> None:
    """A catalogue that answers 503 is not read as an empty one: exit code 2."""
    assert run(["validate", f"{paged}/3"]) == 2
