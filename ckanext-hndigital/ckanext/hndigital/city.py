"""The city that this portal works for: the profile that the setting `ckanext.hndigital.profile` names.

A process works for one city. It is chosen when CKAN configures the plugin, before anything looks at
`schemas/`, which says something else in every city.

Where no setting names one (nor the variable `HNDIGITAL_PROFILE`), a portal that published before there were
profiles goes on: the city whose register it holds is taken for the pages, and GovData's feed waits for the
setting. On any other portal there is no city: `known` is false, and nobody's names and codes stand in.
"""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa
from ckan.common import CKANConfig
from ckan.exceptions import CkanConfigurationException
from ckan.plugins import toolkit

from hndigital import profiles
from hndigital.errors import SchemaError
from hndigital.profiles import Profile

__all__ = ["SETTING", "choose", "known", "metadata", "name_portal", "profile", "stated"]

SETTING = "ckanext.hndigital.profile"
_NO_CITY = Path(__file__).resolve().parent / "no_city"
_PUBLISHED = sa.text(
    'SELECT 1 FROM package JOIN "group" AS owner ON owner.id = package.owner_org'
    " WHERE package.name = :register AND package.state = 'active'"
    " AND owner.name = :organisation AND owner.state = 'active'"
)
_stated = False


def choose() -> None:
    """Make the portal's city the one that this process works for.

    Raises CkanConfigurationException if the setting names no profile.
    """
    global _stated  # noqa: PLW0603 - a process works for one city
    named = str(toolkit.config.get(SETTING) or "").strip()
    try:
        if named:
            profiles.use(named)
        _stated = profiles.chosen() is not None
    except SchemaError as error:
        raise CkanConfigurationException(f"{SETTING}: {error.message('en')}") from error
    if not _stated:
        profiles.use(_published() or _NO_CITY)


def known() -> bool:
    """Tell whether it is known whose projects the portal shows."""
    return profiles.current().folder != _NO_CITY


def stated() -> bool:
    """Tell whether a setting says whose projects the portal shows, and so for whom it speaks to GovData."""
    return _stated


def profile() -> Profile | None:
    """Return the city's profile, None where the city is not known."""
    return profiles.current() if known() else None


def metadata(name: str) -> str:
    """Return what the city says in its feeds, by the name in `hndigital.dcat.settings`, "" for nothing."""
    city = profile()
    return city.metadata.get(name, "") if city else ""


def name_portal(settings: CKANConfig) -> None:
    """Give the portal the city's name, unless it has one of its own."""
    chosen = profile()
    if chosen and settings.get("ckan.site_title") in (None, "", "CKAN"):
        settings["ckan.site_title"] = chosen.portal.title


def _published() -> Profile | None:
    """Return the city that is shipped and whose register the database holds, None if it is not just one."""
    address = toolkit.config.get("sqlalchemy.url") or os.environ.get("CKAN_SQLALCHEMY_URL")
    if not address:
        return None
    engine = sa.create_engine(str(address), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            found = [
                one
                for one in profiles.shipped()
                if (names := _names(one)) and connection.scalar(_PUBLISHED, names)
            ]
    except sa.exc.SQLAlchemyError:  # a database without tables yet, or none at all: CKAN itself will tell
        return None
    finally:
        engine.dispose()
    return found[0] if len(found) == 1 else None


def _names(city: Profile) -> dict[str, str]:
    """Return what register and organisation of a city are called; nothing if settings call ours otherwise."""
    names = {"register": city.register.name, "organisation": city.organisation.name}
    ours = all(
        toolkit.config.get(f"ckanext.hndigital.{name}") in (None, "", value) for name, value in names.items()
    )
    return names if ours else {}
