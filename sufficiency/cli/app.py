"""The commands: each a few lines over a verb of the face."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.cli.building import (
    Again,
    Authority,
    Births,
    Columns,
    From,
    Gaps,
    Group,
    Housing,
    HousingAs,
    OutOfStep,
    PlanningAreas,
    PopulationUntil,
    Postcodes,
    WithinMiles,
    YearOf,
    Yields,
    built_from,
    tell_built,
)
from sufficiency.cli.main import ExitCode
from sufficiency.cli.options import EXAMPLE, area_at

if TYPE_CHECKING:
    from sufficiency.area import Checked

EXIT_CODES = (
    "Exit codes: 0 done; 1 faults were found in what you supplied; 2 the command was not "
    "understood; 3 a file cannot be read or written; 4 what was asked for cannot be done; "
    "70 a fault of the program; 130 stopped with Ctrl-C."
)

app = typer.Typer(
    name="sufficiency",
    help="Where children with an EHC plan will need which place, and what each place is worth.",
    epilog=EXIT_CODES,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)

FOR_A_PROGRAM = "Print for a program instead of a person"
Json = Annotated[
    bool,
    typer.Option(
        "--json",
        help=f"{FOR_A_PROGRAM}; notes go to the error stream, and stand under notes too.",
    ),
]


def _print_version(value: bool) -> None:
    if value:
        from sufficiency import __version__

        typer.echo(f"sufficiency {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback where something goes wrong.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Where children with an EHC plan will need which place, and what each place is worth."""


@app.command(epilog=EXIT_CODES)
def about(
    path: Annotated[
        str, typer.Argument(help="Folder or workbook; the example if left out.")
    ] = EXAMPLE,
    json_wanted: Json = False,
) -> None:
    """Tell what in an area is real, and whose figures."""
    from sufficiency.cli.show import notes_as_records, wrapped

    lines = area_at(path).about().splitlines()
    if json_wanted:
        told = {"about": [line for line in lines if line], "notes": notes_as_records()}
        typer.echo(json.dumps(told, indent=2))
        return
    for line in lines:
        typer.echo(wrapped(line, indent=4))


@app.command(epilog=EXIT_CODES)
def new(
    path: Annotated[Path, typer.Argument(help="A new folder, or a file that ends in .xlsx.")],
    example: Annotated[
        bool, typer.Option("--example", help="Write the whole example area instead.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what stands there already.")
    ] = False,
    files: From = None,
    authority: Authority = "",
    again: Again = None,
    group: Group = "",
    within_miles: WithinMiles = None,
    until: PopulationUntil = None,
    year_of: YearOf = None,
    postcodes: Postcodes = "",
    planning_areas: PlanningAreas = "",
    births: Births = "",
    housing: Housing = "",
    yields: Yields = "",
    housing_as: HousingAs = "",
    gaps: Gaps = "",
    columns: Columns = "",
    out_of_step: OutOfStep = "",
    json_wanted: Json = False,
) -> None:
    """Write a new area: built from files, or to fill in, or the whole example."""
    from sufficiency.area import save_template
    from sufficiency.cli.show import command
    from sufficiency.datasets import load_example
    from sufficiency.results import check_place

    if files or again is not None:
        if example:
            raise typer.BadParameter("--example goes without --from and --again")
        check_place(path, replace=replace)
        built = built_from(
            files or [],
            authority=authority,
            group=group,
            within_miles=within_miles,
            until=until,
            year_of=year_of or [],
            postcodes=postcodes,
            planning_areas=planning_areas,
            again=again,
            births=births,
            housing=housing,
            yields=yields,
            housing_as=housing_as,
            gaps=gaps,
            columns=columns,
            out_of_step=out_of_step,
        )
        built.save(path, replace=replace)
        tell_built(built, path, json_wanted=json_wanted)
        return
    said = (authority, group, postcodes, planning_areas, births, housing, yields, housing_as, gaps)
    if any((*said, year_of, columns, out_of_step)) or (within_miles, until) != (None, None):
        raise typer.BadParameter("these options go with --from: files to build the area from")
    if example:
        load_example().save(path, replace=replace)
    else:
        save_template(path, replace=replace)
    if json_wanted:
        typer.echo(json.dumps({"written": str(path)}))
        return
    what = "The example area" if example else "A new area with one example row in each table"
    where = "in Excel" if path.suffix.casefold() == ".xlsx" else "(see README.txt in it)"
    typer.echo(f"{what} is in {path}. Open it {where}, make it your own, and check it with:")
    typer.echo(f'    {command()} check "{path}"')


@app.command(epilog=EXIT_CODES)
def check(
    path: Annotated[
        Path,
        typer.Argument(
            help="Folder or workbook of an area, or a scenario: a .toml, or a shipped one's name."
        ),
    ],
    area: Annotated[
        str | None,
        typer.Option(
            "--area",
            help="With a scenario: the area whose sites and pools it names; "
            '"example" for the one inside.',
        ),
    ] = None,
    mark: Annotated[
        Path | None,
        typer.Option("--mark", help="Mark what is found in this new copy of an area's workbook."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the copy that stands there already.")
    ] = False,
    json_wanted: Annotated[
        bool, typer.Option("--json", help=f"{FOR_A_PROGRAM}; notes are among its findings.")
    ] = False,
) -> None:
    """Name every fault in an area or a scenario."""
    from sufficiency.area import check_copy, mark_checked
    from sufficiency.cli.scenario_checks import checked_scenario
    from sufficiency.cli.show import findings_as_json, findings_as_text

    path = path if path.name else path.resolve()  # "." has no name to call it by
    is_scenario = path.suffix.casefold() == ".toml" or _is_shipped(path)
    if area is not None and not is_scenario:
        raise typer.BadParameter("--area goes with a scenario, a file that ends in .toml")
    if mark is not None and is_scenario:
        raise typer.BadParameter("--mark goes with an area, a folder or a workbook")
    if mark is not None:
        check_copy(path, mark)
    checked, plan = checked_scenario(path, area) if is_scenario else (_checked_area(path), "")
    if mark is not None:
        mark_checked(checked, path, to=mark, replace=replace)
    if json_wanted:
        typer.echo(findings_as_json(checked, path=path))
    else:
        typer.echo(findings_as_text(checked, path=path))
        typer.echo(f"\nMarked in a copy: {mark}" if mark is not None else "", nl=mark is not None)
    if not checked.is_sound:
        raise typer.Exit(ExitCode.FAULTS)
    if plan and not json_wanted:
        typer.echo(f"\n{plan}")


def _is_shipped(path: Path) -> bool:
    """Say whether a path is the name of a shipped scenario; what lies on the disk goes first."""
    from sufficiency.scenario import shipped

    return not path.exists() and str(path) in shipped()


def _checked_area(path: Path) -> Checked:
    """Read an area; a fault in it is a finding, not an error."""
    from sufficiency.area import read_area
    from sufficiency.datasets import example_folder
    from sufficiency.errors import FileEncodingWarning

    with warnings.catch_warnings():
        # The same words are among the notes that are shown.
        warnings.simplefilter("ignore", FileEncodingWarning)
        return read_area(example_folder() if str(path) == EXAMPLE else path)
