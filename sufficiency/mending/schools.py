"""Checks of schools: their type, designation and places, and who is placed there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.area.rolls import by_site, in_force
from sufficiency.mending.issues import Issue, Known, Outcome, issues_of_rows, key_of

INDEPENDENT = "independent"
FALL = 0.1
FEWEST_GONE = 3
"""A school that lost a tenth, and three children, is named: fewer are a year's ordinary coming and
going at a school of twenty to thirty."""


def placed_without_pool(known: Known) -> Iterator[Outcome]:
    """Children who are placed at a site where no pool, or not the pool that is named, is open.

    Pools that a register tells begin with its year. Before the first year that is told of a site,
    or of the area where the site has no pool, nothing can be said but of the last January.
    """
    check, placements = "placed_without_pool", known.tables["placements"]
    first: Any = known.tables["pools"].groupby("site")["year"].min().to_dict()
    of_area = min(first.values(), default=0)
    last = max(placements["year"], default=0)
    parts = []
    for year, every in _by_year(placements):
        is_told = every["site"].map(lambda site: first.get(site, of_area)) <= year
        rows = every[is_told | (year == last)]
        pools = in_force(known.tables["pools"], year)
        open_pools = set(zip(pools["site"], pools["pool"], strict=True))
        sites = set(pools["site"])
        missing = [
            site not in sites if pool == "" else (site, pool) not in open_pools
            for site, pool in zip(rows["site"], rows["pool"], strict=True)
        ]
        parts.append(rows[pd.Series(missing, index=rows.index, dtype=bool)])
    found = pd.concat(parts) if parts else placements
    found = found[found["plans"] > 0]
    told = tuple(
        replace(issue, words={**issue.words, "year": terms.year_label(int(year))})
        for issue, year in zip(
            issues_of_rows(check, found, count="plans"), found["year"], strict=True
        )
    )
    yield Outcome(check, told, float(placements["plans"].sum()))


def _by_year(rows: pd.DataFrame) -> list[tuple[int, pd.DataFrame]]:
    return [(int(year), rows[rows["year"] == year]) for year in sorted(set(rows["year"]))]


def base_not_in_reading(known: Known) -> Iterator[Outcome]:
    """Bases of the area at schools that a register read beside it shows without one."""
    bases = _latest(known.tables["pools"])
    bases = bases[bases["level"] == "base"]
    found: dict[str, Issue] = {}
    compared: set[str] = set()
    for title, pools in known.held("pools"):
        sites = [held for name, held in known.held("sites") if name == title]
        listed = {str(site) for held in sites for site in held["site"]}
        compared |= listed & set(bases["site"])
        with_base = {str(site) for site in pools.loc[pools["level"] == "base", "site"]}
        bare = bases[bases["site"].isin(listed - with_base)].assign(count=1.0, source=title)
        told = issues_of_rows("base_not_in_reading", bare, count="count", words=("source",))
        found = {**{issue.id: issue for issue in told}, **found}
    yield Outcome(
        "base_not_in_reading", tuple(found.values()), float(bases["site"].isin(compared).sum())
    )


def _latest(pools: pd.DataFrame) -> pd.DataFrame:
    """Give the last row of each pool: what it is in the end."""
    ordered = pools.sort_values("year", kind="stable")
    return ordered.drop_duplicates(["site", "pool"], keep="last").sort_index()


def site_type_unexpected(known: Known) -> Iterator[Outcome]:
    """Pools at a site of another type: independent beside state-funded, a base without a school."""
    pools = _latest(known.tables["pools"])
    setting = pools["setting"].where(pools["setting"] != "", pools["level"])
    private = set(pools.loc[setting == INDEPENDENT, "site"])
    public = set(pools.loc[setting != INDEPENDENT, "site"])
    mixed = pools["site"].isin(private & public) & (setting == INDEPENDENT)
    roll = known.tables["sites"].set_index("site")["roll"].astype("Float64")
    places = site_places(known, None)
    whole = pools["site"].map(roll)
    no_more = (whole > 0) & (whole <= pools["site"].map(places))
    alone = (pools["level"] == "base") & no_more.fillna(False).astype(bool)
    reasons = {
        "independent places beside state-funded ones at one site": mixed,
        "a base at a school with no more children than the base has places": alone,
    }
    found: list[Issue] = []
    for reason, chosen in reasons.items():
        rows = pools[chosen].assign(count=1.0, reason=reason)
        found += issues_of_rows("site_type_unexpected", rows, count="count", words=("reason",))
    yield Outcome("site_type_unexpected", tuple(found), float(len(pools)))


def site_places(known: Known, year: int | None, column: str = "places") -> pd.Series[Any]:
    """Add places up by site in a year, or in the end: the site's total where it has one.

    Returns
    -------
    pandas.Series
        Indexed by site.
    """
    table = known.tables["places"]
    return by_site(_latest(table) if year is None else in_force(table, year), column)


def no_designation(known: Known) -> Iterator[Outcome]:
    """Pools that serve every need, so that the school has no designation."""
    pools = _latest(known.tables["pools"])
    every = len(terms.code_list("need"))
    served = pools["needs"].str.split(";").map(len)
    rows = pools[served == every].assign(count=1.0)
    issues = tuple(
        replace(issue, words={"needs": every})
        for issue in issues_of_rows("no_designation", rows, count="count")
    )
    yield Outcome("no_designation", issues, float(len(pools)))


def fewer_placed(known: Known) -> Iterator[Outcome]:
    """Schools that lost a tenth or more of the children placed there, from year to year.

    Placements of files read beside the area count for the Januaries that the area lacks.
    """
    placed = _placed_by_site(known)
    found: list[Issue] = []
    whole = 0.0
    for year in sorted({year for year, _ in placed}):
        sites = sorted(site for january, site in placed if january == year)
        if not any(january == year + 1 for january, _ in placed):
            continue
        for site in sites:
            before, now = placed[year, site], placed.get((year + 1, site), 0.0)
            whole += before
            if before - now < max(FEWEST_GONE, FALL * before):
                continue
            key = key_of({"year": year + 1, "site": site}, ["year", "site"])
            words = {"now": now, "before": before}
            found.append(Issue("fewer_placed", "placements", key, "", "", before - now, words))
    yield Outcome("fewer_placed", tuple(found), whole)


def _placed_by_site(known: Known) -> dict[tuple[int, str], float]:
    placed: dict[tuple[int, str], float] = {}
    for _, rows in [("", known.tables["placements"]), *known.held("placements")]:
        sums: Any = rows.groupby(["year", "site"])["plans"].sum()
        held = {(int(year), str(site)): float(count) for (year, site), count in sums.items()}
        ours = {year for year, _ in placed}
        placed |= {key: count for key, count in held.items() if key[0] not in ours}
    return placed


def placed_above(known: Known) -> Iterator[Outcome]:
    """Children of the last January above the places of their school, and above its roll."""
    placements = known.tables["placements"]
    year = int(placements["year"].max()) if len(placements) else 0
    placed = placements[placements["year"] == year].groupby("site")["plans"].sum()
    places = site_places(known, year)
    taken = site_places(known, year, "taken").fillna(0.0)
    rows = in_force(known.tables["places"], year).drop_duplicates("site")
    rows = rows.assign(
        placed=rows["site"].map(placed).fillna(0.0).astype(float),
        taken_there=rows["site"].map(taken).fillna(0.0).astype(float),
        places_there=rows["site"].map(places).astype(float),
    )
    over = rows["placed"] + rows["taken_there"] - rows["places_there"]
    full = rows.assign(above=over)[(over > 0) & (rows["placed"] > 0)]
    issues = tuple(
        replace(
            issue,
            words={"placed": row.placed, "taken": row.taken_there, "places": row.places_there},
        )
        for issue, row in zip(
            issues_of_rows("placed_above_places", full, count="above"),
            full.itertuples(index=False),
            strict=True,
        )
    )
    total = float(placements.loc[placements["year"] == year, "plans"].sum())
    yield Outcome("placed_above_places", issues, total)
    sites = known.tables["sites"]
    there = sites["site"].map(placed).fillna(0.0).astype(float)
    beyond = there - sites["roll"].astype("Float64")
    same_year = (sites["roll_year"].astype("Float64") == year) & sites["roll"].notna()
    comparable = same_year.fillna(False).astype(bool)
    above = comparable & (beyond > 0).fillna(False).astype(bool)
    told = sites.assign(placed=there, above=beyond)[above]
    issues = issues_of_rows("placed_above_roll", told, count="above", words=("placed", "roll"))
    yield Outcome("placed_above_roll", issues, float(there[comparable].sum()))
