"""Capital as a command: which schemes to open and when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sufficiency.cli.app import EXIT_CODES, Json
from sufficiency.cli.options import (
    AreaPath,
    Flows,
    NeedChanges,
    Projected,
    Replace,
    Seed,
    Until,
    Workers,
    refuse_place,
    tell,
)
from sufficiency.cli.projecting import draws_projected, projected_from
from sufficiency.cli.yearly import app  # so that the help names the usual verbs first

__all__ = ["app"]


@app.command(epilog=EXIT_CODES)
def schemes(
    area: AreaPath,
    scenario: Annotated[
        str, typer.Argument(help="A scenario with schemes (.toml), or the name of a shipped one.")
    ],
    until: Until = None,
    projected: Projected = 500,
    draws: Annotated[int, typer.Option("--draws", help="Draws over which is chosen.")] = 30,
    aim: Annotated[
        str,
        typer.Option("--aim", help="order: the aims in their order. pounds: net present cost."),
    ] = "order",
    budget: Annotated[
        float | None,
        typer.Option(
            "--budget", help="Budget in total [pounds]; that of the scenario if left out."
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", help="Most time for the search [seconds].")
    ] = 60.0,
    gap: Annotated[
        float,
        typer.Option("--gap", help="Share by which another may be better, for a proof."),
    ] = 1e-4,
    again: Annotated[
        int, typer.Option("--again", help="Programmes that are allocated again with stayers.")
    ] = 20,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Write the frontier, the worth of each scheme, robustness and bases first as "
            "well, for which schemes are chosen again.",
        ),
    ] = False,
    flows: Flows = None,
    need_changes: NeedChanges = True,
    seed: Seed = 1,
    workers: Workers = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", "--output", help="Write the tables: a new folder, or a file that ends in .xlsx."
        ),
    ] = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Choose which schemes to open and when, within the budgets."""
    from sufficiency.capital import choose_schemes
    from sufficiency.demand.simulation import check_draws

    refuse_place(to, replace=replace)
    check_draws(projected, workers)
    made = choose_schemes(
        projected_from(
            area,
            scenario,
            until,
            draws_projected(projected, draws),
            seed,
            workers,
            flows=flows,
            need_changes=need_changes,
        ),
        draws=draws,
        aim=aim,  # type: ignore[arg-type]  # another word is refused by the verb
        budget=budget,
        seconds=seconds,
        gap=gap,
        again=again,
        workers=workers,
        progress=True,
    )
    if to is not None and full:
        made.save(to, replace=replace, full=True)
    tell(
        made,
        None if full else to,
        replace=replace,
        json_wanted=json_wanted,
        besides=f"\nThe tables: {to}" if to is not None and full else "",
        is_all_written=to is not None and full,
    )
