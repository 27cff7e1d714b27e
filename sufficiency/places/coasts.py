"""Whether a point is on land: a coarse line around the coasts of England and its neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Drawn by hand some 10 kilometres off the coast, so that no school or home is left outside; it
# ends where the contract of points does, at northing 660,000. The Isle of Man and Ireland, whose
# points are not on this grid or not in Great Britain, stay outside.
LINE = (
    (430, 675), (440, 640), (445, 600), (455, 570), (470, 545), (500, 525), (520, 500), (545, 475),
    (548, 440), (560, 415), (575, 385), (582, 360), (600, 358), (640, 353), (662, 330), (668, 300),
    (666, 270), (655, 235), (652, 185), (655, 150), (645, 130), (625, 120), (612, 105), (585, 97),
    (560, 83), (530, 88), (490, 78), (470, 68), (450, 62), (425, 68), (400, 64), (368, 55),
    (340, 72), (315, 65), (305, 45), (285, 24), (265, 25), (240, 36), (205, 26), (172, 0),
    (130, 8), (90, -2), (75, 2), (75, 24), (110, 35), (140, 52), (170, 90), (205, 130), (200, 150),
    (215, 158), (240, 160), (220, 175), (190, 182), (160, 198), (158, 235), (205, 265), (230, 280),
    (200, 308), (198, 330), (205, 370), (206, 392), (245, 405), (275, 396), (312, 400), (315, 440),
    (302, 465), (278, 510), (285, 532), (250, 522), (212, 518), (188, 545), (186, 575), (185, 597),
    (150, 597), (105, 640), (105, 675),
)  # fmt: skip
"""Eastings and northings of its corners, in order [kilometres]."""


def near_land(easting: ArrayLike, northing: ArrayLike) -> NDArray[np.bool_]:
    """Say of each point whether it lies within the line around the coasts.

    A point is inside where a line from it to the east crosses an odd number of sides.

    Parameters
    ----------
    easting, northing : array_like
        Any axes, the same of both [metres].

    Returns
    -------
    numpy.ndarray of bool
        Axes as given; not, where a point is no number.

    Examples
    --------
    >>> near_land([488_000, 279_000], [279_000, 488_000]).tolist()
    [True, False]
    """
    east, north = np.asarray(easting, np.float64), np.asarray(northing, np.float64)
    is_inside = np.zeros(np.broadcast_shapes(east.shape, north.shape), dtype=np.bool_)
    corners = np.array(LINE, dtype=np.float64) * 1000
    for (east_a, north_a), (east_b, north_b) in zip(corners, np.roll(corners, -1, 0), strict=True):
        if north_a == north_b:
            continue
        between = (north_a > north) != (north_b > north)
        crossing = east_a + (north - north_a) / (north_b - north_a) * (east_b - east_a)
        is_inside ^= between & (east < crossing)
    return is_inside
