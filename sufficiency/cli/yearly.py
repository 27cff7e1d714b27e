"""The verbs of each new year as commands: roll an area over, and hold it beside others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.cli.app import EXIT_CODES, Json
from sufficiency.cli.building import Columns, OutOfStep, years_of
from sufficiency.cli.mending import app  # so that the help names the usual verbs first
from sufficiency.cli.options import Replace, To, area_at, refuse_place, tell, tell_card

if TYPE_CHECKING:
    from sufficiency.sources.reading import Reading

__all__ = ["app"]


@app.command(name="roll-over", epilog=EXIT_CODES)
def roll_over(
    last: Annotated[str, typer.Argument(help="Last year's area: folder or workbook.")],
    new: Annotated[
        list[str],
        typer.Argument(
            help="This year's tables: folders or workbooks of an area, CSV files called like a"
            " table (plans.csv); or published plans, the register of schools, SEN2 returns, exports"
            " of cases."
        ),
    ],
    to: Annotated[
        Path, typer.Option("--to", help="This year's area: a new folder, or a .xlsx file.")
    ],
    changes: Annotated[
        Path | None,
        typer.Option("--changes", help="Write what changed: a new folder, or a .xlsx file."),
    ] = None,
    authority: Annotated[
        str | None, typer.Option("--authority", help="Code or name, for files that hold several.")
    ] = None,
    postcodes: Annotated[
        str,
        typer.Option(
            "--postcodes", help="Columns postcode and locality, for a SEN2 return or exports."
        ),
    ] = "",
    columns: Columns = "",
    year_of: Annotated[
        list[str] | None,
        typer.Option(
            "--year-of",
            help="Academic year of an export of cases whose name does not say it, as FILE=2024.",
        ),
    ] = None,
    out_of_step: OutOfStep = "",
    restate: Annotated[
        list[int] | None,
        typer.Option("--restate", help="Academic year whose January may be replaced: 2024."),
    ] = None,
    keep: Annotated[
        list[int] | None,
        typer.Option(
            "--keep",
            help="Academic year whose January stays as last year's area has it, where a return of"
            " it is given to follow children only.",
        ),
    ] = None,
    partial: Annotated[
        list[str] | None,
        typer.Option("--partial", help="localities or sites, if only new ones are given."),
    ] = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Roll last year's area over into this year's, and tell what changed."""
    from sufficiency.cli.show import command, wrapped
    from sufficiency.cli.this_year import this_years
    from sufficiency.rolling import roll_over as rolled_over

    refuse_place(to, replace=replace)
    if changes is not None:
        refuse_place(changes, replace=replace)
    before = area_at(last)
    given = this_years(
        new,
        before,
        authority=authority,
        postcodes=postcodes,
        columns=columns,
        years=years_of(year_of or []),
        out_of_step=out_of_step,
    )
    years = {"restate": restate or (), "keep": keep or ()}
    rolled = rolled_over(before, given, **years, partial=partial or ())
    written = rolled.area.save(to, replace=replace)
    if changes is not None:
        rolled.save(changes, replace=replace)
    tell_card(
        rolled,
        json_wanted=json_wanted,
        notes_in=f"--changes {changes or 'changes.xlsx'}",
        written=written,
    )
    if json_wanted:
        return
    typer.echo("")
    for sentence in rolled.in_words().splitlines():
        typer.echo(wrapped(sentence, indent=2))
    typer.echo(f"\nThis year's area: {written}. Check it with:")
    typer.echo(f'    {command()} check "{written}"')


@app.command(epilog=EXIT_CODES)
def benchmark(
    files: Annotated[
        list[str], typer.Argument(help="Published files of plans: a folder, zip file or CSV files.")
    ],
    authority: Annotated[
        str, typer.Option("--authority", help="Code or name of the authority.", show_default=False)
    ],
    neighbours: Annotated[
        Path | None,
        typer.Option(
            "--neighbours",
            help="A CSV file of statistical neighbours: a column code, and weight if wanted.",
        ),
    ] = None,
    population: Annotated[
        list[Path] | None,
        typer.Option(
            "--population",
            help="A CSV file with the columns year, area (code or name), age and persons.",
        ),
    ] = None,
    to: To = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Hold an authority's plans beside its region, England and its statistical neighbours."""
    from sufficiency.benchmarking import benchmark as held_beside
    from sufficiency.benchmarking import neighbours_of

    refuse_place(to, replace=replace)
    weights = {} if neighbours is None else neighbours_of(neighbours)
    reading = _published(files, authority, tuple(weights))
    made = held_beside(
        reading,
        neighbours=weights or None,
        population=population or (),
    )
    tell(made, to, replace=replace, json_wanted=json_wanted)


def _published(files: list[str], authority: str, beside: tuple[str, ...]) -> Reading:
    """Read the published files of plans, with the neighbours beside the authority."""
    from sufficiency.sources import read_ehc_plans

    return read_ehc_plans(files if len(files) > 1 else files[0], authority=authority, beside=beside)
