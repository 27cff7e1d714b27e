"""The worth of places as a command: one more, one fewer, a block, another need."""

from __future__ import annotations

from typing import Annotated

import typer

from sufficiency.cli.app import EXIT_CODES, Json
from sufficiency.cli.options import (
    Allocated,
    AreaPath,
    Flows,
    NeedChanges,
    Projected,
    Replace,
    ScenarioPath,
    Seed,
    To,
    Until,
    Workers,
    academic_year,
    refuse_place,
    tell,
)
from sufficiency.cli.projecting import draws_projected, projected_from
from sufficiency.cli.suggesting import app  # so that the help names the usual verbs first

__all__ = ["app"]

AskedYear = Annotated[
    int | None,
    typer.Option(
        "--year",
        help="Academic year of the sentences. Left out, that of greatest strain; of a change at "
        "one pool, its first.",
        parser=academic_year,
        metavar="YEAR",
    ),
]
Since = Annotated[
    int | None,
    typer.Option(
        "--since",
        help="Academic year from which on the pool is changed; the first if left out.",
        parser=academic_year,
        metavar="YEAR",
    ),
]
More = Annotated[int | None, typer.Option("--more", min=1, help="So many places more at a pool.")]
Fewer = Annotated[int | None, typer.Option("--fewer", min=1, help="So many places fewer.")]
Admit = Annotated[
    str,
    typer.Option(
        "--admit",
        help="Code of a need that a pool would also admit; without --at, where it would help.",
    ),
]
At = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--at", metavar="SITE POOL", help="A pool by its codes, as in the tables pools and worth."
    ),
]
AgainDraws = Annotated[
    int | None,
    typer.Option(
        "--again-draws",
        min=1,
        help="Draws that are allocated again for a change at one pool; 25 at most if left out.",
    ),
]


@app.command(epilog=EXIT_CODES)
def worth(
    area: AreaPath,
    scenario: ScenarioPath = None,
    year: AskedYear = None,
    more: More = None,
    fewer: Fewer = None,
    admit: Admit = "",
    at: At = None,
    since: Since = None,
    again_draws: AgainDraws = None,
    until: Until = None,
    projected: Projected = 500,
    draws: Allocated = 100,
    flows: Flows = None,
    need_changes: NeedChanges = True,
    seed: Seed = 1,
    workers: Workers = None,
    to: To = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Say what places are worth: one more or fewer, a block, or another need at a pool."""
    _refuse_options(more, fewer, admit, at, since=since, again_draws=again_draws)
    if again_draws is not None and again_draws > draws:
        raise typer.BadParameter(f"--again-draws are among the {draws} of --draws: give no more")
    from sufficiency.allocation import allocate as place
    from sufficiency.allocation.asked_plan import plan_ahead
    from sufficiency.allocation.run import check_draws as check_allocated
    from sufficiency.cli.valued import Asked, worth_of
    from sufficiency.demand.simulation import check_draws

    refuse_place(to, replace=replace)
    check_draws(projected, workers)
    site, pool = at or (None, None)
    asked = Asked((more or 0) - (fewer or 0), admit, site, pool, since, year)
    wanted = draws_projected(projected, draws)
    check_allocated(draws, wanted, workers)
    projection = projected_from(
        area, scenario, until, wanted, seed, workers, flows=flows, need_changes=need_changes
    )
    asked.refuse(plan_ahead(projection))
    made = place(projection, draws=draws, workers=workers, progress=True)
    tell(
        worth_of(made, asked, draws=again_draws, workers=workers),
        to,
        replace=replace,
        json_wanted=json_wanted,
    )


def _refuse_options(
    more: int | None,
    fewer: int | None,
    admit: str,
    at: tuple[str, str] | None,
    *,
    since: int | None,
    again_draws: int | None,
) -> None:
    """Refuse options that do not go together, before anything is read."""
    if sum((more is not None, fewer is not None, bool(admit))) > 1:
        raise typer.BadParameter("give one of --more, --fewer and --admit at a time")
    if (more is not None or fewer is not None) and at is None:
        raise typer.BadParameter("--more and --fewer go with --at SITE POOL: the pool's codes")
    is_again = at is not None and (more is not None or fewer is not None or bool(admit))
    if not is_again and (since, again_draws) != (None, None):
        raise typer.BadParameter(
            "--since and --again-draws go with --at SITE POOL and one of --more, --fewer, --admit"
        )
