"""The figures by which authorities are held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sufficiency.terms.codes import read_rows

Chance = Literal["poisson", "binomial", "none"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure by which authorities are held against each other.

    Parameters
    ----------
    code, label, unit : str
        What it is called, and in what it is told.
    scale : float
        Count over base times this is the figure.
    chance : {"poisson", "binomial", "none"}
        How far chance alone moves it.
    count, base : str
        What is counted (a flow of the published files), and of what: plans or population.
    back : int
        So many years earlier the base is.
    by : str
        By what it is told: "need", "setting", "age", or "" for all together.
    description : str
    """

    code: str
    label: str
    unit: str
    scale: float
    chance: Chance
    count: str
    base: str
    back: int
    by: str
    description: str

    @property
    def is_growth(self) -> bool:
        """Whether it tells by how much a count is more than its base."""
        return self.chance == "none"


@lru_cache(maxsize=1)
def indicators() -> dict[str, Indicator]:
    """Give the indicators by their codes, from `terms/indicators.csv`."""
    return {
        row["code"]: Indicator(
            code=row["code"],
            label=row["label"],
            unit=row["unit"],
            scale=float(row["scale"]),
            chance=_chance(row["chance"]),
            count=row["count"],
            base=row["base"],
            back=int(row["back"]),
            by=row["by"],
            description=row["description"],
        )
        for row in read_rows("indicators.csv")
    }


def _chance(word: str) -> Chance:
    known: tuple[Chance, ...] = ("poisson", "binomial", "none")
    return next(one for one in known if one == word)
