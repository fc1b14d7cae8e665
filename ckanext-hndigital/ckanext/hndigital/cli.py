"""`ckan hndigital …`: check what the portal misses, mend what a kill has left.

`hndigital_dcat` adds its commands to the same group.
"""

from __future__ import annotations

import click
from ckanext.hndigital import selfcheck
from ckanext.hndigital.register import handmade
from ckanext.hndigital.search import indexing

__all__ = ["hndigital"]


@click.group(short_help="Digitalisation projects: check and mend.")
def hndigital() -> None:
    """Digitalisation projects: check the set-up, mend register and search index."""


@hndigital.command()
def check() -> None:
    """Say what is there and what is missing; exit code 1 if something is."""
    results = selfcheck.run()
    for result in results:
        click.echo(f"{'ok     ' if result.right else 'missing'}  {result.sentence}")
    raise SystemExit(0 if all(result.right for result in results) else 1)


@hndigital.command()
def mend() -> None:
    """Bring hand-made projects' register rows and the search index in step with the database."""
    changed = handmade.sync_all()
    click.echo(f"register: rows of {len(changed)} projects mended")
    difference, _left = indexing.mend()
    for kind, names in difference.as_dict().items():
        click.echo(f"index: {len(names)} {kind}")
