"""Statistical neighbours: which authorities an authority is held against, with their weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.sources.text_tables import read_text_table

if TYPE_CHECKING:
    import pandas as pd

NAMES = ("code", "new_la_code", "la_code", "authority", "neighbour", "name", "la_name")
"""Headings under which a neighbour may stand, the first that is there counts."""

WEIGHT = "weight"
WHAT = "The table of neighbours"

Neighbours = Mapping[str, float]
"""Weights of neighbours by code or name, as they were given."""


def neighbours_of(given: object) -> Neighbours:
    """Read neighbours from a list, a mapping of weights, a frame or a CSV file.

    Parameters
    ----------
    given : path, pandas.DataFrame, mapping of str to float, or sequence of str
        Codes or names. A table has a column code, authority or name, and may have one weight.

    Returns
    -------
    mapping of str to float
        Weights, 1 where none is given.

    Raises
    ------
    FindingsError
        With all faults: a table without such a column, weights that are no numbers above nought,
        a neighbour that stands twice.
    FileError
        If there is no such file.
    """
    if isinstance(given, Mapping):
        rows = [(None, str(name), weight) for name, weight in given.items()]
        return _weighed(rows, file="neighbours")
    if isinstance(given, str | Path):
        table = read_text_table(given, what="a table of neighbours", is_header=_is_header)
        return _of_frame(table.frame, file=table.file, first=None)
    if hasattr(given, "columns"):
        frame: Any = given
        return _of_frame(frame, file="frame neighbours", first=2)
    names: Sequence[Any] = given  # type: ignore[assignment]
    return _weighed([(None, str(name), 1.0) for name in names], file="neighbours")


def _is_header(row: Sequence[str]) -> bool:
    return any(cell.strip().casefold() in NAMES for cell in row)


def _of_frame(frame: pd.DataFrame, *, file: str, first: int | None) -> Neighbours:
    """Take names and weights out of a table."""
    by_heading = {str(name).strip().casefold(): name for name in frame.columns}
    named = next((by_heading[name] for name in NAMES if name in by_heading), None)
    if named is None:
        listed = ", ".join(map(str, frame.columns))
        fault = finding("benchmark_neighbours_column", file=file, value=listed)
        raise FindingsError([fault], what=WHAT)
    weights = frame[by_heading[WEIGHT]] if WEIGHT in by_heading else [1.0] * len(frame)
    numbers = frame.index if first is None else range(first, first + len(frame))
    rows = [
        (int(number), str(name).strip(), weight)
        for number, name, weight in zip(numbers, frame[named], weights, strict=True)
        if str(name).strip()
    ]
    return _weighed(rows, file=file)


def _weighed(rows: Sequence[tuple[int | None, str, Any]], *, file: str) -> Neighbours:
    """Check weights and names, all of them, and raise once."""
    faults: list[Finding] = []
    held: dict[str, float] = {}
    for row, name, given in rows:
        try:
            weight = float(given)
        except (TypeError, ValueError):
            weight = float("nan")
        if not 0 < weight < float("inf"):
            faults.append(
                finding("benchmark_weight", file=file, row=row, column=WEIGHT, value=given)
            )
        if name in held:
            faults.append(finding("benchmark_neighbour_twice", file=file, row=row, value=name))
        held[name] = weight
    if faults:
        raise FindingsError(faults, what=WHAT)
    return held
