"""What a scenario plans, in sentences with the names and pools of its area."""

from __future__ import annotations

from pathlib import Path

from sufficiency.area import Area
from sufficiency.messages.listing import counted
from sufficiency.scenario import Difference, Scenario, as_things_stand, shipped
from sufficiency.scenario.diff import difference
from sufficiency.scenario.diff_rows import OfArea, say_site


def plan_differences(
    area: Area, scenario: Scenario, *, reference: Scenario | None = None
) -> Difference:
    """Say in sentences what a scenario plans, with the names and pools of its area.

    Parameters
    ----------
    area : Area
        What is there.
    scenario : Scenario
        What is planned.
    reference : Scenario, optional
        What it is compared with, such as `scenario.based_on`; things as they stand, where left
        out.

    Returns
    -------
    Difference
    """
    known = OfArea(site_names(area), frozenset(pools_of(area)))
    against = as_things_stand() if reference is None else reference
    return difference(against.content, scenario.content, area=known)


def differences_in_words(scenario: Scenario, *, area: Area | None = None) -> str:
    """Say what a scenario does differently from the one that it is based on.

    Parameters
    ----------
    scenario : Scenario
        What is planned.
    area : Area, optional
        Whose sites and pools are called by their names.

    Returns
    -------
    str
        The differences from its nearest base under their heading, and in how many points that
        base itself differs from things as they stand. Of a scenario that is based on no other,
        the differences from things as they stand.
    """

    def between(reference: Scenario, other: Scenario) -> Difference:
        if area is None:
            return reference.diff(other)
        return plan_differences(area, other, reference=reference)

    base = scenario.based_on
    if base is None:
        return str(between(as_things_stand(), scenario))
    own, before = between(base, scenario), between(as_things_stand(), base)
    said = str(own) if own else f"{scenario.name} against {base.name}: no difference."
    if not before:
        return said
    file = Path(base.files[0])
    command = f"sufficiency check {file.stem if file.stem in shipped() else file.name}"
    points = counted(len(before), "point")
    return (
        f"{said}\n\n{base.name} itself differs from {before.reference} in {points}, told by: "
        f"{command}"
    )


def pools_of(area: Area) -> list[tuple[str, str]]:
    """List the pools of an area: site and pool, in the order of its table."""
    return list(zip(area.pools["site"], area.pools["pool"], strict=True))


def site_names(area: Area) -> dict[str, str]:
    """Give the names of the sites of an area, by code."""
    return dict(zip(area.sites["site"], area.sites["name"], strict=True))


def say_pool(site: str, pool: str, area: Area) -> str:
    """Name a pool of an area: "pool base of Hill School (S1)"; the site, where all are meant.

    Parameters
    ----------
    site, pool : str
        Their codes; the pool is blank where all pools of the site are meant.
    area : Area
        Whose names of sites are used.
    """
    name = say_site(site, site_names(area))
    return f"pool {pool} of {name}" if pool else f"all pools together of {name}"
