"""From files that people have to an area: each told, read, and put in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area import Area, area_from_frames
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding, withhold
from sufficiency.intake.built import BuiltArea
from sufficiency.intake.by_hand import changed_readings, files_gone, refuse_missing
from sufficiency.intake.choices import (
    GAPS,
    HOUSING_AS,
    LAST_YEAR,
    NEARBY_MILES,
    OUT_OF_STEP,
    Choices,
)
from sufficiency.intake.composing import composed
from sufficiency.intake.facts import facts_of
from sufficiency.intake.heard import (
    readings_unused,
    refuse_unheard,
    refuse_unused_homes,
    refuse_years_unheard,
)
from sufficiency.intake.holding import holds_against
from sufficiency.intake.knowing import unknown_in
from sufficiency.intake.lists_apart import lists_apart
from sufficiency.intake.manifest import Manifest, manifest_of, read_manifest
from sufficiency.intake.readings import PLANS_OF, read_all
from sufficiency.intake.recognising import Recognised, recognise
from sufficiency.intake.thin import register_old, thin_places
from sufficiency.sources.parts import parts_gone
from sufficiency.sources.populations.told import USED

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.reading import Reading

Paths = str | Path | Sequence[str | Path]

FRAME, FIRST_ROW = "frame ", 2
"""How a table that stands in no file is called in a finding, and the number of its first row."""


def build_area(
    files: Paths = (),
    *,
    authority: str = "",
    name: str = "",
    readings: Sequence[Reading] = (),
    within_miles: float = NEARBY_MILES,
    until: int = LAST_YEAR,
    postcodes: str | Path = "",
    years: Mapping[str, int] | None = None,
    group: str = "",
    planning_areas: str | Path = "",
    births: str | Path = "",
    housing: str | Path = "",
    yields: str | Path = "",
    housing_as: str = HOUSING_AS,
    gaps: str = GAPS,
    columns: str | Path = "",
    out_of_step: str = OUT_OF_STEP,
    fit: bool = True,
    again: str | Path | None = None,
) -> BuiltArea:
    """Build an area from files as they were published or exported.

    Every file is told by its headings: published EHC plans, the register of schools, populations
    of small areas and projections, SEN2 returns, lists of schools and places, and tables of an
    area. For each table of the area the reading that knows most is taken; what is left out, and
    why, is noted. Published files alone are enough for a first area.

    Parameters
    ----------
    files : path or sequence of path
        Files and folders; folders are looked through with what is in them.
    authority : str
        Code (nine characters or three digits) or name of the authority; needed where a file holds
        several.
    name : str
        What to call the area; the authority's name if not given.
    readings : sequence of Reading
        What was read by other readers, such as `read_snapshots` or `population_by_locality`; of
        two of one kind it goes before what is read from the files. The
        manifest notes of what it was read, and it has to be given again when the area is built
        again.
    within_miles : float
        How far schools of other authorities may lie from a locality, to be sites too.
    until : int
        Last academic year of the population.
    postcodes : path, optional
        Columns postcode and locality: turns the postcodes of a SEN2 return into localities.
    years : mapping of str to int, optional
        Of a population's file whose year neither a column nor a title nor its name says, the year
        by its name: {"small_areas.csv": 2020}. Of an export of cases whose name does not say of
        which January it is, the academic year: {"export.csv": 2024} for January 2025.
    group : str
        Heading of the column of the small areas by which localities are grouped, such as that of
        a former district; their district if not given.
    planning_areas : path, optional
        A look-up from the small areas (LSOA, MSOA) to the authority's own planning areas, which
        are then the localities.
    births : path, optional
        Births by locality, see `population_by_locality`.
    housing, yields : path, optional
        Housing schemes, and how many children live in a home, see `read_housing`: both or neither.
    housing_as : {"within", "on_top"}
        Whether the projection counts the children of these homes already, or they come on top of
        it.
    gaps : {"fill", "leave"}
        Whether years of the population that no file has are taken from those beside them. An area
        needs them: where they are left, they have to be in another file.
    columns : path, optional
        A file that says what the columns of exports of cases hold, from `suggest_columns`: all
        exports among the files are read by it. If not given, the one among the files.
    out_of_step : {"refuse", "later"}
        Of exports, see `read_snapshots`.
    fit : bool
        Where only published totals of plans are known: fit plans by locality, need, age and
        setting to them, labelled estimated.
    again : path, optional
        A manifest: build with its choices from the files that it names, as they are now, and from
        those that are given besides.

    Returns
    -------
    BuiltArea
        Its `area` is the area; `account()` tells of every row what was done with it; `save` writes
        the area and a manifest beside it.

    Raises
    ------
    FileError
        If a file is not there or cannot be opened.
    FindingsError
        With all that is wrong in a file, in the tables that came of them, or between published
        totals that no plans can meet.
    NotPossibleError
        If there is no file, the manifest is none, or a reading is not given again.

    Examples
    --------
    >>> import sufficiency as sf
    >>> built = sf.build_area("downloads", authority="Kent")  # doctest: +SKIP
    >>> sf.project(built.area)  # doctest: +SKIP
    """
    given = [files] if isinstance(files, str | Path) else list(files)
    choices = Choices(
        authority,
        within_miles,
        until,
        _text(postcodes),
        years or {},
        group,
        _text(planning_areas),
        name,
        fit,
        births=_text(births),
        housing=_text(housing),
        yields=_text(yields),
        housing_as=housing_as,
        gaps=gaps,
        columns=_text(columns),
        out_of_step=out_of_step,
    )
    before = None
    if again is not None:
        before = _as_before(again, choices, readings)
        choices, given = before.choices, [*before.given, *given]
    refuse_unheard(choices)
    found = recognise(given, columns=choices.columns)
    if again is None:
        refuse_years_unheard(choices, found)
    if not found and not readings:
        raise NotPossibleError.of("intake_no_files", value=_named(given))
    read = read_all(found, choices)
    refuse_unused_homes(choices, read=read.readings, given=readings)
    all_read = (*read.readings, *readings)
    # Of two that know as much, the one that somebody made with choices of their own counts.
    made = composed((*readings, *read.readings))
    notes = [*read.findings, *readings_unused(readings), *made.findings]
    notes += _changed_since(before, found, readings)
    tables = dict(made.tables)
    sources = {name: where for name, where in made.sources.items() if name != "about"}
    called = _title(all_read, choices.authority)
    lost = _not_known(read.findings, found)
    odd = _odd_among(tables, sources, (*readings, *read.readings), choices)
    holds_against(
        tables,
        sources,
        called=called,
        not_known=lost,
        read=all_read,
        homes=choices.postcodes,
        besides=[one for one in odd if one.severity == "error"],
    )
    tables["about"], told = facts_of(tables.get("about"), choices, read, sources, called=called)
    thin = thin_places(tables, called=called)
    notes = [*thin, *odd, *register_old(tables, all_read), *told, *notes]
    area = _area_of(tables, sources)
    if choices.fit and "plans" not in made.tables and "margins" in made.tables:
        area = area.with_fitted_plans()
    notes += [note for reading in all_read for note in reading.findings]
    manifest = manifest_of(choices, given, found, readings, used=_used(notes))
    notes += _to_give_again(manifest)
    return BuiltArea(area, found, all_read, sources, tuple(notes), manifest, made.left_out)


def _as_before(again: str | Path, said: Choices, readings: Sequence[Reading]) -> Manifest:
    """Read a manifest; whatever else is said beside it would go unheard, and is refused."""
    before = read_manifest(again)
    if said.authority and said.authority != before.choices.authority:
        raise NotPossibleError.of(
            "intake_other_authority", value=said.authority, before=before.choices.authority
        )
    besides = said.changed_from(Choices(said.authority))
    if besides:
        raise NotPossibleError.of("intake_again_options", value=", ".join(besides))
    refuse_missing(before.readings, readings)
    return before


def _odd_among(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    read: Sequence[Reading],
    choices: Choices,
) -> list[Finding]:
    """Find what cannot be right of files beside each other: lists, homes, settings, Januaries.

    Readings come in the order in which they count.
    """
    lookup = Path(choices.postcodes).name
    return [
        *lists_apart(read),
        *unknown_in(tables, sources, read, lookup=lookup),
        *parts_gone(tables, sources, read),
    ]


def _to_give_again(manifest: Manifest) -> list[Finding]:
    """Say which readings no manifest can read by itself, and with which verb they were made."""
    return [
        finding("intake_reading_given", file=one.title, files=one.named, verb=one.verb)
        for one in manifest.readings
    ]


def _used(notes: Sequence[Finding]) -> list[str]:
    """Say what births and homes were used for."""
    return [f"{note.file}: {note.seen}" for note in notes if note.rule in USED]


def _text(path: str | Path) -> str:
    """Write a path down; "" where none is given."""
    return str(path) if path else ""


def _changed_since(
    before: Manifest | None, found: Sequence[Recognised], readings: Sequence[Reading]
) -> list[Finding]:
    """Name files that an area was built from before, and that are gone or others now."""
    if before is None:
        return []
    there = {one.path.resolve() for one in found}
    return [
        *files_gone([path for path, _, _ in before.files if path.resolve() not in there]),
        *(finding("intake_file_changed", file=name) for name in before.changed(found)),
        *changed_readings(before.readings, readings),
    ]


def _area_of(tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str]) -> Area:
    """Make the area; what is wrong in a table is told with what the table was read from."""
    try:
        return area_from_frames(tables)
    except FindingsError as error:
        told = [_of_its_files(one, tables, sources) for one in error.findings]
        raise type(error)(told, what=error.what) from None


def _of_its_files(
    found: Finding, tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str]
) -> Finding:
    """Tell a finding with what its table was read from, and by the key of its row.

    The row's number is that of a table that was made here, and stands in no file.
    """
    name = found.file.removeprefix(FRAME)
    if name == found.file:
        return found
    file = f"{name} ({sources[name]})" if name in sources else name
    row = None if found.row is None else found.row - FIRST_ROW
    if row is None or name not in tables or not 0 <= row < len(tables[name]):
        return replace(found, file=file)
    cells = tables[name].iloc[row]
    held = {column: cells.get(column) for column in terms.table(name).key}
    told = {column: withhold(cell) for column, cell in held.items() if _is_told(cell)}
    if any(cell in found.seen for cell in told.values()):
        return replace(found, file=file, row=None)
    key = ", ".join(f"{column} {cell}" for column, cell in told.items())
    return replace(found, file=file, row=None, seen=f"{key}: {found.seen}" if key else found.seen)


def _is_told(cell: object) -> bool:
    """Say whether a cell of a key holds something."""
    return cell is not None and cell == cell and cell != ""


def _not_known(notes: Sequence[Finding], found: Sequence[Recognised]) -> str:
    """Name the files that are not known, those first that are like a known one."""
    near = [f"{one.name} ({one.nearly.in_words})" for one in found if one.nearly]
    return ", ".join([*near, *(one.file for one in notes if one.rule == "intake_unknown")])


def _named(given: Sequence[str | Path]) -> str:
    return ", ".join(Path(one).name for one in given) or "what was given"


def _title(readings: Sequence[Reading], authority: str) -> str:
    """Name the area by its authority, as a file has it."""
    for reading in readings:
        if reading.kind == "ehc_plans":
            return reading.title.removeprefix(PLANS_OF)
    return authority or "area built from files"
