"""Points on the earth in WGS 84 degrees, and distances between them in metres."""

import math
from typing import NamedTuple

EARTH_RADIUS_M = 6_371_008.8


class Place(NamedTuple):
    """Latitude in -90..90 and longitude in -180..180."""

    latitude: float
    longitude: float


def place(latitude: object, longitude: object) -> Place | None:
    """A place from what was sent, or nothing when it cannot be one."""
    try:
        found = Place(float(latitude), float(longitude))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    # A comparison with NaN is false, so NaN is no place either.
    return found if -90 <= found.latitude <= 90 and -180 <= found.longitude <= 180 else None


def parse_pair(text: str) -> Place | None:
    """A place written as "latitude,longitude"."""
    latitude, comma, longitude = text.partition(",")
    return place(latitude, longitude) if comma else None


def rough_distance(one: Place, other: Place) -> float:
    """Great-circle metres (haversine), within 0.6 % of the geodesic: for sorting and showing, not for grading."""
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(other.longitude - one.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def box_around(centre: Place, metres: float) -> tuple[float, float, float, float]:
    """South, north, west and east of a box that holds the circle. Near the date line it is cut at 180°."""
    d_lat = math.degrees(metres / EARTH_RADIUS_M)
    d_lon = min(180.0, d_lat / max(0.01, math.cos(math.radians(centre.latitude))))
    return centre.latitude - d_lat, centre.latitude + d_lat, centre.longitude - d_lon, centre.longitude + d_lon
