"""The embedded example: North Northamptonshire, real where figures are published."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sufficiency.area import Area, load_area

EXAMPLE = "north_northamptonshire"

__all__ = ["EXAMPLE", "example_folder", "load_example"]


def example_folder() -> Path:
    """Give the folder of the example's tables, as it was installed."""
    return Path(str(resources.files("sufficiency.datasets"))) / EXAMPLE


def load_example() -> Area:
    """Load the example area, to learn on and to test with.

    North Northamptonshire: 40 small areas in Corby, East Northamptonshire, Kettering and
    Wellingborough. Totals of plans, ages, needs and settings, the population, and the schools'
    names, points and rolls are published. Which child lives where, capacities, bases, and who
    is placed where are made up by a recipe that stands beside the tables, and are labelled
    `made` wherever they show. No row describes a real child.

    Returns
    -------
    Area
        `area.about()` tells what is real and what is made, with sources.

    Examples
    --------
    >>> import sufficiency as sf
    >>> area = sf.load_example()
    >>> int(area.plans.query("year == 2024")["plans"].sum())
    4551
    """
    return load_area(example_folder())
