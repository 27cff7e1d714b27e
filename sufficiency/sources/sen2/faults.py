"""What is found in a return: where it stands by file and row, never what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import counted

if TYPE_CHECKING:
    import pandas as pd

QUALITY = ("year", "rule", "file", "column", "rows", "first_row", "seen", "why", "remedy")
QUALITY_ROWS = ("year", "rule", "file", "column", "row")


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One rule that some rows of a module break.

    Parameters
    ----------
    rule : str
        A key of the messages.
    module : str
        The module in which the rows stand.
    rows : numpy.ndarray
        Rows as the user sees them.
    column : str
        The column, where it is one.
    said : str
        What stands there, in words of the tables of terms only; "" where it is not told.
    """

    rule: str
    module: str
    rows: np.ndarray[Any, np.dtype[np.int64]]
    column: str = ""
    said: str = ""


def faults_of(
    rule: str,
    module: str,
    rows: Iterable[int] | pd.Index,
    *,
    column: str = "",
    said: str = "",
) -> tuple[Fault, ...]:
    """Give the fault of some rows; none where there are no rows."""
    numbers = np.unique(np.asarray(list(rows), dtype=np.int64))
    return (Fault(rule, module, numbers, column, said),) if len(numbers) else ()


def findings_of(faults: Sequence[Fault], *, files: Mapping[str, str], year: int) -> list[Finding]:
    """Write a finding for each fault: how many rows, and the first of them.

    Parameters
    ----------
    faults : sequence of Fault
    files : mapping of str to str
        What to call the file of each module.
    year : int
        Academic year of the return.
    """
    return [
        finding(
            fault.rule,
            file=files[fault.module],
            row=int(fault.rows[0]),
            column=fault.column,
            rows=counted(len(fault.rows), "row"),
            children=counted(len(fault.rows), "child", "children"),
            count=len(fault.rows),
            january=terms.january_of_year(year),
            said=fault.said,
        )
        for fault in faults
    ]


def quality_frames(
    told: Sequence[tuple[int, Mapping[str, str], Sequence[Fault]]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay the faults of all returns out.

    Parameters
    ----------
    told : sequence
        Of each return its academic year, the names of its files, and its faults.

    Returns
    -------
    quality : pandas.DataFrame
        Columns as in `QUALITY`: a row for each rule, file and column.
    quality_rows : pandas.DataFrame
        Columns as in `QUALITY_ROWS`: a row for each row at fault.
    """
    import pandas as pd

    counts: list[list[object]] = []
    places: list[pd.DataFrame] = [pd.DataFrame(columns=list(QUALITY_ROWS))]
    for year, files, faults in told:
        for fault, found in zip(faults, findings_of(faults, files=files, year=year), strict=True):
            key = [year, fault.rule, files[fault.module], fault.column]
            counts.append([*key, len(fault.rows), found.row, found.seen, found.why, found.remedy])
            lines = [[*key, int(row)] for row in fault.rows]
            places.append(pd.DataFrame(lines, columns=list(QUALITY_ROWS)))
    quality = pd.DataFrame(counts, columns=list(QUALITY))
    held = [place for place in places if len(place)] or places
    whole = {"year": "int64", "row": "int64"}
    quality_rows = pd.concat(held, ignore_index=True).astype(whole)
    return quality.astype({"year": "int64", "rows": "int64", "first_row": "int64"}), quality_rows
