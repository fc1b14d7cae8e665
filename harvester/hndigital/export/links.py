"""The addresses of the exported site, as one of its pages writes them: relative to its own folder."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from ..dcat.concepts import described_names
from ..pages.feedback import letter
from ..pages.links import Links
from ..projects import DATASET_TYPE, project_name
from .site import Site

__all__ = ["PICTURES", "SiteLinks", "relative"]

PICTURES = "digitalprojekte/bild"
"""Where the files of the pictures are, in each language beneath its own prefix."""


def relative(page: str, target: str) -> str:
    """Return the link from the page in the folder `page` ("" or with a slash at the end) to `target`.

    Links are relative, so that the folder can also be served beneath another path.
    """
    path, separator, fragment = target.partition("#")
    start = "../" * page.count("/")
    return f"{start}{quote(path, safe='/+-._~')}{separator}{quote(fragment, safe='+-._~')}" or "./"


@dataclass(frozen=True, slots=True)
class SiteLinks(Links):
    """The links of the page in `folder`; pages of its language are beneath `prefix`, data has no language."""

    site: Site
    folder: str
    prefix: str

    def page(self, target: str) -> str:
        """Return the page in the folder `target` in the same language."""
        return relative(self.folder, f"{self.prefix}{target}")

    def file(self, target: str) -> str:
        """Return a file of the site."""
        return relative(self.folder, target)

    def project(self, number: str) -> str:
        """See `Links`."""
        named = number in self.site.numbers
        return self.page(f"{DATASET_TYPE}/{project_name(number)}/") if named else ""

    def edition(self, berichtsstand: str) -> str:
        """See `Links`."""
        edition = self.site.edition(berichtsstand)
        return self.page(f"{edition.folder}/") if edition else ""

    def register(self) -> str:
        """See `Links`."""
        return self.page(f"{self.site.register_folder}/")

    def codelist(self, name: str, code: str = "") -> str:
        """See `Links`."""
        fragment = f"#{code}" if code else ""
        return self.page(f"codelist/{name}/{fragment}") if name in described_names() else ""

    def data(self, dataset: str) -> str:
        """See `Links`; `dataset` is the folder of one."""
        return self.file(dataset)

    def lasting(self, iri: str) -> str:
        """See `Links`; the site answers beneath `id/`, wherever it is served."""
        return self.file(f"{unquote(iri.removeprefix(f'{self.site.settings.base_uri}/'))}/")

    def table(self, berichtsstand: str, name: str, suffix: str) -> str:
        """See `Links`; an edition's tables are there as CSV."""
        edition = self.site.edition(berichtsstand)
        return self.file(f"{edition.folder}/{name}.csv") if edition and suffix == "csv" else ""

    def picture(self, name: str, suffix: str) -> str:
        """See `Links`."""
        return self.page(f"{PICTURES}/{name}.{suffix}")

    def letter(self, title: str, value: str = "", place: str = "", office: str = "") -> str:
        """See `Links`."""
        settings = self.site.settings
        if not settings.contact.email:
            return "" if value else settings.contact.url or ""
        page = f"{settings.base_uri}/{self.prefix}{self.folder}"
        lang = self.prefix.rstrip("/") or "de"
        return letter(settings.contact.email, title, page, lang, value=value, place=place)

    def matrix(self) -> str:
        """See `Links`."""
        return self.page("#matrix")
