"""Places that a dataset is about: by name, by IRI or as an area; geometries as GeoJSON and as WKT."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import geomet
from geomet import wkt

from ..addresses import web_address
from . import codes
from .settings import DcatSettings

__all__ = ["box", "geometry", "label", "names", "stored", "well_known_text"]

_ODD = (ValueError, TypeError, KeyError, AttributeError, IndexError, StopIteration, RecursionError)


def names(settings: DcatSettings, lang: str = "de") -> dict[str, str]:
    """Return the IRIs of the places that can be named, by label: the city, the country and its states."""
    city = {entry.value: settings.place_uri for entry in settings.place_name if settings.place_uri}
    listed = {code.label(lang): iri for iri, code in codes.official("place").items()}
    return {**dict(list(city.items())[:1]), **listed}


def label(iri: str, settings: DcatSettings, lang: str = "de") -> str:
    """Return what the place with an IRI is called, "" if nobody knows."""
    return next((name for name, known in names(settings, lang).items() if known == iri), "")


def stored(text: str, settings: DcatSettings) -> str:
    """Return what a field keeps for what a person typed, an IRI or a geometry as GeoJSON; "" for neither."""
    shape = geometry(text)
    if shape:
        return json.dumps(shape)
    city = {entry.value.casefold(): settings.place_uri for entry in settings.place_name}
    return web_address(text) or city.get(text.strip().casefold(), "") or codes.listed("place", text)


def geometry(value: object) -> Mapping[str, Any] | None:
    """Return the geometry that GeoJSON (also a feature) or WKT says, in longitude and latitude, or None."""
    text = value.strip() if isinstance(value, str) else value
    try:
        if isinstance(text, str):
            found = json.loads(text) if text.startswith("{") else wkt.loads(text.rpartition(">")[2])
        else:
            found = text
        shape = _shape(found)
        wkt.dumps(shape)
        points = list(_points(shape))
    except (geomet.InvalidGeoJSONException, *_ODD):
        return None
    on_earth = all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points)
    return shape if points and on_earth else None


def _shape(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the geometry of a feature; of several one collection."""
    if found["type"] == "Feature":
        return _shape(found["geometry"])
    if found["type"] == "FeatureCollection":
        shapes = [_shape(one) for one in found["features"]]
        return shapes[0] if len(shapes) == 1 else {"type": "GeometryCollection", "geometries": shapes}
    return {key: found[key] for key in ("type", "coordinates", "geometries") if key in found}


def _points(shape: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    for one in shape.get("geometries", ()):
        yield from _points(one)
    yield from _pairs(shape.get("coordinates", ()))


def _pairs(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for one in coordinates:
        yield from _pairs(one)


def box(shape: Mapping[str, Any]) -> str:
    """Return the smallest box around a geometry as WKT; around a point that is the point."""
    points = list(_points(shape))
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    if (west, south) == (east, north):
        return f"POINT({west} {south})"
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({', '.join(f'{x} {y}' for x, y in ring)}))"


def well_known_text(shape: Mapping[str, Any]) -> str:
    """Return a geometry as WKT."""
    return wkt.dumps(shape, decimals=7)
