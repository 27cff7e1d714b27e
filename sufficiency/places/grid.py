"""Points on the National Grid from longitude and latitude, and back, by the published formulas.

A satellite's longitude and latitude (WGS84) lie on another ellipsoid than those of the British
map (OSGB36): the same figures are up to 120 metres apart. So a point goes over the Earth's centre:
longitude and latitude to x, y, z; a shift, turn and stretch (the Helmert transformation) to the
other ellipsoid; longitude and latitude there; and these on to the flat grid (a transverse Mercator
projection).

Seven parameters do for all of Great Britain to about 5 metres. The Ordnance Survey's exact way is a
table of measured shifts (OSTN15), of which a journey by road would not notice anything.

References
----------
Ordnance Survey, A guide to coordinate systems in Great Britain: section 6.6 (parameters), annex A
(ellipsoids and projection), annex B (x, y, z), annex C (transverse Mercator). The names I to XIIA
of the terms below are those of annex C.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import FindingsError, finding

FloatArray = NDArray[np.float64]

SCALE = 0.9996012717
"""Scale on the central meridian."""
ORIGIN = (np.radians(-2.0), np.radians(49.0))
"""Longitude and latitude of the true origin [radians]."""
FALSE_EASTING, FALSE_NORTHING = 400_000.0, -100_000.0
"""Easting and northing of the true origin [metres]."""

SHIFT = np.array([-446.448, 125.157, -542.060])
"""From WGS84 to OSGB36 along x, y, z [metres]."""
STRETCH = 20.4894e-6
TURNS = np.radians(np.array([-0.1502, -0.2470, -0.8421]) / 3600)
"""About x, y, z [radians]."""

DEGREES = {"longitude": (-15.0, 10.0), "latitude": (45.0, 65.0)}
METRES = {"easting": (-300_000.0, 1_000_000.0), "northing": (-400_000.0, 1_500_000.0)}
"""Where the series are good to a centimetre: Great Britain and the seas about it."""

FINEST = 1e-5
"""Where the search for a latitude ends [metres]."""


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """A figure of the Earth.

    Parameters
    ----------
    longer, shorter : float
        Half its axes, a and b [metres].
    """

    longer: float
    shorter: float

    @property
    def eccentricity_squared(self) -> float:
        """How far from round: e² = (a² − b²) / a²."""
        return 1 - (self.shorter / self.longer) ** 2


AIRY = Ellipsoid(6_377_563.396, 6_356_256.909)
"""Airy's of 1830, which the National Grid rests on."""
WGS84 = Ellipsoid(6_378_137.000, 6_356_752.3142)
"""The satellites'."""


def to_grid(longitude: ArrayLike, latitude: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Turn longitude and latitude, as maps on the web give them, into easting and northing.

    Parameters
    ----------
    longitude, latitude : array_like
        WGS84, any axes, the same of both [degrees]; west is negative.

    Returns
    -------
    easting, northing : FloatArray
        Axes as given [metres]; right to about 5 metres.

    Raises
    ------
    FindingsError
        Where a point lies far outside Great Britain.

    Examples
    --------
    >>> [round(float(metres)) for metres in to_grid(-0.7261, 52.3988)]
    [486772, 278628]
    """
    _refuse_far({"longitude": longitude, "latitude": latitude}, DEGREES, unit="degrees")
    there = cartesian_of(np.radians(longitude), np.radians(latitude), ellipsoid=WGS84)
    return project(*geodetic_of(there @ _turned().T + SHIFT, ellipsoid=AIRY))


def from_grid(easting: ArrayLike, northing: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Turn easting and northing into longitude and latitude, as maps on the web take them.

    Parameters
    ----------
    easting, northing : array_like
        Any axes, the same of both [metres].

    Returns
    -------
    longitude, latitude : FloatArray
        WGS84, axes as given [degrees]; right to about 5 metres. There and back is the same point to
        a centimetre.

    Raises
    ------
    FindingsError
        Where a point lies far outside Great Britain.

    Examples
    --------
    >>> [round(float(degrees), 4) for degrees in from_grid(486772, 278628)]
    [-0.7261, 52.3988]
    """
    _refuse_far({"easting": easting, "northing": northing}, METRES, unit="metres")
    here = cartesian_of(*unproject(easting, northing), ellipsoid=AIRY)
    # The inverse of the same matrix: the seven numbers with other signs would miss by centimetres.
    there = (here - SHIFT) @ np.linalg.inv(_turned()).T
    longitude, latitude = geodetic_of(there, ellipsoid=WGS84)
    return np.degrees(longitude), np.degrees(latitude)


def project(longitude: ArrayLike, latitude: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Lay longitude and latitude of the British map on the flat grid (annex C.1).

    With l = λ − λ0:  E = E0 + IV l + V l³ + VI l⁵,  N = I + II l² + III l⁴ + IIIA l⁶.

    Parameters
    ----------
    longitude, latitude : array_like
        OSGB36, any axes [radians].

    Returns
    -------
    easting, northing : FloatArray
        Axes as given [metres].
    """
    across, up = np.asarray(longitude) - ORIGIN[0], np.asarray(latitude, dtype=np.float64)
    sine, cosine, tangent = np.sin(up), np.cos(up), np.tan(up)
    nu, rho = _radii(up)
    eta = nu / rho - 1
    flat = tangent**2
    first = _meridian(up) + FALSE_NORTHING
    second = nu / 2 * sine * cosine
    third = nu / 24 * sine * cosine**3 * (5 - flat + 9 * eta)
    third_a = nu / 720 * sine * cosine**5 * (61 - 58 * flat + flat**2)
    fourth = nu * cosine
    fifth = nu / 6 * cosine**3 * (nu / rho - flat)
    sixth = nu / 120 * cosine**5 * (5 - 18 * flat + flat**2 + 14 * eta - 58 * flat * eta)
    easting = FALSE_EASTING + fourth * across + fifth * across**3 + sixth * across**5
    northing = first + second * across**2 + third * across**4 + third_a * across**6
    return easting, northing


def unproject(easting: ArrayLike, northing: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Take a point of the flat grid back to longitude and latitude of the British map (annex C.2).

    With d = E − E0 and φ' the latitude whose meridian is as long as N − N0:
    φ = φ' − VII d² + VIII d⁴ − IX d⁶,  λ = λ0 + X d − XI d³ + XII d⁵ − XIIA d⁷.

    Parameters
    ----------
    easting, northing : array_like
        Any axes [metres].

    Returns
    -------
    longitude, latitude : FloatArray
        OSGB36, axes as given [radians].
    """
    across = np.asarray(easting, dtype=np.float64) - FALSE_EASTING
    up = _latitude_at(np.asarray(northing, dtype=np.float64) - FALSE_NORTHING)
    tangent, secant = np.tan(up), 1 / np.cos(up)
    nu, rho = _radii(up)
    eta, flat = nu / rho - 1, tangent**2
    seventh = tangent / (2 * rho * nu)
    eighth = tangent / (24 * rho * nu**3) * (5 + 3 * flat + eta - 9 * flat * eta)
    ninth = tangent / (720 * rho * nu**5) * (61 + 90 * flat + 45 * flat**2)
    tenth = secant / nu
    eleventh = secant / (6 * nu**3) * (nu / rho + 2 * flat)
    twelfth = secant / (120 * nu**5) * (5 + 28 * flat + 24 * flat**2)
    twelfth_a = secant / (5040 * nu**7) * (61 + 662 * flat + 1320 * flat**2 + 720 * flat**3)
    latitude = up - seventh * across**2 + eighth * across**4 - ninth * across**6
    odd = tenth * across - eleventh * across**3 + twelfth * across**5 - twelfth_a * across**7
    return ORIGIN[0] + odd, latitude


def cartesian_of(
    longitude: ArrayLike, latitude: ArrayLike, *, ellipsoid: Ellipsoid, height: float = 0.0
) -> FloatArray:
    """Give the place of a point from the Earth's centre (annex B.1).

    x = (ν + H) cos φ cos λ,  y = (ν + H) cos φ sin λ,  z = ((1 − e²) ν + H) sin φ,
    with ν = a / √(1 − e² sin² φ).

    Parameters
    ----------
    longitude, latitude : array_like
        Any axes, the same of both [radians].
    ellipsoid : Ellipsoid
        Which they lie on.
    height : float
        Above the ellipsoid [metres]. Fifty metres more move a point on the map by a millimetre.

    Returns
    -------
    FloatArray
        Axes as given, then (x, y, z) [metres].
    """
    along, up = np.asarray(longitude, np.float64), np.asarray(latitude, np.float64)
    squared = ellipsoid.eccentricity_squared
    nu = ellipsoid.longer / np.sqrt(1 - squared * np.sin(up) ** 2)
    out = (nu + height) * np.cos(up)
    places = (out * np.cos(along), out * np.sin(along), ((1 - squared) * nu + height) * np.sin(up))
    return np.stack(places, axis=-1)


def geodetic_of(places: FloatArray, *, ellipsoid: Ellipsoid) -> tuple[FloatArray, FloatArray]:
    """Give longitude and latitude of a place from the Earth's centre (annex B.2).

    λ = arctan(y / x);  φ = arctan((z + e² ν sin φ) / √(x² + y²)), found by repeating it.

    Parameters
    ----------
    places : FloatArray
        Any axes, then (x, y, z) [metres].
    ellipsoid : Ellipsoid
        Which they are to lie on.

    Returns
    -------
    longitude, latitude : FloatArray
        Axes as given without the last [radians].
    """
    x, y, z = places[..., 0], places[..., 1], places[..., 2]
    squared = ellipsoid.eccentricity_squared
    from_axis = np.sqrt(x * x + y * y)
    up = np.arctan2(z, from_axis * (1 - squared))
    # Each round is right to a further factor of 150: eight are more than a float can hold.
    for _ in range(8):
        nu = ellipsoid.longer / np.sqrt(1 - squared * np.sin(up) ** 2)
        up = np.arctan2(z + squared * nu * np.sin(up), from_axis)
    return np.arctan2(y, x), up


def _turned() -> FloatArray:
    """Axes (to, from): the stretch and the small turns of the Helmert transformation."""
    about_x, about_y, about_z = TURNS
    return np.array(
        [
            [1 + STRETCH, -about_z, about_y],
            [about_z, 1 + STRETCH, -about_x],
            [-about_y, about_x, 1 + STRETCH],
        ]
    )


def _radii(up: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Radii of curvature across (ν) and along (ρ) the meridian, times the scale [metres]."""
    squared = AIRY.eccentricity_squared
    less = 1 - squared * np.sin(up) ** 2
    nu = AIRY.longer * SCALE / np.sqrt(less)
    return nu, nu * (1 - squared) / less


def _meridian(up: FloatArray) -> FloatArray:
    """Length of the meridian from the true origin, times the scale: M of annex C [metres]."""
    n = (AIRY.longer - AIRY.shorter) / (AIRY.longer + AIRY.shorter)
    apart, together = up - ORIGIN[1], up + ORIGIN[1]
    return np.asarray(
        AIRY.shorter
        * SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * apart
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(apart) * np.cos(together)
            + 15 / 8 * (n**2 + n**3) * np.sin(2 * apart) * np.cos(2 * together)
            - 35 / 24 * n**3 * np.sin(3 * apart) * np.cos(3 * together)
        )
    )


def _latitude_at(metres: FloatArray) -> FloatArray:
    """Latitude to which the meridian is so long from the true origin [radians]."""
    up = ORIGIN[1] + metres / (AIRY.longer * SCALE)
    left = metres - _meridian(up)
    while np.any(np.abs(left) >= FINEST):
        up = up + left / (AIRY.longer * SCALE)
        left = metres - _meridian(up)
    return np.asarray(up)


def _refuse_far(
    given: dict[str, ArrayLike], bounds: dict[str, tuple[float, float]], *, unit: str
) -> None:
    """Refuse what lies where the series no longer hold, and what is no number."""
    findings = []
    for name, values in given.items():
        low, high = bounds[name]
        numbers = np.asarray(values, dtype=np.float64).reshape(-1)
        outside = np.flatnonzero(~((numbers >= low) & (numbers <= high)))
        if len(outside):
            findings.append(
                finding(
                    "grid_far_outside",
                    file=name,
                    value=f"{numbers[outside[0]]:g}",
                    count=len(outside),
                    low=f"{low:g}",
                    high=f"{high:g}",
                    unit=unit,
                )
            )
    if findings:
        raise FindingsError(findings, what="The points")
