"""A fuzzer reads the OpenAPI document and asks for what it allows and for what it forbids (schemathesis).

Each answer has a status, a type and a schema that the document names; what it forbids is refused, what it
allows is answered, and nothing makes the server fail. Nobody asks for everything; a member and an editor ask
the actions, the editor's publications as trials.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.portal.support import Portal, Publication, purge, reported

DOCUMENT = "/en/digitalprojekte/api/openapi.json"
SETTINGS = Path(__file__).with_name("schemathesis.toml")
COMMAND = Path(sys.executable).with_name("schemathesis")
PUBLISH = "/api/3/action/digitalprojekt_publish"
WITHDRAW = "/api/3/action/digitalprojekt_withdraw"
SEED = "20202"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def document(admin: Portal, anonymous: Portal, organisation: str) -> Iterator[dict[str, Any]]:
    """Return the document of a portal with two projects, and a dataset that GovData is given."""
    name = f"fuzzed-{uuid.uuid4().hex[:8]}"
    projects = [reported("1776000001"), reported("1776000002", kosten_eur="", kosten_angabe="keine_angabe")]
    with Publication(admin, organisation) as publication:
        publication(projects)
        admin.api(
            "package_create",
            name=name,
            title="Bäume",
            notes="Standorte",
            owner_org=organisation,
            license_id="dl-by-de/2.0",
            resources=[{"url": "https://example.org/baeume.csv", "name": "Bäume", "format": "CSV"}],
        )
        yield _with_rounds(anonymous.get(DOCUMENT).json(), admin)
        purge(admin, name)


def _with_rounds(document: dict[str, Any], admin: Portal) -> dict[str, Any]:
    """Narrow the round to those that there are: a well-written one that was never published is refused."""
    editions = admin.api("digitalprojekt_state")["editions"]
    rounds = [edition["berichtsstand"] for edition in editions if not edition["private"]]
    for path, item in document["paths"].items():
        for parameter in item.get("get", {}).get("parameters", ()):
            if parameter["name"] == "berichtsstand" and not path.startswith("/api/"):
                parameter["schema"] = {"enum": [*rounds, ""]}
    return document


def fuzz(portal: Portal, document: dict[str, Any], folder: Path, *options: str) -> None:
    """Ask the portal and fail with what was found."""
    file = folder / "openapi.json"
    file.write_text(json.dumps(document), "utf-8")
    command = [str(COMMAND), "--no-color", "--config-file", str(SETTINGS), "run", str(file)]
    command += ["--url", portal.url, "--seed", SEED, "--phases", "examples,coverage,fuzzing", *options]
    if portal.token:
        command += ["--header", f"Authorization: {portal.token}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1800, check=False)
    if done.returncode:
        pytest.fail(f"{done.stdout[-30_000:]}\n{done.stderr[-2_000:]}", pytrace=False)


def test_nobody_gets_what_the_document_says(
    anonymous: Portal, document: dict[str, Any], tmp_path: Path
) -> None:
    """All operations, for somebody without an account."""
    fuzz(anonymous, document, tmp_path, "--max-examples", "8")


@pytest.mark.parametrize("capacity", ["", "member"])
def test_who_may_not_write_changes_nothing(
    user_of: Callable[[str], Portal],
    admin: Portal,
    document: dict[str, Any],
    tmp_path: Path,
    capacity: str,
) -> None:
    """Somebody with an account, and a member of the organisation, ask to publish in its name: 403."""
    before = admin.api("digitalprojekt_state")
    options = ("--include-method", "POST", "--max-examples", "10")
    fuzz(user_of(capacity), document, tmp_path, *options)
    assert admin.api("digitalprojekt_state") == before


def test_an_editor_tries_publications(
    editor: Portal, admin: Portal, organisation: str, document: dict[str, Any], tmp_path: Path
) -> None:
    """Whatever an editor sends as a trial is answered or refused as described, and nothing is changed."""
    body = document["paths"][PUBLISH]["post"]["requestBody"]["content"]["application/json"]["schema"]
    trial = {**body, "required": [*body["required"], "dry_run"]}
    trial["properties"] = {
        **body["properties"],
        "dry_run": {"const": True},
        "owner_org": {"const": organisation},
        "berichtsstand": {"const": "2020-2"},
    }
    only = json.loads(json.dumps(document))
    only["paths"][PUBLISH]["post"]["requestBody"]["content"]["application/json"]["schema"] = trial
    back = only["paths"][WITHDRAW]["post"]["requestBody"]["content"]["application/json"]["schema"]
    back["required"].append("dry_run")
    back["properties"]["dry_run"] = {"const": True}
    before = admin.api("digitalprojekt_state")
    options = ("--include-method", "POST", "--mode", "positive", "--max-examples", "15")
    fuzz(editor, only, tmp_path, *options)
    assert admin.api("digitalprojekt_state") == before


def test_an_editor_reads_what_the_document_says(
    editor: Portal, document: dict[str, Any], tmp_path: Path
) -> None:
    """The actions that read answer an editor in the same form as everybody."""
    options = ("--include-tag", "actions", "--include-method", "GET", "--max-examples", "5")
    fuzz(editor, document, tmp_path, *options)
