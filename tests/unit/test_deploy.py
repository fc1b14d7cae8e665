"""Units for a host without containers: systemd understands them, and they run commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
MANIFESTS = yaml.safe_load((ROOT / "deploy" / "kubernetes" / "portal.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS = [one for one in MANIFESTS["items"] if one["kind"] == "Deployment"]
PLUGIN = ROOT / "ckanext-hndigital" / "ckanext" / "hndigital"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """No word about any of them; programs stand in another folder, since they are not installed here."""
    for name in ("ckan", "gunicorn"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\n", encoding="ascii")
        program.chmod(0o755)
    units = []
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/usr/lib/ckan/bin", str(tmp_path / "bin"))
        copy = tmp_path / unit.name
        copy.write_text(text, encoding="utf-8")
        if unit.name != "hndigital@.service":
            units.append(str(copy))
    instance = tmp_path / "hndigital@linkcheck.service"
    instance.symlink_to(tmp_path / "hndigital@.service")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units, str(instance)],
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    about_ours = [line for line in done.stderr.splitlines() if "hndigital" in line or str(tmp_path) in line]
    assert (done.returncode, about_ours) == (0, [])


@pytest.mark.parametrize("timer", [one for one in UNITS if one.suffix == ".timer"], ids=lambda one: one.stem)
def test_a_timer_starts_what_is_there(timer: Path) -> None:
    """A unit of ours; an instance of the template is a command of `ckan hndigital`."""
    names = {one.name for one in UNITS}
    (started,) = re.findall(r"^Unit=(.+)$", timer.read_text(encoding="utf-8"), re.MULTILINE)
    template, command = (
        re.subn(r"@(.*)\.service$", "@.service", started)[0],
        re.search(r"@(.*)\.service$", started),
    )
    assert template in names
    if command:
        modules = (path.read_text(encoding="utf-8") for path in PLUGIN.rglob("cli.py"))
        function = command[1].replace("-", "_")
        assert any(f"def {function}(" in text for text in modules)


@pytest.mark.parametrize(
    "service", [one for one in UNITS if one.suffix == ".service"], ids=lambda one: one.stem
)
def test_a_service_gets_no_right_that_it_does_not_need(service: Path) -> None:
    """Not root's, nothing to write but its own folders, limits."""
    text = service.read_text(encoding="utf-8")
    wanted = ("User=ckan", "NoNewPrivileges=true", "ProtectSystem=strict", "MemoryMax=", "TasksMax=")
    assert [word for word in wanted if f"\n{word}" not in text] == []


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["metadata"]["name"])
class TestOnKubernetes:
    """Each deployment of the manifests; their schema was checked by hand (docs/operations.md)."""

    def test_a_container_gets_no_right_that_it_does_not_need(self, deployment: dict[str, Any]) -> None:
        """No root, no privileges, no token of the cluster, nothing to write but volumes, limits."""
        pod = deployment["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert set(container["resources"]["limits"]) == {"cpu", "memory"}

    def test_what_is_mounted_is_there(self, deployment: dict[str, Any]) -> None:
        """Each mount has its volume, each volume's claim is among the manifests."""
        pod = deployment["spec"]["template"]["spec"]
        volumes = {one["name"]: one for one in pod["volumes"]}
        claims = {
            one["metadata"]["name"] for one in MANIFESTS["items"] if one["kind"] == "PersistentVolumeClaim"
        }
        for container in pod["containers"]:
            assert {mount["name"] for mount in container["volumeMounts"]} == set(volumes)
        named = {
            one["persistentVolumeClaim"]["claimName"] for one in volumes.values() if "emptyDir" not in one
        }
        assert named <= claims

    def test_a_service_that_is_away_starts_nothing_again(self, deployment: dict[str, Any]) -> None:
        """`/healthz` takes a node out of the balancer; it is no reason to kill it."""
        for container in deployment["spec"]["template"]["spec"]["containers"]:
            assert "httpGet" not in container.get("livenessProbe", {})


def test_nodes_and_what_there_is_one_of() -> None:
    """Two nodes of CKAN, one clock that is never doubled by an update."""
    found = {one["metadata"]["name"]: one["spec"] for one in DEPLOYMENTS}
    assert found["ckan"]["replicas"] == 2
    assert (found["clock"]["replicas"], found["clock"]["strategy"]["type"]) == (1, "Recreate")
