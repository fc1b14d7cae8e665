"""The metadata gate: what a publication would say in DCAT is checked before anything is written."""

from __future__ import annotations

from ..errors import HndigitalError
from ..package import Package

__all__ = ["GateRefused", "check_metadata"]


class GateRefused(HndigitalError):
    """The metadata would not conform to DCAT-AP.de; `findings` says where (exit code 6)."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        shown = "; ".join(findings[:5])
        super().__init__(
            f"Die Metadaten entsprechen nicht DCAT-AP.de, es wurde nichts geschrieben: {shown}",
            f"The metadata does not conform to DCAT-AP.de, nothing was written: {shown}",
        )
        self.findings = findings


def check_metadata(package: Package) -> None:
    """Raise GateRefused unless the graph that publishing `package` would produce conforms."""
