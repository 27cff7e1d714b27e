"""What an appraisal takes from others: the Treasury's discount rates, and how far to vary what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sufficiency.terms.codes import read_rows

Way = Literal["change", "add", "set"]
WAYS: tuple[Way, ...] = ("change", "add", "set")


@dataclass(frozen=True, slots=True)
class DiscountSpan:
    """A discount rate, and from which year of an appraisal it holds.

    Parameters
    ----------
    from_year : int
        Year of the appraisal; its first is 0.
    percent : float
        In real terms [percent a year].
    edition : int
        Calendar year of the source.
    source : str
    """

    from_year: int
    percent: float
    edition: int
    source: str


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A supposition that an appraisal varies by itself.

    Parameters
    ----------
    code, label, unit : str
    way : {"change", "add", "set"}
        Whether the bounds change what is supposed by so many percent, are added to it, or stand
        in its place.
    low, high : float
    source : str
    assumption : str
        The assumption of a scenario that it varies; blank where that is what the table costs or a
        scheme gives.
    """

    code: str
    label: str
    unit: str
    way: Way
    low: float
    high: float
    source: str
    assumption: str = ""


@lru_cache(maxsize=1)
def discount_spans() -> tuple[DiscountSpan, ...]:
    """Give the Treasury's discount rates, from `terms/discount_rates.csv`."""
    return tuple(
        DiscountSpan(
            int(row["from_year"]), float(row["percent"]), int(row["edition"]), row["source"]
        )
        for row in read_rows("discount_rates.csv")
    )


@lru_cache(maxsize=1)
def sensitivities() -> dict[str, Sensitivity]:
    """Give what an appraisal varies, by its code, from `terms/sensitivities.csv`."""
    return {
        row["code"]: Sensitivity(
            code=row["code"],
            label=row["label"],
            unit=row["unit"],
            way=next(way for way in WAYS if way == row["way"]),
            low=float(row["low"]),
            high=float(row["high"]),
            source=row["source"],
            assumption=row["assumption"],
        )
        for row in read_rows("sensitivities.csv")
    }
