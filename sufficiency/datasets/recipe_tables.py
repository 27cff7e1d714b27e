"""What every part of the recipe shares: its seed, its chances, its inputs and its way of writing.

The recipe draws nothing but uniform numbers between 0 and 1 and turns them into choices itself,
so that the same seed gives the same area with every release of numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from sufficiency import terms

SEED = 20250116
"""The day of the January 2025 census; any other number would do as well."""

HERE = Path(__file__).parent
LAST_CENSUS = 2024
"""Academic year of the newest January in the published figures (January 2025)."""
FIRST_CENSUS = 2021

NCYS = tuple(range(terms.FIRST_NCY, terms.LAST_NCY + 1))
NEEDS = tuple(code for code in terms.needs() if code not in ("DS", "unknown"))
"""Down syndrome is recorded on its own only since January 2026; no need is unknown here."""
SETTINGS = tuple(terms.settings())

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chance:
    """Chances of one part of the recipe, drawn from that part's own stream.

    Parameters
    ----------
    uniform : numpy.random.Generator
        Gives uniform numbers between 0 and 1, and nothing else is asked of it.
    """

    uniform: np.random.Generator

    def normal(self, shape: int | tuple[int, ...]) -> FloatArray:
        """Draw standard normal numbers."""
        return np.asarray(ndtri(self.uniform.random(shape)), dtype=np.float64)

    def choose(self, weights: FloatArray) -> IntArray:
        """Choose a column for every row, with chances in proportion to the row's weights.

        Parameters
        ----------
        weights : FloatArray
            Axes (row, column), not negative, some of each row positive.

        Returns
        -------
        IntArray
            Axis (row).
        """
        rising = np.cumsum(weights, axis=1)
        mark = self.uniform.random(len(weights)) * rising[:, -1]
        return np.asarray((rising <= mark[:, None]).sum(axis=1), dtype=np.int64)

    def pick(self, weights: FloatArray, count: int) -> IntArray:
        """Pick so many different rows, heavier rows more often; give their places, rising.

        Each row waits an exponential time at the rate of its weight; the first `count` go.
        """
        waiting = -np.log1p(-self.uniform.random(len(weights))) / weights
        return np.sort(np.argsort(waiting, kind="stable")[:count])


def chance(part: int) -> Chance:
    """Open the stream of one part of the recipe, so that parts do not disturb each other."""
    return Chance(np.random.Generator(np.random.PCG64(np.random.SeedSequence([SEED, part]))))


def read(folder: str, name: str) -> pd.DataFrame:
    """Read one of the recipe's inputs.

    Parameters
    ----------
    folder : {"published", "made"}
        Published figures, or what is invented.
    name : str
        File name without its ending.

    Returns
    -------
    pandas.DataFrame
        Blank cells are missing.
    """
    return pd.read_csv(HERE / folder / f"{name}.csv", encoding="utf-8")


def write(frame: pd.DataFrame, name: str, folder: Path) -> None:
    """Write one of the area's tables: the contract's columns, sorted by its key.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of the table's contract; those that it lacks are written blank.
    name : str
        Name of the table.
    folder : pathlib.Path
        Where `name.csv` is written, as UTF-8 with plain line ends.
    """
    contract = terms.table(name)
    columns = [column.name for column in contract.columns]
    by = [key for key in contract.key if key in frame]
    ordered = frame.sort_values(by, kind="stable", na_position="first").reindex(columns=columns)
    text = ordered.to_csv(index=False, lineterminator="\n")
    (folder / f"{name}.csv").write_bytes(text.encode("utf-8"))


def whole_shares(amounts: FloatArray, total: int) -> IntArray:
    """Round amounts to whole numbers that add up to a total: the largest remainders go up.

    Parameters
    ----------
    amounts : FloatArray
        Axis (cell); their sum differs from `total` by rounding only.
    total : int
        What the whole numbers add up to.

    Returns
    -------
    IntArray
        Axis (cell).
    """
    floor = np.floor(amounts + 1e-9)
    missing = round(float(total - floor.sum()))
    order = np.argsort(-np.round(amounts - floor, 9), kind="stable")
    floor[order[:missing]] += 1
    return floor.astype(np.int64)


def positions(values: Sequence[object], among: Sequence[object]) -> IntArray:
    """Give the place of each value in a list of known ones."""
    place = {value: position for position, value in enumerate(among)}
    return np.array([place[value] for value in values], dtype=np.int64)
