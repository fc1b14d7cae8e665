"""`ckan hndigital init`: say for which city the portal works, and make its organisation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import afterwards, city, ini

from hndigital import profiles
from hndigital.errors import SchemaError
from hndigital.profiles import Profile

__all__ = ["chosen_profile", "configure", "make_organisation", "settings_of"]


def chosen_profile(name_or_folder: str) -> Profile:
    """Return the profile of that name or in that folder; raises ClickException with what is wrong."""
    try:
        return profiles.load(name_or_folder)
    except SchemaError as error:
        raise click.ClickException(error.message("en")) from error


def settings_of(profile: Profile, stated: Mapping[str, str | None]) -> dict[str, str]:
    """Return the settings to write: the city, a folder by its whole path, and what was stated besides.

    And what lets the portal answer if the plugin is taken out one day.
    """
    named = profile.name if profile in profiles.shipped() else str(profile.folder)
    return {city.SETTING: named, **afterwards.settings()} | {
        f"ckanext.hndigital.{name}": text for name, text in stated.items() if text
    }


def configure(path: Path, settings: Mapping[str, str], *, write: bool) -> None:
    """Print what changes in the ini file, and with `write` change it; a copy of the earlier file is kept."""
    try:
        before = path.read_text(encoding="utf-8")
        after = ini.changed(before, settings)
        difference = ini.change(before, after, path.name)
        if not difference:
            click.echo(f"{path}: nothing to change")
        elif not write:
            click.echo(difference, nl=False)
        else:
            backup = ini.write(path, after)
            click.echo(difference, nl=False)
            click.echo(f"{path}: written; what it held before is in {backup.name}. Start CKAN again.")
    except (OSError, ValueError) as error:
        lines = "\n".join(f"  {name} = {value}" for name, value in settings.items())
        raise click.ClickException(f"{path}: {error}. Please set yourself:\n{lines}") from error


def make_organisation(profile: Profile) -> None:
    """Make the city's organisation, unless there is one of that name."""
    name = str(toolkit.config.get("ckanext.hndigital.organisation") or profile.organisation.name)
    known = model.Group.get(name)
    if known is not None and known.is_organization and known.state == "active":
        click.echo(f"organisation {name}: is there")
        return
    user = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})
    context: Any = {"ignore_auth": True, "user": user["name"]}
    try:
        toolkit.get_action("organization_create")(
            context, {"name": name, "title": profile.organisation.title.de}
        )
    except toolkit.ValidationError as error:
        raise click.ClickException(f"organisation {name}: {error.error_summary}") from error
    click.echo(f"organisation {name}: made")
