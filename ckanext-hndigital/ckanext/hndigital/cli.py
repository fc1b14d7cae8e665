"""`ckan hndigital …`: check what the portal misses, mend what a kill has left.

`hndigital_dcat` adds its commands to the same group.
"""

from __future__ import annotations

from pathlib import Path

import click
from ckanext.hndigital import belonging, removal, selfcheck
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


@hndigital.command()
@click.option("--yes", is_flag=True, help="Remove it; without this, only say what would be removed.")
@click.option("--export", "folder", type=click.Path(path_type=Path), help="Write a copy of it there first.")
@click.option("--organisation", is_flag=True, help="Remove the organisation, too, if nothing else is in it.")
def remove(yes: bool, folder: Path | None, organisation: bool) -> None:
    """Take register, editions, series and projects off this portal, with files, tables and index.

    Other datasets stay as they are. What is then left to be done in the configuration is said at the end.
    """
    found = removal.look()
    for kind, number in found.kinds.items():
        click.echo(f"datasets: {number} of type {kind}")
    click.echo(f"tables: {len(found.tables)} in the DataStore")
    if found.organisation:
        owner = found.organisation
        goes = organisation and not owner.datasets
        fate = "goes" if goes else "stays (--organisation removes it, if nothing else is in it)"
        click.echo(
            f"organisation: {owner.name}, {owner.datasets} other datasets, {owner.people} people: {fate}"
        )
    else:
        click.echo(f"organisation: {belonging.missing()}")
    if folder:
        click.echo(f"export: {removal.export(found, folder)} files in {folder}")
    if yes:
        removal.remove(found, with_organisation=organisation)
        click.echo("removed")
    else:
        click.echo("Nothing has been changed. `ckan hndigital remove --yes` removes it.")
    click.echo(
        "Then take out of the configuration: hndigital* in ckan.plugins, the schemas hndigital_schemas:*"
    )
    click.echo("in scheming.dataset_schemas, hndigital_dcatapde in ckanext.dcat.rdf.profiles, and")
    for key in found.settings:
        click.echo(f"  {key}")
