"""Solr in a Jetty of our own, with the configuration that `solr/german.py` makes of CKAN's schema."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from .errors import SetupError
from .processes import Server, fetch_json, run
from .state import CACHE, HOST, INFRASTRUCTURE, Portal, exclusive

SOURCE = INFRASTRUCTURE / "solr"
WORD_LIST = Path("/usr/share/dict/ngerman")
"""Debian's package wngerman."""


def server(portal: Portal) -> Server:
    """Return the handle of a portal's Solr."""
    return Server("Solr", portal.solr_port, portal.directory / "run" / "solr.pid", portal.logs / "solr.log")


def url(portal: Portal) -> str:
    """Return the address of CKAN's core."""
    return f"http://{HOST}:{portal.solr_port}/solr/ckan"


def up(portal: Portal) -> bool:
    """Start Solr, again when its configuration changed; returns whether the index is a new, empty one."""
    solr = server(portal)
    conf = _configuration(portal)
    jars = _jars(portal)
    stamp = portal.directory / "run" / "solr-configuration"
    fingerprint = f"{conf.name} {jars.name}"
    fresh = not stamp.exists() or stamp.read_text(encoding="ascii") != fingerprint
    if fresh:
        solr.stop()
        _make_home(portal, conf)
        stamp.write_text(fingerprint, encoding="ascii")
    if solr.pid is None:
        home = portal.directory / "solr"
        solr.start(
            [
                "java",
                "-Xms64m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                f"-Dsolr.solr.home={home}",
                f"-Dsolr.log.dir={portal.logs}",
                "-Dlog4j2.level=WARN",
                "-Djava.awt.headless=true",
                *("-cp", f"{jars}/*"),
                SOURCE / "runtime" / "SolrLauncher.java",
                str(portal.solr_port),
            ]
        )
    solr.wait(lambda: _answers(portal), 120)
    return fresh


def down(portal: Portal) -> bool:
    """Stop Solr; returns whether it ran."""
    return server(portal).stop()


def _make_home(portal: Portal, conf: Path) -> None:
    """Lay out Solr's home with an empty index: an index made with other analysers is of no use."""
    home = portal.directory / "solr"
    shutil.rmtree(home, ignore_errors=True)
    core = home / "ckan"
    core.mkdir(parents=True)
    shutil.copyfile(SOURCE / "runtime" / "solr.xml", home / "solr.xml")
    (core / "core.properties").write_text("name=ckan\n", encoding="ascii")
    shutil.copytree(conf, core / "conf")


def _configuration(portal: Portal) -> Path:
    """Return the folder with the core's configuration; made once for all portals of this checkout."""
    ckan_schema = _installed_schema(portal)
    if not WORD_LIST.exists():
        raise SetupError(f"{WORD_LIST} is missing; `make system` installs it or says how.")
    sources = [SOURCE / "german.py", *sorted((SOURCE / "conf").iterdir()), ckan_schema, WORD_LIST]
    target = CACHE / f"solr-conf-{_digest(sources)}"
    with exclusive(CACHE / "solr-conf.lock"):
        if not target.exists():
            building = target.with_suffix(".new")
            shutil.rmtree(building, ignore_errors=True)
            run(
                [
                    *(sys.executable, SOURCE / "german.py"),
                    *("--ckan-schema", ckan_schema),
                    *("--words", WORD_LIST),
                    *("--out", building),
                ],
                what="Making Solr's configuration",
                log=portal.logs / "setup.log",
            )
            building.rename(target)
    return target


def _jars(portal: Portal) -> Path:
    """Return the folder with Solr's jars; Maven fetches them once for all portals of this checkout."""
    pom = SOURCE / "runtime" / "pom.xml"
    target = CACHE / f"solr-jars-{_digest([pom])}"
    with exclusive(CACHE / "solr-jars.lock"):
        if not target.exists():
            print("Solr: fetching its jars (once, about 70 MB)", flush=True)
            building = target.with_suffix(".new")
            shutil.rmtree(building, ignore_errors=True)
            run(
                [
                    *("mvn", "--batch-mode", "--no-transfer-progress", "--file", pom),
                    "dependency:copy-dependencies",
                    "-DincludeScope=runtime",
                    f"-DoutputDirectory={building}",
                ],
                what="Fetching Solr with Maven (is the network there?)",
                log=portal.logs / "setup.log",
            )
            building.rename(target)
    return target


def _installed_schema(portal: Portal) -> Path:
    """Return the schema.xml of the portal's CKAN, found without importing CKAN."""
    code = "import importlib.util as u; print(*u.find_spec('ckan').submodule_search_locations)"
    package = run([portal.python, "-c", code], what="Finding CKAN", log=portal.logs / "setup.log").strip()
    return Path(package, "config", "solr", "schema.xml")


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _answers(portal: Portal) -> bool:
    """Tell whether the core takes requests."""
    return fetch_json(f"{url(portal)}/admin/ping?wt=json", seconds=10).get("status") == "OK"
