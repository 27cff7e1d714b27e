"""Projecting, and comparing plans, for the commands that do either first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency.cli.notes import tell_note
from sufficiency.cli.options import area_at, scenario_at
from sufficiency.errors import finding

if TYPE_CHECKING:
    from collections.abc import Container

    from sufficiency.allocation import Allocation
    from sufficiency.comparison import Comparison
    from sufficiency.projection import Projection


def projected_from(
    area: str,
    scenario: str | None,
    until: int | None,
    draws: int,
    seed: int,
    workers: int | None,
    *,
    states: str = "level",
    flows: str | None = None,
    need_changes: bool = True,
) -> Projection:
    """Read an area and a scenario, and project; a word that is none is refused by its name."""
    from sufficiency.projection import project

    return project(
        area_at(area),
        scenario_at(scenario),
        until=until,
        states=states,  # type: ignore[arg-type]  # another word is refused by name
        flows=flows,  # type: ignore[arg-type]
        need_changes=need_changes,
        draws=draws,
        seed=seed,
        workers=workers,
        progress=True,
    )


def compared_from(
    area: str,
    scenarios: list[str],
    until: int | None,
    projected: int,
    draws: int,
    seed: int,
    workers: int | None,
    *,
    flows: str | None = None,
    need_changes: bool = True,
) -> Comparison:
    """Allocate every scenario, projecting again only where demand is another."""
    from sufficiency.demand.simulation import check_draws

    check_draws(projected, workers)
    from sufficiency.allocation import allocate as place
    from sufficiency.comparison import compare as lay_side_by_side
    from sufficiency.projection import project as look_ahead
    from sufficiency.scenario import load_scenario

    held, loaded = area_at(area), [load_scenario(path) for path in scenarios]
    projection: Projection | None = None
    made: dict[str, Allocation] = {}
    wanted = draws_projected(projected, draws)
    for scenario in loaded:
        if projection is None or projection.scenario.demand_differences(scenario):
            projection = look_ahead(
                held,
                scenario,
                until=until,
                flows=flows,  # type: ignore[arg-type]  # another word is refused by name
                need_changes=need_changes,
                draws=wanted,
                seed=seed,
                workers=workers,
                progress=True,
            )
        made[_name(scenario.name, made)] = place(
            projection, scenario, draws=draws, workers=workers, progress=True
        )
    return lay_side_by_side(**made)


def draws_projected(projected: int, allocated: int) -> int:
    """Give the draws to project: as many as are allocated, which a note then says.

    Parameters
    ----------
    projected, allocated : int
        As they were asked for.
    """
    if projected < allocated:
        note = finding(
            "projected_draws_raised", file="--project-draws", draws=allocated, value=projected
        )
        tell_note(note)
    return max(projected, allocated)


def _name(name: str, taken: Container[str]) -> str:
    """Give a scenario a name of its own among others."""
    number = 2
    free = name
    while free in taken:
        free = f"{name} ({number})"
        number += 1
    return free
