"""`Package`: the files of one reporting round, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .. import profiles, schemas
from ..bericht import SourceFile
from ..errors import PackageError
from ..profiles.recognising import use_for_package
from .files import sha256_of_files, write_atomically, zip_bytes
from .load import DESCRIPTOR, Rows, parse, read_descriptor, read_files, read_seal
from .mending import Mended, mended
from .seals import altered_parts, unsealed_parts
from .source import check_source, forget_source, load_source, write_source

__all__ = ["Package", "check_same_city"]


@dataclass(frozen=True, eq=False, repr=False)
class Package:
    """One reporting round as a Data Package: its exact files, the descriptor and the tables in them.

    Make one with `build_package` or `Package.load`. `tables` maps a table's name to its rows of CSV
    text cells; an empty string is the empty cell. `profile` is the name of the city's profile by which they
    were read; `absent` names by table the columns that came after the package was written: their cells are
    empty. `unsealed` are the parts that the ZIP of a package that was read holds otherwise (see `seals`),
    `undone` says by file what a spreadsheet program had done to it (see `mending`). `source` is the report's
    own file, which goes with a package and is no part of it; `withheld` says that it is not to be published.
    """

    descriptor: dict[str, Any]
    tables: Mapping[str, Rows]
    _files: Mapping[str, bytes]
    profile: str = ""
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    undone: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    unsealed: tuple[str, ...] = ()
    source: SourceFile | None = None
    withheld: bool = False

    def __repr__(self) -> str:
        rows = sum(map(len, self.tables.values()))
        return f"<Package {self.name} {self.version}: {len(self.tables)} tables, {rows} rows>"

    @classmethod
    def from_files(cls, files: Mapping[str, bytes], place: str = "") -> Package:
        """Make a package of file contents by name; `place` says in errors where they come from.

        Raises PackageError if they are no package of ours or if a cell is not allowed in its column.
        """
        known = DESCRIPTOR in files
        whole = mended(files, read_descriptor(files[DESCRIPTOR], place)) if known else Mended(files, {})
        parsed = parse(whole.files, place)
        tables, profile = MappingProxyType(parsed.tables), profiles.current().name
        own = MappingProxyType(dict(whole.files))
        return cls(parsed.descriptor, tables, own, profile, parsed.absent, whole.undone)

    @classmethod
    def load(cls, path: str | Path, profile: str | Path | None = None) -> Package:
        """Read a package from a folder or a ZIP, and use its city's profile or the one given.

        Raises PackageError, naming file, place, value and next step, if it is none, damaged or of a city that
        is not known here.
        """
        place = Path(path)
        files = read_files(place)
        use_for_package(read_descriptor(files[DESCRIPTOR], str(path)), str(path), profile)
        package = cls.from_files(files, str(path))
        archive = f"{package.name}.zip" if place.is_dir() else place.name
        unsealed = unsealed_parts(package.files(), read_seal(place, archive), archive)
        return replace(package, unsealed=unsealed, source=load_source(place) if place.is_dir() else None)

    def without_source(self) -> Package:
        """Return the package without the report's own file, which is not to be published either."""
        return replace(self, source=None, withheld=True)

    def check_source(self) -> None:
        """Raise PackageError if the file that goes with the package is not the report that was read."""
        if self.source is not None:
            check_source(self.source, self.quelle, self.name)

    @property
    def name(self) -> str:
        """Name of the edition, e.g. `digitalprojekte-2020-2`."""
        return str(self.descriptor["name"])

    @property
    def berichtsstand(self) -> str:
        """Reporting round, e.g. `2020-2`; empty if neither the report nor the caller named one."""
        return str(self.descriptor.get("berichtsstand", ""))

    @property
    def stichtag(self) -> str:
        """Cut-off date as ISO text, or empty."""
        return str(self.descriptor.get("stichtag", ""))

    @property
    def version(self) -> str:
        """Version, e.g. `2020.2.0`; the last number counts corrections of the round."""
        return str(self.descriptor.get("version", ""))

    @property
    def quelle(self) -> Mapping[str, Any]:
        """The document that was read: title, path (file name or address), date, hash."""
        sources = self.descriptor.get("sources") or [{}]
        return MappingProxyType(dict(sources[0]))

    @property
    def beispieldaten(self) -> bool:
        """Whether the data was made for show."""
        return bool(self.descriptor.get("beispieldaten", False))

    @property
    def sha256(self) -> str:
        """SHA-256 over the exact files (names and contents, without the ZIP)."""
        return sha256_of_files(self._files)

    @property
    def altered(self) -> tuple[str, ...]:
        """What was edited by hand: names of files, and of properties of the descriptor (see `seals`)."""
        found = altered_parts(self.descriptor, self._files, self.tables)
        named = {one.partition(":")[0] for one in found}
        return (*found, *(one for one in self.unsealed if one not in named))

    def files(self) -> dict[str, bytes]:
        """Return the files by name: `datapackage.json` and the CSV files."""
        return dict(self._files)

    def zip_bytes(self) -> bytes:
        """Return the ZIP that holds the same files."""
        return zip_bytes(self._files)

    def write(self, directory: str | Path) -> Path:
        """Write all files and `<name>.zip` into `directory` (made if missing) and return it.

        The report's own file goes into `quelle/`. Tables that an earlier package left there and this one
        lacks are removed, and so is its report; other files stay, ZIPs of other rounds among them. The
        descriptor comes last: until then the earlier one stands, whose checksums tell a half-written folder.
        Raises OSError.
        """
        target = Path(directory)
        target.mkdir(parents=True, exist_ok=True)
        self._remove_left_over(target)
        forget_source(target)
        ordered = sorted(self._files, key=lambda name: (name == "datapackage.json", name))
        for name in ordered:
            write_atomically(target / name, self._files[name])
        write_atomically(target / f"{self.name}.zip", self.zip_bytes())
        if self.source is not None:
            write_source(self.source, target)
        return target

    def _remove_left_over(self, target: Path) -> None:
        if not (target / "datapackage.json").is_file():
            return
        for name in schemas.table_names():
            if f"{name}.csv" not in self._files:
                (target / f"{name}.csv").unlink(missing_ok=True)


def check_same_city(packages: Iterable[Package]) -> None:
    """Raise PackageError if packages are of different profiles: what two cities count does not compare."""
    by_profile = {package.profile: package.name for package in packages}
    if len(by_profile) > 1:
        named = ", ".join(f"{name} ({profile})" for profile, name in by_profile.items())
        raise PackageError(
            f"Die Pakete sind von verschiedenen Städten: {named}. Bitte nur Pakete einer Stadt angeben.",
            f"The packages are of different cities: {named}. Please give packages of one city only.",
        )
