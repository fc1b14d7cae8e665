"""What a reader can do with a project beyond reading it: use it in code, cite it, ask about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config, dcat
from ckanext.hndigital.pages.examples import Example, project_examples
from ckanext.hndigital.pages.schema_org import words_in
from ckanext.hndigital.register import reading

from hndigital.dcat.iris import Iris
from hndigital.dcat.model import Contact
from hndigital.pages.citation import Citation, citation
from hndigital.projects import project_name

__all__ = ["Use", "hndigital_use"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Use:
    """Examples, citation and contact of a project."""

    examples: Sequence[Example]
    citation: Citation
    asking: Contact


def hndigital_use(dataset: Row, row: Row) -> Use:
    """Return what the page of a project offers, from its dataset and its register row."""
    declared = dcat.settings()
    iris = Iris(declared)
    number = row["vorhaben_nr"]
    published = reading.editions()
    edition = next((one for one in published if one["berichtsstand"] == row.get("zuletzt_berichtet")), None)
    lang = toolkit.h.hndigital_lang()
    return Use(
        examples=project_examples(iris.page(project_name(number)), config.site_url(), number),
        citation=citation(
            row,
            edition,
            lang=lang,
            publisher=words_in(declared.publisher.name, lang),
            collection=words_in(declared.register_title, lang),
            iri=iris.project(number),
        ),
        asking=_asking(dataset),
    )


def _asking(dataset: Row) -> Contact:
    """Return the dataset's own contact; what it lacks (all but the name, say) is the portal's."""
    common = dcat.settings().contact
    name, email, url = (str(dataset.get(f"contact_{part}") or "") for part in ("name", "email", "url"))
    own = replace(common, name=name or common.name)
    return replace(own, email=email, url=url, telephone="") if email or url else own
