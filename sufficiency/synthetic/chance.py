"""Where chance comes from: a stream for each purpose and year, the same on every machine.

Only uniform numbers are taken from the generator, whose stream NumPy keeps the same from version
to version; normals, Poisson numbers and choices are made of them here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy import special

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

HALF_A_STEP = 2.0**-54
"""Half of the smallest step between two uniform numbers: with it none is nought."""


class Purpose(IntEnum):
    """What a stream is for: a change in one part leaves every other part as it was."""

    LAND = 0
    PEOPLE = 1
    NATURE = 2
    NATION = 3
    JOINING = 4
    LEAVING = 5
    START = 6
    LIFE = 7
    RECORDING = 8
    UNKNOWN = 9
    SCHOOLS = 10
    BROKEN = 11


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """One stream of chance.

    Parameters
    ----------
    generator : numpy.random.Generator
        Used for uniform numbers only.
    """

    generator: np.random.Generator

    def uniform(self, *shape: int) -> FloatArray:
        """Draw numbers above 0 and below 1."""
        return np.asarray(self.generator.random(shape) + HALF_A_STEP, dtype=np.float64)

    def between(self, low: float, high: float) -> float:
        """Draw one number between two."""
        return low + (high - low) * float(self.uniform(1)[0])

    def whole(self, low: int, high: int) -> int:
        """Draw one whole number from `low` to `high`, both included."""
        return min(low + int((high - low + 1) * float(self.uniform(1)[0])), high)

    def normal(self, *shape: int) -> FloatArray:
        """Draw standard normal numbers."""
        return np.asarray(special.ndtri(self.uniform(*shape)), dtype=np.float64)

    def heavy(self, *shape: int, freedom: float) -> FloatArray:
        """Draw from Student's t: now and then very far from nought."""
        return np.asarray(special.stdtrit(freedom, self.uniform(*shape)), dtype=np.float64)

    def spread(self, deviation: float, *shape: int) -> FloatArray:
        """Draw multipliers around 1 with this standard deviation of their log."""
        return np.asarray(np.exp(deviation * self.normal(*shape)), dtype=np.float64)

    def poisson(self, mean: float) -> int:
        """Draw one Poisson number."""
        if mean <= 0:
            return 0
        chance = float(self.uniform(1)[0])
        number = max(int(np.ceil(special.pdtrik(chance, mean))), 0)
        # The inverse is found by a search that may stop a step too late.
        while number > 0 and special.pdtr(number - 1, mean) >= chance:
            number -= 1
        return number

    def pick(self, weights: FloatArray, count: int) -> IntArray:
        """Pick a place for each of so many children; heavier places more often."""
        rising = np.cumsum(weights.reshape(-1))
        place = np.searchsorted(rising, self.uniform(count) * rising[-1], side="right")
        return np.asarray(np.minimum(place, len(rising) - 1), dtype=np.int64)

    def pick_by_row(self, shares: FloatArray) -> IntArray:
        """Pick a column for each row of shares; axes (child, column)."""
        rising = np.cumsum(shares, axis=1)
        mark = self.uniform(len(shares)) * rising[:, -1]
        picked = (rising <= mark[:, None]).sum(axis=1)
        return np.asarray(np.minimum(picked, shares.shape[1] - 1), dtype=np.int64)


def chance_of(seed: int, purpose: Purpose, year: int = 0) -> Chance:
    """Open the stream of one purpose; where it differs by year, of one year.

    Parameters
    ----------
    seed : int
    purpose : Purpose
    year : int
        Academic year: a longer future does not change an earlier year.
    """
    sequence = np.random.SeedSequence(seed, spawn_key=(int(purpose), year))
    return Chance(np.random.Generator(np.random.PCG64(sequence)))
