"""What to ask of a routing server: addresses that are written, and never sent from here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sufficiency import terms
from sufficiency.errors import NotPossibleError, UnknownNameError, with_kind
from sufficiency.places.grid import from_grid
from sufficiency.sources.journey_rows import area_given, codes_of

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.area import Area

MOST_COORDINATES = 100
"""What a server of OSRM takes in one request where nobody set it otherwise (max-table-size)."""
FEWEST, VERY_MOST = 2, 10_000
DECIMALS = 5
"""Of a degree: about a metre."""

PROFILE = re.compile(r"[A-Za-z0-9_-]{1,40}")
ADDRESS = re.compile(r"[A-Za-z0-9:/._~\[\]-]+")

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class OsrmRequest:
    """One question to the service *table* of a routing server.

    Parameters
    ----------
    url : str
        What to ask: points as longitude,latitude, and which of them are starts and ends. No code,
        no name and no number of children is in it.
    localities, sites : tuple of str
        Codes, in the order of the rows and columns of the answer.
    file : str
        A name under which the answer may be saved.
    """

    url: str
    localities: tuple[str, ...]
    sites: tuple[str, ...]
    file: str


def osrm_requests(
    area: Area,
    *,
    server: str,
    profile: str = "driving",
    localities: Sequence[str] | None = None,
    sites: Sequence[str] | None = None,
    most_coordinates: int = MOST_COORDINATES,
) -> tuple[OsrmRequest, ...]:
    """Write the questions for all journeys of an area to a server that you name; nothing is sent.

    Parameters
    ----------
    area : Area
        Whose localities and sites it is about.
    server : str
        Address of a server of OSRM: "http://localhost:5000".
    profile : str
        Way of travelling that the server knows.
    localities, sites : sequence of str, optional
        Codes of those that are asked for; all, where left out.
    most_coordinates : int
        So many points at most in one question: what the server allows. More are asked in blocks.

    Returns
    -------
    tuple of OsrmRequest
        Each pair of locality and site is in exactly one of them. Beside its address each has the
        codes that `journeys_from_osrm` needs to read the answer.

    Raises
    ------
    NotPossibleError
        If the address, the profile or a number cannot be, or there is nothing to ask for.
    UnknownNameError
        If the area has no such locality or site.

    Examples
    --------
    >>> import sufficiency as sf
    >>> area = sf.load_example()
    >>> one, *_ = sf.osrm_requests(area, server="http://localhost:5000")
    >>> one.url[:56], one.file
    ('http://localhost:5000/table/v1/driving/-0.70386,52.50819', 'osrm_001.json')
    """
    known_area = area_given(area)
    address, way = server_given(server), _profile_given(profile)
    most = whole_number(
        most_coordinates, what="a number of coordinates", low=FEWEST, high=VERY_MOST
    )
    asked = chosen(known_area, localities, sites)
    points = lon_lats(known_area)
    return tuple(
        OsrmRequest(
            _url(address, way, points, rows, columns), rows, columns, f"osrm_{number:03d}.json"
        )
        for number, (rows, columns) in enumerate(_blocks(*asked, most=most), 1)
    )


def chosen(
    area: Area, localities: Sequence[str] | None, sites: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the localities and sites that are meant, each once; all where none are named."""
    made = []
    kinds = ("locality", "site")
    for kind, codes, known in zip(kinds, (localities, sites), codes_of(area), strict=True):
        wanted = known if codes is None else tuple(dict.fromkeys(codes))
        if not wanted:
            raise NotPossibleError.of("routing_no_ends", kind=kind)
        for code in wanted:
            if code not in known:
                meant = terms.nearest_words(str(code), known)
                remedy = f"Did you mean {meant}?" if meant else "The area's tables list them."
                kind_of = f"{kind} of the area"
                raise UnknownNameError.of("unknown_word", value=code, kind=kind_of, meant=remedy)
        made.append(wanted)
    return made[0], made[1]


def lon_lats(area: Area) -> tuple[dict[str, LonLat], dict[str, LonLat]]:
    """Give longitude and latitude of every locality and of every site, by code [degrees]."""
    return (
        _by_code(area.table("localities"), "locality"),
        _by_code(area.table("sites"), "site"),
    )


def _by_code(frame: pd.DataFrame, name: str) -> dict[str, LonLat]:
    longitude, latitude = from_grid(frame["easting"], frame["northing"])
    pairs = zip(longitude.tolist(), latitude.tolist(), strict=True)
    return dict(zip(frame[name].tolist(), pairs, strict=True))


def _blocks(
    localities: tuple[str, ...], sites: tuple[str, ...], *, most: int
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Part the pairs into blocks of so many points at most."""
    across = min(len(sites), max(most - len(localities), most // 2))
    down = most - across
    for first in range(0, len(localities), down):
        for left in range(0, len(sites), across):
            yield localities[first : first + down], sites[left : left + across]


def _url(
    address: str,
    profile: str,
    points: tuple[dict[str, LonLat], dict[str, LonLat]],
    localities: tuple[str, ...],
    sites: tuple[str, ...],
) -> str:
    """Write the address of one question."""
    places = [*(points[0][code] for code in localities), *(points[1][code] for code in sites)]
    coordinates = ";".join(f"{east:.{DECIMALS}f},{north:.{DECIMALS}f}" for east, north in places)
    numbers = [str(place) for place in range(len(places))]
    starts, ends = numbers[: len(localities)], numbers[len(localities) :]
    return (
        f"{address}/table/v1/{profile}/{coordinates}?sources={';'.join(starts)}"
        f"&destinations={';'.join(ends)}&annotations=duration,distance"
    )


def server_given(server: object) -> str:
    """Give the address without a stroke at its end, or say why it is none."""
    text = server.strip().rstrip("/") if isinstance(server, str) else ""
    try:
        parts = urlsplit(text)
        is_right = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
            and ADDRESS.fullmatch(text) is not None
        )
    except ValueError:
        is_right = False
    if not is_right:
        raise NotPossibleError.of("routing_address", value=repr(server))
    return text


def _profile_given(profile: object) -> str:
    if isinstance(profile, str) and PROFILE.fullmatch(profile):
        return profile
    raise NotPossibleError.of("routing_profile", value=repr(profile))


def whole_number(value: object, *, what: str, low: int, high: int) -> int:
    """Give a whole number within bounds, or say that it cannot be."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if is_whole and low <= value <= high:  # type: ignore[operator]  # it is a whole number here
        return int(value)  # type: ignore[call-overload,no-any-return]
    shown = with_kind(value)
    raise NotPossibleError.of("routing_number", value=shown, what=what, low=low, high=high)


def seconds_given(value: object, *, most: float) -> float:
    """Give a number of seconds to wait, or say that it cannot be."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and isfinite(value) and 0 < value <= most:  # type: ignore[arg-type,operator]
        return float(value)  # type: ignore[arg-type]
    what = "a number of seconds"
    shown = with_kind(value)
    raise NotPossibleError.of("routing_number", value=shown, what=what, low=0.1, high=most)
