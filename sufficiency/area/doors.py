"""The doors to an area: a folder, a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.area.area import Area, area_of
from sufficiency.area.loading import read_area
from sufficiency.errors import findings_frame

if TYPE_CHECKING:
    import pandas as pd


def load_area(path: str | Path) -> Area:
    """Read an area from a folder of CSV files or from a workbook.

    Parameters
    ----------
    path : str or Path
        A folder with a CSV file for each table, or an .xlsx workbook with a sheet for each.

    Returns
    -------
    Area
        Sound: every table was checked by itself and against the others.

    Raises
    ------
    TableError
        With all faults at once; `error.to_frame()` lays them out. Nothing is mended silently.
    FileError
        If there is nothing there, or it cannot be opened.

    Warns
    -----
    FileEncodingWarning
        If a CSV file had to be read as Windows-1252.

    Examples
    --------
    >>> import sufficiency as sf
    >>> area = sf.load_area("area.xlsx")  # doctest: +SKIP
    """
    return area_of(read_area(path))


def check_area(path: str | Path) -> pd.DataFrame:
    """Check an area without making it, and give all findings as a frame.

    Parameters
    ----------
    path : str or Path
        A folder or workbook.

    Returns
    -------
    pandas.DataFrame
        Columns severity, file, row, column, value, rule, seen, why, remedy; no row where
        nothing was found.
    """
    return findings_frame(read_area(path).findings)
