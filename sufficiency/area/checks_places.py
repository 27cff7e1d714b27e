"""Checks of sites, pools, places, caps and costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sufficiency import terms
from sufficiency.area.checks_people import span_findings
from sufficiency.errors import Finding, finding
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]


def pool_spans_run_forwards(tables: Tables) -> Iterator[Finding]:
    """Spans of NC years in pools run forwards."""
    yield from span_findings(tables["pools"])


def cap_spans_run_forwards(tables: Tables) -> Iterator[Finding]:
    """Spans of NC years in caps have both ends or neither, and run forwards."""
    yield from span_findings(tables["caps"])


def cost_spans_run_forwards(tables: Tables) -> Iterator[Finding]:
    """Spans of NC years in costs have both ends or neither, and run forwards."""
    yield from span_findings(tables["costs"])


def sites_have_pools(tables: Tables) -> Iterator[Finding]:
    """Every site has a pool; at one without, nobody can be placed."""
    sites, pools = tables["sites"], tables["pools"]
    served = set(pools.frame["site"])
    for place, site in enumerate(sites.frame["site"]):
        if site not in served:
            yield finding(
                "site_without_pools",
                file=sites.file,
                row=int(sites.rows[place]),
                column="site",
                value=site,
            )


def levels_have_pools(tables: Tables) -> Iterator[Finding]:
    """Where children are in bases or special schools, there is some pool of that level."""
    plans, pools = tables["plans"], tables["pools"]
    last = plans.frame["year"].max()
    held = plans.frame[plans.frame["year"] == last].groupby("setting")["plans"].sum()
    there = set(pools.frame["level"])
    for level in ("base", "special"):
        children = float(held.get(level, 0.0))
        if children and level not in there:
            yield finding(
                "level_without_pools",
                file=pools.file,
                column="level",
                value=level,
                children=children,
                setting=terms.settings()[level].label,
                january=terms.january_of_year(int(last)),
            )


def pools_have_places(tables: Tables) -> Iterator[Finding]:
    """Every pool has places of its own, or its site has a total."""
    pools, places = tables["pools"], tables["places"]
    held = set(zip(places.frame["site"], places.frame["pool"], strict=True))
    known = set(zip(pools.frame["site"], pools.frame["pool"], strict=True))
    # A site whose places name a pool that it does not have is named for that already.
    mistaken = {site for site, pool in held - known if pool}
    named: set[tuple[str, str]] = set()
    for place, (site, pool) in enumerate(
        zip(pools.frame["site"], pools.frame["pool"], strict=True)
    ):
        if {(site, pool), (site, "")} & held or (site, pool) in named or site in mistaken:
            continue
        named.add((site, pool))
        yield finding(
            "pool_without_places",
            file=pools.file,
            row=int(pools.rows[place]),
            column="pool",
            value=pool,
            site=site,
        )


def pools_are_known(tables: Tables) -> Iterator[Finding]:
    """Every pool that places or placements name stands in pools, at the same site."""
    pools = tables["pools"].frame
    known = set(zip(pools["site"], pools["pool"], strict=True))
    for name in ("places", "placements"):
        table = tables[name]
        for place, (site, pool) in enumerate(
            zip(table.frame["site"], table.frame["pool"], strict=True)
        ):
            if pool == "" or (site, pool) in known:
                continue
            at_site = [other for of, other in known if of == site]
            meant = terms.nearest_words(pool, sorted(at_site))
            remedy = (
                f"Did you mean {meant}?"
                if meant
                else f"The site has {', '.join(sorted(at_site)) or 'no pool'}; add it to pools."
            )
            yield finding(
                "pool_unknown",
                file=table.file,
                row=int(table.rows[place]),
                column="pool",
                value=pool,
                site=site,
                meant=remedy,
            )


def places_start_with_pools(tables: Tables) -> Iterator[Finding]:
    """A pool has places from its first September on, and not before."""
    pools, places = tables["pools"], tables["places"]
    opens = pools.frame.groupby(["site", "pool"])["year"].min()
    own = places.frame[places.frame["pool"] != ""]
    first = own.groupby(["site", "pool"])["year"].min()
    for number, row in places.each_row():
        key = (row["site"], row["pool"])
        if key in opens.index and row["year"] < opens[key]:
            yield finding(
                "places_before_opening",
                file=places.file,
                row=number,
                column="year",
                value=row["year"],
                site=row["site"],
                pool=row["pool"],
                label=terms.year_label(int(row["year"])),
                opens=terms.year_label(int(opens[key])),
            )
    earliest: Any = first.items()
    for (site, pool), year in earliest:
        opening = opens.get((site, pool))
        if opening is None or year <= opening:
            continue
        here = (pools.frame["site"] == site) & (pools.frame["pool"] == pool)
        yield finding(
            "places_after_opening",
            file=pools.file,
            row=int(pools.rows[np.flatnonzero(here.to_numpy())[0]]),
            column="year",
            value=pool,
            opens=terms.year_label(int(opening)),
            label=terms.year_label(int(year)),
            first=int(opening),
        )


def taken_within_places(tables: Tables) -> Iterator[Finding]:
    """Others have taken no more places than there are."""
    places = tables["places"]
    over = (places.frame["taken"] > places.frame["places"]).to_numpy()
    for place in np.flatnonzero(over):
        row = places.frame.iloc[place]
        yield finding(
            "taken_above_places" if row["places"] > 0 else "taken_of_closed",
            file=places.file,
            row=int(places.rows[place]),
            column="taken",
            value=f"{row['taken']:g}",
            places=f"{row['places']:g}",
        )


ALLOWED_SETTINGS = {"base": ("base",), "special": ("special", "independent")}


def setting_fits_level(tables: Tables) -> Iterator[Finding]:
    """A base counts as a base; the level special is served by special and independent schools."""
    pools = tables["pools"]
    for number, row in pools.each_row():
        allowed = ALLOWED_SETTINGS[row["level"]]
        if row["setting"] and row["setting"] not in allowed:
            yield finding(
                "setting_against_level",
                file=pools.file,
                row=number,
                column="setting",
                value=row["setting"],
                level=row["level"],
                allowed=" or ".join(allowed),
            )


def placements_fit_pools(tables: Tables) -> Iterator[Finding]:
    """Children are placed in pools that serve their need and NC year."""
    placements = tables["placements"]
    held: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for _, pool in tables["pools"].each_row():  # in order of year within each pool
        held.setdefault((pool["site"], pool["pool"]), []).append(pool)
    misplaced: dict[tuple[str, str], float] = {}
    first_row: dict[tuple[str, str], int] = {}
    for number, row in placements.each_row():
        key = (row["site"], row["pool"])
        rows = [pool for pool in held.get(key, []) if pool["year"] <= row["year"]]
        if not rows:
            continue
        served = row["need"] == "unknown" or row["need"] in rows[-1]["needs"].split(";")
        if served and rows[-1]["ncy_from"] <= row["ncy"] <= rows[-1]["ncy_to"]:
            continue
        misplaced[key] = misplaced.get(key, 0.0) + float(row["plans"])
        first_row.setdefault(key, number)
    for key, children in misplaced.items():
        yield finding(
            "placement_outside_pool",
            file=placements.file,
            row=first_row[key],
            column="pool",
            value=f"{children:g}",
            pool=f"{key[0]} {key[1]}",
        )


def costs_are_of_one_thing(tables: Tables) -> Iterator[Finding]:
    """Each cost is of a site or of a setting, not of both and not of neither."""
    costs = tables["costs"]
    for number, row in costs.each_row():
        rule = "cost_of_both" if row["site"] else "cost_of_nothing"
        if bool(row["site"]) == bool(row["setting"]):
            yield finding(rule, file=costs.file, row=number, column="site", value=row["site"])
