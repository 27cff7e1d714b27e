"""A new area from files, as the command `new` builds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sufficiency.intake import BuiltArea

From = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        help="Build it from this file, or from all files of this folder; again for each: published "
        "EHC plans, the register of schools, populations, SEN2 returns, lists of places.",
    ),
]
Authority = Annotated[
    str, typer.Option("--authority", help="With --from: code (nine characters or three) or name.")
]
Group = Annotated[
    str,
    typer.Option(
        "--group", help="With --from: heading of the small areas' column that groups localities."
    ),
]
WithinMiles = Annotated[
    float | None,
    typer.Option(
        "--within-miles",
        help="With --from: schools of other authorities so near to a locality are sites too; 15 "
        "where left out.",
    ),
]
PopulationUntil = Annotated[
    int | None,
    typer.Option("--until", help="With --from: last academic year of the population, as 2036."),
]
YearOf = Annotated[
    list[str] | None,
    typer.Option(
        "--year-of",
        help="The year of a population's file that does not say it, as FILE=2020; or the academic "
        "year of an export of cases, as FILE=2024 for January 2025.",
    ),
]
Postcodes = Annotated[
    str,
    typer.Option(
        "--postcodes",
        help="With --from: a file with the columns postcode and locality, for SEN2 and exports.",
    ),
]
PlanningAreas = Annotated[
    str,
    typer.Option(
        "--planning-areas",
        help="With --from: a file from small areas (LSOA, MSOA) to planning areas, which then are "
        "the localities.",
    ),
]
Births = Annotated[
    str,
    typer.Option("--births", help="With --from: a file of births by locality and year."),
]
Housing = Annotated[
    str,
    typer.Option(
        "--housing", help="With --from: a file of housing schemes: locality, year, homes."
    ),
]
Yields = Annotated[
    str,
    typer.Option(
        "--yields", help="With --housing: children a home, a file of ncy_from, ncy_to and yield."
    ),
]
HousingAs = Annotated[
    str,
    typer.Option(
        "--housing-as",
        help="With --housing: within (the projection counts their children already) or on_top.",
    ),
]
Gaps = Annotated[
    str,
    typer.Option(
        "--gaps",
        help="With --from: fill years of the population that no file has from those beside them, "
        "or leave them.",
    ),
]
Columns = Annotated[
    str,
    typer.Option(
        "--columns",
        help="What the columns of exports of cases hold, as suggest-columns writes it; not needed "
        "where that file is among the others.",
    ),
]
OutOfStep = Annotated[
    str,
    typer.Option(
        "--out-of-step",
        help="Of exports of cases: refuse children who do not move up by one NC year, or take "
        "their later year group.",
    ),
]
Again = Annotated[
    Path | None,
    typer.Option("--again", help="Build it again by this manifest, from the files as they are."),
]
OF_FILES = ("ees_", "gias_column_absent", "population_year")
"""Notes about what stands in files, most of it of other areas, are told by their number."""


def built_from(
    files: list[str],
    *,
    authority: str,
    group: str,
    within_miles: float | None,
    until: int | None,
    year_of: list[str],
    postcodes: str,
    planning_areas: str,
    again: Path | None,
    **besides: str,
) -> BuiltArea:
    """Build an area from what the command was given; what was left out is as the verb has it."""
    from sufficiency.intake import build_area

    said: dict[str, Any] = {"within_miles": within_miles, "until": until}
    said |= {name: value or None for name, value in besides.items()}
    _refuse_unheard({name for name, value in said.items() if value is not None}, again, said)
    return build_area(
        files,
        authority=authority,
        group=group,
        years=years_of(year_of),
        postcodes=postcodes,
        planning_areas=planning_areas,
        again=again,
        **{name: value for name, value in said.items() if value is not None},
    )


def _refuse_unheard(named: set[str], again: Path | None, said: Mapping[str, Any]) -> None:
    """Refuse options that would change nothing, also where they say what holds anyway."""
    from sufficiency.errors import NotPossibleError

    if again is not None and named:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in sorted(named))
        raise NotPossibleError.of("intake_again_options", value=options)
    if "housing_as" in named and not named & {"housing", "yields"}:
        raise NotPossibleError.of("intake_housing_as_alone", value=said["housing_as"])


def years_of(pairs: list[str]) -> dict[str, int]:
    """Read FILE=YEAR.

    Examples
    --------
    >>> years_of(["small_areas.csv=2020"])
    {'small_areas.csv': 2020}
    """
    read = {}
    for pair in pairs:
        name, _, year = pair.rpartition("=")
        if not name or not year.isdigit():
            raise typer.BadParameter("--year-of is FILE=YEAR, as small_areas.csv=2020")
        read[name] = int(year)
    return read


def tell_built(built: BuiltArea, path: Path, *, json_wanted: bool) -> None:
    """Say what each file is, what should be known, and what to type next."""
    from sufficiency.cli.notes import tell_note
    from sufficiency.cli.show import command, notes_as_records, wrapped
    from sufficiency.sources.populations.told import USED

    said = [note for note in built.findings if not note.rule.startswith(OF_FILES)]
    if json_wanted:
        for note in said:
            tell_note(note)
        told = {
            name: json.loads(frame.to_json(orient="records"))
            for name, frame in built.tables().items()
        }
        typer.echo(json.dumps({"written": str(path), **told, "notes": notes_as_records()}))
        return
    for one in built.files:
        typer.echo(wrapped(f"{one.name}: {one.label}", indent=4))
    typer.echo("")
    used = [note for note in built.findings if note.rule in USED]
    for note in (one for one in said if one not in used):
        typer.echo(wrapped(f"Note. {note.on_command_line}", indent=4))
    rest = len(built.findings) - len(said)
    if rest:
        more = f"{rest} notes more are" if rest > 1 else "One note more is"
        typer.echo(wrapped(f"{more} about figures in the files: --json --replace tells them."))
    typer.echo("")
    if used:
        typer.echo("What births and homes were used for:")
        for note in used:
            typer.echo(wrapped(f"{note.file}: {note.seen} {note.why}", indent=4))
        typer.echo("")
    typer.echo(
        wrapped(
            f"{built.area.name} is in {path}, and the files that it was built from in "
            f"{built.beside(path).name} beside it. Look at it, check it, and project it:"
        )
    )
    typer.echo(f'    {command()} check "{path}"')
    typer.echo(f'    {command()} project "{path}"')
