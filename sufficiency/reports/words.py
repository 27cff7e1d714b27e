"""Words of a report that depend on its figures: each says what is so, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import FEWEST, missed, pool_name, strain_year
from sufficiency.reports.parts import shown

DIFFERENT = 0.02
"""Needs whose share without a local place differs by less are served alike."""


def year_words(value: object) -> str:
    """Show an academic year."""
    return terms.year_label(int(value))  # type: ignore[call-overload]


def january_words(value: object) -> str:
    """Show the January of an academic year."""
    return str(terms.january_of_year(int(value)))  # type: ignore[call-overload]


def need_words(value: object) -> str:
    """Show a need by its name."""
    return str(terms.needs().label(str(value)))


def phase_words(value: object) -> str:
    """Show a phase by its name."""
    return str(terms.phases().label(str(value)))


def level_words(value: object) -> str:
    """Show a level by its name."""
    return str(terms.short_list("level").label(str(value)))


def before(first: int, strain: int, told: str) -> str:
    """Say a number of the first year, where that is not the year of greatest strain itself."""
    return "" if first == strain else f"In {terms.year_label(first)}: {told} children. "


def strain_words(allocation: Allocation) -> str:
    """Say that a year is that of greatest strain, where there is any."""
    year = strain_year(allocation)
    strained = missed(allocation, year=year) > FEWEST and len(allocation.years) > 1
    return ", the year of greatest strain" if strained else ""


def outside_words(allocation: Allocation, year: int) -> Iterator[str]:
    """Say how many are of an age that no pool of their level serves."""
    frame = allocation.to_frame("outside")
    count = float(frame.loc[frame["year"] == year, "children"].sum())
    if count > FEWEST:
        yield (
            f"Not among them: {shown(count)} children and young people at these levels, of ages "
            "that no base or special school serves, most of them above Year 14. They are counted "
            "by need in the workbook (sheet outside), and no place is planned for them."
        )


def over_words(over: float) -> str:
    """Say how many children are above the places of their pool."""
    if over <= FEWEST:
        return "No pool holds more children than it has places."
    return (
        f"{shown(over)} children (mean) are above the places of their pool: they keep theirs, and "
        "it admits nobody."
    )


def room_words(here: pd.DataFrame) -> str:
    """Say whether places stand empty, and where most; every row has a number of places."""
    free = here["free_to_us"] - here["placed"]
    empty = here.assign(free=free)[free > FEWEST].sort_values("free", ascending=False)
    if empty.empty:
        return "No place is left over in any of them."
    most = ", ".join(
        f"{pool_name(row)}: {shown(row['free'])}" for row in empty.head(3).to_dict("records")
    )
    return (
        f"Places left over for children of the area (mean): {shown(float(empty['free'].sum()))} in "
        f"{len(empty)} pools, most at {most}. Those who wait are of other needs, ages or levels, "
        "or live too far away; or the places stand empty in some draws only."
    )


def later(first: int, strain: int, told: str) -> str:
    """Say a number of the year of greatest strain, where that is not the first itself."""
    return "" if first == strain else f" and {told} in {terms.year_label(strain)}"


def served_words(worst: pd.Series[float], year: int) -> str:
    """Say which need is served least and which best, where they differ."""
    if len(worst) < 2 or float(worst.iloc[0] - worst.iloc[-1]) < DIFFERENT:
        return f"In {terms.year_label(year)}, the needs that many have are served alike."
    first, last = str(worst.index[0]), str(worst.index[-1])
    return (
        f"Of the needs that many have, {need_words(first)} is served least: "
        f"{shown(100 * worst.iloc[0])} % of its children lack a local place in "
        f"{terms.year_label(year)}; {need_words(last)} is served best "
        f"({shown(100 * worst.iloc[-1])} %)."
    )
