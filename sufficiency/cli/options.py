"""The options that commands share, and what each does first and last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sufficiency.area import Area
    from sufficiency.results import Result
    from sufficiency.scenario import Scenario

EXAMPLE = "example"

AreaPath = Annotated[
    str, typer.Argument(help='Folder or workbook of an area; "example" for the one inside.')
]
ScenarioPath = Annotated[
    str | None,
    typer.Option("--scenario", help="A scenario (.toml), or the name of a shipped one."),
]


def academic_year(text: str) -> int:
    """Read an academic year as people write it: 2034, 2034/35, 2034-35.

    Raises
    ------
    typer.BadParameter
        If it is none, or its two halves do not follow each other.
    """
    from sufficiency.errors import UnknownNameError
    from sufficiency.terms import year_from_text

    try:
        return year_from_text(text)
    except UnknownNameError as error:
        raise typer.BadParameter(error.on_command_line) from None


Until = Annotated[
    int | None,
    typer.Option(
        "--until",
        help="Last academic year: 2034/35, or 2034 for the same.",
        parser=academic_year,
        metavar="YEAR",
    ),
]
States = Annotated[
    str,
    typer.Option("--states", help="level: what each child needs. setting: where each child is."),
]
Flows = Annotated[
    str | None,
    typer.Option(
        "--flows",
        help="stocks or transitions: from what joining and leaving are estimated; transitions "
        "if left out, where the area has two years of them.",
    ),
]
NeedChanges = Annotated[
    bool,
    typer.Option(
        "--need-changes/--no-need-changes",
        help="Whether children change their primary need as they grow up.",
    ),
]
Projected = Annotated[
    int,
    typer.Option(
        "--project-draws", help="Draws that are projected; as many as --draws at the least."
    ),
]
PastDraws = Annotated[
    int, typer.Option("--backtest-draws", help="Draws from each earlier January.")
]
Council = Annotated[
    Path | None,
    typer.Option(
        "--council",
        help="The council's own forecasts, a CSV file: origin (academic year of the last "
        "January known), year, plans, and need, phase, ... where it has them.",
    ),
]
IndependentAbove = Annotated[
    float | None,
    typer.Option(
        "--independent-above",
        help="Independent placements and needs beyond local places, of which the chance to be "
        "above is told; today's placements if left out.",
    ),
]
Allocated = Annotated[int, typer.Option("--draws", help="Draws that are allocated.")]
Seed = Annotated[int, typer.Option("--seed", help="Same seed, same numbers.")]
Workers = Annotated[
    int | None,
    typer.Option("--workers", help="Processes that share the work; all cores if left out."),
]
To = Annotated[
    Path | None,
    typer.Option("--to", help="Write the tables: a new folder, or a file that ends in .xlsx."),
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace what stands there already.")]


def area_at(path: str) -> Area:
    """Read an area, or take the example."""
    from sufficiency.area import load_area
    from sufficiency.datasets import load_example

    return load_example() if path == EXAMPLE else load_area(path)


def scenario_at(path: str | None) -> Scenario | None:
    """Read a scenario, where one is named."""
    from sufficiency.scenario import load_scenario

    return None if path is None else load_scenario(path)


def refuse_place(to: Path | None, *, replace: bool) -> None:
    """Refuse a place for tables before hours of work end in its refusal."""
    from sufficiency.results import check_place

    if to is not None:
        check_place(to, replace=replace)


def tell(
    result: Result,
    to: Path | None,
    *,
    replace: bool,
    json_wanted: bool,
    besides: str = "",
    is_all_written: bool = False,
) -> None:
    """Write the tables where that is asked for, and print card, notes and what to type next.

    `besides` is told below the card; nothing is advised where everything is written already.
    """
    from sufficiency.cli.show import wrapped

    written = None if to is None else result.save(to, replace=replace)
    tell_card(
        result,
        json_wanted=json_wanted,
        notes_in=f"--to {'tables.xlsx' if to is None else to}",
        written=written,
    )
    if json_wanted:
        return
    if besides:
        typer.echo(besides)
    if written is not None:
        typer.echo(f"\nThe tables: {written}")
    if is_all_written:
        return
    write = "" if to else "--to tables.xlsx writes every table"
    typed = [words for words in (write, result.card().next_command) if words]
    if typed:
        typer.echo(wrapped(f"Next: {'; '.join(typed)}.", indent=2))


def tell_card(
    result: Result, *, json_wanted: bool, notes_in: str, written: Path | None = None
) -> None:
    """Print the card of a result, and beside it the notes, those of one kind as one.

    Parameters
    ----------
    result : Result
    json_wanted : bool
        Whether a program reads it.
    notes_in : str
        What to type to have every note by itself.
    written : Path, optional
        What was written, for a program.
    """
    from sufficiency.cli.notes import tell_note
    from sufficiency.cli.show import card_as_json, card_as_text
    from sufficiency.results import gathered

    notes = getattr(result, "notes", ())
    told = gathered(notes)
    for note in told:
        tell_note(note)
    if len(told) < len(notes):
        typer.echo(f"The table notes of {notes_in} has all {len(notes)}.", err=True)
    card = result.card()
    typer.echo(card_as_json(card, written=written) if json_wanted else card_as_text(card))
