"""Who has a plan on census day, with which need, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.sources.sen2.door import Door
from sufficiency.sources.sen2.faults import Fault, faults_of
from sufficiency.sources.sen2.ranked import Tally, first_of_each, tally_of
from sufficiency.sources.sen2.typed import LAST_RANK, Typed
from sufficiency.sources.sen2.whereabouts import Whereabouts, faults_at

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "unknown"
TRANSFERRED_OUT = "5"
"""Reason of an end: the plan went to another authority."""


@dataclass(frozen=True, eq=False, repr=False)
class January:
    """The children with a plan on census day.

    Parameters
    ----------
    children : pandas.DataFrame
        A row for each child, by position of the person: locality, need, ncy, setting, site.
    used : mapping of str to pandas.Index
        By module the rows that say so.
    uncounted : pandas.Index
        Rows of persons with a plan who have no NC year in range, and are in no table.
    faults : tuple of Fault
    by_rank : mapping of str to Tally
        By module ("senneed", "placementdetail") for how many children ranks say too little.
    """

    children: pd.DataFrame
    used: dict[str, pd.Index]
    uncounted: pd.Index
    faults: tuple[Fault, ...]
    by_rank: dict[str, Tally]


def is_open(first: Any, last: Any, day: np.datetime64) -> Any:
    """Axis (row): whether a span holds on a day; both its ends count, a missing end is open."""
    return (np.isnat(first) | (first <= day)) & (np.isnat(last) | (last >= day))


def the_january(given: Typed, door: Door, located: Whereabouts, day: np.datetime64) -> January:
    """Find the children with a plan on census day.

    A plan counts if it began on that day or before and has not ended before it. Where a request
    has a record of an active plan and no plan at all, it counts too, and is named.

    Parameters
    ----------
    given : Typed
    door : Door
    located : Whereabouts
        Of the placements.
    day : numpy.datetime64
        Census day.
    """
    running, active, faults = _active(given, day)
    persons = _persons(given, door, running | active)
    own = given.actives[given.actives["request"].isin(running | active)]
    needs, told_needs, of_needs = _needs(given, door, persons, set(own["request"]))
    placements, told_places, of_places = _placements(
        located, door, persons, set(own["request"]), day
    )
    faults = (*faults, *told_needs, *told_places, *faults_at(located, _index(placements["row"])))
    children = door.people.loc[persons.index].assign(
        need=needs["need"].reindex(persons.index).fillna(UNKNOWN),
        setting=placements["setting"].reindex(persons.index).fillna(UNKNOWN),
        site=placements["site"].reindex(persons.index).fillna(""),
    )
    faults = (*faults, *_missing(children, needs, placements, persons))
    ncy = children["ncy"]
    in_range = ncy.between(terms.FIRST_NCY, terms.LAST_NCY).to_numpy(dtype=bool)
    outside = ~in_range & ncy.notna().to_numpy(dtype=bool)
    faults += faults_of(
        "sen2_age_outside", "person", children["row"][outside], column="personbirthdate"
    )
    faults += faults_of("sen2_left_out", "person", children["row"][ncy.isna()])
    kept = children[in_range]
    counted = set(kept.index)
    used = {
        "person": _index(kept["row"]),
        "namedplan": given.plans.index[
            _of(given.plans, door, counted) & given.plans["request"].isin(running)
        ],
        "activeplans": own.index[_of(own, door, counted)],
        "placementdetail": _index(placements["row"][placements.index.isin(counted)]),
        "senneed": _index(needs["row"][needs.index.isin(counted)]),
    }
    whole = kept.assign(ncy=kept["ncy"].astype("int64"))
    return January(
        whole[["locality", "need", "ncy", "setting", "site"]],
        used,
        _index(children["row"][~in_range]),
        faults,
        {"senneed": of_needs, "placementdetail": of_places},
    )


def _index(rows: pd.Series) -> pd.Index:
    import pandas as pd

    index: pd.Index = pd.Index(rows.to_numpy(dtype="int64"), dtype="int64")
    return index


def _of(frame: pd.DataFrame, door: Door, counted: set[int]) -> Any:
    """Axis (row): whether it is of a child that counts."""
    return np.isin(door.first[frame["person"]], list(counted))


def _active(given: Typed, day: np.datetime64) -> tuple[set[int], set[int], tuple[Fault, ...]]:
    """Give the requests with a plan that runs, and those with a record of one and no plan."""
    plans, actives = given.plans, given.actives
    start, cease = plans["startdate"].to_numpy(), plans["ceasedate"].to_numpy()
    runs = is_open(start, cease, day)
    running = set(plans["request"][runs])
    with_plan = set(plans["request"])
    without = ~actives["request"].isin(with_plan).to_numpy(dtype=bool)
    ended = actives["request"].isin(with_plan - running).to_numpy(dtype=bool)
    recorded = plans["request"].isin(set(actives["request"])).to_numpy(dtype=bool)
    undated = runs & np.isnat(cease) & (plans["ceasereason"] != "").to_numpy(dtype=bool)
    gone = runs & (plans["ceasereason"] == TRANSFERRED_OUT).to_numpy(dtype=bool)
    coming = actives["transferred"].to_numpy(dtype=bool) & ~ended
    faults = (
        *faults_of("sen2_active_without_plan", "activeplans", actives.index[without]),
        *faults_of("sen2_active_not_running", "activeplans", actives.index[ended]),
        *faults_of("sen2_plan_without_active", "namedplan", plans.index[runs & ~recorded]),
        *faults_of(
            "sen2_no_start", "namedplan", plans.index[runs & np.isnat(start)], column="startdate"
        ),
        *faults_of(
            "sen2_reason_without_day",
            "namedplan",
            plans.index[undated & ~gone],
            column="ceasedate",
        ),
        *faults_of("sen2_gone_elsewhere", "namedplan", plans.index[gone], column="ceasereason"),
        *faults_of(
            "sen2_came_from_elsewhere", "activeplans", actives.index[coming], column="transferla"
        ),
    )
    return running, set(actives["request"][without]), faults


def _persons(given: Typed, door: Door, requests: set[int]) -> pd.DataFrame:
    """Give the children with an active request, by position: how many they have."""
    import pandas as pd

    asked = given.requests[given.requests["request"].isin(requests)]
    person = door.first[asked["person"]]
    return pd.DataFrame({"plans": pd.Series(person, dtype="int64").value_counts().sort_index()})


def _with_start(frame: pd.DataFrame, given: Typed) -> Any:
    """Axis (row): the latest start of a plan of the same request; the earliest day without one."""
    latest = given.plans.groupby("request")["startdate"].max()
    return frame["request"].map(latest)


def _needs(
    given: Typed, door: Door, persons: pd.DataFrame, requests: set[int]
) -> tuple[pd.DataFrame, tuple[Fault, ...], Tally]:
    """Give the primary need of each child: of the lowest rank, of the plan that began last."""
    rows = given.needs[given.needs["request"].isin(requests)]
    rows = rows.assign(child=door.first[rows["person"]], start=_with_start(rows, given))
    rows = rows[rows["child"].isin(persons.index)]
    chosen = first_of_each(rows, day="start", codes="need")
    not_first = chosen[(chosen["rank"] > 1) & (chosen["rank"] < LAST_RANK)]
    firsts = rows[rows["rank"] == 1]
    several = firsts[firsts.duplicated(["child", "request"])]
    blank = chosen[chosen["sentype"] == ""]
    faults = (
        *faults_of("sen2_need_not_first", "senneed", not_first["row"], column="sentyperank"),
        *faults_of("sen2_needs_several", "senneed", several.index, column="sentyperank"),
        *faults_of("sen2_need_blank", "senneed", blank["row"], column="sentype"),
    )
    return chosen, faults, tally_of(rows, day="start", says=["need"])


def _placements(
    located: Whereabouts,
    door: Door,
    persons: pd.DataFrame,
    requests: set[int],
    day: np.datetime64,
) -> tuple[pd.DataFrame, tuple[Fault, ...], Tally]:
    """Give the placement of each child on census day: of the lowest rank, entered last."""
    rows = located.placements
    entry, leaving = rows["entrydate"].to_numpy(), rows["leavingdate"].to_numpy()
    rows = rows[rows["request"].isin(requests) & is_open(entry, leaving, day)]
    rows = rows.assign(child=door.first[rows["person"]])
    rows = rows[rows["child"].isin(persons.index)]
    chosen = first_of_each(rows, day="entrydate", codes="setting")
    not_first = chosen[(chosen["rank"] > 1) & (chosen["rank"] < LAST_RANK)]
    firsts = rows[rows["rank"] == 1]
    several = firsts[firsts.duplicated("child")]
    undated = chosen[chosen["entrydate"].isna()]
    module = "placementdetail"
    faults = (
        *faults_of("sen2_placement_not_first", module, not_first["row"], column="placementrank"),
        *faults_of("sen2_placements_several", module, several.index, column="placementrank"),
        *faults_of("sen2_no_entry", module, undated["row"], column="entrydate"),
    )
    return chosen, faults, tally_of(rows, day="entrydate", says=["setting", "site"])


def _missing(
    children: pd.DataFrame, needs: pd.DataFrame, placements: pd.DataFrame, persons: pd.DataFrame
) -> tuple[Fault, ...]:
    """Name children without a need or a placement, and those with more than one plan."""
    needless = children["row"][~children.index.isin(needs.index)]
    placeless = children["row"][~children.index.isin(placements.index)]
    more = children["row"][(persons["plans"] > 1).to_numpy()]
    return (
        *faults_of("sen2_need_missing", "person", needless),
        *faults_of("sen2_placement_missing", "person", placeless),
        *faults_of("sen2_plans_several", "person", more),
    )
