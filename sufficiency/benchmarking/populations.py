"""Populations of the authorities that are compared: only what was given, by single year of age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.reading import Reading
from sufficiency.sources.text_tables import read_text_table

if TYPE_CHECKING:
    import pandas as pd

FIRST_AGE, LAST_AGE = 0, 24
NUMBERS = ("year", "age", "ncy", "persons")
COLUMNS = ("year", "area", "age", "persons", "basis")


def persons_of(given: object, area: Area | None, *, authority: str) -> pd.DataFrame:
    """Gather populations by year, area and age from readings, frames and the authority's area.

    Parameters
    ----------
    given : Reading, pandas.DataFrame, path, a sequence of these, or None
        A reading of `read_population`; or columns year, area, persons, and age or ncy.
    area : Area or None
        Whose table population is that of the authority, where nothing else has it.
    authority : str
        Its name.

    Returns
    -------
    pandas.DataFrame
        Columns year, area, age, persons, basis.

    Raises
    ------
    NotPossibleError
        If something is neither, or lacks a column.
    """
    import pandas as pd

    parts = [_of_one(one) for one in _each(given)]
    known = {str(name).casefold() for part in parts for name in part["area"]}
    if area is not None and authority.casefold() not in known:
        held = area.table("population")
        parts.append(_with_age(held.assign(area=authority)))
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    joined = pd.concat([part[list(COLUMNS)] for part in parts], ignore_index=True)
    summed = joined.groupby(["year", "area", "age"], as_index=False)["persons"].sum(min_count=1)
    whole: pd.DataFrame = summed.assign(
        basis=terms.weakest(sorted({*joined["basis"]} - {""}) or ["supplied"])
    )
    return whole


def _each(given: object) -> Sequence[object]:
    if given is None:
        return ()
    return given if isinstance(given, list | tuple) else (given,)


def _of_one(one: object) -> pd.DataFrame:
    """Give one population in the columns wanted."""
    import pandas as pd

    one = read_persons(one) if isinstance(one, str | Path) else one
    frame: object = one.held.get("ages") if isinstance(one, Reading) else one
    if not isinstance(frame, pd.DataFrame):
        raise NotPossibleError.of("benchmark_population_kind", value=type(one).__name__)
    lacking = [name for name in ("year", "area", "persons") if name not in frame]
    if lacking or not {"age", "ncy"} & set(frame.columns):
        raise NotPossibleError.of("benchmark_population_columns", value=", ".join(frame.columns))
    held: pd.DataFrame = frame if "basis" in frame else frame.assign(basis="supplied")
    return _with_age(held)


def _with_age(frame: pd.DataFrame) -> pd.DataFrame:
    if "age" in frame:
        return frame
    aged: pd.DataFrame = frame.assign(age=frame["ncy"] + terms.age_of_ncy(0))
    return aged


def bases_of(persons: pd.DataFrame, names: Mapping[str, str]) -> dict[tuple[int, str, str], float]:
    """Add persons up by year, area and age band; "" for all ages from 0 to 24.

    Parameters
    ----------
    persons : pandas.DataFrame
        Columns year, area, age, persons.
    names : mapping of str to str
        Names of the areas that are compared, by their names and codes in small letters.

    Returns
    -------
    dict
        Persons by (year, area, band); a band of which an age is missing is not in it.
    """
    spans = {"": (FIRST_AGE, LAST_AGE)}
    for code, band in terms.age_bands().words.items():
        first, last = terms.age_of_ncy(band.ncy_from), terms.age_of_ncy(band.ncy_to)
        spans[code] = (first, last)
    bases: dict[tuple[int, str, str], float] = {}
    for (year, area), rows in persons.groupby(["year", "area"]):
        name = names.get(str(area).casefold())
        if name is None:
            continue
        by_age = dict(zip(rows["age"].astype(int), rows["persons"].astype(float), strict=True))
        for code, (first, last) in spans.items():
            wanted = [by_age.get(age, float("nan")) for age in range(first, last + 1)]
            total = sum(wanted)
            if total == total:
                bases[int(float(str(year))), name, code] = total
    return bases


def read_persons(path: str | Path) -> pd.DataFrame:
    """Read a table of persons by year, area and age, as `benchmark` takes it.

    Parameters
    ----------
    path : str or Path
        A CSV file or workbook with the columns year, area, age or ncy, and persons.

    Raises
    ------
    FileError
        If there is no such file.
    FindingsError
        If a column is missing, or cells are no numbers; all of them at once.
    """
    table = read_text_table(path, what="a table of persons", is_header=_is_header)
    frame = table.frame.rename(columns=lambda name: str(name).strip().casefold())
    faults: list[Finding] = []
    for name in (one for one in NUMBERS if one in frame):
        cells = frame[name].str.replace(",", "")
        numbers = cells.map(_number)
        if name != "persons":
            numbers = numbers.where(numbers % 1 == 0)
        faults += [
            finding(
                "benchmark_population_number",
                file=table.file,
                row=int(row),
                column=name,
                value=frame.loc[row, name],
            )
            for row in frame.index[numbers.isna()]
        ]
        frame[name] = numbers
    if faults:
        raise FindingsError(faults, what=f"The population in {table.file}")
    return frame


def _is_header(row: Sequence[str]) -> bool:
    held = {cell.strip().casefold() for cell in row}
    return {"year", "area", "persons"} <= held and bool(held & {"age", "ncy"})


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
