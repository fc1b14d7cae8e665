"""`ckan hndigital quality` and `linkcheck`: assess the metadata of all public datasets."""

from __future__ import annotations

import click
from ckan import model
from ckanext.hndigital import config, dcat
from ckanext.hndigital.cli import hndigital
from ckanext.hndigital.dcat.quality import links
from ckanext.hndigital.dcat.quality.assessing import Assessor, forget, public

from hndigital.outside import Inner, printable

__all__: list[str] = []
"""Nothing for CKAN to register: the commands belong to the group of `ckanext.hndigital.cli`."""


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
