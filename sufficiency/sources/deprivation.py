"""Ranks of deprivation of LSOAs, as the English indices of deprivation have them, by locality."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.sources.counts import read_counts
from sufficiency.sources.headings import column_of, words
from sufficiency.sources.lookups import Lookup
from sufficiency.sources.text_tables import TextTable, read_text_table

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

WHAT = "ranks of deprivation"
DECILES = 10


def deciles_of(
    path: str | Path, *, codes: Sequence[str], lookups: Sequence[Lookup], areas: pd.DataFrame
) -> tuple[dict[str, int], list[Finding]]:
    """Give the deprivation decile of localities.

    Parameters
    ----------
    path : str or Path
        A row for each LSOA: code, rank or decile, and population where there is one.
    codes : sequence of str
        The localities.
    lookups : sequence of Lookup
        From LSOAs to localities, the first that leads to some is taken.
    areas : pandas.DataFrame
        The small areas with their locality.

    Returns
    -------
    dict of str to int
        By locality; those without an LSOA in the file are absent.
    list of Finding
        Notes on what is missing.

    Raises
    ------
    FindingsError
        If a rank is no number of the right size.
    """
    table = read_text_table(path, what=WHAT, is_header=_is_header, keep=_is_kept)
    frame, file = table.frame, table.file
    locality = _localities(table, codes=codes, lookups=lookups, areas=areas)
    mine = frame[locality.isin(list(codes)).to_numpy()]
    locality = locality[mine.index]
    notes: list[Finding] = []
    rank = column_of(frame.columns, "imd_rank")
    column = rank or str(column_of(frame.columns, "imd_decile"))
    most = max(_lsoas().values()) if rank else DECILES
    figures = read_counts(
        mine[column], file=file, column=column, what="a rank of deprivation", low=1, high=most
    )
    faults = list(figures.faults)
    weight: FloatArray = np.ones(len(mine))
    people = column_of(frame.columns, "deprivation_population")
    if people is None:
        notes.append(finding("deprivation_not_weighted", file=file))
    else:
        counts = read_counts(mine[people], file=file, column=people, what="a number of persons")
        faults += counts.faults
        weight = np.asarray(counts.numbers, dtype=np.float64)
    if faults:
        raise FindingsError(faults, what=f"The {WHAT} in {file}")
    if rank is None:
        notes.append(finding("deprivation_from_deciles", file=file))
    made = _mean_deciles(locality, figures.numbers, weight, is_rank=rank is not None, file=table)
    lost = [code for code in codes if code not in made]
    if lost:
        words: dict[str, Any] = {"value": lost[0], "count": len(lost)}
        notes.append(finding("deprivation_missing", file=file, **words))
    return made, notes


def _lsoas() -> dict[str, int]:
    """Give how many LSOAs England has, by the census of their boundaries.

    The index of 2025 ranks those of 2021.
    """
    return {census: int(count) for census, count in words("lsoas").items()}


def _mean_deciles(
    locality: pd.Series[str],
    figures: pd.Series[float],
    weight: FloatArray,
    *,
    is_rank: bool,
    file: TextTable,
) -> dict[str, int]:
    """Take the decile of the weighted mean rank; of deciles, the mean rounded half up."""
    heading = " ".join(file.frame.columns).casefold()
    census = "2011" if "2011" in heading or "lsoa11" in heading else "2021"
    lsoas = _lsoas()[census]
    made = {}
    for code in locality.unique():
        here = (locality == code).to_numpy()
        whole = weight[here].sum()
        parts = weight[here] / whole if whole > 0 else np.full(here.sum(), 1 / here.sum())
        mean = float((figures.to_numpy()[here] * parts).sum())
        decile = np.ceil(mean * DECILES / lsoas) if is_rank else np.floor(mean + 0.5)
        made[str(code)] = int(min(max(decile, 1), DECILES))
    return made


def _localities(
    table: TextTable, *, codes: Sequence[str], lookups: Sequence[Lookup], areas: pd.DataFrame
) -> pd.Series[str]:
    """Give the locality of each row: by itself, by a column of the file, or by a lookup."""
    frame = table.frame
    known = set(codes)
    lsoa = frame[str(column_of(frame.columns, "lsoa_code"))]
    ways = [lsoa]
    for kind in ("msoa_code", "ward_code", "planning_area_code"):
        column = column_of(frame.columns, kind)
        if column is not None:
            ways.append(frame[column])
    by_area = dict(zip(areas["area"], areas["locality"], strict=True))
    ways += [way.map(by_area).fillna("") for way in list(ways)]
    for lookup in lookups:
        told = lookup.localities_of(lsoa.tolist())
        ways.append(lsoa.map(dict(zip(lsoa, [one or "" for one in told], strict=True))))
    return max(ways, key=lambda way: int(way.isin(list(known)).sum()))


def _is_header(row: Sequence[str]) -> bool:
    has_rank = column_of(row, "imd_rank") or column_of(row, "imd_decile")
    return column_of(row, "lsoa_code") is not None and has_rank is not None


def _is_kept(heading: str) -> bool:
    kinds = ("lsoa_code", "msoa_code", "ward_code", "planning_area_code", "imd_rank")
    kept = (*kinds, "imd_decile", "deprivation_population")
    return any(column_of([heading], kind) is not None for kind in kept)
