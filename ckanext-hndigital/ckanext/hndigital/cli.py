"""`ckan hndigital …`: check what the portal misses, mend what a kill has left, assess the metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from ckan import model
from ckanext.hndigital import config, dcat, selfcheck
from ckanext.hndigital.operating import backup as backups
from ckanext.hndigital.operating import editorial
from ckanext.hndigital.quality import links
from ckanext.hndigital.quality.assessing import Assessor, forget, public
from ckanext.hndigital.register import handmade
from ckanext.hndigital.search import indexing

from hndigital.outside import Inner, printable

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
def quality() -> None:
    """Assess the metadata of all public datasets that are new or changed, for the page on its quality."""
    listed = public()
    click.echo(f"quality: {len(listed)} datasets, {Assessor().assess(listed)} of them assessed anew")


@hndigital.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def backup(directory: Path) -> None:
    """Write databases, files and settings without secrets into DIRECTORY, a new folder.

    No publication begins meanwhile. The folder holds what is not public: keep it as carefully as the portal.
    """
    try:
        made = backups.back_up(directory)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"backup: {_amounts(made.counts)} in {directory}")


@hndigital.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Remove what this portal holds.")
def restore(directory: Path, replace: bool) -> None:
    """Bring the backup in DIRECTORY back into this portal, and make the search index anew.

    Stop CKAN first. The backup is checked before anything is written.
    """
    try:
        made = backups.bring_back(directory, replace=replace)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    for sentence in backups.differing_settings(directory):
        click.echo(f"setting: {sentence}")
    click.echo(f"restore: {_amounts(made.counts)} of {made.created}")


def _amounts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


@hndigital.group(name="editorial")
def editorial_() -> None:
    """Take out, or bring in, what people added to the projects that reports name."""


@editorial_.command(name="export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def editorial_export(file: Path) -> None:
    """Write contacts, keywords, themes, translations, pictures, hand-made projects to FILE (.json, .csv)."""
    entries = editorial.take_out()
    editorial.write(entries, file)
    click.echo(f"editorial: {len(entries)} projects in {file}")


@editorial_.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def editorial_import(file: Path) -> None:
    """Bring such a FILE into this portal, as far as it differs; exit code 1 if a project failed."""
    try:
        outcome = editorial.bring_in(editorial.read(file))
    except editorial.EditorialError as error:
        raise click.ClickException(str(error)) from error
    for name, reason in outcome.failed.items():
        click.echo(printable(f"failed: {name}: {reason}"))
    counts = {kind: len(getattr(outcome, kind)) for kind in ("created", "updated", "unchanged", "failed")}
    click.echo(f"editorial: {_amounts(counts)}")
    raise SystemExit(1 if outcome.failed else 0)


@hndigital.command()
@click.option("--own", is_flag=True, help="Check addresses of this portal as well.")
@click.option("--private-networks", is_flag=True, help="Check all addresses inside private networks as well.")
def linkcheck(own: bool, private_networks: bool) -> None:
    """Ask every address of the public datasets whether it answers, and keep the result.

    At most 8 hosts at a time, each with one request at a time; waits 5 s for a connection and 15 s for an
    answer. Meant to be run by night, once a week. Inside private networks only what the setting
    ckanext.hndigital.linkcheck.inner_hosts names is asked.
    """
    datasets: dict[str, set[str]] = {}
    for dataset_id, address in Assessor().addresses(public()):
        if own or not address.startswith(f"{dcat.settings().site_url}/"):
            datasets.setdefault(address, set()).add(dataset_id)
    before = {address: result.answers for address, result in links.results().items()}
    try:
        inner = Inner(all=True) if private_networks else config.inner_hosts()
    except ValueError as error:
        raise click.ClickException(f"ckanext.hndigital.linkcheck.inner_hosts: {error}") from error
    found = list(links.check(datasets, inner))
    links.remember(found)
    model.Session.commit()
    forget({i for r in found if before.get(r.address) != r.answers for i in datasets[r.address]})
    for result in found:
        if not result.answers:
            click.echo(printable(f"{result.status or result.error}  {result.address}"))
    click.echo(f"links: {len(found)} checked, {sum(not result.answers for result in found)} do not answer")
