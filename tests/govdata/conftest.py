"""What is read back: the sample report's two rounds as export gives them, and a portal's live feeds.

Nothing here is a stand-in: the parsers are ckanext-dcat's own, 2.3.0 in `.venv-govdata` (`make
govdata-venv`) and today's in the environment of the tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import hndigital
import pytest
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.serialize import serialize
from hndigital.export import Site
from hndigital.export.catalogue import catalog_of, govdata_of
from hndigital.package import Package
from rdflib import Graph

from tests.cities import HEILBRONN
from tests.govdata.published import Published, publish_for_govdata
from tests.portal.conftest import admin, anonymous, portal_url  # noqa: F401 - fixtures
from tests.portal.support import Portal

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GOVDATA_PYTHON = ROOT / ".venv-govdata" / "bin" / "python"
SAMPLES = [ROOT / "harvester" / "sample" / f"beispielbericht-{stand}.txt" for stand in ("2020-2", "2021-1")]
BASE = "https://daten.example"


def read_back(*pages: Path, govdata: bool) -> list[dict[str, Any]]:
    """Return what GovData's parser (with the German rows) or today's makes of a feed's pages."""
    python = GOVDATA_PYTHON if govdata else sys.executable
    if govdata and not GOVDATA_PYTHON.exists():
        pytest.skip(f"{GOVDATA_PYTHON} is not there; `make govdata-venv` makes it")
    how = ["--german"] if govdata else ["--profile", "euro_dcat_ap_3"]
    command = [str(python), "-W", "ignore", str(HERE / "reader.py"), *how, *map(str, pages)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    datasets: list[dict[str, Any]] = json.loads(run.stdout)
    return datasets


@dataclass(frozen=True)
class Reading:
    """A feed as it was written and as it was read: `datasets` by the part of their IRI after `/id/`.

    `package` is the newest round that it tells of, `single` whether each project is a dataset in it.
    """

    base: str
    package: Package
    graph: Graph
    datasets: Mapping[str, dict[str, Any]]
    single: bool

    @classmethod
    def of(
        cls, base: str, package: Package, pages: list[Path], *, govdata: bool, single: bool = True
    ) -> Reading:
        """Read the pages of a feed."""
        graph = Graph()
        for page in pages:
            graph.parse(page, format="turtle")
        found = {
            entry["extras"]["uri"].removeprefix(f"{base}/id/"): entry
            for entry in read_back(*pages, govdata=govdata)
        }
        return cls(base, package, graph, found, single)

    @property
    def edition(self) -> dict[str, Any]:
        """The edition of the newest round."""
        return self.datasets[f"edition/{self.package.berichtsstand}"]

    @property
    def projects(self) -> dict[str, dict[str, Any]]:
        """The projects' datasets by number."""
        prefix = "datensatz/"
        numbers = {row["vorhaben_nr"] for row in self.package.tables["vorhaben"]}
        found = {key.removeprefix(prefix): entry for key, entry in self.datasets.items()}
        return {number: entry for number, entry in found.items() if number in numbers}


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Package, Path, Path]:
    """Write both feeds of the sample's two rounds, each project included, as `hndigital export` does."""
    packages = [hndigital.harvest(sample) for sample in SAMPLES]
    settings = replace(
        HEILBRONN.at(BASE),
        federate_projects=True,
        federate_sample=True,
        contact_email="daten@heilbronn.example",
        contact_telephone="+49713100000",
        publisher_email="stadt@heilbronn.example",
    )
    site = Site.of(packages, settings)
    folder = tmp_path_factory.mktemp("feeds")
    govdata = govdata_of(site)
    assert govdata is not None
    for name, graph in (
        ("govdata", catalog_graph(govdata, Profile.GOVDATA)),
        ("catalog", catalog_graph(catalog_of(site))),
    ):
        (folder / f"{name}.ttl").write_bytes(serialize(graph, "ttl"))
    return packages[-1], folder / "govdata.ttl", folder / "catalog.ttl"


@pytest.fixture(scope="session")
def published(
    admin: Portal,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Published]:
    """Publish a round and an ordinary dataset on the portal, once for all tests of this folder."""
    with publish_for_govdata(admin, tmp_path_factory.mktemp("published")) as found:
        yield found


@pytest.fixture(scope="session", params=["export", "portal"])
def govdata(request: pytest.FixtureRequest) -> Reading:
    """Return GovData's reading of GovData's feed: of an export, and of the portal's pages."""
    if request.param == "export":
        package, feed, _ = request.getfixturevalue("exported")
        return Reading.of(BASE, package, [feed], govdata=True)
    portal: Published = request.getfixturevalue("published")
    pages = portal.pages("/govdata/catalog.ttl")
    return Reading.of(portal.url, portal.package, pages, govdata=True, single=False)


@pytest.fixture(scope="session", params=["export", "portal"])
def today(request: pytest.FixtureRequest) -> Reading:
    """Return the reading of the feed of everything public by today's ckanext-dcat."""
    if request.param == "export":
        package, _, feed = request.getfixturevalue("exported")
        return Reading.of(BASE, package, [feed], govdata=False)
    portal: Published = request.getfixturevalue("published")
    return Reading.of(portal.url, portal.package, portal.pages("/catalog.ttl"), govdata=False)
