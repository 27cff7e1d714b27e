"""The local rules of a scenario as the arrays of an allocation, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.plan import Plan
from sufficiency.allocation.rule_faults import faults_of_rows, not_served
from sufficiency.errors import Finding, ScenarioError, finding
from sufficiency.messages.listing import counted
from sufficiency.places import Axes, Pools, Rule, RuleKind, Supply
from sufficiency.places.rules import CAPPING
from sufficiency.scenario import Scenario
from sufficiency.terms import year_label

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

BoolArray = NDArray[np.bool_]

TO_PLACE, KEPT = 1, 3
"""Positions on the axis of `places.RULED`."""


def rules_of(scenario: Scenario, plan: Plan, pools: Pools) -> tuple[Rule, ...]:
    """Lay the local rules of a scenario out as arrays.

    Parameters
    ----------
    scenario : Scenario
    plan : Plan
    pools : Pools
        Of all years.

    Returns
    -------
    tuple of Rule

    Raises
    ------
    ScenarioError
        With every row that cannot be kept: all are told at once.
    """
    found: list[Finding] = []
    rules = []
    for row in scenario.content.rows:
        if row.table != "rules":
            continue
        cells = dict(row.cells)
        faults = faults_of_rows(cells, plan, file=row.file, number=row.number)
        found += faults
        if faults:
            continue
        rule = _rule(cells, plan, file=row.file, number=row.number)
        found += not_served(cells, rule, plan.axes, pools)
        rules.append(rule)
    if found:
        raise ScenarioError(found, what=f"the local rules of the scenario {scenario.name}")
    return tuple(rules)


def _rule(cells: Mapping[str, str], plan: Plan, *, file: str, number: int) -> Rule:
    kind = RuleKind(cells["kind"])
    return Rule(
        name=cells["rule"],
        kind=kind,
        pools=pools_of_rule(cells, plan),
        children=_children(cells, plan.axes),
        share=float(cells["share"]) if cells["share"] else 1.0,
        releases=cells["stayers"] == "release",
        file=file,
        row=number,
    )


def pools_of_rule(cells: Mapping[str, str], plan: Plan) -> BoolArray:
    """Axis (pool): those that a rule is about; all of the site where its pool is blank."""
    own = plan.labels["site"] == cells["site"]
    if cells["pool"]:
        own &= plan.labels["pool"] == cells["pool"]
    return own.to_numpy(dtype=np.bool_, copy=True)


def _children(cells: Mapping[str, str], axes: Axes) -> BoolArray:
    """Axes (year, locality, need, ncy): whom a rule names; a blank names all."""
    years = _between(axes.years, cells["year_from"], cells["year_to"])
    ncy = _between(axes.ncy, cells["ncy_from"], cells["ncy_to"])
    homes, needs = (
        np.array([cells[name] in ("", code) for code in codes], dtype=np.bool_)
        for name, codes in (("locality", axes.localities), ("need", axes.needs))
    )
    return np.asarray(
        years[:, None, None, None] & homes[:, None, None] & needs[:, None] & ncy, dtype=np.bool_
    )


def _between(labels: tuple[int, ...], first: str, last: str) -> BoolArray:
    held = np.array(labels)
    low, high = int(first) if first else held.min(), int(last) if last else held.max()
    return np.asarray((held >= low) & (held <= high), dtype=np.bool_)


def notes_of_rules(
    supply: Supply, counts: NDArray[Any], *, plan: Plan, scenario: Scenario
) -> tuple[Finding, ...]:
    """Say of each local rule what it does in the year in which it touches most children.

    Parameters
    ----------
    supply : Supply
    counts : numpy.ndarray
        Axes (draw, year, rule, count of `places.RULED`) [children].
    plan : Plan
    scenario : Scenario

    Returns
    -------
    tuple of Finding
    """
    return tuple(_notes(supply, counts, plan, scenario))


def _notes(
    supply: Supply, counts: NDArray[Any], plan: Plan, scenario: Scenario
) -> Iterator[Finding]:
    if supply.rules is None:
        return
    stated = said_rules(scenario)
    means = counts.mean(axis=0)
    for place, rule in enumerate(supply.rules.rules):
        cells = stated[rule.name]
        where: dict[str, Any] = {"file": rule.file, "row": rule.row, "value": rule.name}
        if not supply.rules.reached[place].any() and rule.kind is not RuleKind.MEDICAL:
            yield finding("rule_reaches_nobody", column="rule", **where, name=rule.name)
            continue
        year = int((means[:, place, TO_PLACE] + means[:, place, KEPT]).argmax())
        yield finding(
            "rule_acts",
            column="rule",
            **where,
            name=rule.name,
            kind=said_kind(cells),
            where=said_where(cells, plan),
            owner=cells["owner"],
            reason=cells["reason"].rstrip("."),
            count=float(means[year, place, TO_PLACE]),
            kept=float(means[year, place, KEPT]),
            year=year_label(supply.axes.years[year]),
        )


def said_rules(scenario: Scenario) -> dict[str, dict[str, str]]:
    """Give the cells of each local rule by its name."""
    rows = [dict(row.cells) for row in scenario.content.rows if row.table == "rules"]
    return {cells["rule"]: cells for cells in rows}


def said_kind(cells: Mapping[str, str]) -> str:
    """Say the kind of a rule, with the share of those that have one: "single sex, 25 %"."""
    kind = cells["kind"].replace("_", " ")
    shown = RuleKind(cells["kind"]) in CAPPING and cells["share"]
    return f"{kind}, {float(cells['share']):.0%} of them" if shown else kind


def said_where(cells: Mapping[str, str], plan: Plan) -> str:
    """Name the site of a rule, and its pool where it is about one."""
    names = dict(zip(plan.labels["site"], plan.labels["name"], strict=True))
    said = f"{names[cells['site']]} ({cells['site']})"
    return f"{said}, pool {cells['pool']}" if cells["pool"] else said


def rules_sentence(allocation: Allocation) -> list[str]:
    """Say in one line which local rules act, whose they are and why; nothing if there are none."""
    rules = said_rules(allocation.scenario)
    if not rules:
        return []
    told = "; ".join(
        f"{name} ({said_kind(cells)}; {cells['owner']}: {cells['reason'].rstrip('.')})"
        for name, cells in rules.items()
    )
    count = counted(len(rules), "local rule acts", "local rules act")
    return [f"{count}: {told}. What each does and costs is in the table rules."]
