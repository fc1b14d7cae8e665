"""The contract with pyshacl's insides (`pyshacl.shape.CONSTRAINT_PARAMS`, two methods of its constraints).

A version that keeps them no longer is slower, not wrong; this says so. Held for the floor and for the newest
version that `pyproject.toml` allows.
"""

from __future__ import annotations

from typing import Any

import pytest
from hndigital.dcat import shacl
from rdflib import SH, Graph

_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <urn:x:> .
x:Shape a sh:NodeShape ; sh:targetClass x:Thing ;
  sh:property [ sh:path x:part ; sh:node x:Part ; sh:property [ sh:path x:name ; sh:minCount 1 ] ] .
x:Part a sh:NodeShape ; sh:property [ sh:path x:size ; sh:minCount 1 ] .
"""
_DATA = """
@prefix x: <urn:x:> .
x:a a x:Thing ; x:part x:good, x:bad .
x:good x:name "good" ; x:size 1 .
x:bad x:name "bad" .
"""


@pytest.mark.parametrize(
    ("constraint", "method"),
    [
        (shacl._PropertiesAtOnce, "_evaluate_property_shape"),
        (shacl._NodesAtOnce, "_evaluate_node_shape"),
    ],
)
def test_pyshacl_asks_our_constraints(monkeypatch: pytest.MonkeyPatch, constraint: Any, method: str) -> None:
    """For `sh:property` and `sh:node`, and reports what it would have reported by itself."""
    asked = []
    own = getattr(constraint, method)

    def noted(self: Any, *args: Any) -> Any:
        asked.append(method)
        return own(self, *args)

    monkeypatch.setattr(constraint, method, noted)
    shapes, data = Graph().parse(data=_SHAPES, format="turtle"), Graph().parse(data=_DATA, format="turtle")
    results = shacl.results_of(data, shapes)
    assert asked
    assert {str(value) for value in results.objects(None, SH.value)} == {"urn:x:bad"}
