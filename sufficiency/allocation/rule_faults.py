"""Rows of the table rules that cannot be kept with a plan, whatever the other rows say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.plan import Plan
from sufficiency.errors import Finding, finding
from sufficiency.places import Axes, Pools, Rule, RuleKind
from sufficiency.places.rules import CAPPING, admits_of
from sufficiency.terms import year_label

BoolArray = NDArray[np.bool_]


def faults_of_rows(
    cells: Mapping[str, str], plan: Plan, *, file: str, number: int
) -> list[Finding]:
    """Find what a row says that cannot be, or that would change nothing unseen.

    Parameters
    ----------
    cells : mapping of str to str
        Columns of the row and their text.
    plan : Plan
    file, number
        Where the row stands.

    Returns
    -------
    list of Finding
    """
    return list(_faults(cells, plan, {"file": file, "row": number}))


def _faults(cells: Mapping[str, str], plan: Plan, where: dict[str, Any]) -> Iterator[Finding]:
    kind, name = RuleKind(cells["kind"]), cells["rule"]
    share = float(cells["share"]) if cells["share"] else None
    caps = kind in CAPPING and share is not None and share < 1
    if cells["site"] not in set(plan.labels["site"]):
        site = cells["site"]
        yield finding("rule_no_pool", column="site", value=site, **where, name=name, site=site)
    if cells["need"] and cells["need"] not in plan.axes.needs:
        need = cells["need"]
        yield finding("rule_need_absent", column="need", value=need, **where, name=name, need=need)
    if kind is RuleKind.SINGLE_SEX and share is None:
        yield finding("rule_share_needed", column="share", **where, name=name)
    if kind not in CAPPING and share is not None:
        yield finding("rule_share", column="share", value=cells["share"], **where, name=name)
    if cells["stayers"] == "release" and (caps or kind is RuleKind.SINGLE_SEX):
        yield finding("rule_release_share", column="stayers", value="release", **where, name=name)
    if cells["stayers"] == "release" and kind is RuleKind.PREFER:
        yield finding("rule_release_prefer", column="stayers", value="release", **where, name=name)


def not_served(cells: Mapping[str, str], rule: Rule, axes: Axes, pools: Pools) -> Iterator[Finding]:
    """Find children whom a force names in so many words, and none of its pools serves.

    A blank need, NC year or year goes as far as the pools serve; what is stated is meant. Told
    is the first year that is wrong.

    Parameters
    ----------
    cells : mapping of str to str
    rule : Rule
    axes : Axes
    pools : Pools
        Of all years.

    Yields
    ------
    Finding
    """
    if rule.kind is not RuleKind.FORCE:
        return
    # Axes (year, need, ncy): whether some pool of the rule serves them, at any level.
    own = admits_of(axes, pools, is_open=True)[:, rule.pools]
    served = np.asarray(np.any(own, axis=(1, 4)), dtype=np.bool_)
    named = np.asarray(np.any(rule.children, axis=1), dtype=np.bool_)
    is_open = np.asarray(np.any(served, axis=(1, 2)), dtype=np.bool_)
    for year in np.flatnonzero(_meant_years(cells, axes, is_open)):
        whom = _not_served(cells, axes, named[year], served[year])
        if whom:
            yield finding(
                "rule_force_not_served",
                file=rule.file,
                row=rule.row,
                column="site, pool",
                value=cells["pool"] or cells["site"],
                name=rule.name,
                whom=whom,
                year=year_label(axes.years[year]),
            )
            return


def _meant_years(cells: Mapping[str, str], axes: Axes, is_open: BoolArray) -> BoolArray:
    """Axis (year): those that a force means: as stated, else while any of its pools has places."""
    years = np.array(axes.years)
    own = years[is_open]
    first = int(cells["year_from"]) if cells["year_from"] else own.min(initial=years[-1])
    last = int(cells["year_to"]) if cells["year_to"] else own.max(initial=first)
    return np.asarray((years >= first) & (years <= max(last, first)), dtype=np.bool_)


def _not_served(cells: Mapping[str, str], axes: Axes, named: BoolArray, served: BoolArray) -> str:
    """Say which stated need or NC years are not served; axes (need, ncy)."""
    needs, ncys = named.any(axis=1), np.flatnonzero(named.any(axis=0))
    if not served.any():
        return "children"
    if cells["need"] and not served[needs].any():
        return f"children with {cells['need']}"
    within = np.flatnonzero(served[needs].any(axis=0))
    # Where one end is blank, it goes as far as the pools serve.
    first = ncys[0] if cells["ncy_from"] else max(ncys[0], within[0])
    last = ncys[-1] if cells["ncy_to"] else min(ncys[-1], within[-1])
    stated = cells["ncy_from"] or cells["ncy_to"]
    for ncy in ncys if stated else ():
        if first <= ncy <= last and ncy not in within:
            need = f" with {cells['need']}" if cells["need"] else ""
            return f"children{need} of NC year {axes.ncy[ncy]}"
    return ""
