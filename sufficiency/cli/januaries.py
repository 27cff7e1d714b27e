"""The verbs about Januaries as commands: track last year's projection, and project a panel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.cli.app import EXIT_CODES, Json
from sufficiency.cli.notes import tell_note
from sufficiency.cli.options import (
    Flows,
    NeedChanges,
    Replace,
    ScenarioPath,
    Seed,
    To,
    Until,
    Workers,
    area_at,
    refuse_place,
    tell,
)
from sufficiency.cli.verbs import app  # so that the help names the usual verbs first

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["app"]


@app.command(epilog=EXIT_CODES)
def track(
    then: Annotated[
        str, typer.Argument(help="The area as it was when it was projected: folder or workbook.")
    ],
    now: Annotated[
        str,
        typer.Argument(help="The area as it is now, with a January more: folder or workbook."),
    ],
    scenario: ScenarioPath = None,
    until: Until = None,
    draws: Annotated[int, typer.Option("--draws", help="Possible futures.")] = 500,
    flows: Flows = None,
    need_changes: NeedChanges = True,
    seed: Seed = 1,
    workers: Workers = None,
    to: To = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Hold last year's projection against this year's census, and explain the miss.

    The projection is made again: same area, scenario, draws and seed, same projection.
    """
    from sufficiency.backtesting import track as hold_against
    from sufficiency.cli.projecting import projected_from

    refuse_place(to, replace=replace)
    came = area_at(now)
    projection = projected_from(
        then, scenario, until, draws, seed, workers, flows=flows, need_changes=need_changes
    )
    tell(hold_against(projection, came), to, replace=replace, json_wanted=json_wanted)


@app.command(epilog=EXIT_CODES)
def panel(
    history: Annotated[
        str,
        typer.Argument(
            help="A CSV file with the columns of the table history (year, area, plans, basis, ...);"
            ' or an area that has one, folder or workbook; "example" for the one inside.'
        ),
    ],
    until: Until = None,
    draws: Annotated[int, typer.Option("--draws", help="Possible futures.")] = 500,
    seed: Seed = 1,
    to: To = None,
    replace: Replace = False,
    json_wanted: Json = False,
) -> None:
    """Project the plans of one or many areas from their Januaries alone."""
    from sufficiency.panel import project_panel

    refuse_place(to, replace=replace)
    made = project_panel(_history_at(history), until=until, draws=draws, seed=seed)
    tell(made, to, replace=replace, json_wanted=json_wanted)


def _history_at(path: str) -> pd.DataFrame:
    """Read a table history, in the order of its rows, from a CSV file or from an area.

    Raises
    ------
    FileError
        If there is no such file or folder, or it cannot be opened.
    TableError
        If the file is no table.
    """
    if Path(path).suffix.casefold() != ".csv" or Path(path).is_dir():
        # Rows as its owner has them, so that a message names the row that is meant.
        rows = area_at(path).explain("history").rows.sort_values("row")
        return rows.drop(columns=["file", "row"]).reset_index(drop=True)
    import pandas as pd

    from sufficiency.area.loading import meant_place
    from sufficiency.errors import FileError, TableError
    from sufficiency.tables import read_csv

    if not Path(path).is_file():
        raise FileError.of("no_such_place", path=path, meant=meant_place(Path(path)))
    raw = read_csv(Path(path), table="history")
    if any(found.severity == "error" for found in raw.findings):
        raise TableError(raw.findings, what=f"The table in {Path(path).name}")
    for found in raw.findings:
        tell_note(found)
    return pd.DataFrame(list(raw.rows), columns=list(raw.header), dtype=object)
