"""Files of population by single year of age, as the Office for National Statistics has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.asked import authority_asked, check_lists, check_texts, check_year
from sufficiency.sources.counts import codes_from_excel, odd_rows
from sufficiency.sources.headings import GEOGRAPHIES, is_kind, plain, words
from sufficiency.sources.kinds import Kind
from sufficiency.sources.populations.figures import EARLIEST, LATEST, Figures, figures_of
from sufficiency.sources.populations.joining import joined_sexes
from sufficiency.sources.populations.picking import is_small, picked
from sufficiency.sources.populations.shapes import (
    OLDEST_READ,
    PERSONS,
    Shape,
    age_of_heading,
    shape_of,
    year_in_words,
    year_of_file,
    year_of_heading,
)
from sufficiency.sources.populations.small_areas import (
    POINTS,
    points_missing,
    small_area_rows,
    small_areas_of,
)
from sufficiency.sources.reading import Reading, account_of
from sufficiency.sources.text_tables import TextTable, read_text_tables

if TYPE_CHECKING:
    import pandas as pd

WHAT = "population by single year of age"
KINDS = (
    *("area_code", "area_name", "sex", "age", "year", "component", "population"),
    *("total_population", *POINTS),
    *(f"{kind}_{part}" for kind in GEOGRAPHIES for part in ("code", "name") if kind != "oa"),
    "oa_code",
)

Step = tuple[str, str, int, str, str]


def read_population(
    path: str | Path,
    *,
    authority: str | None = None,
    districts: Sequence[str] = (),
    year: int | None = None,
    parents: Sequence[str] = (),
    basis: str = "published",
) -> Reading:
    """Read estimates or projections of population by single year of age.

    Sub-national projections, mid-year estimates, small-area estimates and downloads from Nomis are
    told by their headings: ages across, years across, or a row for each figure; by sex or persons.
    Boys and girls are added up; where persons stand beside them, persons are taken.

    Parameters
    ----------
    path : str or Path
        A CSV file, or a workbook, of which every sheet of the kind is read.
    authority : str, optional
        Code or name; needed where the file holds several authorities.
    districts : sequence of str
        Codes or names of the districts that make up a county: sub-national projections hold
        districts only. Their sum is called by the authority.
    year : int, optional
        Of the middle of which year the file is, where neither a column nor a title says it.
    parents : sequence of str
        Headings of further columns of small areas to keep, such as that of a former district.
    basis : str
        How far the figures can be relied on.

    Returns
    -------
    Reading
        Table `ages`: year, area, age, persons, basis; up to age 26. Where the areas are small
        areas, table `small_areas` too: area, name, easting and northing [metres], persons, and the
        areas in which they lie.

    Raises
    ------
    FileError
        If there is no such file.
    FindingsError
        With all faults: no such authority, cells that are no numbers, ages that are none, rows
        that stand twice, one sex only.
    NotPossibleError
        If an option is of the wrong kind.
    """
    authority = authority_asked(authority)
    check_year(year)
    check_texts(basis=basis)
    check_lists(districts=districts, parents=parents)
    if basis not in ("published", "supplied", "estimated", "assumed", "made"):
        known = "published, supplied, estimated, assumed or made"
        raise NotPossibleError.of(
            "locality_population_option", value=basis, what="the basis", known=known
        )
    tables = read_text_tables(path, what=WHAT, is_header=_is_header, keep=_kept(parents))
    parts = [
        _of_table(
            table, authority=authority, districts=districts, year=year, parents=tuple(parents)
        )
        for table in tables
    ]
    faults = [fault for part in parts for fault in part.figures.faults]
    figures, joined_faults, notes, steps = joined_sexes(
        [(part.table.file, part.figures.frame) for part in parts]
    )
    if not faults:
        faults += joined_faults
    if not faults and figures.empty:
        faults.append(finding("population_nobody", file=tables[0].file))
    if faults:
        raise FindingsError(faults, what=f"The {WHAT} in {Path(path).name}")
    label = authority or ""
    if districts or not any(part.shape.code for part in parts):
        figures = _summed(figures.assign(area=label))
    held = {"ages": figures.assign(basis=basis).reset_index(drop=True)}
    small = [part.small for part in parts if part.small is not None]
    about = [*(note for part in parts for note in part.notes), *notes]
    if small:
        held["small_areas"] = small_areas_of(small, held["ages"])
        about += points_missing(held["small_areas"], file=tables[0].file)
    return Reading(
        kind="population",
        title=f"Population by single year of age{f': {label}' if label else ''}",
        held=held,
        steps=account_of([*(step for part in parts for step in part.steps), *steps]),
        findings=tuple(about),
        inputs=(tables[0].source,),
        version=_version(parts[0].shape),
        settings={"authority": label, "basis": basis, "districts": ";".join(districts)},
    )


@dataclass(frozen=True, eq=False, repr=False)
class _Part:
    """What one sheet of a file of population says.

    Parameters
    ----------
    table : TextTable
    shape : Shape
    figures : Figures
    small : pandas.DataFrame or None
        Its rows without the figures, where they are small areas.
    notes : list of Finding
    steps : list of tuple
        Rows of the account.
    """

    table: TextTable
    shape: Shape
    figures: Figures
    small: pd.DataFrame | None
    notes: list[Finding]
    steps: list[Step]


def _is_header(row: Sequence[str]) -> bool:
    return shape_of(row) is not None


def _kept(parents: Sequence[str]) -> Any:
    def is_kept(heading: str) -> bool:
        if heading in parents or any(is_kind(heading, kind) for kind in KINDS):
            return True
        return age_of_heading(heading) is not None or year_of_heading(heading) is not None

    return is_kept


def _of_table(
    table: TextTable,
    *,
    authority: str | None,
    districts: Sequence[str],
    year: int | None,
    parents: tuple[str, ...],
) -> _Part:
    """Read one sheet."""
    file, frame = table.file, table.frame
    shape = shape_of(list(frame.columns))
    assert shape is not None, "the header was found by its shape"
    if shape.code is None and authority is None:
        fault = finding("population_no_area", file=file, row=table.header_row)
        raise FindingsError([fault], what=f"The {WHAT} in {file}")
    when, about_year = _year_of(table, shape, year=year)
    code = [shape.code] if shape.code else [one for one in (shape.age, shape.year) if one]
    kinds, faults, notes = odd_rows(
        frame, code=code or list(frame.columns), numbers=shape.numbers, file=file, what="area"
    )
    rows = frame[kinds == "row"]
    if shape.code:
        faults += codes_from_excel(rows[shape.code], file=file, column=shape.code)
    if faults:
        raise FindingsError(faults, what=f"The {WHAT} in {file}")
    mine, about_picking = picked(rows, shape, authority=authority, districts=districts, file=file)
    mine_rows = rows[mine]
    figures = figures_of(mine_rows, shape, year=when, sex=_sex_of(table), file=file)
    left = {
        "a total": int((kinds == "total").sum()),
        "words": int((kinds == "words").sum()),
        "another authority": int((~mine).sum()),
        **figures.left_out,
    }
    steps: list[Step] = [
        (file, "rows", count, "left_out", why) for why, count in left.items() if count
    ]
    small = None
    if is_small(rows, shape) and len(mine_rows):
        small = mine_rows[[name for name in mine_rows.columns if name not in shape.ages]]
        small = small_area_rows(small, shape, parents=parents)
    notes = [*table.findings, *about_year, *notes, *about_picking, *figures.notes]
    return _Part(table, shape, figures, small, notes, steps)


def _year_of(
    table: TextTable, shape: Shape, *, year: int | None
) -> tuple[int | None, list[Finding]]:
    """Say of which year a table is whose columns do not say it, and where that was found."""
    if shape.years or shape.year:
        return None, []
    if year is not None:
        if _year_given(year) is None:
            fault = finding("population_not_a_year", file=table.file, value=year)
            raise FindingsError([fault], what=f"The {WHAT} in {table.file}")
        return year, []
    sheet = table.file.partition(", sheet ")[2]
    places = (
        ("the name of the sheet", year_in_words(sheet)),
        ("the title", year_in_words(table.above)),
        ("the name of the file", year_of_file(table.source.file)),
    )
    for where, told in places:
        if told is not None:
            words_of: dict[str, Any] = {"value": told, "where": where}
            return told, [finding("population_year_taken", file=table.file, **words_of)]
    fault = finding("population_no_year", file=table.file, row=table.header_row)
    raise FindingsError([fault], what=f"The {WHAT} in {table.file}")


def _year_given(year: object) -> int | None:
    """Give a year that is one."""
    is_number = isinstance(year, int) and not isinstance(year, bool)
    return int(str(year)) if is_number and EARLIEST <= int(str(year)) <= LATEST else None


def _sex_of(table: TextTable) -> str:
    """Give the sex that the name of the sheet or the file tells, persons where none."""
    known = words("sex")
    for text in (table.file.partition(", sheet ")[2], table.source.file):
        told = {known[word] for word in plain(text).split() if len(word) > 3 and word in known}
        if len(told) == 1:
            return told.pop()
    return PERSONS


def _summed(figures: pd.DataFrame) -> pd.DataFrame:
    summed = figures.groupby(["year", "area", "age"], sort=True)["persons"].sum()
    return summed.reset_index()


def _version(shape: Shape) -> str:
    across = "ages across" if shape.ages else "years across" if shape.years else "a row a figure"
    return f"{across}, up to age {OLDEST_READ}"


def _recognises(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a row heads population by single year of age, and not pupils or plans by age."""
    headers = [row for row in rows if _is_header(row)]
    headings = " ".join(heading for row in headers for heading in row).casefold()
    return bool(headers) and not any(word in headings for word in words("not_residents"))


KIND = Kind("population", "Population by single year of age", _recognises, read_population)
