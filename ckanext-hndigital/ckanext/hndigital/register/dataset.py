"""The register's dataset in CKAN: made once with its tables, then only touched."""

from __future__ import annotations

from datetime import datetime

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import belonging, config, dcat, identities, links
from ckanext.hndigital.internals import index
from ckanext.hndigital.register import store

from hndigital.dcat.register import DESCRIPTION
from hndigital.projects import REGISTER_TYPE
from hndigital.schemas import register_table, register_table_names

__all__ = ["changed_resources", "discard", "ensure", "table_address", "touch"]


_ADDRESSED = ("name", "url", "format", "mimetype")


def table_address(dataset_name: str, table_name: str) -> str:
    """Return the address of a table as CSV."""
    return f"{config.site_url()}/dataset/{dataset_name}/{table_name}.csv"


def ensure(*, private: bool = False) -> bool:
    """Make what is missing of the register's dataset, its resources and tables; tell whether all of it was.

    A deleted one comes back, a resource that was changed by hand is as it was. Ids never change. Raises
    ValidationError where a dataset of another organisation has its name.
    """
    name = config.register_name()
    package = model.Package.get(name)
    made = package is None
    if made:
        toolkit.get_action("package_create")(
            _context(),
            {
                "name": name,
                **_texts(),
                "type": REGISTER_TYPE,
                "owner_org": config.organisation(),
                "license_id": config.licence_id(),
                "private": private,
                "resources": [_resource(name, table) for table in register_table_names()],
            },
        )
        package = model.Package.get(name)
    elif not belonging.belongs(package):
        raise toolkit.ValidationError({"register": [belonging.taken(name)]})
    elif package.state != "active":
        toolkit.get_action("package_patch")(_context(), {"id": package.id, "state": "active"})
    _restore_resources(package)
    present = {resource.name: resource.id for resource in package.resources}
    for table in register_table_names():
        if table not in present:
            created = toolkit.get_action("resource_create")(
                _context(), {"package_id": package.id, **_resource(name, table)}
            )
            present[table] = created["id"]
    for table in register_table_names():
        _ensure_table(present[table], table)
    return made


def changed_resources(package: model.Package) -> dict[str, dict[str, str]]:
    """Return what is wrong with the resources of the register's tables: the right values by resource id."""
    name = package.name
    wanted = identities.file_ids(name, register_table_names())
    tables = {resource.id: resource.name for resource in package.resources if resource.name in wanted}
    tables |= {resource_id: table for table, resource_id in wanted.items()}
    found = {}
    for resource in package.resources:
        right = _resource(name, tables[resource.id]) if resource.id in tables else {}
        # the description belongs to people
        stored = {key: getattr(resource, key) for key in right if key in _ADDRESSED}
        if "url" in stored:  # an address of before the portal moved is mended by `links`
            stored["url"] = links.here(stored["url"] or "", name, package.id)
        if wrong := {key: right[key] for key in stored if stored[key] != right[key]}:
            found[resource.id] = wrong
    return found


def _restore_resources(package: model.Package) -> None:
    for resource_id, right in changed_resources(package).items():
        toolkit.get_action("resource_patch")(_context(), {"id": resource_id, **right})


def discard() -> None:
    """Take the register that `ensure` has just made away again, with its tables."""
    package = model.Package.get(config.register_name())
    for resource in package.resources if package else ():
        toolkit.get_action("datastore_delete")(_context(), {"resource_id": resource.id, "force": True})
    toolkit.get_action("dataset_purge")(_context(), {"id": config.register_name()})


def _texts() -> dict[str, str]:
    """Return title and description in both languages; people may change them afterwards."""
    found: dict[str, str] = {}
    for field, texts in (("title", dcat.settings().register_title), ("notes", DESCRIPTION)):
        found |= {field if one.lang == "de" else f"{field}_{one.lang}": one.value for one in texts}
    return found


def touch() -> None:
    """Note that the register's rows have changed: date of change and search document."""
    package = model.Package.get(config.register_name())
    if not belonging.belongs(package):
        return
    package.metadata_modified = _now()
    model.Session.commit()
    index.renew(package.id)


def _now() -> datetime:
    # CKAN keeps naive UTC.
    from datetime import UTC

    return datetime.now(UTC).replace(tzinfo=None)


def _context() -> Context:
    site_user = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": site_user["name"]}


def _resource(dataset_name: str, table: str) -> dict[str, str]:
    definition = register_table(table)
    return {
        "name": table,
        "description": definition.description_de,
        "url": table_address(dataset_name, table),
        "format": "CSV",
        "mimetype": "text/csv",
    }


def _ensure_table(resource_id: str, table: str) -> None:
    definition = register_table(table)
    wanted = definition.datastore_fields()
    if resource_id not in store.existing([resource_id]):
        store.show_readers(resource_id)
    try:
        found = toolkit.get_action("datastore_info")(_context(), {"id": resource_id})
    except toolkit.ObjectNotFound:
        fields: set[str] = set()
    else:
        fields = {field["id"] for field in found["fields"]}
    own = [field["id"] for field in wanted]
    if further := store.differing(own, fields - {"_id"})[1]:
        store.drop_columns(resource_id, further)
    known = (model.Resource.get(resource_id).extras or {}).get("datastore_active")
    if known and fields.issuperset(own):
        return
    toolkit.get_action("datastore_create")(
        _context(),
        {
            "resource_id": resource_id,
            "fields": wanted,
            "primary_key": list(definition.primary_key),
            "force": True,
            "calculate_record_count": False,
        },
    )
