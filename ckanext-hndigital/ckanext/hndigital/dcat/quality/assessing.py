"""The points of the portal's datasets: assessed once per change of a dataset and kept in Redis.

What is kept depends on the dataset (`metadata_modified`), on what the portal declares for all of them and
on the editions; each entry carries these as its mark and is assessed anew when they differ. Nothing is lost
with the cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import dcat
from ckanext.hndigital.dcat import feeds
from ckanext.hndigital.dcat.packages import packages, without_lost
from ckanext.hndigital.dcat.quality import links
from ckanext.hndigital.internals import memory
from rdflib import Graph

from hndigital import __version__, quality
from hndigital.dcat.federation import as_described, exclusion, only_open
from hndigital.dcat.graph import dataset_graph
from hndigital.dcat.identity import Identity
from hndigital.dcat.vocab import DCAT, DCT, RDF

__all__ = ["Assessed", "Assessor", "Detail", "Listed", "cache_key", "forget", "generation", "public"]

_BATCH = 25
_RULES = quality.Rules()


@dataclass(frozen=True, slots=True)
class Listed:
    """A public dataset as its row says."""

    member: feeds.Member
    name: str
    title: str
    type: str
    owner_org: str

    @property
    def id(self) -> str:
        """The dataset's id."""
        return self.member.id


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the list knows of an assessed dataset: states of the indicators, broken rules, counters.

    `left_out` is why GovData is not given the dataset or some of its files (a code of the list
    `govdata_ausschluss`), "" if it is given all.
    """

    missed: tuple[str, ...]
    open: tuple[str, ...]
    violations: tuple[str, ...]
    remarks: tuple[str, ...]
    dashboard: tuple[str, ...]
    distributions: int
    licences: int
    left_out: str

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Assessed:
        """Return the entry that was kept as JSON."""
        kept: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items()}
        return cls(**kept)

    @property
    def points(self) -> int:
        """The certain points."""
        return _points(self.missed, self.open)[0]

    @property
    def open_points(self) -> int:
        """The points that nobody knows yet."""
        return _points(self.missed, self.open)[1]

    @property
    def share(self) -> float:
        """The certain points as a share of those that are known."""
        return self.points / (quality.most_points() - self.open_points)

    def in_dimension(self, dimension: str) -> tuple[int, int]:
        """Return certain and open points in a dimension."""
        return _points(self.missed, self.open, dimension)


@dataclass(frozen=True, slots=True)
class Detail:
    """One dataset with all its checks: its graph in the feeds, and with all files as people describe them.

    The points are those of what is described: the feeds leave a file without an open licence out, and what
    else is good about it would count for nothing.
    """

    package: Mapping[str, Any]
    graph: Graph
    described: Graph
    assessment: quality.Assessment
    verdict: quality.Verdict
    left_out: str
    known: Mapping[str, links.Result]
    identity: Identity | None = None


@lru_cache(maxsize=10_000)
def _points(missed: tuple[str, ...], unknown: tuple[str, ...], dimension: str = "") -> tuple[int, int]:
    """Return certain and open points (of a dimension); thousands of datasets have the same few answers."""
    certain = waiting = 0
    for code, indicator in quality.indicators().items():
        if dimension in ("", indicator.dimension):
            certain += 0 if code in missed or code in unknown else indicator.points
            waiting += indicator.points if code in unknown else 0
    return certain, waiting


def public() -> list[Listed]:
    """Return all datasets of the portal's catalogue (`/catalog.ttl`), by name."""
    members = {
        member.id: member for member in feeds.feed(dcat.settings(), dcat.editions(), govdata=False).members
    }
    package = model.Package
    columns = (package.id, package.name, package.title, package.type, package.owner_org)
    query = sa.select(*columns).where(*feeds.public_datasets()).order_by(package.name)
    return [
        Listed(members[row.id], row.name, row.title or row.name, row.type, row.owner_org or "")
        for row in model.Session.execute(query)
        if row.id in members
    ]


def forget(dataset_ids: Iterable[str]) -> None:
    """Drop what is kept of datasets."""
    ids = list(dataset_ids)
    if ids:
        memory.redis().hdel(cache_key(), *ids)
        memory.redis().incr(cache_key("generation"))


def generation() -> int:
    """Return a number that grows whenever what is kept changes."""
    return int(memory.redis().get(cache_key("generation")) or 0)


def cache_key(part: str = "entries") -> str:
    """Return the name under which Redis keeps a part of all this."""
    return f"hndigital:quality:{memory.site_id()}:{part}"


class Assessor:
    """Assesses datasets against one state of settings, editions and known addresses."""

    def __init__(self) -> None:
        self.declared = dcat.settings()
        self.published = dcat.editions()
        parts = (repr(self.declared), repr(self.published), __version__, repr(quality.indicators()))
        self.state = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    @cached_property
    def _known(self) -> Mapping[str, links.Result]:
        """The results of checks; read only where something is assessed."""
        return links.results()

    def kept(self, listed: Sequence[Listed]) -> dict[str, Assessed]:
        """Return what is kept and still holds, by dataset id."""
        if not listed:
            return {}
        stored = memory.redis().hmget(cache_key(), [entry.id for entry in listed])
        found = {}
        for entry, text in zip(listed, stored, strict=True):
            if text is None:
                continue
            mark, values = json.loads(text)
            if mark == self._mark(entry):
                found[entry.id] = Assessed.load(values)
        return found

    def assess(self, listed: Sequence[Listed], after_each: Callable[[], object] = lambda: None) -> int:
        """Assess what is missing or old, with a call after each batch; return how many it were."""
        found = self.kept(listed)
        missing = [entry for entry in listed if entry.id not in found]
        for start in range(0, len(missing), _BATCH):
            self._assess(missing[start : start + _BATCH])
            after_each()
        return len(missing)

    def detail(self, package: Mapping[str, Any]) -> Detail:
        """Return all about one dataset, given as `package_show` does."""
        identity = feeds.identity_of(str(package["id"]), self.declared, self.published)
        return replace(next(self._details([without_lost(package, identity)])), identity=identity)

    def addresses(self, listed: Sequence[Listed]) -> Iterator[tuple[str, str]]:
        """Yield dataset id and address for each access and download address of datasets."""
        for start in range(0, len(listed), _BATCH):
            for package in packages([entry.member for entry in listed[start : start + _BATCH]]):
                _, _, graph, _ = self._graph(package)
                for predicate in (DCAT.accessURL, DCAT.downloadURL):
                    for address in graph.objects(None, predicate):
                        yield str(package["id"]), str(address)

    def _mark(self, listed: Listed) -> str:
        return f"{self.state} {listed.member.modified}"

    def _assess(self, listed: Sequence[Listed]) -> None:
        marks = {entry.id: self._mark(entry) for entry in listed}
        details = self._details(packages([entry.member for entry in listed]))
        kept = {
            key: json.dumps([marks[key], asdict(_entry(detail))])
            for detail in details
            for key in (str(detail.package["id"]),)
        }
        if kept:
            memory.redis().hset(cache_key(), mapping=kept)
            memory.redis().incr(cache_key("generation"))

    def _graph(self, package: Mapping[str, Any]) -> tuple[str, Graph, Graph, str]:
        """Return a dataset's IRI, its graph in the feeds and as described, why GovData is not given it."""
        whole = dcat.dataset_model(package, self.declared, self.published)
        offered, described = only_open(whole), as_described(whole, package, self.declared)
        graph = dataset_graph(offered)
        left_out = exclusion(dcat.completed(package, self.published), self.declared)
        code = left_out.code if left_out else ""
        return whole.iri, graph, graph if offered == described else dataset_graph(described), code

    def _details(self, packages: Iterable[Mapping[str, Any]]) -> Iterator[Detail]:
        made = [(package, *self._graph(package)) for package in packages]
        reach = links.reach(self._known, self.declared.site_url)
        verdicts = _RULES.judge({iri: graph for _, iri, graph, _, _ in made})
        for package, iri, graph, described, left_out in made:
            verdict = verdicts[iri]
            assessment = quality.assess(described, iri, reach, conforms=verdict.conforms)
            yield Detail(package, graph, described, assessment, verdict, left_out, self._known)


def _entry(detail: Detail) -> Assessed:
    distributions = list(detail.graph.subjects(RDF.type, DCAT.Distribution))
    return Assessed(
        missed=detail.assessment.codes(quality.State.MISSED),
        open=detail.assessment.codes(quality.State.OPEN),
        violations=detail.verdict.violations,
        remarks=detail.verdict.remarks,
        dashboard=detail.verdict.dashboard,
        distributions=len(distributions),
        licences=sum(1 for node in distributions for _ in detail.graph.objects(node, DCT.license)),
        left_out=detail.left_out,
    )
