"""What an export holds, suggested by its headings, as a command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sufficiency.cli.app import EXIT_CODES, Json
from sufficiency.cli.bidding import app  # so that the help names the usual verbs first

__all__ = ["app"]


@app.command(name="suggest-columns", epilog=EXIT_CODES)
def suggest_columns(
    export: Annotated[
        Path, typer.Argument(help="An export of a case-management system: a CSV file or workbook.")
    ],
    to: Annotated[
        Path, typer.Option("--to", help="The file to write, such as columns.toml; a new one.")
    ],
    columns: Annotated[
        Path | None,
        typer.Option("--columns", help="A first suggestion in which headings were filled in."),
    ] = None,
    json_wanted: Json = False,
) -> None:
    """Suggest which column of an export of cases holds what, to be looked through."""
    from sufficiency.cli.show import command, notes_as_records, wrapped
    from sufficiency.sources import suggest_columns as suggest

    made = suggest(export, columns=columns, save_as=to)
    if json_wanted:
        rows = made.to_frame().to_dict("records")
        told = {"written": str(to), "columns": rows, "notes": notes_as_records()}
        typer.echo(json.dumps(told, indent=2))
        return
    for role, heading in made.columns.items():
        typer.echo(f"{role:<12}{heading or '(none)'}")
    words = [*made.needs.values(), *made.settings.values(), *made.statuses.values()]
    lost = sum(1 for meaning in words if not meaning) + sum(made.not_shown.values())
    typer.echo(f"\nWritten: {to}")
    typer.echo(
        wrapped(
            f"Next: look it through, and fill in what is blank ({lost} words have no meaning yet)."
            " Put it beside the exports, one for each January, and build an area of them:"
        )
    )
    typer.echo(f'    {command()} new area.xlsx --from FOLDER --columns "{to}"')
