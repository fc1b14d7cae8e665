"""The metadata gate: what a publication would say in DCAT is checked before anything is written."""

from __future__ import annotations

from ..package import Package

__all__ = ["check_metadata"]


def check_metadata(package: Package) -> None:
    """Raise GateRefused unless the graph that publishing `package` would produce conforms."""
