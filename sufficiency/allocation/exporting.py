"""One year of an allocation as an `.lp` file, which any other solver can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.allocation.aims import WORDS, label_of
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.run import expected_years
from sufficiency.errors import FileError
from sufficiency.places import YearPlaced
from sufficiency.places import write_lp as write_network
from sufficiency.results import BANNER
from sufficiency.tables import check_free, write_whole

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

ENDING = ".lp"
"""By which solvers know what is in the file."""


def write_lp(
    allocation: Allocation, path: str | os.PathLike[str], *, year: int, replace: bool
) -> Path:
    """Write the model of a year of expected numbers, in thousandths of a child.

    The order of aims is one model for each aim. This is the last one: a row for each aim before it
    holds that at its best, and what is made small comes to what the allocation says.

    Parameters
    ----------
    allocation : Allocation
    path : str or path
        A file that ends in .lp.
    year : int
        Academic year, one of the allocation.
    replace : bool
        Whether what stands there already may be replaced.

    Returns
    -------
    Path

    Raises
    ------
    FileError
        If something stands there already, it has another ending, or it cannot be written.
    """
    place = Path(path)
    if place.suffix.casefold() != ENDING:
        raise FileError.of("lp_ending", path=place, value=place.suffix or "none")
    check_free(place, replace=replace)
    years = expected_years(allocation.setting, worth=False)
    solved = next(made for made in years if made.year == year)
    answer = solved.answer
    heading = _heading(allocation, solved)
    return write_whole(
        place,
        lambda made: write_network(answer.network, made, totals=answer.totals, heading=heading),
        replace=replace,
    )


def _heading(allocation: Allocation, solved: YearPlaced) -> tuple[str, ...]:
    """Say at the head of the file what it is, and what each aim comes to."""
    network, totals = solved.answer.network, solved.answer.totals
    small = WORDS[label_of(network.aims[-1])]
    return (
        BANNER,
        f"{allocation.projection.area.name}, {terms.year_label(solved.year)}, scenario "
        f"{allocation.scenario.name}: those to be placed, given who stays from the year before.",
        f"Expected numbers: children and places in {SCALE:,} parts of one.",
        f"Makes {small} small; a row holds each aim before it at its best.",
        "Comes to " + ", ".join(map(_total_words, network.aims, totals)) + ".",
    )


def _total_words(aim: str, total: int) -> str:
    return f"{aim} {total}"
