"""What a monitoring system reads: the counts of all processes, and states that are looked up when it asks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital.operating import counting
from ckanext.hndigital.operating.health import Health, health
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE_LATEST", "exposition", "more"]

log = logging.getLogger(__name__)

_Maker = Callable[[], Iterable[Metric]]
_more: list[_Maker] = []


def more(*makers: _Maker) -> None:
    """Add gauges of another plugin; they may fail with the services they ask."""
    _more.extend(maker for maker in makers if maker not in _more)


def exposition() -> bytes:
    """Return everything in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_States())
    return counting.counted() + generate_latest(registry)


class _States(Collector):
    """Gauges made at each scrape; what cannot be looked up because a service is away is left out."""

    def collect(self) -> Iterable[Metric]:
        state = health()
        up = GaugeMetricFamily("hndigital_service_up", "Whether a service answers.", labels=["service"])
        for name, answers in state.services.items():
            up.add_metric([name], float(answers))
        yield up
        try:
            yield _publication(state)
            yield from self._looked_up()
        finally:
            model.Session.remove()

    @staticmethod
    def _looked_up() -> Iterator[Metric]:
        for make in _more:
            try:
                yield from list(make())
            except sa.exc.SQLAlchemyError as error:
                log.warning("Metrics: %s: %s", make.__name__, error)
                model.Session.rollback()


def _publication(state: Health) -> Metric:
    family = GaugeMetricFamily(
        "hndigital_last_publication_timestamp_seconds",
        "Day (00:00 UTC) on which the newest round was published, or corrected.",
        labels=["berichtsstand"],
    )
    if state.last_round and state.last_round["published"]:
        day = date.fromisoformat(state.last_round["published"])
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        family.add_metric([state.last_round["berichtsstand"]], moment)
    return family
