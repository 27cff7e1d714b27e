"""A bid for capital as a command: one line gives the page, the Word document and the workbook."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.cli.app import EXIT_CODES, Json
from sufficiency.cli.capital import app  # so that the help names the usual verbs first
from sufficiency.cli.notes import tell_note
from sufficiency.cli.options import (
    AreaPath,
    Flows,
    NeedChanges,
    Projected,
    Replace,
    Seed,
    Until,
    Workers,
    scenario_at,
)
from sufficiency.cli.projecting import draws_projected, projected_from
from sufficiency.errors import finding

if TYPE_CHECKING:
    from sufficiency.projection import Projection
    from sufficiency.reports.bid import BidPack

__all__ = ["app"]

Opened = Annotated[
    list[str] | None,
    typer.Option(
        "--schemes",
        help="Schemes that are decided, as SCHEME=YEAR, again for each: corby-base=2028. Without "
        "it, schemes are chosen within the budgets.",
    ),
]


class Edition(StrEnum):
    """For whom a bid is written."""

    FULL = "full"
    CABINET = "cabinet"


Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        help="Another scenario, without what is bid for: for plans whose schemes have no table.",
    ),
]


@app.command(name="bid-pack", epilog=EXIT_CODES)
def bid_pack(
    area: AreaPath,
    scenario: Annotated[
        str, typer.Argument(help="A scenario with schemes (.toml), or the name of a shipped one.")
    ],
    folder: Annotated[Path, typer.Argument(help="Where the files are written.")],
    schemes: Opened = None,
    against: Against = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", help="Budget in total, where schemes are chosen [pounds]."),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="What is asked for.")] = None,
    authority: Annotated[str | None, typer.Option("--authority", help="Who asks for it.")] = None,
    status: Annotated[
        str, typer.Option("--status", help="How far the bid has come.")
    ] = "draft, not yet reviewed",
    edition: Annotated[
        Edition,
        typer.Option(
            "--edition",
            help="The full bid, for within the authority; or a paper of a few pages for a cabinet, "
            "with small numbers protected and without the workbook.",
        ),
    ] = Edition.FULL,
    word: Annotated[
        bool, typer.Option("--word/--no-word", help="Whether to write the Word document.")
    ] = True,
    details: Annotated[
        bool,
        typer.Option(
            "--details/--no-details",
            help="Where schemes are chosen: whether to choose and allocate again for other options "
            "and budgets, slips, and each scheme.",
        ),
    ] = True,
    until: Until = None,
    projected: Projected = 500,
    draws: Annotated[
        int, typer.Option("--draws", help="Draws over which is chosen, or that are allocated.")
    ] = 30,
    again: Annotated[
        int, typer.Option("--again", help="Programmes that are allocated again with stayers.")
    ] = 20,
    flows: Flows = None,
    need_changes: NeedChanges = True,
    seed: Seed = 1,
    workers: Workers = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Write a bid for capital: a page, a Word document, and a workbook of formulas."""
    from sufficiency.cli.show import card_as_json, card_as_text
    from sufficiency.demand.simulation import check_draws
    from sufficiency.reports.bid.budgets import passed_words
    from sufficiency.reports.bid.cabinet import check_cabinet_folder
    from sufficiency.reports.bid.document import check_library
    from sufficiency.reports.bid.pack import check_folder

    is_full = edition is Edition.FULL
    (check_folder if is_full else check_cabinet_folder)(folder, word=word, replace=replace)
    if word:
        check_library()
    check_draws(projected, workers)
    opened = openings_of(schemes or [])
    _refuse_unheard(opened, against, budget)
    projection = projected_from(
        area,
        against or scenario,
        until,
        draws_projected(projected, draws),
        seed,
        workers,
        flows=flows,
        need_changes=need_changes,
    )
    head = {"title": title, "authority": authority, "status": status}
    if opened or against:
        made = _decided(projection, scenario, opened, against, draws, workers, head)
    else:
        from sufficiency.allocation.trial import refuse_unknown_costs
        from sufficiency.capital import choose_schemes
        from sufficiency.reports.bid import bid_pack as write_up

        refuse_unknown_costs(projection)  # choosing takes minutes, and pounds are told after it
        choice = choose_schemes(
            projection, draws=draws, budget=budget, again=again, workers=workers, progress=True
        )
        made = write_up(choice, details=details, **head)  # type: ignore[arg-type]
    paper = made if is_full else made.cabinet()
    written = paper.save_all(folder, word=word, replace=replace)
    if passed := passed_words(made.contents.budgets):
        tell_note(finding("bid_budgets_passed", file="", words=passed), passed)
    in_json = card_as_json(made.card, written=folder)
    typer.echo(in_json if json_wanted else card_as_text(made.card))
    if not json_wanted:
        typer.echo(
            f"\nThe {'bid' if is_full else 'paper'}: "
            + "\n         ".join(str(path) for path in written)
        )


def _decided(
    projection: Projection,
    scenario: str,
    opened: dict[str, int],
    against: str | None,
    draws: int,
    workers: int | None,
    head: dict[str, str | None],
) -> BidPack:
    """Write up schemes that are decided: by name and year, or as a scenario beside another."""
    from sufficiency.allocation import allocate
    from sufficiency.capital import appraise, appraise_openings, offers_of
    from sufficiency.reports.bid import bid_pack as write_up

    if against is None:
        appraisal = appraise_openings(
            projection, opened, draws=draws, workers=workers, progress=True
        )
        offers = offers_of(projection.area, projection.scenario)
        return write_up(appraisal, offers=offers, **head)  # type: ignore[arg-type]
    planned = allocate(
        projection, scenario_at(scenario), draws=draws, workers=workers, progress=True
    )
    without = allocate(projection, draws=draws, workers=workers, progress=True)
    return write_up(appraise(planned, without), **head)  # type: ignore[arg-type]


def _refuse_unheard(opened: dict[str, int], against: str | None, budget: float | None) -> None:
    """Refuse options of which one would go unheard.

    Raises
    ------
    typer.BadParameter
        Where schemes are decided twice, or have a budget though nothing is chosen.
    """
    if opened and against:
        raise typer.BadParameter(
            "--schemes and --against do not go together: with --against, the schemes are what the "
            "two scenarios differ in. Leave one of them out"
        )
    if budget is not None and (opened or against):
        raise typer.BadParameter(
            "--budget is for schemes that are chosen, and these are decided. Leave it out, or "
            "leave out --schemes and --against"
        )


def openings_of(pairs: list[str]) -> dict[str, int]:
    """Read SCHEME=YEAR.

    Examples
    --------
    >>> openings_of(["corby-base=2028", "hill=2027/28"])
    {'corby-base': 2028, 'hill': 2027}
    """
    from sufficiency.cli.options import academic_year

    read = {}
    for pair in pairs:
        name, sign, year = pair.rpartition("=")
        if not sign or not name:
            raise typer.BadParameter("--schemes is SCHEME=YEAR, as corby-base=2028")
        if name in read:
            raise typer.BadParameter(f"--schemes names {name} twice; give it one year")
        read[name] = academic_year(year)
    return read
