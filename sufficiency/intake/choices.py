"""What is said about an area besides its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

LAST_YEAR = 2036
"""Last academic year of the population, where nothing else is said: ten years of projection."""

NEARBY_MILES = 15.0
"""Schools of other authorities so near to a locality are sites too, where nothing else is said."""

HOUSING_AS, GAPS, OUT_OF_STEP = "within", "fill", "refuse"
"""A projection carries on the building of past years; an area needs every year; and children who
skip a year group are asked about."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What is said about an area besides its files.

    Parameters
    ----------
    authority : str
        Code or name; "" where the files hold one only.
    within_miles : float
        How far schools of other authorities may lie from a locality.
    until : int
        Last academic year of the population.
    postcodes : str
        A file from postcode to locality, for person-level returns; "" for none.
    years : mapping of str to int
        By name of a file that does not say it itself: of a population the year of its middle, of
        an export of cases the academic year.
    group : str
        Heading of the column of the small areas that groups localities; "" for their district.
    planning_areas : str
        A file from small areas to planning areas, which are then the localities; "" for none.
    name : str
        What to call the area; "" for the authority's name.
    fit : bool
        Whether plans are fitted where only published totals are known.
    births : str
        A file of births by locality; "" for none.
    housing, yields : str
        A file of housing schemes, and one of how many children live in a home; "" for none.
    housing_as : str
        Whether the projection counts the children of these homes already, "within", or they come
        "on_top".
    gaps : str
        Whether years of the population that no file has are taken from those beside them, "fill",
        or "leave".
    columns : str
        A file that says what the columns of exports of cases hold; "" for the one among the files.
    out_of_step : str
        Whether children of exports who do not move up by one NC year are a fault, "refuse", or
        followed by their "later" year group.
    """

    authority: str
    within_miles: float = NEARBY_MILES
    until: int = LAST_YEAR
    postcodes: str = ""
    years: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    planning_areas: str = ""
    name: str = ""
    fit: bool = True
    births: str = ""
    housing: str = ""
    yields: str = ""
    housing_as: str = HOUSING_AS
    gaps: str = GAPS
    columns: str = ""
    out_of_step: str = OUT_OF_STEP

    def changed_from(self, other: Choices) -> list[str]:
        """Name the choices that are others than these."""
        return [
            one.name for one in fields(self) if getattr(self, one.name) != getattr(other, one.name)
        ]
