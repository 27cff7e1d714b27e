"""What a placement costs in a year, as an aim: whole pounds for each child and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.journeys import miles_of_metres

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pounds:
    """Running costs of one child in one place for a year.

    Behind the pools stands one more: independent places that are not named, whose journey is
    among what a child costs.

    Parameters
    ----------
    a_child : FloatArray
        Axes (year, need, ncy, pool then not named): whatever the journey [pounds a year]; nan
        where nobody can be.
    a_mile : FloatArray
        The same axes: for each mile of the journey one way [pounds a year].
    """

    a_child: FloatArray
    a_mile: FloatArray

    def of(
        self, year: int, need: IntArray, ncy: IntArray, pool: IntArray, metres: IntArray
    ) -> IntArray:
        """Give what a child costs in a place, to the nearest pound.

            pounds = round(a child + a mile x miles one way)

        Parameters
        ----------
        year : int
            Position of the year.
        need, ncy, pool : IntArray
            Axis (pair): positions on the axes.
        metres : IntArray
            Axis (pair): the journey one way [metres].

        Returns
        -------
        IntArray
            Axis (pair) [pounds a year].
        """
        where = (year, need, ncy, pool)
        pounds = self.a_child[where] + self.a_mile[where] * miles_of_metres(metres)
        return np.asarray(np.rint(pounds).astype(np.int64))
