"""The command check on a scenario: by itself, with its area, and what it plans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from sufficiency import terms
from sufficiency.allocation.refusals import refuse_left_out
from sufficiency.allocation.trial import findings_of_run
from sufficiency.area import Area, Checked
from sufficiency.capital import check_offers
from sufficiency.cli.options import area_at
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.planned import check_plan, differences_in_words
from sufficiency.projection.closures import findings_of_closures
from sufficiency.projection.limits import limits_of_scenario
from sufficiency.scenario import Scenario
from sufficiency.scenario.loading import read_content, stop_at_faults
from sufficiency.scenario.register import TABLES

NOT_HELD = "\n\nNot checked against an area: add --area AREA."
"""Stands below a scenario whose rows name sites and pools that only an area could tell."""

OF_A_TABLE = re.compile(r"\[\[([a-z_]+)\]\]$")
TOGETHER = "whether places, pools and caps of the area and the scenario are sound together"
OFFERS = "whether schemes can be offered and local rules be kept"


def checked_scenario(path: Path, area: str | None) -> tuple[Checked, str]:
    """Read a scenario and hold it against an area; give too what it plans, in sentences.

    Parameters
    ----------
    path : Path
    area : str, optional
        The area that it is for, as a command takes it.
    """
    content, found, named = read_content(path)
    scenario = Scenario(content)
    held = None if area is None else area_at(area)
    if _are_faults(found):
        more = _beside_faults(scenario, held, path=path, faults=found)
        return Checked(named, {}, (*dict.fromkeys(found), *more)), ""
    stop_at_faults(found, what=named)
    what = f"The scenario in {path.name}"
    refused = _refused(scenario, path)
    if held is None:
        plan = differences_in_words(scenario)
        return Checked(what, {}, refused), f"{plan}{NOT_HELD if scenario.is_of_an_area else ''}"
    planned = check_plan(held, scenario).findings
    findings = (*refused, *planned, *findings_of_closures(held, scenario))
    if not _are_faults(findings):
        findings = (*findings, *check_offers(held, scenario))
    if not _are_faults(findings):
        findings = (*findings, *findings_of_run(held, scenario))
    elif not _are_faults(planned):
        findings = (*findings, _to_follow(OFFERS, path))
    else:
        findings = (*findings, _to_follow(f"{TOGETHER}, and {OFFERS}", path))
    return Checked(what, {}, findings), differences_in_words(scenario, area=held)


def _are_faults(findings: Iterable[Finding]) -> bool:
    return any(found.severity == "error" for found in findings)


def _beside_faults(
    scenario: Scenario, area: Area | None, *, path: Path, faults: Iterable[Finding]
) -> tuple[Finding, ...]:
    """Find what can be judged in spite of faults in the file, and say what cannot be."""
    touched = {part for fault in faults for part in _touched(fault, scenario)}
    is_whole = touched.isdisjoint({"", "based_on"})
    found: list[Finding] = []
    if is_whole and "aims" not in touched:
        found += _refused_by({"scenario_not_run": partial(refuse_left_out, scenario)}, path)
    if area is None:
        return (*found, _to_follow("what every run would refuse", path))
    if is_whole:
        pools = zip(area.pools["site"], area.pools["pool"], strict=True)
        found += scenario.check_against(
            sites=None if touched & {"sites", "schemes"} else area.sites["site"],
            pools=None if touched & {"sites", "pools", "schemes"} else list(pools),
            localities=dict(zip(area.localities["locality"], area.localities["name"], strict=True)),
        )
    return (*found, _to_follow(f"{TOGETHER}, and {OFFERS}", path))


def _touched(fault: Finding, scenario: Scenario) -> tuple[str, ...]:
    """Name the key and the table that a fault is in; "" where that cannot be told."""
    if fault.severity == "note":
        return ()
    if table := OF_A_TABLE.search(fault.file):
        return (table[1],)
    if fault.file not in scenario.files:
        return ("",)
    parts = fault.column.split(".")
    return (*parts, terms.nearest(parts[0], TABLES) or parts[0])


def _to_follow(left: str, path: Path) -> Finding:
    return finding("scenario_checks_follow", file=path.name, left=left)


def _refused(scenario: Scenario, path: Path) -> tuple[Finding, ...]:
    """Find what a scenario states that every run would refuse."""
    stated = [entry.year for entry in scenario.assumption("total_plans").entries if entry.year]
    # One year beyond the last that is stated: a total without "none" behind it would go on.
    years = tuple(range(min(stated), max(stated) + 2)) if stated else ()
    tried: dict[str, Callable[[], object]] = {
        "scenario_not_run": partial(refuse_left_out, scenario),
        "scenario_total_goes_on": partial(limits_of_scenario, scenario, years=years),
    }
    return _refused_by(tried, path)


def _refused_by(tried: dict[str, Callable[[], object]], path: Path) -> tuple[Finding, ...]:
    found = []
    for rule, refuse in tried.items():
        try:
            refuse()
        except NotPossibleError as error:
            found.append(finding(rule, file=path.name, said=error.on_command_line))
    return tuple(found)
