"""The verbs as commands: project, backtest, allocate, compare, report, and a demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.cli.app import EXIT_CODES, Json, app
from sufficiency.cli.options import (
    EXAMPLE,
    Allocated,
    AreaPath,
    Council,
    Flows,
    IndependentAbove,
    NeedChanges,
    PastDraws,
    Projected,
    Replace,
    ScenarioPath,
    Seed,
    States,
    To,
    Until,
    Workers,
    area_at,
    refuse_place,
    scenario_at,
    tell,
    tell_card,
)
from sufficiency.cli.projecting import compared_from, draws_projected, projected_from
from sufficiency.errors import NotPossibleError

if TYPE_CHECKING:
    from sufficiency.allocation import Allocation
    from sufficiency.comparison import Comparison

DEMO_REPORT = "sufficiency-demo.html"
DEMO_PAST_DRAWS = 100
"""Enough for a first look, in about half a second."""

__all__ = ["app"]


@app.command(epilog=EXIT_CODES)
def project(
    area: AreaPath,
    scenario: ScenarioPath = None,
    until: Until = None,
    draws: Annotated[int, typer.Option("--draws", help="Possible futures.")] = 500,
    whole: Annotated[
        list[str] | None,
        typer.Option(
            "--whole",
            help="Whole numbers that add up, by year and this: need, phase, level, locality ...; "
            "again for each direction.",
        ),
    ] = None,
    states: States = "level",
    flows: Flows = None,
    need_changes: NeedChanges = True,
    seed: Seed = 1,
    workers: Workers = None,
    to: To = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Project how many children will need which level of place."""
    refuse_place(to, replace=replace)
    made = projected_from(
        area,
        scenario,
        until,
        draws,
        seed,
        workers,
        states=states,
        flows=flows,
        need_changes=need_changes,
    )
    shown = made.whole_numbers(by=["year", *whole]) if whole else made
    tell(shown, to, replace=replace, json_wanted=json_wanted)


@app.command(epilog=EXIT_CODES)
def backtest(
    area: AreaPath,
    scenario: ScenarioPath = None,
    draws: Annotated[
        int, typer.Option("--draws", help="Possible futures from each earlier January.")
    ] = 200,
    council: Council = None,
    flows: Flows = None,
    seed: Seed = 1,
    workers: Workers = None,
    to: To = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Project from earlier Januaries, and hold what would have been said against what came."""
    from sufficiency.backtesting import backtest as hold_against
    from sufficiency.cli.past import council_at, verdicts_as_text

    refuse_place(to, replace=replace)
    made = hold_against(
        area_at(area),
        scenario_at(scenario),
        council=council_at(council),
        flows=flows,  # type: ignore[arg-type]  # another word is refused by name
        draws=draws,
        seed=seed,
        workers=workers,
        progress=True,
    )
    tell(
        made,
        to,
        replace=replace,
        json_wanted=json_wanted,
        besides=f"\n{verdicts_as_text(made)}",
    )


@app.command(epilog=EXIT_CODES)
def allocate(
    area: AreaPath,
    scenario: ScenarioPath = None,
    until: Until = None,
    projected: Projected = 500,
    draws: Allocated = 100,
    stayers: Annotated[
        str | None, typer.Option("--stayers", help="keep or release; as the scenario says.")
    ] = None,
    flows: Flows = None,
    need_changes: NeedChanges = True,
    seed: Seed = 1,
    workers: Workers = None,
    to: To = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Place the projected children into the planned places."""
    from sufficiency.allocation import allocate as place
    from sufficiency.demand.simulation import check_draws

    refuse_place(to, replace=replace)
    check_draws(projected, workers)
    made = place(
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
        stayers=stayers,  # type: ignore[arg-type]  # an unknown word is told by the verb
        workers=workers,
        progress=True,
    )
    tell(made, to, replace=replace, json_wanted=json_wanted)


Scenarios = Annotated[
    list[str],
    typer.Argument(help="Scenarios (.toml, or shipped names); the first is the reference."),
]


@app.command(epilog=EXIT_CODES)
def compare(
    area: AreaPath,
    scenarios: Scenarios,
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
    """Compare what several scenarios change for the same children."""
    refuse_place(to, replace=replace)
    if len(scenarios) < 2:
        raise NotPossibleError.of("compare_too_few", count=len(scenarios))
    made = compared_from(
        area,
        scenarios,
        until,
        projected,
        draws,
        seed,
        workers,
        flows=flows,
        need_changes=need_changes,
    )
    tell(made, to, replace=replace, json_wanted=json_wanted)


@app.command(epilog=EXIT_CODES)
def report(
    area: AreaPath,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Scenarios; things as they stand if none, compared if several."),
    ] = None,
    to: Annotated[Path, typer.Option("--to", help="The page: a file that ends in .html.")] = Path(
        "report.html"
    ),
    until: Until = None,
    projected: Projected = 500,
    draws: Allocated = 100,
    is_backtested: Annotated[
        bool,
        typer.Option(
            "--backtest/--no-backtest", help="Hold the projection against earlier Januaries."
        ),
    ] = True,
    past_draws: PastDraws = 200,
    council: Council = None,
    independent_above: IndependentAbove = None,
    flows: Flows = None,
    need_changes: NeedChanges = True,
    seed: Seed = 1,
    workers: Workers = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Write an allocation, or a comparison of several, up as one page."""
    from sufficiency.allocation import allocate as place
    from sufficiency.allocation.chances import check_most
    from sufficiency.cli.past import council_at, held_against_past
    from sufficiency.demand.simulation import check_draws
    from sufficiency.reports import report as write_up
    from sufficiency.reports.page import check_place

    if council is not None and not is_backtested:
        raise typer.BadParameter("--council is held against the past: leave out --no-backtest")
    check_place(to, replace=replace)
    own = council_at(council)
    check_most(independent_above)
    check_draws(past_draws, workers)
    check_draws(projected, workers)
    if scenarios and len(scenarios) > 1:
        result: Allocation | Comparison = compared_from(
            area,
            scenarios,
            until,
            projected,
            draws,
            seed,
            workers,
            flows=flows,
            need_changes=need_changes,
        )
    else:
        chosen = scenarios[0] if scenarios else None
        projection = projected_from(
            area,
            chosen,
            until,
            draws_projected(projected, draws),
            seed,
            workers,
            flows=flows,
            need_changes=need_changes,
        )
        result = place(projection, draws=draws, workers=workers, progress=True)
    tested = (
        held_against_past(result, council=own, draws=past_draws, seed=seed, workers=workers)
        if is_backtested
        else None
    )
    write_up(result, backtest=tested, independent_above=independent_above, to=to, replace=replace)
    tell_card(
        result,
        json_wanted=json_wanted,
        notes_in="allocate or compare with --to tables.xlsx",
        written=to,
    )
    if not json_wanted:
        typer.echo(f"\nThe report: {to}")


@app.command(epilog=EXIT_CODES)
def demo(
    to: Annotated[
        Path, typer.Option("--to", help="Where the report of the demonstration is written.")
    ] = Path(DEMO_REPORT),
    projected: Projected = 500,
    draws: Allocated = 100,
    past_draws: PastDraws = DEMO_PAST_DRAWS,
    workers: Workers = None,
    json_wanted: Json = False,
) -> None:
    """Give the first answer for the example area, and write its report."""
    from sufficiency.cli.past import held_against_past
    from sufficiency.cli.show import card_as_json, card_as_text, command, wrapped
    from sufficiency.demand.simulation import check_draws
    from sufficiency.reports import report as write_up
    from sufficiency.reports.page import check_place

    check_place(to, replace=True)
    check_draws(past_draws, workers)
    made = compared_from(EXAMPLE, ["baseline", "two-bases"], None, projected, draws, 1, workers)
    allocation = made.reference
    tested = held_against_past(made, draws=past_draws, seed=1, workers=workers)
    write_up(made, backtest=tested, to=to, replace=True)
    if json_wanted:
        typer.echo(card_as_json(allocation.card(), written=to))
        return
    typer.echo(card_as_text(allocation.card()))
    typer.echo("")
    for sentence in made.sentences():
        typer.echo(wrapped(sentence, indent=2))
    if tested is not None:
        typer.echo(wrapped(tested.verdict_in_words(), indent=2))
    typer.echo(
        f"\nThe report, to open in a browser:\n    {to.resolve()}"
        "\nWhat is published in the example, what is made up, and whose figures they are:"
        f"\n    {command()} about"
        "\nType next, to have the whole example in Excel, change it, check it and run it again:"
        f"\n    {command()} new example.xlsx --example"
        f"\n    {command()} check example.xlsx"
        f"\n    {command()} report example.xlsx baseline two-bases --to mine.html"
        "\nOr in a notebook:"
        "\n    import sufficiency as sf"
        '\n    projection = sf.project(sf.load_example(), sf.load_scenario("baseline"))'
        "\n    sf.allocate(projection)"
    )
