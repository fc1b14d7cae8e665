"""`ckan hndigital …`: check what the portal misses, mend what a kill has left, assess the metadata."""

from __future__ import annotations

import click
from ckan import model
from ckanext.hndigital import belonging, config, dcat, links, selfcheck
from ckanext.hndigital import upgrade as upgrading
from ckanext.hndigital.quality import links as checked_links
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
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def mend(dry_run: bool) -> None:
    """Bring register rows of hand-made projects, stored links and the search index in step.

    Links of register, editions and projects to their own files are written with the portal's present
    address, after a move to another domain, to https or to another root path.
    """
    if dry_run:
        for name in sorted(links.outdated().values()):
            click.echo(f"{name}: links -> {config.site_url()}")
        for kind, names in indexing.compare().as_dict().items():
            click.echo(f"index: {len(names)} {kind}")
        return
    click.echo(f"links: {len(links.mend())} datasets mended")
    changed = handmade.sync_all()
    click.echo(f"register: rows of {len(changed)} projects mended")
    difference, _left = indexing.mend()
    for kind, names in difference.as_dict().items():
        click.echo(f"index: {len(names)} {kind}")


@hndigital.command()
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def upgrade(dry_run: bool) -> None:
    """Bring what an older version has published to this one's form.

    Register, editions and series get dataset types of their own; everything else about them stays. Run again,
    it finishes what an interrupted run has begun, and then finds nothing to do.
    """
    if belonging.missing():  # then nothing belongs, and nothing would be found
        raise click.ClickException(belonging.missing())
    todo = upgrading.pending()
    for one in todo:
        click.echo(f"{one.name}: type dataset -> {one.type}")
    if dry_run:
        click.echo(f"upgrade: {len(todo)} datasets to change; nothing was written")
        return
    indexed = upgrading.apply(todo)
    click.echo(f"upgrade: {len(todo)} datasets changed, {indexed} entries of the search index")


@hndigital.command()
def quality() -> None:
    """Assess the metadata of all public datasets that are new or changed, for the page on its quality."""
    listed = public()
    click.echo(f"quality: {len(listed)} datasets, {Assessor().assess(listed)} of them assessed anew")


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
    before = {address: result.answers for address, result in checked_links.results().items()}
    try:
        inner = Inner(all=True) if private_networks else config.inner_hosts()
    except ValueError as error:
        raise click.ClickException(f"ckanext.hndigital.linkcheck.inner_hosts: {error}") from error
    found = list(checked_links.check(datasets, inner))
    checked_links.remember(found)
    model.Session.commit()
    forget({i for r in found if before.get(r.address) != r.answers for i in datasets[r.address]})
    for result in found:
        if not result.answers:
            click.echo(printable(f"{result.status or result.error}  {result.address}"))
    click.echo(f"links: {len(found)} checked, {sum(not result.answers for result in found)} do not answer")
