"""What whoever runs a portal asks it: is it well, how much does it do, and how it is kept and brought back.

`health` asks each service, `counting` and `metrics` tell numbers (Prometheus), `door` answers both before
CKAN is asked; `backup` and `restore` carry a portal elsewhere, `editorial` what people added to a report.
"""

from __future__ import annotations

from ckan.types import CKANApp

__all__ = ["register"]


def register(app: CKANApp) -> None:
    """Count the application's requests, and answer for it at its door."""
    from ckanext.hndigital.operating import counting, door

    counting.register(app)
    door.register(app)
