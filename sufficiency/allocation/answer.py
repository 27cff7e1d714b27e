"""The answer in words: the year of greatest strain, the largest gap, the worth of a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import terms

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

WORTH_SHOWN = 3
LEAST = 0.005
"""A change that rounds to nought in two digits is not told."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number with its range over the draws.

    Parameters
    ----------
    value, low, high : float
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Say the number with its range."""
        return f"{self.value:,.0f} ({self.low:,.0f} to {self.high:,.0f})"


def ranged(row: pd.Series, name: str) -> Ranged:  # type: ignore[type-arg]
    """Take a number and its range from a row of a frame."""
    return Ranged(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]))


def strain_year(allocation: Allocation) -> int:
    """Give the year in which most children are without a place or in an independent school."""
    by_year = allocation.to_frame("gap", by=["year"])
    missed = by_year["without"] + by_year["independent"]
    return int(by_year["year"].iloc[int(missed.to_numpy().argmax())])


def strain_sentence(allocation: Allocation) -> str:
    """Say how many need a place in the year of greatest strain, and what becomes of them."""
    year = strain_year(allocation)
    by_year = allocation.summary().set_index(["year", "measure"])

    def told(measure: str) -> str:
        return str(
            ranged(
                by_year.loc[(year, measure)].rename({"low": "value_low", "high": "value_high"}),
                "value",
            )
        )

    return (
        f"In {terms.year_label(year)}, the year of greatest strain, {told('demand')} children "
        f"need a place in a specialist base or special school: {told('placed')} have one, "
        f"{told('independent')} go to an independent school for want of one, and "
        f"{told('without')} have none."
    )


def worst_gap(allocation: Allocation, *, year: int) -> pd.Series:  # type: ignore[type-arg]
    """Give the group, need and phase in which most children lack a local place in a year."""
    frame = allocation.to_frame("gap", by=["year", "group", "need", "phase"])
    here = frame[frame["year"] == year].reset_index(drop=True)
    lacking = here["without"] + here["independent"]
    return here.iloc[int(lacking.to_numpy().argmax())]


def gap_sentence(allocation: Allocation) -> str:
    """Say where the largest gap is, and where one more place is worth most."""
    year = strain_year(allocation)
    row = worst_gap(allocation, year=year)
    phase = terms.phases().label(str(row["phase"])).lower()
    need = terms.needs().label(str(row["need"]))
    gap = (
        f"The largest gap then is in {row['group']}, {need}, {phase}: {ranged(row, 'without')} "
        f"children without a place and {ranged(row, 'independent')} in an independent school."
    )
    best = next(
        worth_sentences(allocation, year=year),
        "No pool is full then, so one more place would change nothing.",
    )
    return f"{gap} {best}"


def best_places(allocation: Allocation, *, year: int) -> pd.DataFrame:
    """Give the pools at which one more place changes most in a year, in the order of the aims.

    Changes are compared as they are shown, to a hundredth of a child, so that the next aim decides
    between pools that do not differ to the eye.
    """
    worth = allocation.to_frame("worth")
    here = worth[worth["year"] == year]
    rounded = here.assign(
        first=here["more_without"].round(2), second=here["more_independent"].round(2)
    )
    ordered = rounded.sort_values(
        ["first", "second", "more_beyond_limit", "more_miles", "site", "pool"]
    )
    useful = (ordered["first"] < -LEAST) | (ordered["second"] < -LEAST)
    return ordered[useful].drop(columns=["first", "second"]).reset_index(drop=True)


def worth_sentences(allocation: Allocation, *, year: int) -> Iterator[str]:
    """Say what one more place at each pool would change in a year, the most first."""
    for row in best_places(allocation, year=year).to_dict("records"):
        where, when = pool_name(row), terms.year_label(year)
        yield f"One more place at {where} in {when} would mean {worth_words(row)}."


def pool_name(row: dict[str, object]) -> str:
    """Name a pool: "Friars Academy (special school, secondary)"."""
    level = terms.short_list("level").label(str(row["level"])).lower()
    pool = "" if row["pool"] in ("all", "base", row["level"]) else f", {row['pool']}"
    return f"{row['name']} ({level}{pool})"


def worth_words(row: dict[str, object]) -> str:
    """Say in words what one more place changes, aim by aim."""
    parts = []
    for column, words in (
        ("more_without", "children without a place"),
        ("more_independent", "independent placements"),
        ("more_beyond_limit", "journeys beyond the limit"),
    ):
        change = float(row[column])  # type: ignore[arg-type]
        if abs(change) >= LEAST:
            parts.append(f"{abs(change):.2f} {'fewer' if change < 0 else 'more'} {words}")
    miles = float(row["more_miles"])  # type: ignore[arg-type]
    if abs(miles) >= 0.05:
        parts.append(
            f"{abs(miles):.1f} {'fewer' if miles < 0 else 'more'} miles of travel each way"
        )
    return ", ".join(parts) or "no change"


def proof_sentence(allocation: Allocation) -> str:
    """Say whether the answers are proven, on what they rest, and what to type next."""
    years, draws = len(allocation.years), allocation.draws
    count = f"{years * (draws + 1):,}"
    proven = (
        f"All {count} yearly answers are proven optimal"
        if allocation.is_proven
        else "Not every yearly answer is proven optimal"
    )
    basis = terms.short_list("basis").label(allocation.basis).lower()
    made = (
        " (homes, capacities, bases and placements: see area.about())"
        if allocation.basis == "made"
        else ""
    )
    return f"{proven} by a check that trusts no solver; weakest basis: {basis}{made}."
