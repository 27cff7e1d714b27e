"""Births by locality: where children are who were not yet born when localities were counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.counts import read_counts
from sufficiency.sources.headings import column_of, locality_column
from sufficiency.sources.populations.shapes import year_of_heading
from sufficiency.sources.text_tables import TextTable, read_text_table

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
WHAT = "births by locality"
COLUMNS = ("year", "locality", "births")
MOST_NAMED = 5


def births_by_locality(
    given: str | Path | pd.DataFrame | None, *, localities: tuple[str, ...]
) -> dict[int, FloatArray]:
    """Give births by year: axis (locality).

    Parameters
    ----------
    given : path, pandas.DataFrame or None
        Columns year, locality and births; or years across in a file.
    localities : tuple of str

    Raises
    ------
    FindingsError
        If a locality is not known, or a cell is no number.
    """
    if given is None:
        return {}
    file, rows = WHAT, dict[str, int]()
    if isinstance(given, str | Path):
        frame, table = _read(given)
        file, rows = table.file, _first_rows(table)
    else:
        frame = given
    if not hasattr(frame, "columns") or not set(COLUMNS) <= set(frame.columns):
        raise NotPossibleError.of(
            "locality_population_needs",
            value=f"a value of type {type(given).__name__}",
            what=WHAT,
            columns=", ".join(COLUMNS),
        )
    faults = unknown_localities(frame["locality"].tolist(), localities, file=file, rows=rows)
    if faults:
        raise FindingsError(faults, what=f"The {WHAT}")
    wide = frame.pivot_table(index="locality", columns="year", values="births", aggfunc="sum")
    wide = wide.reindex(index=list(localities))
    absent = [name for name in localities if wide.loc[name].isna().any()]
    if absent:
        words: dict[str, Any] = {"value": absent[0], "count": len(absent)}
        raise FindingsError([finding("births_missing", file=file, **words)], what=f"The {WHAT}")
    return {int(year): wide[year].to_numpy(np.float64) for year in wide.columns}


def unknown_localities(
    codes: Sequence[object],
    localities: tuple[str, ...],
    *,
    file: str,
    rows: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Name codes that are no locality, each once, at the first row of the file that has it."""
    faults = []
    for code in dict.fromkeys(str(code) for code in codes):
        if code in localities:
            continue
        meant = terms.nearest_words(code, localities)
        remedy = f"Did you mean {meant}?" if meant else "Write the code as in the small areas."
        row = (rows or {}).get(code)
        faults.append(
            finding("births_locality_unknown", file=file, row=row, value=code, meant=remedy)
        )
    return faults[: 4 * MOST_NAMED]


def read_births(path: str | Path) -> pd.DataFrame:
    """Read births by locality from a file: a row a figure, or years across.

    Returns
    -------
    pandas.DataFrame
        Columns year, locality, births.
    """
    frame, _ = _read(path)
    return frame


def _first_rows(table: TextTable) -> dict[str, int]:
    """Give the first row of the file in which each locality stands."""
    codes = table.frame[str(locality_column(table.frame.columns))]
    first = codes[~codes.duplicated()]
    return {str(code): int(str(row)) for row, code in first.items()}


def _read(path: str | Path) -> tuple[pd.DataFrame, TextTable]:
    """Read births by year and locality, with the table that they stand in."""
    import pandas as pd

    table = read_text_table(path, what=WHAT, is_header=_is_header)
    frame = table.frame
    code = locality_column(frame.columns)
    years = {name: year for name in frame.columns if (year := year_of_heading(name)) is not None}
    when, births = column_of(frame.columns, "year"), column_of(frame.columns, "births")
    pairs: list[tuple[Any, Any, Any, str]]
    if years:
        pairs = [(frame[name], frame[code], year, name) for name, year in years.items()]
    else:
        pairs = [(frame[str(births)], frame[code], frame[str(when)], str(births))]
    parts: list[pd.DataFrame] = []
    faults = _twice(
        frame, [str(code), *([] if years else [str(when)])], {*years, str(births)}, table
    )
    for texts, codes, year, name in pairs:
        counts = read_counts(texts, file=table.file, column=name, what="a number of births")
        faults += counts.faults
        dated: Any = year
        if not isinstance(year, int):
            told = read_counts(
                year, file=table.file, column=str(when), what="a year", low=1990, high=2100
            )
            faults += told.faults
            dated = told.numbers
        parts.append(pd.DataFrame({"year": dated, "locality": codes, "births": counts.numbers}))
    if faults:
        raise FindingsError(faults, what=f"The {WHAT} in {table.file}")
    made = pd.concat(parts, ignore_index=True)
    return made.astype({"year": "int64"}), table


def _twice(
    frame: pd.DataFrame, key: Sequence[str], numbers: set[str], table: TextTable
) -> list[Finding]:
    """Name rows that stand twice: births of several rows of a locality are added up.

    Where something besides tells rows apart, such as the small area, only those that are alike word
    for word.
    """
    besides = [name for name in frame.columns if name not in {*key, *numbers}]
    is_told = bool(besides) and bool((frame[besides] != "").any(axis=None))
    same = list(frame.columns) if is_told else list(key)
    again = frame.index[frame.duplicated(same, keep="first")]
    faults = []
    for row in again[:MOST_NAMED]:
        alike = (frame[same] == frame.loc[row, same]).all(axis=1)
        words: dict[str, Any] = {"value": frame.loc[row, key[0]], "count": len(again)}
        words["first"] = int(str(frame.index[alike][0]))
        faults.append(finding("births_twice", file=table.file, row=int(str(row)), **words))
    return faults


def _is_header(row: Sequence[str]) -> bool:
    headings = [name for name in row if name]
    has_years = sum(year_of_heading(name) is not None for name in headings) > 1
    is_long = column_of(headings, "births") and column_of(headings, "year")
    return locality_column(headings) is not None and bool(is_long or has_years)
