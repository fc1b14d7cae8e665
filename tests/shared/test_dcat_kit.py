"""Our validator against an independent one, where a conformance kit lies beside the repository."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pyshacl.shape
import pytest
from hndigital.dcat.validate import RuleProfile, Severity, validate
from rdflib import Graph

KIT = Path(__file__).resolve().parents[3] / "shared" / "dcat-ap-de"
PROFILES = {
    RuleProfile.V30: "v30_de_spec",
    RuleProfile.V20: "v20_de_spec_implr",
    RuleProfile.DASHBOARD: "dashboard_alpha",
}
ALWAYS = {"heilbronn-both", "heilbronn-2023-reconstructed", "deprecated", "perfect"}
CASES = [
    pytest.param(path, id=path.stem, marks=() if path.stem in ALWAYS else pytest.mark.slow)
    for path in sorted(KIT.glob("testcases/**/*.ttl"))
    if "DataService" not in path.name  # the official example is no valid Turtle
]

pytestmark = pytest.mark.skipif(not CASES, reason="no conformance kit beside the repository")


@pytest.fixture(scope="module")
def kit() -> ModuleType:
    """Import the kit's validator."""
    spec = importlib.util.spec_from_file_location("conformance_kit", KIT / "validate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("case", CASES)
def test_same_findings(kit: ModuleType, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Severity and message of every finding are the same in all three profiles."""
    graph = Graph().parse(case, format="turtle")
    for rules, name in PROFILES.items():
        with monkeypatch.context() as plain:
            plain.delattr(pyshacl.shape, "CONSTRAINT_PARAMS")  # the kit has pyshacl to itself
            results = kit.run(name, graph, "latest", strict=True)
        theirs = Counter(
            (result["severity"].lower(), result["message"])
            for result in results
            if not result["severity"].startswith("mqa:count_")
        )
        ours = Counter(
            (f"mqa:{f.rule}".lower() if f.severity is Severity.DASHBOARD else str(f.severity), f.message)
            for f in validate(graph, rules).findings
        )
        assert ours == theirs, rules
