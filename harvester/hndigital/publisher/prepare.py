"""Before a publication: read the portal, compute what should be there, and see whether the token suffices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..errors import NotAuthorised, PackageError
from ..package import Package
from ..schemas import schema_version
from .client import Portal, taking_apart
from .desired import Desired, choose_fassung, desired_state
from .plan import Plan, make_plan
from .rounds import published_fassungen
from .state import (
    EditionLost,
    EditionState,
    EditionTables,
    PortalState,
    edition_content,
    edition_descriptor,
    read_state,
)
from .untouched import check_identity

__all__ = ["check_rights", "prepare"]


def prepare(
    portal: Portal, package: Package, *, cache: Path | None = None
) -> tuple[Plan, Desired, PortalState]:
    """Read the portal's state and plan what publishing `package` there would do; nothing is written.

    Raises PackageError for a package without Berichtsstand, PortalUnreachable, NotAuthorised.
    """
    if not package.berichtsstand:
        raise PackageError(
            "Dem Paket fehlt der Berichtsstand, ohne den es keine Ausgabe ist. Bitte `hndigital harvest` "
            "mit --berichtsstand (zum Beispiel 2020-2) wiederholen.",
            "The package has no Berichtsstand (reporting round), without which it is no edition. Run "
            "`hndigital harvest` again with --berichtsstand (for example 2020-2).",
        )
    package.check_source()
    state = read_state(portal, package.name)
    _check_version(portal, state)
    check_identity(package, state.register_name)
    edition = state.edition(package.name)
    replaced = None
    if edition and 0 < edition.fassung < choose_fassung(package, edition)[0]:
        replaced = edition_descriptor(portal, edition, edition.fassung, cache)
    try:
        rounds, lost = [*_rounds(portal, package, state, cache)], ""
    except EditionLost as error:
        if not _was_published(package, state):
            raise
        rounds, lost = [], error.edition
    desired = replace(desired_state(package, state, rounds, replaced), unlesbar=lost)
    return make_plan(portal.address, desired, state), desired, state


def _was_published(package: Package, state: PortalState) -> bool:
    """Return whether readers see the package's round already: then its edition can be mended by itself."""
    edition = state.edition(package.name)
    is_shown = edition and edition.fassung and edition.fields.get("paket_sha256") == package.sha256
    return bool(is_shown) or any(
        row["berichtsstand"] == package.berichtsstand for row in state.tables.get("status", ())
    )


def _check_version(portal: Portal, state: PortalState) -> None:
    """Raise PackageError where command and portal know other tables: one would empty the other's cells."""
    own, theirs = schema_version(), state.schema_version
    if own == theirs:
        return
    german, english = (
        ("hndigital",) * 2 if own < theirs else ("das Plugin des Portals", "the portal's plugin")
    )
    raise PackageError(
        f"{portal.address}: das Portal hat Tabellen der Schemaversion {theirs}, dieses hndigital schreibt "
        f"Version {own}. Bitte {german} erneuern.",
        f"{portal.address}: the portal has tables of schema version {theirs}, this hndigital writes version "
        f"{own}. Please update {english}.",
    )


def _rounds(
    portal: Portal, package: Package, state: PortalState, cache: Path | None
) -> Iterator[EditionTables]:
    """Yield every published Fassung of every round, but for the one whose files the package itself holds.

    So the package can mend its own round's files.
    """

    def read(edition: EditionState, fassung: int, datei: str) -> bytes:
        return edition_content(portal, edition, fassung, datei, cache)

    with taking_apart(portal):
        for edition in state.editions:
            own = choose_fassung(package, edition)[0] if edition.name == package.name else 0
            latest = max(own, edition.fassung)
            sample = package.beispieldaten if latest == own else bool(edition.fields.get("beispieldaten"))
            yield from published_fassungen(edition, read, sample=sample, latest=latest, leave_out=own)


def check_rights(portal: Portal, state: PortalState) -> None:
    """Raise NotAuthorised unless the token may create and change datasets of the portal's organisation.

    Where the organisation is missing, only making it will tell whether the token may.
    """
    if not portal.has_token:
        raise NotAuthorised(
            "Zum Veröffentlichen ist ein API-Token nötig: bitte HNDIGITAL_TOKEN setzen (im Portal unter "
            "„Benutzerkonto › API-Token“ anzulegen).",
            'Publishing needs an API token: set HNDIGITAL_TOKEN (made on the portal under "user account '
            '› API tokens").',
        )
    name = state.organisation_name
    if state.organisation and not _may_publish(portal, state):
        raise NotAuthorised(
            f"Das Token darf in der Organisation {name} auf {portal.address} keine Datensätze "
            "schreiben, oder es ist falsch oder abgelaufen. Nötig ist dort die Rolle „Redakteur“; eine "
            "Person mit der Rolle „Administrator“ vergibt sie unter „Organisation › Mitglieder“.",
            f"The token may not write datasets in the organisation {name} on {portal.address}, or "
            'it is wrong or expired. It takes the role "editor" there; a person with the role "admin" '
            'grants it under "organisation › members".',
        )


def _may_publish(portal: Portal, state: PortalState) -> bool:
    """Ask the plugin, or CKAN where an older plugin does not say."""
    if state.may_publish is not None:
        return state.may_publish
    own = portal.read("organization_list_for_user", {"permission": "create_dataset"})
    with taking_apart(portal):
        return state.organisation_name in {entry["name"] for entry in own}
