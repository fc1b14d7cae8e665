"""What a person sees who prints an object: one short line, never a whole report."""

from __future__ import annotations

from pathlib import Path

import hndigital
import pytest
from hndigital.dcat import from_package
from hndigital.export.site import Site
from hndigital.pipeline import read_report
from hndigital.publisher.desired import desired_state
from hndigital.publisher.plan import make_plan
from hndigital.publisher.state import PortalState

from tests.cities import HEILBRONN

SAMPLE = Path(__file__).parents[2] / "harvester" / "sample" / "beispielbericht-2020-2.txt"


@pytest.fixture(scope="module")
def package() -> hndigital.Package:
    return hndigital.harvest(SAMPLE)


def test_a_package_says_what_it_is(package: hndigital.Package) -> None:
    """Edition, version and size; 102 projects' cells are for `tables`."""
    rows = sum(len(table) for table in package.tables.values())
    assert (
        repr(package)
        == f"<Package digitalprojekte-2020-2 2020.2.0: {len(package.tables)} tables, {rows} rows>"
    )


def test_nothing_that_holds_a_report_prints_it(package: hndigital.Package) -> None:
    """Model, plan, site and catalogue of the sample print in one line of a terminal's size, counts in it."""
    result = read_report(SAMPLE)
    desired = desired_state(package, PortalState(), [])
    site = Site.of([package], HEILBRONN)
    holders = [
        result,
        result.bericht,
        desired,
        desired.files[0],
        make_plan("https://daten.example", desired, PortalState()),
        site,
        site.editions[0],
        from_package.catalog(package, HEILBRONN),
    ]
    assert {
        type(one).__name__: repr(one) for one in holders if len(repr(one)) > 700 or "\n" in repr(one)
    } == {}
    assert "vorhaben=<102>" in repr(result.bericht)
