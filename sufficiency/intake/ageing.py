"""Population by locality where there is no projection: small areas that only grow older."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import FindingsError
from sufficiency.sources.populations.totals import WHAT, holes_in, with_localities
from sufficiency.sources.reading import Reading, account_of

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.lookups import Lookup

AGES = range(terms.age_of_ncy(terms.FIRST_NCY), terms.age_of_ncy(terms.LAST_NCY) + 1)


def only_older(small_areas: Reading, *, until: int, lookup: Lookup | None = None) -> Reading:
    """Let the children of each small area grow older, where nobody projects them.

        P[l, a, y0 + k] = P[l, a - k, y0],   and P[l, 0, y0] for those born since (a < k)

    Nobody moves, and as many are born each year as in the newest estimate. It is enough to see an
    area for the first time, and too little to spend on: give a projection.

    Parameters
    ----------
    small_areas : Reading
        From `read_population`, of small areas.
    until : int
        Last academic year.
    lookup : Lookup, optional
        From small areas to localities; without it each small area is one.

    Returns
    -------
    Reading
        Table `population` of an area; years after the newest estimate with basis assumed.

    Raises
    ------
    FindingsError
        If a small area, or an age up to 24 of one, is missing in the newest year.
    """
    ages = with_localities(small_areas.held["ages"], lookup)
    newest = int(ages["year"].max())
    faults = holes_in(ages, years=[newest])
    if faults:
        raise FindingsError(faults, what=WHAT)
    counted = ages[ages["year"] == newest].pivot_table(
        index="locality", columns="age", values="persons", aggfunc="sum"
    )
    table = _rows(counted, newest=newest, until=max(until, newest))
    return Reading(
        kind="population_by_locality",
        title=f"Population that only grows older: {len(counted)} localities",
        held={"population": table},
        steps=account_of([("made here", "population", len(table), "made", "growing older")]),
        inputs=small_areas.inputs,
        settings={"population": "only older", "until": str(until)},
    )


def _rows(counted: pd.DataFrame, *, newest: int, until: int) -> pd.DataFrame:
    """Lay out the rows of each year."""
    import pandas as pd

    frames = [
        pd.DataFrame(
            {
                "year": year,
                "locality": counted.index.to_numpy(dtype=object),
                "ncy": terms.ncy_of_age(age),
                "persons": counted[max(age - (year - newest), 0)].to_numpy(dtype="float64"),
                "basis": "published" if year == newest else "assumed",
            }
        )
        for year in range(newest, until + 1)
        for age in AGES
    ]
    return pd.concat(frames, ignore_index=True)
