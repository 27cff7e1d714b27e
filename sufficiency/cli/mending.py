"""The verbs that put an area right, as commands: quality, and correct."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.cli.app import EXIT_CODES, FOR_A_PROGRAM, Json
from sufficiency.cli.building import Columns, YearOf, years_of
from sufficiency.cli.januaries import app  # so that the help names the usual verbs first
from sufficiency.cli.notes import tell_note
from sufficiency.cli.options import AreaPath, Replace, area_at, refuse_place, tell_card

if TYPE_CHECKING:
    from sufficiency.area import Area
    from sufficiency.mending import Quality
    from sufficiency.sources.reading import Reading

__all__ = ["app"]


@app.command(epilog=EXIT_CODES)
def quality(
    area: AreaPath,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Write the issues for colleagues: a file, .xlsx or .csv."),
    ] = None,
    readings: Annotated[
        list[str] | None,
        typer.Option(
            "--readings",
            help="Hold it against this file, or all files of this folder; again for each: SEN2 "
            "returns, exports of cases, published plans, the register of schools, lists of places.",
        ),
    ] = None,
    authority: Annotated[
        str, typer.Option("--authority", help="With --readings: code or name in these files.")
    ] = "",
    postcodes: Annotated[
        str,
        typer.Option(
            "--postcodes", help="With --readings: a file with the columns postcode and locality."
        ),
    ] = "",
    columns: Columns = "",
    year_of: YearOf = None,
    replace: Replace = False,
    json_wanted: Annotated[
        bool, typer.Option("--json", help=f"{FOR_A_PROGRAM}; notes go to the error stream alone.")
    ] = False,
) -> None:
    """Ask whether what an area holds is likely to be right."""
    from sufficiency.cli.show import command, wrapped
    from sufficiency.mending import quality as ask

    if not readings and (authority or postcodes or columns or year_of):
        raise typer.BadParameter(
            "--authority, --postcodes, --columns and --year-of go with --readings"
        )
    held = area_at(area)
    years = years_of(year_of or [])
    read = _read(
        readings, held, authority=authority, postcodes=postcodes, columns=columns, years=years
    )
    made = ask(held, readings=read)
    written = None if to is None else made.save_issues(to, replace=replace)
    if json_wanted:
        typer.echo(made.checks().to_json(orient="records", indent=2))
        return
    typer.echo(checks_as_text(made))
    if written is not None:
        typer.echo(f"\nThe issues, to be filled in: {written}")
        typer.echo(wrapped("Read them back, when they have come back, with:"))
        typer.echo(f'    {command()} correct "{area}" "{written}" --to area-2.xlsx')
    elif made.notes:
        typer.echo(wrapped("Next: --to issues.xlsx writes a file to send to colleagues.", indent=2))


def _read(
    files: list[str] | None,
    area: Area,
    *,
    authority: str,
    postcodes: str,
    columns: str,
    years: Mapping[str, int],
) -> tuple[Reading, ...]:
    """Read the files that an area is held against, and say which were left out."""
    from sufficiency.intake import read_beside

    if not files:
        return ()
    read = read_beside(
        files, area, authority=authority, postcodes=postcodes, columns=columns, years=years
    )
    for note in read.findings:
        tell_note(note)
    for one in read.readings:
        typer.echo(f"Held against: {one.title}", err=True)
    return read.readings


def checks_as_text(made: Quality) -> str:
    """Write what the checks found for the console, the gravest first."""
    from sufficiency.cli.show import wrapped
    from sufficiency.mending.result import FOUND, NOT_MADE, SEVERITIES

    checks = made.checks()
    notes = (*made.notes, *(note for one in made.readings for note in one.findings))
    typed = {note.remedy: note.on_command_line.remedy for note in notes}
    lines = [wrapped(made.card().title, indent=2), ""]
    for severity in SEVERITIES:
        rows = checks[(checks["severity"] == severity) & (checks["state"] == FOUND)]
        for row in rows.to_dict("records"):
            lines.append(f"{row['label']} ({severity}; issues: {row['issues']})")
            words = f"{row['seen']} {row['meaning']}"
            lines += [
                wrapped(words, indent=4, first=4),
                wrapped(typed.get(row["to_do"], row["to_do"]), indent=4, first=4),
            ]
            lines.append("")
    for outcome in made.outcomes:
        if outcome.left_out and not outcome.issues:
            lines += [wrapped(outcome.left_out), ""]
    unmade = checks.loc[checks["state"] == NOT_MADE, "label"].tolist()
    if unmade:
        lines.append(wrapped(f"Not made, as there is nothing to check: {'; '.join(unmade)}."))
    return "\n".join(lines)


@app.command(epilog=EXIT_CODES)
def correct(
    area: AreaPath,
    issues: Annotated[Path, typer.Argument(help="The file of issues, filled in.")],
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            help="The corrected area: a new folder, or a file that ends in .xlsx. The record of"
            " corrections is written beside it.",
        ),
    ],
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Make an area with the corrections that came back in a file of issues."""
    from sufficiency.cli.show import command
    from sufficiency.mending import apply_corrections, audit_beside

    refuse_place(to, replace=replace)
    made = apply_corrections(area_at(area), issues)
    made.save(to, replace=replace)
    tell_card(made, json_wanted=json_wanted, notes_in="the file of issues", written=to)
    if not json_wanted:
        typer.echo(f"\nThe area: {to}\nThe record of corrections: {audit_beside(to)}")
        typer.echo(f'What is left to ask:\n    {command()} quality "{to}"')
