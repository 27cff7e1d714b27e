"""What a return says of the January before its own, through its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sufficiency import terms
from sufficiency.sources.sen2.door import Door
from sufficiency.sources.sen2.ranked import first_of_each
from sufficiency.sources.sen2.typed import Typed
from sufficiency.sources.sen2.whereabouts import Whereabouts

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "unknown"


def the_january_before(
    given: Typed, door: Door, located: Whereabouts, day: np.datetime64
) -> pd.DataFrame:
    """Describe the census day before as a return does a year later.

    Only days that are written say anything: a missing first day would let every child have been
    where it is now. A plan that came from another authority within the year was not here before.

    Parameters
    ----------
    given : Typed
    door : Door
    located : Whereabouts
        Of the placements.
    day : numpy.datetime64
        Census day of the January before.

    Returns
    -------
    pandas.DataFrame
        By position of the child: had_plan, had_ended (a plan ended before that day and none ran
        on it), ncy_then (missing where the birth date is), setting_then ("unknown" where no dated
        placement says), locality_then (where it lives now).
    """
    had_plan, had_ended = _plans_then(given, door, day)
    settings = _settings_then(located, door, day)
    children = door.people
    ncy = children["ncy"] - 1
    return children[[]].assign(
        had_plan=children.index.isin(had_plan),
        had_ended=children.index.isin(had_ended - had_plan),
        ncy_then=ncy.where(ncy.between(terms.FIRST_NCY, terms.LAST_NCY)),
        locality_then=children["locality"],
        setting_then=settings.reindex(children.index).fillna(UNKNOWN),
    )


def _plans_then(given: Typed, door: Door, day: np.datetime64) -> tuple[set[int], set[int]]:
    """Give the children whose plan ran on that day, and those whose plan had ended before."""
    plans = given.plans
    start, cease = plans["startdate"].to_numpy(), plans["ceasedate"].to_numpy()
    came = set(given.actives["request"][given.actives["transferred"]])
    here = ~plans["request"].isin(came).to_numpy(dtype=bool)
    child = door.first[plans["person"]]
    ran = here & (start <= day) & (np.isnat(cease) | (cease >= day))
    return set(child[ran]), set(child[cease < day])


def _settings_then(located: Whereabouts, door: Door, day: np.datetime64) -> pd.Series:
    """Give the setting of the dated placement of the lowest rank on that day, entered last."""
    rows = located.placements
    entry, leaving = rows["entrydate"].to_numpy(), rows["leavingdate"].to_numpy()
    dated = (entry <= day) & (np.isnat(leaving) | (leaving >= day))
    rows = rows[dated]
    rows = rows.assign(child=door.first[rows["person"]])
    settings: pd.Series = first_of_each(rows, day="entrydate", codes="setting")["setting"]
    return settings
